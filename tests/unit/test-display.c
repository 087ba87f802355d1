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

/* At the limit of each form, and one character past it. */
static void
test_limits(void)
{
	static const struct {
		enum display_form form;
		gsize most;
	} rows[] = { { DISPLAY_ONE_LINE, 200 }, { DISPLAY_NAME, 100 },
		{ DISPLAY_ADDRESS, 254 } };

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *at = NULL, *past = NULL, *want = NULL;

		for (gsize n = 0; n < rows[i].most; n++)
			g_string_append(text, "ä");
		at = display_clean(text->str, rows[i].form);
		g_assert_cmpstr(at, ==, text->str);
		want = g_strconcat(text->str, "...", NULL);
		g_string_append(text, "ä");
		past = display_clean(text->str, rows[i].form);
		g_assert_cmpstr(past, ==, want);
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
	g_test_add_func("/display/limits", test_limits);
	g_test_add_func("/display/long", test_long);
	g_test_add_func("/display/people", test_people);
	return g_test_run();
}
