/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's own code is found however a mail program has broken the line,
 * and nothing else is taken for it. */
#include "desk/owncode.h"

#include "desk/disclosed.h"

#define LONG "0123456789 0123456789 0123456789 "

static const struct {
	const char *name, *code, *text, *want;
} rows[] = {
	{ "no code", "", "blue-4711", "blue-4711" },
	{ "empty text", "blue-4711", "", "" },
	{ "alone", "blue-4711", "blue-4711", "[]" },
	{ "in a sentence", "blue-4711", "Your code: blue-4711. Each",
	    "Your code: []. Each" },
	{ "twice", "blue", "blue, blue", "[], []" },
	{ "twice at once", "blue", "blue blueblue", "[] blueblue" },
	{ "other case", "Blue-4711", "BLUE-4711 blue-4711", "[] []" },
	{ "other case, Cyrillic", "Синий кит", "СИНИЙ КИТ", "[]" },
	{ "quoted", "blue-4711", "> code: blue-4711\n", "> code: []\n" },
	{ "its beginning", "blue-4711", "blue-471 blue-", "blue-471 blue-" },
	{ "within a word", "blue", "bluebird ablue 4blue blue4",
	    "bluebird ablue 4blue blue4" },
	{ "by a mark", "blue", "(blue) blue/x _blue_", "([]) []/x _[]_" },
	{ "wrapped at its blank", "blue whale", "the blue\nwhale is",
	    "the [] is" },
	{ "wrapped and quoted", "blue whale", "> the blue\n> whale is",
	    "> the [] is" },
	{ "quoted twice", "blue whale", ">> blue\r\n>> whale", ">> []" },
	{ "wrapped behind its hyphen", "blue-whale", "> blue-\n> whale",
	    "> []" },
	{ "a blank behind its hyphen", "blue-whale", "blue- whale",
	    "blue- whale" },
	{ "blanks of other kinds", "blue whale",
	    "blue\xc2\xa0whale blue  whale", "[] []" },
	{ "no blank", "blue whale", "bluewhale", "bluewhale" },
	{ "a sign that is no quote mark", "blue whale", "blue > whale",
	    "blue > whale" },
	{ "between letters of a script without blanks", "蓝色鲸鱼",
	    "我的码是蓝色鲸鱼吗", "我的码是[]吗" },
	{ "of digits", "471100", "471100 1471100 4711001 4711-00",
	    "[] 1471100 4711001 4711-00" },
	{ "it follows what it begins with", "aab-1234", "aaab-1234 aa aab-1234",
	    "aaab-1234 aa []" },
	{ "the text ends in it", "blue whale", "blue ", "blue " },
	{ "longest", "0123456789 0123456789 0123456789", LONG "x", "[] x" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *text = rows[i].text;
		g_autoptr(GArray) ranges = owncode_find(text, rows[i].code);
		g_autoptr(GString) got = g_string_new(text);

		g_test_message("%s", rows[i].name);
		for (guint j = ranges->len; j-- > 0;) {
			const struct disclosed_range *range =
			    &g_array_index(ranges, struct disclosed_range, j);

			g_assert_cmpint(range->kind, ==, DISCLOSED_OWN);
			g_string_erase(got, (gssize)range->offset,
			    (gssize)range->length);
			g_string_insert(got, (gssize)range->offset, "[]");
		}
		g_assert_cmpstr(got->str, ==, rows[i].want);
	}
}

/* A mail of blanks and of almost-codes is gone through once. */
static void
test_hostile(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < 200000; i++)
		g_string_append(text, "a  \n>");
	gint64 before = g_get_monotonic_time();
	g_autoptr(GArray) ranges = owncode_find(text->str, "a a a a a a a b");
	g_assert_cmpuint(ranges->len, ==, 0);
	g_assert_cmpint(g_get_monotonic_time() - before, <,
	    20 * G_USEC_PER_SEC);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/owncode/rows", test_rows);
	g_test_add_func("/owncode/hostile", test_hostile);
	return g_test_run();
}
