/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/strings.h"

#include <glib.h>
#include <stdbool.h>

static void
test_set(void)
{
	g_autofree char *field = NULL;

	strings_set(&field, "one");
	g_assert_cmpstr(field, ==, "one");
	strings_set(&field, field); /* itself: copied before it is freed */
	g_assert_cmpstr(field, ==, "one");
	strings_set(&field, NULL);
	g_assert_cmpstr(field, ==, "");
}

static void
test_distance(void)
{
	static const struct {
		const char *a, *b;
		guint distance;
	} rows[] = {
		{ "", "", 0 },
		{ "note", "note", 0 },
		{ "nte", "note", 1 },
		{ "noet", "note", 1 },
		{ "neto", "note", 2 },
		{ "Note", "note", 1 },
		{ "", "note", 4 },
		{ "close", "note", 3 },
	};
	g_autofree char *long_word = g_strnfill(5000, 'x');

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpuint(strings_distance(rows[i].a, rows[i].b), ==,
		    rows[i].distance);
		g_assert_cmpuint(strings_distance(rows[i].b, rows[i].a), ==,
		    rows[i].distance);
	}
	g_assert_cmpuint(strings_distance(long_word, "x"), ==,
	    STRINGS_WORD_MAX - 1);
}

static void
test_ordinary(void)
{
	for (gunichar c = 1; c <= 0x10ffff; c++) {
		char text[16] = "ab";
		gsize size;
		bool stays = !g_unichar_iscntrl(c) && c != 0x7f &&
		    (c < 0x80 || c > 0xbf) && (c < 0x2000 || c > 0x2fff);

		if (!g_unichar_validate(c))
			continue;
		size = 2 + (gsize)g_unichar_to_utf8(c, text + 2);
		g_assert_cmpuint(strings_ordinary(text), ==, stays ? size : 2);
	}
	g_assert_cmpuint(strings_ordinary(""), ==, 0);
}

/* Every character there is. */
static void
test_char(void)
{
	for (gunichar c = 1; c <= 0x10ffff; c++) {
		char octets[7] = "";

		if (!g_unichar_validate(c))
			continue;
		g_unichar_to_utf8(c, octets);
		g_assert_cmpuint(strings_char(octets), ==, c);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/strings/set", test_set);
	g_test_add_func("/strings/distance", test_distance);
	g_test_add_func("/strings/ordinary", test_ordinary);
	g_test_add_func("/strings/char", test_char);
	return g_test_run();
}
