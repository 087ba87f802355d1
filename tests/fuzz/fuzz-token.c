/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proofs in addresses, ids and texts. The key is not known to whoever fuzzes:
 * nothing may ever verify, what is issued must, and what is scrubbed holds no
 * token any more. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "route/replyaddr.h"
#include "route/token.h"

#define NOW G_GINT64_CONSTANT(1715000000000)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct settings *settings;
/* The fuzzer sees what is compared: tokens issued here are of another ring than
 * the one under which none may verify. */
static struct keyring *ring, *shown;

static void
set(char **option, const char *value)
{
	g_free(*option);
	*option = g_strdup(value);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	settings = settings_defaults();
	set(&settings->desk.address, "support@example.org");
	set(&settings->desk.bounce_address, "support@example.org");
	ring = keyring_new(NOW);
	shown = keyring_new(NOW);
	return 0;
}

/* What has a token's shape proves nothing. */
static void
check_shape(const char *text, gsize length)
{
	struct token token;
	guint8 key = 0;
	guint64 letter = 0;

	if (token_parse(text, length, &token))
		g_assert_false(token_verify(&token, ring, NOW,
		    "a@example.com"));
	token_short_parse(text, length, &key, &letter);
	g_assert_cmpuint(token_short_read(text, length, ring, NOW,
	                     TOKEN_USE_ID),
	    ==, 0);
	g_assert_cmpuint(token_short_read(text, length, ring, NOW,
	                     TOKEN_USE_BOUNCE),
	    ==, 0);
}

/* One that was issued for these numbers, in the middle of the text. */
static void
check_scrubbed(const char *text, gsize half)
{
	const struct token what = { .role = TOKEN_AGENT,
		.seat = (guint16)(half % TOKEN_SEAT_MAX),
		.number = half + 1 };
	g_autofree char *token = token_issue(shown, &what, "a@example.com");
	g_autofree char *address = replyaddr_make(&settings->desk, token);
	g_autofree char *whole =
	    g_strdup_printf("%.*s%s%s", (int)half, text, address, text + half);
	g_autofree char *clean = replyaddr_scrub(settings, whole);
	g_autofree char *lower = g_ascii_strdown(clean, -1);
	g_autofree char *proof = g_strdup_printf("+%s@", token);

	g_assert_true(g_utf8_validate(clean, -1, NULL));
	g_assert_null(strstr(lower, proof));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text =
	    g_utf8_make_valid((const char *)data, (gssize)size);
	gsize length = 0, half;
	const char *found;

	check_shape((const char *)data, size);
	found = replyaddr_find(settings, text, &length);
	if (found)
		check_shape(found, length);
	found = replyaddr_in_message_id(&settings->desk, text, &length);
	if (found)
		check_shape(found, length);
	replyaddr_is_root(&settings->desk, text);
	half = (gsize)(g_utf8_offset_to_pointer(text,
	                   g_utf8_strlen(text, -1) / 2) -
	    text);
	check_scrubbed(text, half);
	return 0;
}
