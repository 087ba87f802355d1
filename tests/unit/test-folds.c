/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent has not been told of: counted, found when due, taken once. */
#include "store/folds.h"

#include "util-store.h"

#define NOW G_GINT64_CONSTANT(1772445600000)

static void
add(struct scratch *fixture, guint32 seat, guint64 ticket, gint64 when)
{
	g_assert_true(folds_add(fixture->txn, seat, ticket, when,
	    &fixture->error));
}

/* "2 7 ": the seats that are due. */
static char *
due(struct scratch *fixture, gint64 before)
{
	g_autoptr(GArray) seats = g_array_new(FALSE, FALSE, sizeof(guint32));
	GString *out = g_string_new(NULL);

	g_assert_true(folds_due(fixture->txn, before, seats, &fixture->error));
	for (guint i = 0; i < seats->len; i++)
		g_string_append_printf(out, "%u ",
		    g_array_index(seats, guint32, i));
	return g_string_free(out, FALSE);
}

/* "5:2 9:1 @NOW+3": tickets with mails, since when. */
static char *
taken(struct scratch *fixture, guint32 seat)
{
	g_autoptr(GArray) rows =
	    g_array_new(FALSE, FALSE, sizeof(struct folds_row));
	GString *out = g_string_new(NULL);
	gint64 since = -1;

	g_assert_true(folds_take(fixture->txn, seat, rows, &since,
	    &fixture->error));
	for (guint i = 0; i < rows->len; i++) {
		struct folds_row row = g_array_index(rows, struct folds_row, i);
		g_string_append_printf(out,
		    "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT " ", row.ticket,
		    row.mails);
	}
	g_string_append_printf(out, "@%" G_GINT64_FORMAT,
	    since == 0 ? 0 : since - NOW);
	return g_string_free(out, FALSE);
}

static void
test_take(struct scratch *fixture, gconstpointer data)
{
	(void)data;
	add(fixture, 2, 9, NOW + 3);
	add(fixture, 2, 5, NOW + 4);
	add(fixture, 2, 5, NOW + 5);
	add(fixture, 7, 5, NOW + 6);
	g_autofree char *second = taken(fixture, 2);
	g_assert_cmpstr(second, ==, "5:2 9:1 @3");
	g_autofree char *again = taken(fixture, 2);
	g_assert_cmpstr(again, ==, "@0");
	g_autofree char *seventh = taken(fixture, 7);
	g_assert_cmpstr(seventh, ==, "5:1 @6");
	/* what comes after it waits anew */
	add(fixture, 2, 9, NOW + 100);
	g_autofree char *anew = taken(fixture, 2);
	g_assert_cmpstr(anew, ==, "9:1 @100");
}

static void
test_due(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		gint64 before;
		const char *seats;
	} rows[] = {
		{ NOW + 2, "" },
		{ NOW + 3, "2 " },
		{ NOW + 5, "2 " },
		{ NOW + 6, "2 7 " },
	};

	(void)data;
	add(fixture, 7, 1, NOW + 6);
	add(fixture, 2, 1, NOW + 3);
	add(fixture, 2, 2, NOW + 9);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *seats = due(fixture, rows[i].before);
		g_assert_cmpstr(seats, ==, rows[i].seats);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/folds/take", struct scratch, NULL, scratch_set_up,
	    test_take, scratch_tear_down);
	g_test_add("/folds/due", struct scratch, NULL, scratch_set_up, test_due,
	    scratch_tear_down);
	return g_test_run();
}
