/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which language a customer is written to: that of earlier tickets, else of
 * the mail's own words, else what the client says, else the desk's. */
#include <string.h>

#include "base/clock.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define GERMAN "Guten Tag, wo bleibt denn meine Einzahlung von gestern?\n"
#define ENGLISH "Hello, where is the deposit that I made yesterday?\n"
#define SWEDISH \
	"Hej, var finns min ins\xc3\xa4ttning fr\xc3\xa5n ig\xc3\xa5r?\n"

struct mail {
	enum util_auth auth;
	const char *header, *text;
	const char *language; /* of the ticket, NULL: no more mails */
};

static const struct story {
	const char *name;
	struct mail mails[3];
	const char *letter; /* Content-Language of the last acknowledgement */
} stories[] = {
	{ "the words", { { UTIL_DMARC, "", GERMAN, "de" } }, "de" },
	{ "the words before the client",
	    { { UTIL_DMARC, "Content-Language: en\n", GERMAN, "de" } }, "de" },
	{ "the client where words are few",
	    { { UTIL_DMARC, "Accept-Language: de-AT\n", "?\n", "de-AT" } },
	    "de-AT" },
	{ "nothing to go by", { { UTIL_DMARC, "", "?\n", "en" } }, "en" },
	{ "no letters in it", { { UTIL_DMARC, "", SWEDISH, "sv" } }, "en" },
	{ "earlier tickets before the words",
	    { { UTIL_DMARC, "", GERMAN, "de" },
	        { UTIL_DMARC, "", ENGLISH, "de" } },
	    "de" },
	{ "what a stranger wrote is not remembered",
	    { { UTIL_NONE, "", GERMAN, "de" },
	        { UTIL_DMARC, "", ENGLISH, "en" } },
	    "en" },
	{ "what a machine wrote is not remembered",
	    { { UTIL_DMARC, "Auto-Submitted: auto-generated\n", GERMAN, "de" },
	        { UTIL_DMARC, "", ENGLISH, "en" } },
	    "en" },
};

static void
test_story(gconstpointer data)
{
	const struct story *story = data;
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 3 && story->mails[i].language; i++) {
		const struct mail *mail = &story->mails[i];
		/* a letter a day to each address */
		clock_set_for_test(UTIL_DESK_NOW +
		        i * G_GINT64_CONSTANT(90000000),
		    1000000);
		g_autofree char *header = g_strdup_printf(
		    "Subject: 1\nMessage-ID: <%u@example.org>\n%s", i,
		    mail->header);
		g_autofree char *raw = util_desk_mail(CAROL,
		    "support@example.com", mail->auth, header, mail->text);
		g_autoptr(accept_mail) taken =
		    util_desk_take(desk, raw, 100 + i);
		g_autoptr(ticket) ticket = look_ticket(desk, taken->number);

		g_test_message("mail %u", i + 1);
		g_assert_cmpstr(ticket->language, ==, mail->language);
	}
	g_autoptr(letter) letter =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *language =
	    look_field(desk, letter, "Content-Language");

	g_assert_cmpstr(language, ==, story->letter);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(stories); i++) {
		g_autofree char *path =
		    g_strdup_printf("/letterlanguage/%s", stories[i].name);
		g_test_add_data_func(path, &stories[i], test_story);
	}
	return g_test_run();
}
