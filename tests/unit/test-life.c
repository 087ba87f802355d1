/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a ticket: every cell of its table, and what silence does. */
#include "desk/life.h"

#define DAY (24 * G_GINT64_CONSTANT(3600000))
#define BEGIN (1000 * DAY)

static struct settings_queue
queue_of(gint64 after_answer, gint64 solved, gint64 pending, gint64 reminder)
{
	return (struct settings_queue){ .after_answer = after_answer,
		.solved_days = solved,
		.pending_days = pending,
		.reminder_days = reminder,
		.letters = SETTINGS_LETTER_REMINDER };
}

static void
test_table(void)
{
	static const struct {
		const char *name;
		guint32 status;
		guint32 written, thanked, silent;
	} rows[] = {
		{ "open", TICKET_OPEN, TICKET_OPEN, TICKET_OPEN, TICKET_OPEN },
		{ "pending", TICKET_PENDING, TICKET_OPEN, TICKET_PENDING,
		    TICKET_CLOSED },
		{ "solved", TICKET_SOLVED, TICKET_OPEN, TICKET_SOLVED,
		    TICKET_CLOSED },
		{ "closed", TICKET_CLOSED, TICKET_OPEN, TICKET_CLOSED,
		    TICKET_CLOSED },
	};
	static const guint32 after[] = { TICKET_OPEN, TICKET_PENDING,
		TICKET_SOLVED };

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint32 status = rows[i].status;

		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(life_next(status, LIFE_WRITTEN, NULL), ==,
		    rows[i].written);
		g_assert_cmpuint(life_next(status, LIFE_THANKED, NULL), ==,
		    rows[i].thanked);
		g_assert_cmpuint(life_next(status, LIFE_SILENT, NULL), ==,
		    rows[i].silent);
		g_assert_cmpuint(life_next(status, LIFE_ANSWERED, NULL), ==,
		    TICKET_PENDING);
		for (guint n = 0; n < G_N_ELEMENTS(after); n++) {
			struct settings_queue queue = queue_of(n, 0, 0, 0);

			g_assert_cmpuint(life_next(status, LIFE_ANSWERED,
			                     &queue),
			    ==, after[n]);
		}
	}
}

static void
test_silence(void)
{
	static const struct {
		const char *name;
		guint32 status;
		gint64 solved, pending, reminder, reminded;
		enum life_step step;
		gint64 at; /* days */
	} rows[] = {
		{ "open", TICKET_OPEN, 7, 7, 3, 0, LIFE_NOTHING, 0 },
		{ "closed", TICKET_CLOSED, 7, 7, 3, 0, LIFE_NOTHING, 0 },
		{ "solved", TICKET_SOLVED, 7, 0, 0, 0, LIFE_CLOSE, 7 },
		{ "solved for ever", TICKET_SOLVED, 0, 9, 3, 0, LIFE_NOTHING,
		    0 },
		{ "pending for ever", TICKET_PENDING, 7, 0, 3, 0, LIFE_NOTHING,
		    0 },
		{ "first the reminder", TICKET_PENDING, 0, 10, 3, 0,
		    LIFE_REMIND, 7 },
		{ "without one", TICKET_PENDING, 0, 10, 0, 0, LIFE_CLOSE, 10 },
		{ "reminded", TICKET_PENDING, 0, 10, 3, 7, LIFE_CLOSE, 10 },
		{ "reminded late", TICKET_PENDING, 0, 10, 3, 20, LIFE_CLOSE,
		    23 },
		{ "more reminder than days", TICKET_PENDING, 0, 2, 3, 0,
		    LIFE_REMIND, 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(ticket) ticket = ticket_new();
		struct settings_queue queue = queue_of(0, rows[i].solved,
		    rows[i].pending, rows[i].reminder);
		gint64 at = -1;

		g_test_message("%s", rows[i].name);
		ticket_set_status(ticket, rows[i].status, BEGIN);
		ticket->since = BEGIN;
		if (rows[i].reminded > 0)
			ticket->reminded = BEGIN + rows[i].reminded * DAY;
		g_assert_cmpint(life_due(ticket, &queue, &at), ==,
		    rows[i].step);
		g_assert_cmpint(at, ==,
		    rows[i].step == LIFE_NOTHING ? 0
		                                 : BEGIN + rows[i].at * DAY);
	}
}

/* No letter, no reminder; a merged ticket, and one without a queue, stay as
 * they are. */
static void
test_left_alone(void)
{
	g_autoptr(ticket) ticket = ticket_new();
	struct settings_queue queue = queue_of(0, 7, 10, 3);
	gint64 at = 0;

	ticket_set_status(ticket, TICKET_PENDING, BEGIN);
	queue.letters = SETTINGS_LETTER_CLOSED;
	g_assert_cmpint(life_due(ticket, &queue, &at), ==, LIFE_CLOSE);
	g_assert_cmpint(life_due(ticket, NULL, &at), ==, LIFE_NOTHING);
	ticket->merged_into = 4;
	g_assert_cmpint(life_due(ticket, &queue, &at), ==, LIFE_NOTHING);
}

/* Who was asked for something is reminded of that once, and of nothing else. */
static void
test_facts(void)
{
	static const struct {
		const char *name;
		guint32 status, missing, flags;
		gint64 answered, days, pending, reminded;
		enum life_step step;
		gint64 at; /* days */
	} rows[] = {
		{ "asked", TICKET_PENDING, 1, 0, 0, 2, 0, 0, LIFE_REMIND, 2 },
		{ "asked, to be closed before", TICKET_PENDING, 1, 0, 0, 5, 3,
		    0, LIFE_REMIND, 5 },
		{ "reminded", TICKET_PENDING, 1, TICKET_ASKED_AGAIN, 0, 2, 0, 2,
		    LIFE_NOTHING, 0 },
		{ "reminded, set anew by hand", TICKET_PENDING, 1,
		    TICKET_ASKED_AGAIN, 0, 2, 0, 0, LIFE_NOTHING, 0 },
		{ "reminded, to be closed", TICKET_PENDING, 1,
		    TICKET_ASKED_AGAIN, 0, 2, 10, 2, LIFE_CLOSE, 10 },
		{ "reminded late", TICKET_PENDING, 1, TICKET_ASKED_AGAIN, 0, 2,
		    10, 20, LIFE_CLOSE, 22 },
		{ "no reminder wanted", TICKET_PENDING, 1, 0, 0, 0, 0, 0,
		    LIFE_NOTHING, 0 },
		{ "no reminder, but an end", TICKET_PENDING, 1, 0, 0, 0, 10, 0,
		    LIFE_CLOSE, 10 },
		{ "all named", TICKET_PENDING, 0, 0, 0, 2, 10, 0, LIFE_REMIND,
		    7 },
		{ "answered", TICKET_PENDING, 1, 0, 1, 2, 10, 0, LIFE_REMIND,
		    7 },
		{ "the customer wrote", TICKET_OPEN, 1, 0, 0, 2, 10, 0,
		    LIFE_NOTHING, 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(ticket) ticket = ticket_new();
		struct settings_queue queue =
		    queue_of(0, 0, rows[i].pending, 3);
		gint64 at = -1;

		g_test_message("%s", rows[i].name);
		queue.facts_days = rows[i].days;
		ticket_set_status(ticket, rows[i].status, BEGIN);
		ticket->asked = 3;
		ticket->missing = rows[i].missing;
		ticket->flags = rows[i].flags;
		ticket->answered = rows[i].answered;
		if (rows[i].reminded > 0)
			ticket->reminded = BEGIN + rows[i].reminded * DAY;
		g_assert_cmpint(life_due(ticket, &queue, &at), ==,
		    rows[i].step);
		g_assert_cmpint(at, ==,
		    rows[i].step == LIFE_NOTHING ? 0
		                                 : BEGIN + rows[i].at * DAY);
		queue.letters = 0;
		g_assert_cmpint(life_due(ticket, &queue, &at), !=, LIFE_REMIND);
	}
}

static void
test_waits(void)
{
	g_autoptr(ticket) ticket = ticket_new();

	for (guint32 i = TICKET_OPEN; i <= TICKET_CLOSED; i++) {
		ticket_set_status(ticket, i, BEGIN);
		g_assert_cmpint(life_waits_for_customer(ticket), ==,
		    i == TICKET_PENDING);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/life/table", test_table);
	g_test_add_func("/life/silence", test_silence);
	g_test_add_func("/life/facts", test_facts);
	g_test_add_func("/life/left alone", test_left_alone);
	g_test_add_func("/life/waits", test_waits);
	return g_test_run();
}
