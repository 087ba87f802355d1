/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strangers' texts among the desk's own words. */
#include "desk/display.h"

#include <string.h>

static const struct {
	const char *text, *line, *lines;
} texts[] = {
	{ "plain", "plain", "plain" },
	{ "a\nb", "a b", "a\nb" },
	{ "a \nb  \n", "a  b   ", "a\nb\n" },
	{ "a\tb", "a b", "a\tb" },
	{ "a\r\nb\x0b\x0c", "a  b  ", "a\nb  " },
	{ "\033[31mred\x7f", " [31mred ", " [31mred " },
	{ "a\xe2\x80\xa8"
	  "b\xe2\x80\xa9",
	    "a b ", "a b " },
	{ "a\xe2\x80\xae"
	  "b\xe2\x81\xa6",
	    "ab", "ab" },
	{ "\xff", "\xef\xbf\xbd", "\xef\xbf\xbd" },
};

static void
test_clean(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *line =
		    display_clean(texts[i].text, DISPLAY_ONE_LINE);
		g_autofree char *lines =
		    display_clean(texts[i].text, DISPLAY_LINES);

		g_assert_cmpstr(line, ==, texts[i].line);
		g_assert_cmpstr(lines, ==, texts[i].lines);
	}
}

static void
test_long(void)
{
	g_autofree char *text = g_strnfill(5000, 'n');
	g_autofree char *line = display_clean(text, DISPLAY_ONE_LINE);
	g_autofree char *lines = display_clean(text, DISPLAY_LINES);

	g_assert_cmpuint(strlen(line), ==, 203);
	g_assert_cmpuint(strlen(lines), ==, 5000);
}

static void
test_people(void)
{
	static const struct {
		const char *name, *address, *person, *called;
	} rows[] = {
		{ "Ann", "ann@example.org", "Ann <ann@example.org>", "Ann" },
		{ "", "ann@example.org", "ann@example.org", "ann" },
		{ "", "", "nobody (no address)", "" },
		{ "Ann", "", "nobody (no address)", "Ann" },
		{ "A\nnn", "a@b", "A nn <a@b>", "A\nnn" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *person =
		    display_person(rows[i].name, rows[i].address);
		g_autofree char *called =
		    display_name(rows[i].name, rows[i].address);

		g_assert_cmpstr(person, ==, rows[i].person);
		g_assert_cmpstr(called, ==, rows[i].called);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/display/clean", test_clean);
	g_test_add_func("/display/long", test_long);
	g_test_add_func("/display/people", test_people);
	return g_test_run();
}
