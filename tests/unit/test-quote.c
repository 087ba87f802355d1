/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of a mail's lines are its new words: whole mails, what must not be
 * taken for a quote, and what only wants to be slow. */
#include "mime/quote.h"

#include <string.h>

#include "model/message.h"

#define QUOTED "On Jan 15, 2024, Ann <ann@example.com> wrote:\n> Old.\n"
#define LONG \
	"> Please tell us the number of the order and the very day on which it"

static const struct row {
	const char *name, *text;
	const char *kept; /* NULL: all of the text */
} rows[] = {
	/* --- where answers stand --- */
	{ "nothing", "", "" },
	{ "only-words", "Hello,\n\nit broke.\n", NULL },
	{ "top", "New.\n\n" QUOTED, "New." },
	{ "top-no-blank", "New.\n" QUOTED, "New." },
	{ "bottom", QUOTED "\nNew.\n", "New." },
	{ "inline", QUOTED "Yes.\n> Older.\nNo.\n", "Yes.\n\nNo." },
	{ "inline-top", "Hi,\n" QUOTED "\nYes.\n\n> Older.\n\nNo.\n",
	    "Hi,\n\nYes.\n\nNo." },
	{ "inline-lower-case", QUOTED "yes\n> Older.\n", "yes" },
	{ "nested", "New.\n\nAnn wrote:\n> Old.\n>> Older.\n> > Oldest.\n",
	    "New." },
	{ "direct-quote-head",
	    "New.\n\n> Am 15.01.2024 um 10:00 schrieb A "
	    "<a@example.com>:\n> \n> Alt.\n",
	    "New." },
	{ "torn-quote", "New.\n" QUOTED LONG "\nwas ordered\n> please\n",
	    "New." },
	{ "not-torn-answer",
	    "New.\n" QUOTED "> What is your number?\n4711 it is\n> Ann\n",
	    "New.\n\n4711 it is" },
	{ "not-torn-end", "New.\n" QUOTED LONG "\nthank you\n",
	    "New.\n\nthank you" },
	{ "marks-in-front", "New.\n" QUOTED "\xe2\x80\x8f> Old.\n", "New." },
	{ "crowded", "New.\n" QUOTED ">Old.\n>\n>Older.\n", "New." },
	{ "smiley", "\xf0\x9f\x91\x8d\n\n" QUOTED, "\xf0\x9f\x91\x8d" },
	{ "one-character", "是\n\n" QUOTED, "是" },
	{ "no-line-end", "New.\n\nAnn wrote:\n> Old.", "New." },

	/* --- in doubt all is kept --- */
	{ "only-quote", QUOTED, NULL },
	{ "only-forward",
	    "---------- Forwarded message ---------\nFrom: A "
	    "<a@example.com>\nDate: Mon, 15 Jan 2024\nSubject: "
	    "S\n\nBody.\n",
	    NULL },
	{ "only-signature", "-- \nAnn\n", NULL },
	{ "only-rulers", "---\n" QUOTED, NULL },
	{ "prompt", "I ran this:\n> show version\nand it failed.\n", NULL },
	{ "greater", "It is\n> 5 volts\n", NULL },
	{ "menu", "Go to\n> Settings\n> Mail\nthen it hangs.\n", NULL },

	/* --- words that look like heads of quotes --- */
	{ "on-sentence", "On the other hand, it works.\nOn average.\n", NULL },
	{ "on-colon", "On Monday I found the following:\nit broke.\n", NULL },
	{ "i-wrote", "On 15 Jan 2024 at 10:00 I wrote:\n\nplease help.\n",
	    NULL },
	{ "wrote-mid", "On Monday Bob wrote that it works.\n", NULL },
	{ "wrote-list", "Your shop wrote:\n\n* it is sent\n* it is paid\n",
	    NULL },
	{ "dates", "2024-01-15 14:30:25\n15.01.2024 14:30\nare examples\n",
	    NULL },
	{ "date-colon", "15.01.2024 14:30:\nit broke again.\n", NULL },
	{ "address-colon", "Please use ann@example.com:\nit works.\n", NULL },
	{ "url", "See https://example.com/on-date-bob-wrote: it says so.\n",
	    NULL },
	{ "order-form",
	    "From: Berlin\nTo: Paris\nDate: 3 May 2024\n\nTwo "
	    "seats, please.\n",
	    NULL },
	{ "two-labels", "To: the boss\nSubject: money\n\nWhere is it?\n",
	    NULL },
	{ "one-label", "New.\n\nFrom: 3 May on it fails.\nBye.\n", NULL },
	{ "ruler", "One\n-----\nTwo\n\n====\n\nThree\n", NULL },
	{ "original-sentence", "The original message was lost.\nHelp.\n",
	    NULL },
	{ "dashes-list", "- original message\n- my own message\n", NULL },
	{ "italian-da", "Da: ieri non funziona\nA: casa\n\nGrazie.\n", NULL },
	{ "german-von", "Von: Montag\nBis: Freitag\n\ngeht nichts.\n", NULL },
	{ "de-schrieb", "Am Montag schrieb ich Ihnen:\n\nbitte helfen.\n",
	    NULL },
	{ "es-escribi", "El 15 de enero escribió mi jefe:\n\nayuda.\n", NULL },

	/* --- signatures --- */
	{ "signature", "New.\n\n-- \nAnn\nExample Inc.\n", "New." },
	{ "signature-bare", "New.\n\n--\nAnn\n", "New." },
	{ "signature-quote", "New.\n-- \nAnn\n\n" QUOTED, "New." },
	{ "signature-after", "New.\n" QUOTED "\n-- \nAnn\n", "New." },
	{ "signature-answer", "New.\n-- \nAnn\n" QUOTED "Yes.\n",
	    "New.\n\nYes." },
	{ "signature-long",
	    "New.\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n", NULL },
	{ "signature-mobile", "New.\n-- \nSent from my iPhone\n", "New." },
	{ "dashes-points", "Because:\n-- one\n-- two\nBye.\n", NULL },
	{ "em-dash", "New.\n\n\xe2\x80\x94\nAnn\n", NULL },
	{ "footer",
	    "New.\n_______________________________\nlist mailing list\n"
	    "list@example.org\nhttps://example.org/list\n",
	    "New." },
	{ "footer-not-last",
	    "New.\n______\nlist@example.org\nhttps://example.org/\n\n1\n2\n"
	    "3\n4\n5\n6\n7\n",
	    NULL },

	/* --- telephones --- */
	{ "mobile-mid", "A\n\nSent from my iPhone\n\nB\n", NULL },
	{ "mobile-desk",
	    "A\n\nSent from my desk, is much easier then my "
	    "mobile phone.\n",
	    NULL },
	{ "mobile-sentence", "It was sent from my iPhone app to you.\n", NULL },
	{ "mobile-de", "A\nVon meinem iPhone geht es nicht\n", NULL },
	{ "mobile-ko", "A\n내 iPhone이 고장났어요\n", NULL },
	{ "mobile-zh", "A\n從我的 iPhone 無法登入\n", NULL },
	{ "mobile-hi", "A\nमेरे iPhone में नहीं चलता\n", NULL },
	{ "mobile-only", "Sent from my iPhone\n", NULL },
	{ "mobile-both", "A\n\nSent from my iPhone\nGet Outlook for iOS\n",
	    "A" },

	/* --- broken and hostile --- */
	{ "replacement", "A\xef\xbf\xbd\n" QUOTED, "A\xef\xbf\xbd" },
	{ "colon-only", ":\n:\n：\n", NULL },
	{ "at-only", "@\n@:\n<@>:\n", NULL },
	{ "labels-only", "From:\nTo:\nDate:\nSubject:\n", NULL },
	{ "gt-colon", "A\n>:\n", NULL },
	{ "blank", "\n \n\t\n", NULL },
};

/* Each must be looked at a bounded number of times. */
static const struct hostile {
	const char *name, *piece;
} hostile[] = {
	{ "gt", ">" },
	{ "gt-lines", ">\n" },
	{ "gt-spaced", "> > > > " },
	{ "newlines", "\n" },
	{ "spaces", " " },
	{ "wrote", "On Jan 15, 2024 at 10:00, Ann <a@example.com> wrote:\n" },
	{ "wrote-i", "On Jan 15, 2024 at 10:00 I wrote:\n" },
	{ "wrote-quoted", "> On Jan 15, 2024, Ann <a@example.com> wrote:\n" },
	{ "wrote-one-line", "On Jan 15, 2024 Ann wrote: " },
	{ "colons", ":\n" },
	{ "torn", "a@example.com> 10:00 wrote:\n" },
	{ "labels", "From: a\nTo: b\n" },
	{ "labels-short", "To:\n" },
	{ "dashes", "-- \n" },
	{ "rulers", "_____\n" },
	{ "mobile", "Sent from my iPhone\n" },
	{ "mobile-blank", "Sent from my iPhone\n\n" },
	{ "original", "-----Original Message----\n> a\n" },
	{ "answers", "> a\nb\n" },
	{ "marks", "\xe2\x80\xab" },
	{ "combining", "e\xcc\x81" },
	{ "digits", "1" },
	{ "dates", "15.01.2024 10:00 " },
	{ "cjk", "于2024年写道：\n" },
};

static void
check_ranges(const char *text, const GArray *ranges)
{
	guint32 end = 0;

	for (guint i = 0; i < ranges->len; i++) {
		const struct message_range *range =
		    &g_array_index(ranges, struct message_range, i);

		g_assert_cmpuint(range->offset, >=, end);
		g_assert_cmpuint(range->length, >, 0);
		end = range->offset + range->length;
		g_assert_cmpuint(end, <=, strlen(text));
		g_assert_true(g_utf8_validate(text + range->offset,
		    (gssize)range->length, NULL));
	}
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GArray) ranges = quote_find(row->text, QUOTE_UNKNOWN);
	g_autofree char *kept = quote_join(row->text, ranges);
	g_autofree char *all = g_strstrip(g_strdup(row->text));

	check_ranges(row->text, ranges);
	g_assert_cmpstr(kept, ==, row->kept ? row->kept : all);
}

/* Quotes without a head count in answers only. */
static void
test_context(void)
{
	static const char text[] = "New.\n> Old.\nNewer.\n";
	g_autoptr(GArray) first = quote_find(text, QUOTE_UNKNOWN);
	g_autoptr(GArray) answer = quote_find(text, QUOTE_IS_REPLY);
	g_autofree char *kept = quote_join(text, answer);

	g_assert_cmpuint(first->len, ==, 1);
	g_assert_cmpuint(answer->len, ==, 2);
	g_assert_cmpstr(kept, ==, "New.\n\nNewer.");
}

static void
test_subject(void)
{
	static const char *const answers[] = { "Re: x", "RE:", "AW: x",
		"Antw: x", "SV: x", "回复：x", "回复: x", "Ynt: x", "答复: x" };
	static const char *const others[] = { "", ":", "Order: 17", "17: x",
		"A long one: x", "No colon", "3:" };

	for (guint i = 0; i < G_N_ELEMENTS(answers); i++)
		g_assert_true(quote_is_reply_subject(answers[i]));
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(quote_is_reply_subject(others[i]));
}

static guint64
steps_of(const char *piece, gsize size)
{
	g_autoptr(GString) text = g_string_sized_new(size + 100);
	g_autoptr(GArray) ranges = NULL;
	guint64 steps = 0;

	g_string_append(text, "New.\n");
	while (text->len < size)
		g_string_append(text, piece);
	ranges = quote_find_counted(text->str, QUOTE_IS_REPLY, &steps);
	check_ranges(text->str, ranges);
	return steps;
}

static void
test_hostile(gconstpointer data)
{
	const struct hostile *row = data;
	guint64 one = steps_of(row->piece, 1 << 16);
	guint64 eight = steps_of(row->piece, 1 << 19);

	/* Eight times the text; what is quadratic would cost 64 times. */
	g_assert_cmpuint(eight, <=, one * 24 + 4096);
	/* And no octet is looked at more than a few times. */
	g_assert_cmpuint(eight, <=, (guint64)4 << 19);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions(); /* all rows, not the first */
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/quote/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
		g_autofree char *path =
		    g_strconcat("/quote/hostile/", hostile[i].name, NULL);

		g_test_add_data_func(path, &hostile[i], test_hostile);
	}
	g_test_add_func("/quote/context", test_context);
	g_test_add_func("/quote/subject", test_subject);
	return g_test_run();
}
