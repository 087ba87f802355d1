/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form in which phrases are compared. */
#include "classify/foldtext.h"

static void
test_rows(void)
{
	static const struct {
		const char *text, *folded;
	} rows[] = {
		{ "", "" },
		{ "  A\r\n\tb  ", "a b" },
		{ "l\xe2\x80\x99"
		  "été",
		    "l'été" },
		{ "Ab\xe2\x80\x94"
		  "c\xef\xbc\x9a x",
		    "ab-c: x" },
		{ "\xe2\x80\x8fx\xef\xbb\xbf", "x" },
		{ "e\xcc\x81", "é" },
		{ "a\xc2\xa0\xe3\x80\x80z", "a z" },
		{ "ÄÖÜ ПРИВЕТ", "äöü привет" },
		{ "\xff", "\xef\xbf\xbd" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *folded = foldtext_fold(rows[i].text, 100);
		g_autofree char *again = foldtext_fold(folded, 100);

		g_assert_cmpstr(folded, ==, rows[i].folded);
		g_assert_cmpstr(again, ==, folded);
	}
}

static void
test_limit(void)
{
	g_autofree char *cut = foldtext_fold("abcdef", 3);

	g_assert_cmpstr(cut, ==, "abc");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/foldtext/rows", test_rows);
	g_test_add_func("/foldtext/limit", test_limit);
	return g_test_run();
}
