/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters in the store: which are due, in which order, for whom. */
#include "store/letters.h"

#include <string.h>

#include "util-store.h"

static void
put(struct scratch *fixture, guint64 number, guint32 share, gint64 due,
    guint32 state)
{
	g_autoptr(letter) letter = letter_new();
	letter->number = number;
	letter->ticket = number % 2; /* odd ones belong to ticket 1 */
	letter->share = share;
	letter->due = due;
	letter->state = state;
	g_assert_true(letters_put(fixture->txn, letter, &fixture->error));
	g_assert_no_error(fixture->error);
}

static void
set_up(struct scratch *fixture, gconstpointer data)
{
	scratch_set_up(fixture, data);
	put(fixture, 1, 0, 500, LETTER_READY);
	put(fixture, 2, 255, 100, LETTER_READY);
	put(fixture, 3, 7, 300, LETTER_DOT);
	put(fixture, 4, 7, 200, LETTER_READY);
	put(fixture, 5, 7, 900, LETTER_READY);
	put(fixture, 6, 200, 50, LETTER_SENT);
	put(fixture, 7, 200, 50, LETTER_HELD);
	put(fixture, 8, 8, 300, LETTER_READY);
	put(fixture, 9, 9, 10, LETTER_FAILED);
	put(fixture, 10, 9, 10, LETTER_DROPPED);
}

static void
free_letter(gpointer letter)
{
	letter_free(letter);
}

/* What is due, as numbers; the caller frees. */
static char *
due(struct scratch *fixture, guint32 first, guint32 last, gint64 now, guint max,
    gint64 *next_out)
{
	g_autoptr(GPtrArray) letters =
	    g_ptr_array_new_with_free_func(free_letter);
	GString *numbers = g_string_new("");
	struct letters_wanted wanted = { first, last, now, max };
	g_assert_true(letters_due(fixture->txn, &wanted, letters, next_out,
	    &fixture->error));
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		g_string_append_printf(numbers, "%" G_GUINT64_FORMAT " ",
		    letter->number);
	}
	return g_string_free(numbers, FALSE);
}

static void
test_due(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		const char *name;
		guint32 first, last;
		gint64 now;
		guint max;
		const char *numbers;
		gint64 next;
	} rows[] = {
		{ "all shares", 0, 255, 1000, 99, "2 4 3 8 1 5 ", 0 },
		{ "only what is due", 0, 255, 300, 99, "2 4 3 8 ", 500 },
		{ "due at this moment", 0, 255, 100, 99, "2 ", 200 },
		{ "nothing due yet", 0, 255, 99, 99, "", 100 },
		{ "cut off", 0, 255, 1000, 2, "2 4 ", 300 },
		{ "cut off within a share", 7, 7, 1000, 1, "4 ", 300 },
		{ "cut off exactly", 0, 255, 300, 4, "2 4 3 8 ", 500 },
		{ "none wanted", 0, 255, 1000, 0, "", 100 },
		{ "one share", 7, 7, 1000, 99, "4 3 5 ", 0 },
		{ "low shares", 0, 7, 400, 99, "4 3 ", 500 },
		{ "high shares", 8, 255, 1000, 99, "2 8 ", 0 },
		{ "the last share", 255, 255, 1000, 99, "2 ", 0 },
		{ "a share without letters", 100, 199, 1000, 99, "", 0 },
		{ "held and final only", 9, 200, G_MAXINT64 - 1, 99, "", 0 },
	};
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		gint64 next = -1;
		g_autofree char *numbers = due(fixture, rows[i].first,
		    rows[i].last, rows[i].now, rows[i].max, &next);
		g_assert_cmpstr(numbers, ==, rows[i].numbers);
		g_assert_cmpint(next, ==, rows[i].next);
	}
}

/* Each change of state or time moves the letter, and leaves nothing behind. */
static void
test_moves(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		const char *name;
		guint32 state;
		gint64 due;
		const char *numbers;
	} rows[] = {
		{ "dot", LETTER_DOT, 200, "4 3 " },
		{ "later", LETTER_READY, 350, "3 4 " },
		{ "held", LETTER_HELD, 350, "3 " },
		{ "released", LETTER_READY, 10, "4 3 " },
		{ "sent", LETTER_SENT, 10, "3 " },
		{ "sent, written again", LETTER_SENT, 10, "3 " },
	};
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		gint64 next = 0;
		put(fixture, 4, 7, rows[i].due, rows[i].state);
		g_autofree char *numbers = due(fixture, 7, 7, 400, 99, &next);
		g_assert_cmpstr(numbers, ==, rows[i].numbers);
		g_assert_cmpint(next, ==, 900);
	}
}

static bool
collect(struct letter *letter, void *context)
{
	GString *numbers = context;
	g_string_append_printf(numbers, "%" G_GUINT64_FORMAT " ",
	    letter->number);
	return letter->number != 8;
}

static bool
collect_two(struct letter *letter, void *context)
{
	GString *numbers = context;
	return collect(letter, context) && numbers->len < strlen("11 9 ");
}

static void
test_lists(struct scratch *fixture, gconstpointer data)
{
	struct kv_txn *txn = fixture->txn;
	g_autoptr(GString) waiting = g_string_new("");
	g_autoptr(GString) of_ticket = g_string_new("");
	g_autoptr(GString) all = g_string_new("");
	(void)data;
	put(fixture, 11, 0, 5, LETTER_READY);
	g_assert_true(letters_each_waiting(txn, collect, waiting,
	    &fixture->error));
	g_assert_cmpstr(waiting->str, ==, "1 2 3 4 5 7 8 ");
	g_assert_true(letters_each_of_ticket(txn, 1, KV_UP, collect, of_ticket,
	    &fixture->error));
	g_assert_cmpstr(of_ticket->str, ==, "1 3 5 7 9 11 ");
	g_assert_true(letters_each(txn, collect, all, &fixture->error));
	g_assert_cmpstr(all->str, ==, "1 2 3 4 5 6 7 8 ");
	g_string_truncate(of_ticket, 0);
	g_assert_true(letters_each_of_ticket(txn, 1, KV_DOWN, collect_two,
	    of_ticket, &fixture->error));
	g_assert_cmpstr(of_ticket->str, ==, "11 9 ");
}

/* To one recipient, the newest first; others of his share may come along. */
static void
test_to_recipient(struct scratch *fixture, gconstpointer data)
{
	static const char to[] = "jane@example.com";
	guint32 share = letter_share(1, to);
	g_autoptr(GString) found = g_string_new("");

	(void)data;
	put(fixture, 21, share, 5, LETTER_SENT);
	put(fixture, 23, share ^ 1, 5, LETTER_SENT);
	put(fixture, 25, share, 5, LETTER_READY);
	put(fixture, 26, share, 5, LETTER_READY); /* of ticket 0 */
	g_assert_true(letters_each_to(fixture->txn, 1, "Jane@example.com",
	    collect, found, &fixture->error));
	g_assert_cmpstr(found->str, ==, "25 21 ");
	g_string_truncate(found, 0);
	g_assert_true(letters_each_to(fixture->txn, 2, to, collect, found,
	    &fixture->error));
	g_assert_cmpstr(found->str, ==, "");
}

enum { LETTERS = 600, SPREAD = 90 };

/* The first so many letters from 100 on, due at these times, by a look at all;
 * and when the next is due. */
static gint64
expect_page(const gint64 times[LETTERS], guint left, GString *out)
{
	gint64 after = 0;

	for (gint64 time = 1; time < SPREAD; time++)
		for (guint n = 0; n < LETTERS; n++) {
			if (times[n] != time)
				continue;
			if (left > 0)
				g_string_append_printf(out, "%u ", 100 + n);
			else if (after == 0)
				after = time;
			left -= left > 0;
		}
	return after;
}

/* Wherever the page ends and however the shares lie. */
static void
test_pages(struct scratch *fixture, gconstpointer data)
{
	static const guint pages[] = { 1, 2, 64, LETTERS - 1, LETTERS };
	g_autoptr(GRand) random = g_rand_new_with_seed(5);
	gint64 times[LETTERS];

	(void)data;
	for (guint n = 0; n < LETTERS; n++) {
		times[n] = g_rand_int_range(random, 1, SPREAD);
		put(fixture, 100 + n, (guint32)g_rand_int_range(random, 20, 60),
		    times[n], LETTER_READY);
	}
	for (guint p = 0; p < G_N_ELEMENTS(pages); p++) {
		g_autoptr(GString) expected = g_string_new("");
		gint64 after = expect_page(times, pages[p], expected);
		gint64 next = -1;

		g_autofree char *numbers =
		    due(fixture, 20, 60, 1000, pages[p], &next);
		g_assert_cmpstr(numbers, ==, expected->str);
		g_assert_cmpint(next, ==, after);
	}
}

/* A backlog in all shares costs a bounded look, not one at every letter. */
static void
test_backlog(struct scratch *fixture, gconstpointer data)
{
	enum { MANY = 20000 };
	gint64 next = 0;
	(void)data;
	for (guint64 n = 0; n < MANY; n++)
		put(fixture, 100 + n, n % 256, 1000 + (gint64)n, LETTER_READY);
	gint64 start = g_get_monotonic_time();
	g_autofree char *numbers = due(fixture, 0, 255, 1000 + MANY, 16, &next);
	gint64 took = g_get_monotonic_time() - start;
	g_test_message("16 of %d due letters took %" G_GINT64_FORMAT " us",
	    MANY, took);
	g_assert_true(g_str_has_prefix(numbers, "2 4 3 8 1 5 100 101 102 "));
	/* Generous, for sanitizers; a look at all would be far beyond. */
	g_assert_cmpint(took, <, 500000);
}

static void
add(const char *name, void (*test)(struct scratch *fixture, gconstpointer data))
{
	g_test_add(name, struct scratch, NULL, set_up, test, scratch_tear_down);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/letters/due", test_due);
	add("/letters/moves", test_moves);
	add("/letters/lists", test_lists);
	add("/letters/to-recipient", test_to_recipient);
	add("/letters/pages", test_pages);
	add("/letters/backlog", test_backlog);
	return g_test_run();
}
