/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many letters are marked to go out together, and what becomes of those
 * whose turn does not come. */
#include "pipeline/turns.h"

#include "store/dotlog.h"

#define BOOT 5000

static const struct settings_sending sending = { .send_batch = 4 };
static const struct settings_sending alone = { .send_batch = 1 };

/* A page of letters 1.. in these states: r ready, m marked, d dot, h held. */
static GPtrArray *
page_of(const char *states)
{
	GPtrArray *page =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);

	for (guint i = 0; states[i] != '\0'; i++) {
		struct letter *letter = letter_new();
		letter->number = i + 1;
		letter->state = states[i] == 'r' ? LETTER_READY
		    : states[i] == 'm'           ? LETTER_MARKED
		    : states[i] == 'd'           ? LETTER_DOT
		                                 : LETTER_HELD;
		g_ptr_array_add(page, letter);
	}
	return page;
}

static char *
states_of(const GPtrArray *page)
{
	GString *states = g_string_new("");

	for (guint i = 0; i < page->len; i++) {
		const struct letter *letter = page->pdata[i];
		g_string_append_c(states,
		    letter == NULL ? ' ' : "rdsfhxm"[letter->state]);
	}
	return g_string_free(states, FALSE);
}

/* How many letters of the page are marked, and what all are then. */
struct marks {
	guint marked;
	const char *after;
};

/* With send_batch 1 and 4. */
static const struct row {
	const char *name, *page;
	gint64 pace;
	struct marks one, four;
} rows[] = {
	{ "one", "r", 1, { 0, "r" }, { 0, "r" } },
	{ "two", "rr", 1, { 0, "rr" }, { 2, "dd" } },
	{ "three", "rrr", 1, { 3, "mmm" }, { 3, "ddd" } },
	{ "five", "rrrrr", 1, { 5, "mmmmm" }, { 5, "mmmmm" } },
	{ "not measured yet", "rrrrr", TURNS_SOON_MS, { 0, "rrrrr" },
	    { 0, "rrrrr" } },
	{ "slow", "rrrrr", 400, { 0, "rrrrr" }, { 2, "ddrrr" } },
	{ "three in a second", "rrrrr", 333, { 3, "mmmrr" }, { 3, "dddrr" } },
	{ "too fast to measure", "rrrrr", 0, { 5, "mmmmm" }, { 5, "mmmmm" } },
	{ "a held one", "rhrr", 0, { 4, "mhmm" }, { 4, "dhdd" } },
	{ "one in its dot", "rdrr", 0, { 4, "mdmm" }, { 4, "dddd" } },
	{ "left by a round that failed", "mr", 1, { 2, "mm" }, { 2, "mm" } },
	{ "the same, slow", "mrr", 9000, { 1, "mrr" }, { 1, "mrr" } },
	{ "left behind another", "rm", 1, { 2, "mm" }, { 2, "mm" } },
};

static void
check_mark(const struct row *row, const struct settings_sending *rules,
    const struct marks *expected)
{
	g_autoptr(GPtrArray) page = page_of(row->page);
	struct turns turns = { .pace = row->pace };

	turns_begin(&turns, page);
	g_assert_cmpuint(turns_mark(&turns, rules, BOOT), ==, expected->marked);
	g_autofree char *after = states_of(page);
	g_assert_cmpstr(after, ==, expected->after);
	/* while a batch is under way there is no other */
	if (expected->marked > 0)
		g_assert_cmpuint(turns_mark(&turns, rules, BOOT), ==, 0);
}

static void
test_mark(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		check_mark(&rows[i], &alone, &rows[i].one);
		check_mark(&rows[i], &sending, &rows[i].four);
	}
}

/* No more than the log has lines for. */
static void
test_most(void)
{
	g_autofree char *states = g_strnfill(100, 'r');
	g_autoptr(GPtrArray) page = page_of(states);
	struct turns turns = { .pace = 0 };

	turns_begin(&turns, page);
	g_assert_cmpuint(turns_mark(&turns, &sending, BOOT), ==, DOTLOG_LINES);
	turns.at = DOTLOG_LINES;
	g_assert_cmpuint(turns_mark(&turns, &sending, BOOT), ==,
	    100 - DOTLOG_LINES);
}

static void
test_into_dot(void)
{
	g_autoptr(GPtrArray) page = page_of("rrhrrrr");
	g_autoptr(GPtrArray) out =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	struct turns turns = { .pace = 150 }; /* six of them */
	guint64 numbers[DOTS_MOST];

	turns_begin(&turns, page);
	g_assert_cmpuint(turns_mark(&turns, &sending, BOOT), ==, 6);
	g_assert_cmpuint(turns_into_dot(&turns, &sending, numbers), ==, 4);
	g_assert_cmpuint(numbers[0], ==, 1);
	g_assert_cmpuint(numbers[2], ==, 4); /* 3 is held */
	g_assert_cmpuint(numbers[3], ==, 5);
	g_autofree char *after = states_of(page);
	g_assert_cmpstr(after, ==, "ddhddmr");
	turns.at = 5;
	g_assert_cmpuint(turns_into_dot(&turns, &sending, numbers), ==, 1);
	g_assert_cmpuint(numbers[0], ==, 6);
	turns.at = 3;
	turns_unmark(&turns, &sending, out);
	g_autofree char *left = states_of(page);
	g_assert_cmpstr(left, ==, "ddh   r");
	g_autofree char *ready = states_of(out);
	g_assert_cmpstr(ready, ==, "rrr");
}

static void
test_overdue(void)
{
	g_autoptr(GPtrArray) page = page_of("rrrr");
	struct turns turns = { .pace = 300 };

	turns_begin(&turns, page);
	g_assert_false(turns_are_overdue(&turns, BOOT + 10000));
	g_assert_cmpuint(turns_mark(&turns, &alone, BOOT), ==, 3);
	g_assert_false(turns_are_overdue(&turns, BOOT + TURNS_MOST_MS));
	g_assert_true(turns_are_overdue(&turns, BOOT + TURNS_MOST_MS + 1));
	turns.at = 3; /* all of the batch are gone */
	g_assert_false(turns_are_overdue(&turns, BOOT + 10000));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/turns/mark", test_mark);
	g_test_add_func("/turns/most", test_most);
	g_test_add_func("/turns/into-dot", test_into_dot);
	g_test_add_func("/turns/overdue", test_overdue);
	return g_test_run();
}
