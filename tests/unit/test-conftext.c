/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the text of docket.conf before libconfig sees it. */
#include "settings/conftext.h"

#include <string.h>

#include "base/fail.h"
#include "util-folder.h"

static const struct {
	const char *name, *text, *prepared;
} good[] = {
	{ "empty", "", "\n" },
	{ "only a line end", "\n", "\n" },
	{ "plain", "a = 1;", "a = 1;\n" },
	{ "32 bits stay", "a = 123456789;", "a = 123456789;\n" },
	{ "more get their L", "a = 1234567890;", "a = 1234567890L;\n" },
	{ "it is there already", "a = 1234567890L;", "a = 1234567890L;\n" },
	{ "negative", "a = -9999999999;", "a = -9999999999L;\n" },
	{ "hex", "a = 0xffffffff; b = 0xfffffff;",
	    "a = 0xffffffffL; b = 0xfffffff;\n" },
	{ "float", "a = 12345678901.5;", "a = 12345678901.5;\n" },
	{ "float's fraction", "a = 1.12345678901;", "a = 1.12345678901;\n" },
	{ "exponent", "a = 12345678901e5;", "a = 12345678901e5;\n" },
	{ "digits in a name", "a1234567890 = 1;", "a1234567890 = 1;\n" },
	{ "digits behind a hyphen in a name", "a-1234567890 = 1;",
	    "a-1234567890 = 1;\n" },
	{ "digits in a text", "a = \"1234567890\";", "a = \"1234567890\";\n" },
	{ "digits in a comment", "# 1234567890", "# 1234567890\n" },
	{ "digits in a long comment", "/* 1234567890\n */a",
	    "/* 1234567890\n */a\n" },
	{ "quote in a comment", "# it's \"\n// \"\n", "# it's \"\n// \"\n" },
	{ "at sign in a comment", "# a@b\n/* @include */",
	    "# a@b\n/* @include */\n" },
	{ "at sign in a text", "a = \"a@b\";", "a = \"a@b\";\n" },
	{ "comment in a text", "a = \"/* # //\";", "a = \"/* # //\";\n" },
	{ "escaped quote", "a = \"x\\\"y\"; b = 1;",
	    "a = \"x\\\"y\"; b = 1;\n" },
	{ "escaped backslash", "a = \"x\\\\\"; b = 1;",
	    "a = \"x\\\\\"; b = 1;\n" },
	{ "byte order mark",
	    "\xef\xbb\xbf"
	    "a = 1;",
	    "a = 1;\n" },
	{ "8 brackets", "((((((((1))))))))", "((((((((1))))))))\n" },
	{ "side by side", "()()()()()()()()()()", "()()()()()()()()()()\n" },
	{ "closed too often", ")))(", ")))(\n" },
};

static void
test_good(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(confplace) place = confplace_new("f");
		g_autoptr(GError) error = NULL;
		g_autofree char *prepared = conftext_prepare(place,
		    good[i].text, strlen(good[i].text), &error);

		g_test_message("%s", good[i].name);
		g_assert_no_error(error);
		g_assert_cmpstr(prepared, ==, good[i].prepared);
	}
}

static const struct {
	const char *name, *text, *message;
} bad[] = {
	{ "include", "a = 1;\n\n  @include \"x\"\n",
	    "f:3: @include is not supported; write all settings into this file" },
	{ "include behind a comment", "/*\n*/ @include \"x\"\n",
	    "f:2: @include is not supported; write all settings into this file" },
	{ "open text", "a = 1;\nb = \"x;\nc = 2;",
	    "f:2: a text has no closing quote in its line" },
	{ "open text at the end", "a = \"",
	    "f:1: a text has no closing quote in its line" },
	{ "backslash at the end", "a = \"\\",
	    "f:1: a text has no closing quote in its line" },
	{ "escaped line end", "a = \"x\\\n\";",
	    "f:1: a text has no closing quote in its line" },
	{ "open comment", "a = 1;\n/* b\n\n",
	    "f:2: the comment that starts here does not end" },
	{ "comment that only seems closed", "/*/",
	    "f:1: the comment that starts here does not end" },
	{ "9 brackets", "(((\n((((((1",
	    "f:2: more than 8 brackets within brackets" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(confplace) place = confplace_new("f");
		g_autoptr(GError) error = NULL;

		g_test_message("%s", bad[i].name);
		g_assert_null(conftext_prepare(place, bad[i].text,
		    strlen(bad[i].text), &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_cmpstr(error->message, ==, bad[i].message);
	}
}

static void
test_size(void)
{
	for (int more = 0; more < 2; more++) {
		char *folder = folder_new();
		g_autofree char *fill =
		    g_strnfill(CONFTEXT_MAX + (gsize)more, ' ');
		g_autofree char *path =
		    folder_write(folder, "f", fill, -1, 0600);
		g_autoptr(confplace) place = confplace_new(path);
		g_autofree char *text = conftext_load(place, NULL);

		g_assert_cmpint(text != NULL, ==, more == 0);
		folder_remove(folder);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conftext/good", test_good);
	g_test_add_func("/conftext/bad", test_bad);
	g_test_add_func("/conftext/size", test_size);
	return g_test_run();
}
