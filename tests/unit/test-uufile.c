/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines of a text are a uuencoded file. */
#include "mime/uufile.h"

#include <string.h>

#include "model/message.h"

#define HELLO "begin 644 a.txt\n%2&5L;&\\\n`\nend\n"

static const struct {
	const char *name, *text, *cut; /* cut NULL: there is none */
} rows[] = {
	{ "alone", HELLO, "[a.txt]\n" },
	{ "between words", "Hi\n" HELLO "Bye\n", "Hi\n[a.txt]\nBye\n" },
	{ "CRLF", "Hi\r\nbegin 644 a b.txt\r\n%2&5L;&\\\r\n`\r\nend\r\n",
	    "Hi\r\n[a b.txt]\n" },
	{ "two", HELLO HELLO, "[a.txt]\n[a.txt]\n" },
	{ "spaces for zeros", "begin 600 z\n#    \n \nend\n", "[z]\n" },
	{ "spaces lost at the end", "begin 600 z\n#\"\n`\nend\n", "[z]\n" },
	{ "a checksum behind", "begin 644 a\n%2&5L;&\\!\n`\nend\n", "[a]\n" },
	{ "no line end at the end", "begin 644 a\n%2&5L;&\\\n`\nend", "[a]\n" },
	{ "a path", "begin 644 ../../etc/passwd\n%2&5L;&\\\n`\nend\n",
	    "[../../etc/passwd]\n" },
	{ "no end", "begin 644 a.txt\n%2&5L;&\\\n`\n", NULL },
	{ "no data", "begin 644 a.txt\nend\n", NULL },
	{ "words", "begin 644 a.txt\nDear all,\nend\n", NULL },
	{ "a lying length", "begin 644 a\nM%2&5L\nwords\nend\n", NULL },
	{ "longer than it says", "begin 644 a\n!%2&5L;&5L;&5L;&\n`\nend\n",
	    NULL },
	{ "no mode", "begin a.txt\n%2&5L;&\\\n`\nend\n", NULL },
	{ "no name", "begin 644\n%2&5L;&\\\n`\nend\n", NULL },
	{ "quoted", "> begin 644 a\n> %2&5L;&\\\n> `\n> end\n", NULL },
	{ "begin in begin", "begin 644 a\n" HELLO, "begin 644 a\n[a.txt]\n" },
	{ "empty", "", NULL },
};

/* The text with "[NAME]" for each file; NULL when there is none. */
static char *
cut(const char *text)
{
	GString *out = NULL;
	struct uufile file;
	gsize at = 0, done = 0;

	while (uufile_next(text, strlen(text), &at, &file)) {
		if (!out)
			out = g_string_new(NULL);
		g_string_append_len(out, text + done,
		    (gssize)(file.offset - done));
		g_string_append_printf(out, "[%.*s]\n", (int)file.name_length,
		    file.name);
		done = file.offset + file.length;
	}
	if (out)
		g_string_append(out, text + done);
	return out ? g_string_free(out, FALSE) : NULL;
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *have = cut(rows[i].text);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(have, ==, rows[i].cut);
	}
}

/* Only the writer's words are left; a file alone is kept. */
static void
test_exclude(void)
{
	static const struct {
		const char *text;
		guint ranges, octets;
	} cases[] = {
		{ "Hi\n", 1, 3 },
		{ "Hi\n" HELLO "Bye\n" HELLO, 2, 7 },
		{ HELLO, 1, sizeof HELLO - 1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GArray) kept =
		    g_array_new(FALSE, FALSE, sizeof(struct message_range));
		struct message_range all = { 0,
			(guint32)strlen(cases[i].text) };
		guint octets = 0;

		g_array_append_val(kept, all);
		uufile_exclude(cases[i].text, kept);
		g_assert_cmpuint(kept->len, ==, cases[i].ranges);
		for (guint n = 0; n < kept->len; n++)
			octets +=
			    g_array_index(kept, struct message_range, n).length;
		g_assert_cmpuint(octets, ==, cases[i].octets);
	}
}

/* A mebibyte of beginnings, each with a line of data: looked at once. */
static void
test_bomb(void)
{
	static const char piece[] = "begin 644 a\n%2&5L;&\\\n";
	g_autoptr(GString) text = g_string_new(NULL);
	struct uufile file;
	gsize at = 0;

	while (text->len < 1 << 20)
		g_string_append(text, piece);
	g_assert_false(uufile_next(text->str, text->len, &at, &file));
	g_assert_cmpuint(at, ==, text->len);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/uufile/rows", test_rows);
	g_test_add_func("/uufile/exclude", test_exclude);
	g_test_add_func("/uufile/bomb", test_bomb);
	return g_test_run();
}
