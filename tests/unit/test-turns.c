/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is, and how many letters go into their dot together. */
#include "pipeline/turns.h"

static GPtrArray *
page_of(guint n)
{
	GPtrArray *page =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);

	for (guint i = 1; i <= n; i++) {
		struct letter *letter = letter_new();
		letter->number = i;
		g_ptr_array_add(page, letter);
	}
	return page;
}

static const struct row {
	const char *name;
	guint page, at;
	gint64 pace;
	guint most, expected;
} rows[] = {
	{ "one by one", 5, 0, 1, 1, 1 },
	{ "four together", 5, 0, 1, 4, 4 },
	{ "the last ones", 5, 3, 1, 4, 2 },
	{ "the last one", 5, 4, 1, 4, 1 },
	{ "as many as a line holds", 64, 0, 0, 1000, DOTS_MOST },
	{ "too fast to measure", 5, 0, 0, 4, 4 },
	{ "not measured yet", 5, 0, TURNS_SOON_MS, 4, 1 },
	{ "three in a second", 5, 0, 333, 4, 3 },
	{ "slow", 5, 0, 400, 4, 2 },
	{ "very slow", 5, 0, 100 * TURNS_SOON_MS, 4, 1 },
};

static void
test_into_dot(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		g_autoptr(GPtrArray) page = page_of(row->page);
		struct turns turns = { .pace = row->pace };
		struct letter *out[DOTS_MOST];

		g_test_message("%s", row->name);
		turns_begin(&turns, page);
		turns.at = row->at;
		g_assert_cmpuint(turns_into_dot(&turns, row->most, out), ==,
		    row->expected);
		for (guint n = 0; n < row->expected; n++)
			g_assert_cmpuint(out[n]->number, ==, row->at + n + 1);
	}
}

static void
test_turn(void)
{
	g_autoptr(GPtrArray) page = page_of(2);
	struct turns turns = { .pace = 7, .at = 9 };

	turns_begin(&turns, page);
	g_assert_cmpuint(turns_letter(&turns)->number, ==, 1);
	g_assert_cmpuint(turns_next(&turns)->number, ==, 2);
	turns.at = 1;
	g_assert_cmpuint(turns_letter(&turns)->number, ==, 2);
	g_assert_null(turns_next(&turns));
	g_assert_cmpint(turns.pace, ==, 7);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/turns/into-dot", test_into_dot);
	g_test_add_func("/turns/turn", test_turn);
	return g_test_run();
}
