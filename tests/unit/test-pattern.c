/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What operators look for in texts, and what a hostile text makes of it. */
#include "base/pattern.h"

#include <string.h>

static const struct {
	const char *name, *pattern, *text;
	gboolean found;
} rows[] = {
	{ "a word", "deposit", "my deposit is gone", TRUE },
	{ "not within a word", "art", "my party", FALSE },
	{ "case", "DEPOSIT", "Deposit", TRUE },
	{ "case that ASCII does not know", "STRASSE", "Straße 3", TRUE },
	{ "Turkish and Greek letters", "ΣΊΓΜΑΣ", "σίγμας", TRUE },
	{ "composed and not", "caf\u00e9", "cafe\u0301", TRUE },
	{ "wide letters", "otc", "ＯＴＣ", TRUE },
	{ "words side by side", "failed deposit", "a failed  deposit", TRUE },
	{ "with a line end between", "failed deposit", "failed\ndeposit",
	    TRUE },
	{ "with a mark between", "e mail", "my e-mail", TRUE },
	{ "not side by side", "failed deposit", "failed my deposit", FALSE },
	{ "in another order", "failed deposit", "deposit failed", FALSE },
	{ "star at the end", "withdraw*", "two withdrawals", TRUE },
	{ "star in front", "*coin", "my Bitcoin", TRUE },
	{ "stars in between", "w*dr*l", "withdrawal", TRUE },
	{ "a star is never more than a word", "w*l", "with deal", FALSE },
	{ "question mark", "fe?s", "fees", TRUE },
	{ "question mark is one letter", "fe?s", "fes", FALSE },
	{ "question mark and a letter of two octets", "stra?e", "strae",
	    FALSE },
	{ "star as a word", "my * deposit", "my big deposit", TRUE },
	{ "Japanese within a sentence", "出金", "昨日出金できません", TRUE },
	{ "Japanese with a star", "出金*", "昨日出金できません", TRUE },
	{ "Japanese in another order", "金出", "出金", FALSE },
	{ "Katakana with its long mark", "カード", "新しいカードです", TRUE },
	{ "Thai", "ถอนเงิน", "ฉันถอนเงินไม่ได้", TRUE },
	{ "Arabic", "سحب", "لا يمكنني سحب المال", TRUE },
	{ "no text", "a", "", FALSE },
	{ "no pattern", "", "a", FALSE },
	{ "a pattern of marks", "!!! *", "!!!", FALSE },
	{ "octets that are no UTF-8", "pay", "\xff pay \xc3", TRUE },
};

static void
test_matches(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) pattern = pattern_parse(rows[i].pattern);
		g_autoptr(GPtrArray) words = pattern_words(rows[i].text);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(pattern_matches(pattern, words), ==,
		    rows[i].found);
	}
}

static const struct {
	const char *pattern, *text;
	gboolean is;
} wholes[] = {
	{ "example.com", "Example.COM", TRUE },
	{ "example.com", "x.example.com", FALSE },
	{ "*.example.com", "x.example.com", TRUE },
	{ "*.example.com", "x.y.example.com", TRUE },
	{ "*.example.com", "example.com", FALSE },
	{ "*.example.com", "x.example.com.evil.example", FALSE },
	{ "*", "", TRUE },
	{ "", "", TRUE },
	{ "", "a", FALSE },
	{ "a*b*c", "aXbXbXc", TRUE },
	{ "a*b*c", "aXbXbX", FALSE },
};

static void
test_is(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(wholes); i++) {
		g_test_message("%s: %s", wholes[i].pattern, wholes[i].text);
		g_assert_cmpint(pattern_is(wholes[i].pattern, wholes[i].text),
		    ==, wholes[i].is);
	}
}

/* What a backtracking matcher would never come back from. */
static void
test_hostile(void)
{
	g_autofree char *letters = g_strnfill(10 * PATTERN_TEXT_MAX, 'a');
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autoptr(GPtrArray) stars = pattern_parse("a*a*a*a*a*a*a*a*b");
	g_autoptr(GPtrArray) many = pattern_parse("a a a a a a a b");
	g_autoptr(GPtrArray) word = pattern_words(letters);

	for (guint i = 0; i < PATTERN_TEXT_MAX; i++)
		g_string_append(lines, "a ");
	g_autoptr(GPtrArray) words = pattern_words(lines->str);
	gint64 start = g_get_monotonic_time();
	g_assert_false(pattern_matches(stars, word));
	g_assert_false(pattern_matches(many, words));
	g_assert_false(pattern_is("*a*a*a*a*a*b", letters));
	g_assert_cmpint(g_get_monotonic_time() - start, <, 20000000);
	/* no more of a text is looked at than is said */
	g_assert_cmpuint(words->len, ==, PATTERN_TEXT_MAX / 2);
	g_assert_cmpuint(strlen(word->pdata[0]), ==, PATTERN_LETTERS_MAX);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pattern/matches", test_matches);
	g_test_add_func("/pattern/is", test_is);
	g_test_add_func("/pattern/hostile", test_hostile);
	return g_test_run();
}
