/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/strings.h"
#include <glib.h>

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

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/strings/set", test_set);
	g_test_add_func("/strings/distance", test_distance);
	return g_test_run();
}
