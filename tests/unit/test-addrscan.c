/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One address where there must be one, words with '@' anywhere, ids. */
#include "route/addrscan.h"

#include <string.h>

/* NULL: anything about which two readers could disagree. */
static const struct {
	const char *name, *value, *address;
} singles[] = {
	{ "bare", "jane@example.com", "jane@example.com" },
	{ "brackets", "<jane@example.com>", "jane@example.com" },
	{ "name", "Jane Doe <jane@example.com>", "jane@example.com" },
	{ "quoted name", "\"Doe, Jane\" <jane@example.com>",
	    "jane@example.com" },
	{ "folded to lower case", "Jane <Jane@Example.COM>",
	    "jane@example.com" },
	{ "encoded name", "=?utf-8?q?J=C3=A4ne?= <jane@example.com>",
	    "jane@example.com" },
	{ "UTF-8 name", "Jäne <jane@example.com>", "jane@example.com" },
	{ "comment behind", "jane@example.com (Jane)", "jane@example.com" },
	{ "comment in front", "(Jane (Doe)) jane@example.com",
	    "jane@example.com" },
	{ "white space in brackets", "Jane < jane@example.com >",
	    "jane@example.com" },
	{ "tab of a fold", "Jane\t <jane@example.com>", "jane@example.com" },
	{ "its own display name", "jane@example.com <Jane@example.com>",
	    "jane@example.com" },
	{ "address in a quoted name", "\"boss@example.org\" <j@example.com>",
	    "j@example.com" },
	{ "quoted local part", "<\"jane doe\"@example.com>", NULL },
	{ "brackets in a name", "[External] Jane <jane@example.com>",
	    "jane@example.com" },
	{ "nothing", "", NULL },
	{ "name alone", "Jane", NULL },
	{ "two", "jane@example.com, joe@example.com", NULL },
	{ "two in brackets", "<jane@example.com>, <joe@example.com>", NULL },
	{ "two glued", "<jane@example.com><joe@example.com>", NULL },
	{ "two, one quoted wrong", "<jane@example.com>\" <joe@example.com>\"",
	    NULL },
	{ "bare, then brackets", "jane@example.com <joe@example.com>", NULL },
	{ "brackets, then bare", "<jane@example.com> joe@example.com", NULL },
	{ "comma in the name", "Doe, Jane <jane@example.com>", NULL },
	{ "group", "friends: jane@example.com;", NULL },
	{ "empty group", "undisclosed-recipients:;", NULL },
	{ "route", "<@a.example,@b.example:jane@example.com>", NULL },
	{ "comment in the address", "jane(x)@example.com", NULL },
	{ "comment in the brackets", "<jane@example.com(.evil.example)>",
	    NULL },
	{ "comment behind the brackets", "Jane (x) <jane@example.com> (y)",
	    "jane@example.com" },
	{ "comment not closed", "jane@example.com (Jane", NULL },
	{ "comment closed only", "Jane) <jane@example.com>", NULL },
	{ "quote not closed", "\"Jane <jane@example.com>", NULL },
	{ "quoted pair", "jane\\@evil.example <jane@example.com>", NULL },
	{ "brackets not closed", "Jane <jane@example.com", NULL },
	{ "brackets in brackets", "<<jane@example.com>>", NULL },
	{ "behind the brackets", "<jane@example.com> x", NULL },
	{ "white space in the address", "<jane @example.com>", NULL },
	{ "encoded address", "=?utf-8?b?amFuZUBleGFtcGxlLmNvbQ==?=", NULL },
	{ "encoded local part", "=?utf-8?q?jane?=@example.com", NULL },
	{ "NUL as the scanner leaves it",
	    "jane@example.com\xef\xbf\xbd <joe@example.com>", NULL },
	{ "NUL in a name", "Ja\xef\xbf\xbdne <jane@example.com>", NULL },
	{ "control", "Jane\x01 <jane@example.com>", NULL },
	{ "bare CR", "jane@example.com\r<joe@example.com>", NULL },
	{ "no domain", "<jane>", NULL },
	{ "two '@'", "<jane@example.com@evil.example>", NULL },
};

static void
test_single(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(singles); i++) {
		g_autofree char *address = addrscan_single(singles[i].value);

		g_test_message("%s", singles[i].name);
		g_assert_cmpstr(address, ==, singles[i].address);
	}
}

/* Words joined by "|". */
static const struct {
	const char *name, *value, *words;
} nexts[] = {
	{ "none", "Jane Doe", "" },
	{ "empty", "", "" },
	{ "list", "Jane <a@example.com>, b@example.com",
	    "a@example.com|b@example.com" },
	{ "group", "us: a@example.com, <b@example.com>;",
	    "a@example.com|b@example.com" },
	{ "quoted", "\"x@example.com\" <a@example.com>", "a@example.com" },
	{ "comment", "a@example.com (x@example.com)", "a@example.com" },
	{ "comment not closed", "a@example.com (x@example.com",
	    "a@example.com" },
	{ "quote not closed", "a@example.com \"x@example.com",
	    "a@example.com" },
	{ "mailto", "<mailto:a@example.com>", "a@example.com" },
	{ "broken", "<<a@example.com>,,;>\tb@example.com",
	    "a@example.com|b@example.com" },
};

static void
test_next(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(nexts); i++) {
		g_autoptr(GString) words = g_string_new(NULL);
		const char *cursor = nexts[i].value;
		char *word;

		while ((word = addrscan_next(&cursor))) {
			g_string_append(words, words->len ? "|" : "");
			g_string_append(words, word);
			g_free(word);
		}
		g_test_message("%s", nexts[i].name);
		g_assert_cmpstr(words->str, ==, nexts[i].words);
		g_assert_null(addrscan_next(&cursor));
	}
}

static const struct {
	const char *name, *value, *ids;
} id_lists[] = {
	{ "one", "<a@example.com>", "a@example.com" },
	{ "by white space", "<a@b.example>\t<c@d.example>",
	    "a@b.example|c@d.example" },
	{ "by commas", "<a@b.example>,<c@d.example>",
	    "a@b.example|c@d.example" },
	{ "glued", "<a@b.example><c@d.example>", "a@b.example|c@d.example" },
	{ "a phrase around", "Your message of \"Monday\" <a@b.example> (x)",
	    "a@b.example" },
	{ "folded within", "<a@ \tb.example>", "a@b.example" },
	{ "without brackets", "a@b.example, c@d.example",
	    "a@b.example|c@d.example" },
	{ "not closed", "<a@b.example> <c@d.example", "a@b.example" },
	{ "opened twice", "<a<c@d.example>", "c@d.example" },
	{ "empty", "<> < >", "" },
	{ "no '@' is still an id", "<abc>", "abc" },
	{ "nothing", "", "" },
};

static void
test_ids(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(id_lists); i++) {
		g_autoptr(GPtrArray) ids =
		    g_ptr_array_new_with_free_func(g_free);
		g_autofree char *joined = NULL;

		addrscan_ids(id_lists[i].value, ids);
		g_ptr_array_add(ids, NULL);
		joined = g_strjoinv("|", (char **)ids->pdata);
		g_test_message("%s", id_lists[i].name);
		g_assert_cmpstr(joined, ==, id_lists[i].ids);
	}
}

static void
test_long_id(void)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *letters = g_strnfill(997, 'x');
	g_autofree char *value =
	    g_strconcat("<", letters, "@> <@", letters, "x>", NULL);
	g_autofree char *bare = g_strconcat(letters, "@x", NULL);

	addrscan_ids(value, ids);
	addrscan_ids(bare, ids);
	g_assert_cmpuint(ids->len, ==, 1);
	g_assert_cmpuint(strlen(ids->pdata[0]), ==, 998);
}

/* 200 KiB of opening brackets: no recursion, no square. */
static void
test_depth(void)
{
	static const char signs[] = "(<\"\\,:";

	for (guint i = 0; i < strlen(signs); i++) {
		g_autofree char *value = g_strnfill(200000, signs[i]);
		g_autoptr(GPtrArray) ids =
		    g_ptr_array_new_with_free_func(g_free);
		const char *cursor = value;

		g_assert_null(addrscan_single(value));
		g_assert_null(addrscan_next(&cursor));
		addrscan_ids(value, ids);
		g_assert_cmpuint(ids->len, ==, 0);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/addrscan/single", test_single);
	g_test_add_func("/addrscan/next", test_next);
	g_test_add_func("/addrscan/ids", test_ids);
	g_test_add_func("/addrscan/long-id", test_long_id);
	g_test_add_func("/addrscan/depth", test_depth);
	return g_test_run();
}
