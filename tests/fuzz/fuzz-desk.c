/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole desk, from the octets of a mail to the octets of its letters: once as
 * the mail of a stranger, once as the words of a customer whose address is
 * proved, once as those of an agent who answers a notice. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../unit/util-desk.h"
#include "base/log.h"
#include "mime/parse.h"

#define MAILS 300 /* to one desk: its store is to stay small */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct util_desk *desk;
static char *reply; /* the address to which an agent answers */
static guint mails;

static void
close_desk(void)
{
	g_clear_pointer(&desk, util_desk_free);
	g_clear_pointer(&reply, g_free);
	mails = 0;
}

static void
open_desk(void)
{
	desk = util_desk_new(NULL);
	g_autofree char *first = util_desk_mail("jane@example.org",
	    "support@example.com", UTIL_DMARC,
	    "Subject: skates\nMessage-ID: <first@example.org>\n", "Hello.\n");
	util_desk_put(desk, first);
	g_autoptr(letter) notice =
	    util_desk_letter(desk, LETTER_NOTICE, "alice@example.com");
	g_autofree char *octets = util_desk_octets(desk, notice);
	reply = util_desk_field(octets, "Reply-To");
}

/* G_TEST_SRCDIR names the source's folder of tests. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char name[] = "fuzz-desk", *words[] = { name, NULL }, **list = words;
	int count = 1;

	(void)argc;
	(void)argv;
	g_test_init(&count, &list, NULL);
	log_open("fuzz", LOG_ERROR);
	parse_init();
	atexit(close_desk);
	return 0;
}

static void
put(const char *raw)
{
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);

	mails++;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);

	if (desk == NULL)
		open_desk();
	put(text);
	g_autofree char *customer = util_desk_mail("jane@example.org",
	    "support@example.com", UTIL_DMARC, "Subject: skates\n", text);
	put(customer);
	g_autofree char *agent = util_desk_mail("alice@example.com", reply,
	    UTIL_SUBMISSION, "Subject: Re: skates\n", text);
	put(agent);
	if (mails < MAILS)
		return 0;
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	for (guint i = 0; i < letters->len; i++)
		g_free(util_desk_octets(desk, letters->pdata[i]));
	close_desk();
	return 0;
}
