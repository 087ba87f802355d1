/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Votes in words: what counts, what must not, and that every word that the
 * survey offers is understood, in every language that there are letters in. */
#include "desk/rating.h"

#include <string.h>

#include "desk/ratingwords.h"
#include "desk/templatedir.h"

static const struct {
	const char *name, *words;
	guint vote;
	const char *comment;
} rows[] = {
	{ "a digit", "5", 5, "" },
	{ "with a full stop", " 1.\n", 1, "" },
	{ "of five", "4/5", 4, "" },
	{ "of five, wide", "4 / 5", 4, "" },
	{ "with its word", "4 - good", 4, "" },
	{ "as it is quoted", "- 5 😍 Fantastic", 5, "" },
	{ "a word", "Fantastic!", 5, "" },
	{ "two words", "very bad", 1, "" },
	{ "capitals", "TERRIBLE", 1, "" },
	{ "a comment", "2\nToo slow.\nReally.", 2, "Too slow.\nReally." },
	{ "empty lines first", "\n\n 3 \n\n x", 3, "x" },
	{ "full width", "５", 5, "" },
	{ "Arabic", "٥", 5, "" },
	{ "Persian", "۴", 4, "" },
	{ "Devanagari", "३", 3, "" },
	{ "Thai digit", "๒", 2, "" },
	{ "keycap", "5️⃣", 5, "" },
	{ "a face", "😡", 1, "" },
	{ "thumbs, with a skin", "👍🏽👍🏽", 5, "" },
	{ "stars", "⭐⭐⭐", 3, "" },
	{ "a row of stars", "★★★★☆", 4, "" },
	{ "German", "Mittelmäßig", 3, "" },
	{ "decomposed", "Mittelma\xcc\x88\xc3\x9fig", 3, "" },
	{ "Russian", "Отлично!", 5, "" },
	{ "Chinese", "非常好。", 5, "" },
	{ "Japanese", "とても悪い", 1, "" },
	{ "Arabic word", "ممتازة", 5, "" },
	{ "Turkish capital", "İyi", 4, "" },
	{ "with marks of direction",
	    "\xe2\x80\x8f"
	    "5",
	    5, "" },
	{ "nothing", "", 0, NULL },
	{ "blanks", " \n ", 0, NULL },
	{ "zero", "0", 0, NULL },
	{ "six", "6", 0, NULL },
	{ "ten", "10", 0, NULL },
	{ "of ten", "4/10", 0, NULL },
	{ "of fifty", "4/50", 0, NULL },
	{ "a half", "3.5", 0, NULL },
	{ "days", "5 days already", 0, NULL },
	{ "coins", "5 BTC", 0, NULL },
	{ "an ordinal", "1st", 0, NULL },
	{ "a list", "1. My money is gone", 0, NULL },
	{ "a question", "good?", 0, NULL },
	{ "not good, and more", "not good, I want my money", 0, NULL },
	{ "a word within one", "goodness", 0, NULL },
	{ "a Thai sign more", "ดี่", 0, NULL },
	{ "two opinions", "1 fantastic", 0, NULL },
	{ "six stars", "⭐⭐⭐⭐⭐⭐", 0, NULL },
	{ "only empty stars", "☆☆", 0, NULL },
	{ "thanks", "thank you", 0, NULL },
	{ "understood", "ok", 0, NULL },
	{ "bad octets", "\xff", 0, NULL },
	{ "a long line",
	    "5                                                             .",
	    0, NULL },
};

static void
test_read(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *comment = NULL;

		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(rating_read(rows[i].words, &comment), ==,
		    rows[i].vote);
		if (rows[i].comment)
			g_assert_cmpstr(comment, ==, rows[i].comment);
	}
}

/* The form in which the reader compares. */
static char *
fold(const char *text)
{
	g_autofree char *folded = g_utf8_casefold(text, -1);

	return g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);
}

/* Each word as it stands in the table says its step by itself, whatever other
 * languages make of it. */
static void
test_table(void)
{
	guint n = 0;
	const struct ratingwords_row *row = ratingwords_rows(&n);

	g_assert_cmpuint(n, ==, 22);
	for (; n > 0; n--, row++)
		for (guint step = 0; step < G_N_ELEMENTS(row->steps); step++) {
			g_auto(GStrv) words =
			    g_strsplit(row->steps[step], "|", -1);

			for (guint i = 0; words[i]; i++) {
				const char *comment;
				g_autofree char *folded = fold(words[i]);

				g_test_message("%s: %s", row->language,
				    words[i]);
				g_assert_cmpstr(folded, ==, words[i]);
				g_assert_cmpuint(rating_read(words[i],
				                     &comment),
				    ==, step + 1);
			}
		}
}

static void
test_offered(void)
{
	g_autofree char *dir =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, "", &error);
	guint n = 0;
	const struct ratingwords_row *row = ratingwords_rows(&n);

	g_assert_no_error(error);
	for (; n > 0; n--, row++)
		for (guint step = 1; step <= 5; step++) {
			g_autofree char *name =
			    g_strdup_printf("rating-%u", step);
			g_autofree char *label = template_phrase(templates,
			    name, row->language, NULL);
			g_autofree char *line = g_strdup_printf("> %u %s %s",
			    step, ratingwords_face(step), label);
			const char *comment;

			g_test_message("%s: %s", row->language, label);
			g_assert_cmpuint(rating_read(label, &comment), ==,
			    step);
			g_assert_cmpuint(rating_read(line + 2, &comment), ==,
			    step);
		}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rating/read", test_read);
	g_test_add_func("/rating/table", test_table);
	g_test_add_func("/rating/offered", test_offered);
	return g_test_run();
}
