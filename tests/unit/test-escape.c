/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign text in logs and on terminals. */
#include "base/escape.h"

#include <string.h>

static const struct {
	const char *name, *text, *one, *terminal, *lines;
} rows[] = {
	{ "plain", "Hello", "Hello", "Hello", "Hello" },
	{ "empty", "", "", "", "" },
	{ "umlaut",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e",
	    "Gr\xc3\xbc\xc3\x9f"
	    "e" },
	{ "forged line", "a\nlevel=error", "a\\x0alevel=error",
	    "a\\x0alevel=error", "a\nlevel=error" },
	{ "CR LF", "a\r\nb", "a\\x0d\\x0ab", "a\\x0d\\x0ab", "a\nb" },
	{ "lone CR", "a\rb", "a\\x0db", "a\\x0db", "a\\x0db" },
	{ "tab", "a\tb", "a\\x09b", "a\\x09b", "a\tb" },
	{ "clear screen", "\x1b[2J", "\\x1b[2J", "\\x1b[2J", "\\x1b[2J" },
	{ "8-bit CSI",
	    "\xc2\x9b"
	    "2J",
	    "\\u{009B}2J", "\\u{009B}2J", "\\u{009B}2J" },
	{ "raw 8-bit CSI",
	    "\x9b"
	    "2J",
	    "\\x9b2J", "\\x9b2J", "\\x9b2J" },
	{ "bell and DEL", "\a\x7f", "\\x07\\x7f", "\\x07\\x7f", "\\x07\\x7f" },
	{ "quote and backslash", "\"\\x0a", "\\\"\\\\x0a", "\"\\x0a",
	    "\"\\x0a" },
	{ "bidi override",
	    "a\xe2\x80\xae"
	    "b",
	    "a\\u{202E}b", "a\\u{202E}b", "a\\u{202E}b" },
	{ "bidi isolate", "\xe2\x81\xa6", "\\u{2066}", "\\u{2066}",
	    "\\u{2066}" },
	{ "zero width space",
	    "a\xe2\x80\x8b"
	    "b",
	    "a\\u{200B}b", "a\\u{200B}b", "a\\u{200B}b" },
	{ "soft hyphen", "\xc2\xad", "\\u{00AD}", "\\u{00AD}", "\\u{00AD}" },
	{ "byte order mark", "\xef\xbb\xbf", "\\u{FEFF}", "\\u{FEFF}",
	    "\\u{FEFF}" },
	{ "tag letter", "\xf3\xa0\x81\x81", "\\u{E0041}", "\\u{E0041}",
	    "\\u{E0041}" },
	{ "Hangul filler", "\xe3\x85\xa4", "\\u{3164}", "\\u{3164}",
	    "\\u{3164}" },
	{ "line separator", "\xe2\x80\xa8", "\\u{2028}", "\\u{2028}",
	    "\\u{2028}" },
	{ "private use", "\xee\x80\x80", "\\u{E000}", "\\u{E000}",
	    "\\u{E000}" },
	{ "joiner of Persian", "\xd9\x85\xe2\x80\x8c\xd8\xb1",
	    "\xd9\x85\\u{200C}\xd8\xb1", "\xd9\x85\xe2\x80\x8c\xd8\xb1",
	    "\xd9\x85\xe2\x80\x8c\xd8\xb1" },
	{ "Latin-1",
	    "Gr\xfc\xdf"
	    "e",
	    "Gr\\xfc\\xdfe", "Gr\\xfc\\xdfe", "Gr\\xfc\\xdfe" },
	{ "overlong", "\xc0\x9b", "\\xc0\\x9b", "\\xc0\\x9b", "\\xc0\\x9b" },
	{ "surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80",
	    "\\xed\\xa0\\x80" },
	{ "cut off", "a\xe2\x82", "a\\xe2\\x82", "a\\xe2\\x82", "a\\xe2\\x82" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *one = escape_text(rows[i].text, 0);
		g_autofree char *terminal =
		    escape_terminal(rows[i].text, ESCAPE_ONE_LINE);
		g_autofree char *lines =
		    escape_terminal(rows[i].text, ESCAPE_KEEP_LINES);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(one, ==, rows[i].one);
		g_assert_cmpstr(terminal, ==, rows[i].terminal);
		g_assert_cmpstr(lines, ==, rows[i].lines);
	}
}

/* Whatever comes in, what goes out is UTF-8 without controls. */
static void
test_every_octet(void)
{
	for (int a = 1; a < 256; a++) {
		for (int b = 1; b < 256; b++) {
			char text[] = { (char)a, (char)b, 'z', '\0' };
			g_autofree char *out = escape_text(text, 0);
			g_autofree char *shown =
			    escape_terminal(text, ESCAPE_ONE_LINE);

			g_assert_true(g_utf8_validate(out, -1, NULL));
			g_assert_true(g_utf8_validate(shown, -1, NULL));
			for (const char *c = out; *c; c++)
				g_assert_false(g_ascii_iscntrl(*c));
			for (const char *c = shown; *c; c++)
				g_assert_false(g_ascii_iscntrl(*c));
		}
	}
}

static const struct {
	const char *text;
	size_t limit;
	const char *out;
} limits[] = {
	{ "abcdef", 6, "abcdef" },
	{ "abcdefg", 6, "abc..." },
	{ "abcdef", 1, "." },
	{ "abcdef", 3, "..." },
	{ "abcdef", 4, "a..." },
	{ "\n\n\n", 8, "\\x0a..." }, /* no half escape */
	{ "ab\n", 6, "ab\\x0a" },
	{ "abc\n", 6, "abc..." },
	{ "\"\"\"", 6, "\\\"\\\"\\\"" },
	{ "\"\"\"\"", 6, "\\\"..." },
	{ "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 4, "\xc3\xa4..." },
};

static void
test_limit(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *out =
		    escape_text(limits[i].text, limits[i].limit);

		g_assert_cmpstr(out, ==, limits[i].out);
	}
}

static void
test_megabyte(void)
{
	g_autofree char *text = g_strnfill(1024 * 1024, '\x1b');
	g_autofree char *out = escape_text(text, 0);
	g_autofree char *shown = escape_terminal(text, ESCAPE_KEEP_LINES);

	g_assert_cmpuint(strlen(out), <=, 256);
	g_assert_true(g_str_has_suffix(out, "\\x1b..."));
	g_assert_cmpuint(strlen(shown), ==, 4 * 1024 * 1024);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/escape/rows", test_rows);
	g_test_add_func("/escape/every-octet", test_every_octet);
	g_test_add_func("/escape/limit", test_limit);
	g_test_add_func("/escape/megabyte", test_megabyte);
	return g_test_run();
}
