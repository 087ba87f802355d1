/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a letter: a test a cell of the table, and when it is tried again.
 */
#include "outbox/schedule.h"

#include <string.h>

#define HOUR (3600 * G_GINT64_CONSTANT(1000))
#define NOW (20000 * 24 * HOUR)
#define LIFETIME_HOURS 120

#define READY LETTER_READY
#define DOT LETTER_DOT
#define SENT LETTER_SENT
#define FAILED LETTER_FAILED
#define HELD LETTER_HELD
#define DROPPED LETTER_DROPPED
#define NONE (-1)

/* By state: ready, dot, sent, failed, held, dropped. */
static const struct cells {
	const char *name;
	enum schedule_event event;
	enum settings_ambiguous ambiguous;
	int next[6];
} cells[] = {
	{ "dot", SCHEDULE_DOT, SETTINGS_AMBIGUOUS_RESEND,
	    { DOT, NONE, NONE, NONE, NONE, NONE } },
	{ "accepted", SCHEDULE_ACCEPTED, SETTINGS_AMBIGUOUS_RESEND,
	    { NONE, SENT, NONE, NONE, NONE, NONE } },
	{ "later", SCHEDULE_LATER, SETTINGS_AMBIGUOUS_HOLD,
	    { READY, READY, NONE, NONE, NONE, NONE } },
	{ "refused", SCHEDULE_REFUSED, SETTINGS_AMBIGUOUS_HOLD,
	    { FAILED, FAILED, NONE, NONE, NONE, NONE } },
	{ "our-fault", SCHEDULE_OUR_FAULT, SETTINGS_AMBIGUOUS_HOLD,
	    { READY, READY, NONE, NONE, NONE, NONE } },
	{ "lost-before-dot", SCHEDULE_LOST_BEFORE_DOT, SETTINGS_AMBIGUOUS_HOLD,
	    { READY, READY, NONE, NONE, NONE, NONE } },
	{ "lost-after-dot", SCHEDULE_LOST_AFTER_DOT, SETTINGS_AMBIGUOUS_RESEND,
	    { NONE, READY, NONE, NONE, NONE, NONE } },
	{ "lost-after-dot, hold", SCHEDULE_LOST_AFTER_DOT,
	    SETTINGS_AMBIGUOUS_HOLD, { NONE, HELD, NONE, NONE, NONE, NONE } },
	{ "found-in-dot", SCHEDULE_FOUND_IN_DOT, SETTINGS_AMBIGUOUS_RESEND,
	    { NONE, READY, NONE, NONE, NONE, NONE } },
	{ "found-in-dot, hold", SCHEDULE_FOUND_IN_DOT, SETTINGS_AMBIGUOUS_HOLD,
	    { NONE, HELD, NONE, NONE, NONE, NONE } },
	{ "expired", SCHEDULE_EXPIRED, SETTINGS_AMBIGUOUS_RESEND,
	    { FAILED, FAILED, NONE, NONE, NONE, NONE } },
	{ "retry", SCHEDULE_RETRY, SETTINGS_AMBIGUOUS_RESEND,
	    { READY, NONE, NONE, READY, READY, NONE } },
	{ "hold", SCHEDULE_HOLD, SETTINGS_AMBIGUOUS_RESEND,
	    { HELD, NONE, NONE, NONE, HELD, NONE } },
	{ "drop", SCHEDULE_DROP, SETTINGS_AMBIGUOUS_RESEND,
	    { DROPPED, NONE, NONE, DROPPED, DROPPED, DROPPED } },
};

static void
test_cells(gconstpointer data)
{
	const struct cells *row = data;

	for (guint state = 0; state < SCHEDULE_STATES; state++) {
		enum letter_state next = LETTER_SENT;
		bool can =
		    schedule_next(state, row->event, row->ambiguous, &next);

		g_assert_cmpint(can, ==, row->next[state] != NONE);
		if (can)
			g_assert_cmpint(next, ==, row->next[state]);
	}
	g_assert_true(g_str_has_prefix(row->name,
	    schedule_event_name(row->event)));
}

static void
test_outside_the_table(void)
{
	enum letter_state next;

	g_assert_false(schedule_next(SCHEDULE_STATES, SCHEDULE_DROP,
	    SETTINGS_AMBIGUOUS_RESEND, &next));
	g_assert_false(schedule_next(READY, SCHEDULE_EVENTS,
	    SETTINGS_AMBIGUOUS_RESEND, &next));
	g_assert_cmpstr(schedule_event_name(SCHEDULE_EVENTS), ==, "?");
}

/* Nominal seconds after attempt 1, 2, ...: 300 doubling to 4000. */
static void
test_delay(void)
{
	static const gint64 nominal[] = { 300, 600, 1200, 2400, 4000, 4000,
		4000 };

	for (guint64 number = 1; number <= 1000; number++)
		for (guint32 i = 0; i < G_N_ELEMENTS(nominal); i++) {
			gint64 delay = schedule_delay(number, i + 1);

			g_assert_cmpint(delay, >=, nominal[i] * 900);
			g_assert_cmpint(delay, <=, nominal[i] * 1100);
			g_assert_cmpint(delay, ==,
			    schedule_delay(number, i + 1));
		}
	g_assert_cmpint(schedule_delay(1, G_MAXUINT32), <=, 4400 * 1000);
	g_assert_cmpint(schedule_delay(1, 0), >=, 270 * 1000);
}

/* A thousand letters deferred in one moment come back spread over the jitter:
 * no tenth of the span gets more than a fifth of them. */
static void
test_jitter_spreads(void)
{
	guint tenths[10] = { 0 };

	for (guint64 number = 1; number <= 1000; number++) {
		gint64 above = schedule_delay(number, 1) - 270 * 1000;

		tenths[MIN(above / 6000, 9)]++;
	}
	for (guint i = 0; i < 10; i++) {
		g_assert_cmpuint(tenths[i], >, 50);
		g_assert_cmpuint(tenths[i], <, 200);
	}
}

static void
test_fault_delay(void)
{
	static const gint64 seconds[] = { 60, 120, 240, 480, 900, 900 };

	for (guint32 i = 0; i < G_N_ELEMENTS(seconds); i++)
		g_assert_cmpint(schedule_fault_delay(i + 1), ==,
		    seconds[i] * 1000);
	g_assert_cmpint(schedule_fault_delay(G_MAXUINT32), ==, 900 * 1000);
}

static struct schedule_change
apply(const struct letter *letter, enum schedule_event event,
    enum settings_ambiguous ambiguous)
{
	const struct settings_sending sending = {
		.lifetime_hours = LIFETIME_HOURS,
		.ambiguous = ambiguous,
	};
	struct schedule_change change;

	g_assert_true(schedule_apply(letter, event, &sending, 60000, NOW,
	    &change));
	return change;
}

/* What each event does to due, attempt, ambiguous and done of a young letter
 * with 2 attempts behind it. */
static const struct change {
	const char *name;
	enum letter_state from;
	enum schedule_event event;
	enum { DUE_SAME, DUE_NOW, DUE_MINUTE, DUE_BACK_OFF } due;
	guint32 attempt, ambiguous;
	bool done;
} changes[] = {
	{ "dot", READY, SCHEDULE_DOT, DUE_SAME, 2, 0, false },
	{ "accepted", DOT, SCHEDULE_ACCEPTED, DUE_SAME, 3, 0, true },
	{ "later", READY, SCHEDULE_LATER, DUE_BACK_OFF, 3, 0, false },
	{ "later to the dot", DOT, SCHEDULE_LATER, DUE_BACK_OFF, 3, 0, false },
	{ "refused", DOT, SCHEDULE_REFUSED, DUE_SAME, 3, 0, true },
	{ "our fault is no attempt", READY, SCHEDULE_OUR_FAULT, DUE_MINUTE, 2,
	    0, false },
	{ "lost before", READY, SCHEDULE_LOST_BEFORE_DOT, DUE_BACK_OFF, 3, 0,
	    false },
	{ "lost after", DOT, SCHEDULE_LOST_AFTER_DOT, DUE_BACK_OFF, 3, 1,
	    false },
	{ "we died", DOT, SCHEDULE_FOUND_IN_DOT, DUE_NOW, 3, 1, false },
	{ "expired", READY, SCHEDULE_EXPIRED, DUE_SAME, 3, 0, true },
	{ "retry", READY, SCHEDULE_RETRY, DUE_NOW, 2, 0, false },
	{ "retry a failed one", FAILED, SCHEDULE_RETRY, DUE_NOW, 0, 0, false },
	{ "retry a held one", HELD, SCHEDULE_RETRY, DUE_NOW, 2, 0, false },
	{ "hold", READY, SCHEDULE_HOLD, DUE_SAME, 2, 0, false },
	{ "drop", HELD, SCHEDULE_DROP, DUE_SAME, 2, 0, true },
};

static void
test_change(gconstpointer data)
{
	const struct change *row = data;
	const struct letter letter = {
		.number = 7,
		.state = row->from,
		.created = NOW - HOUR,
		.due = NOW - 5,
		.attempt = 2,
	};
	const gint64 dues[] = { NOW - 5, NOW, NOW + 60000,
		NOW + schedule_delay(7, 3) };
	struct schedule_change change =
	    apply(&letter, row->event, SETTINGS_AMBIGUOUS_RESEND);

	g_assert_cmpint(change.due, ==, dues[row->due]);
	g_assert_cmpuint(change.attempt, ==, row->attempt);
	g_assert_cmpuint(change.ambiguous, ==, row->ambiguous);
	g_assert_cmpint(change.done, ==, row->done ? NOW : 0);
}

static void
test_impossible_changes_nothing(void)
{
	const struct settings_sending sending = { .lifetime_hours = 120 };
	const struct letter letter = { .number = 7, .state = SENT };
	struct schedule_change change = { .due = 77 };

	g_assert_false(schedule_apply(&letter, SCHEDULE_RETRY, &sending, 0, NOW,
	    &change));
	g_assert_cmpint(change.due, ==, 77);
}

/* The moment of the final state stays that of its first entry. */
static void
test_done_stays(void)
{
	const struct letter letter = { .state = DROPPED, .done = 12 };

	g_assert_cmpint(apply(&letter, SCHEDULE_DROP, SETTINGS_AMBIGUOUS_RESEND)
	                    .done,
	    ==, 12);
}

/* A letter at which we die again and again does not go out at every start. */
static void
test_second_death_waits(void)
{
	const struct letter letter = {
		.number = 7,
		.state = DOT,
		.attempt = 1,
		.ambiguous = 1,
	};
	struct schedule_change change =
	    apply(&letter, SCHEDULE_FOUND_IN_DOT, SETTINGS_AMBIGUOUS_RESEND);

	g_assert_cmpint(change.due, ==, NOW + schedule_delay(7, 2));
	g_assert_cmpuint(change.ambiguous, ==, 2);
}

/* Attempts until it fails, each LATER, by the clock of its own schedule. */
static void
test_whole_life(void)
{
	const struct settings_sending sending = {
		.lifetime_hours = LIFETIME_HOURS,
	};

	for (guint64 number = 1; number <= 50; number++) {
		struct letter letter = { .number = number, .created = NOW };
		struct schedule_change change = { .due = NOW };
		gint64 now = NOW;

		do {
			now = change.due;
			g_assert_true(schedule_apply(&letter, SCHEDULE_LATER,
			    &sending, 0, now, &change));
			letter.state = change.state;
			letter.attempt = change.attempt;
		} while (change.state == READY);
		g_assert_cmpint(change.state, ==, FAILED);
		/* 120 h in waits of 4000 s, a few more at the start. */
		g_assert_cmpuint(letter.attempt, >=, 109);
		g_assert_cmpuint(letter.attempt, <=, 116);
		g_assert_cmpint(now - NOW, >=, 120 * HOUR);
		g_assert_cmpint(now - NOW, <=, 125 * HOUR);
	}
}

static const struct age {
	const char *name;
	gint64 hours; /* since it was written */
	guint32 attempt;
	enum schedule_event event;
	enum settings_ambiguous ambiguous;
	enum letter_state from, to;
} ages[] = {
	{ "old and tried", 130, 120, SCHEDULE_LATER, SETTINGS_AMBIGUOUS_RESEND,
	    READY, FAILED },
	{ "old and tried, 4xx to the dot", 130, 120, SCHEDULE_LATER,
	    SETTINGS_AMBIGUOUS_HOLD, DOT, FAILED },
	{ "old and tried, link lost", 130, 120, SCHEDULE_LOST_BEFORE_DOT,
	    SETTINGS_AMBIGUOUS_RESEND, READY, FAILED },
	{ "old and tried, dot unanswered", 130, 120, SCHEDULE_LOST_AFTER_DOT,
	    SETTINGS_AMBIGUOUS_RESEND, DOT, FAILED },
	{ "old and tried, dot unanswered, hold", 130, 120,
	    SCHEDULE_LOST_AFTER_DOT, SETTINGS_AMBIGUOUS_HOLD, DOT, HELD },
	{ "old and tried, but found at a start", 130, 120,
	    SCHEDULE_FOUND_IN_DOT, SETTINGS_AMBIGUOUS_RESEND, DOT, READY },
	{ "old and tried, our fault", 130, 120, SCHEDULE_OUR_FAULT,
	    SETTINGS_AMBIGUOUS_RESEND, READY, READY },
	{ "old, our login was broken all the time", 1000, 0, SCHEDULE_LATER,
	    SETTINGS_AMBIGUOUS_RESEND, READY, READY },
	{ "old, docket stood still", 1000, 3, SCHEDULE_LATER,
	    SETTINGS_AMBIGUOUS_RESEND, READY, READY },
	{ "young, the operator retried often", 2, 500, SCHEDULE_LATER,
	    SETTINGS_AMBIGUOUS_RESEND, READY, READY },
};

static void
test_age(gconstpointer data)
{
	const struct age *row = data;
	const struct letter letter = {
		.number = 7,
		.state = row->from,
		.created = NOW - row->hours * HOUR,
		.attempt = row->attempt,
	};

	g_assert_cmpint(apply(&letter, row->event, row->ambiguous).state, ==,
	    row->to);
}

static void
test_notice(void)
{
	const struct letter letter = { .created = NOW };

	g_assert_cmpint(schedule_notice_at(&letter), ==, NOW + 4 * HOUR);
}

static void
test_relays(void)
{
	struct schedule_relay relays[2] = { 0 };
	gint64 wake = 0;

	g_assert_cmpint(schedule_pick(relays, 2, NOW, &wake), ==, 0);
	g_assert_cmpint(schedule_relay_failed(&relays[0], NOW), ==, 60000);
	g_assert_cmpint(schedule_pick(relays, 2, NOW, &wake), ==, 1);
	schedule_relay_failed(&relays[1], NOW + 10);
	g_assert_cmpint(schedule_pick(relays, 2, NOW + 20, &wake), ==, -1);
	g_assert_cmpint(wake, ==, NOW + 60000);
	/* The first comes back first, and rests longer each time in a row. */
	g_assert_cmpint(schedule_pick(relays, 2, wake, &wake), ==, 0);
	g_assert_cmpint(schedule_relay_failed(&relays[0], NOW), ==, 120000);
	schedule_relay_worked(&relays[0]);
	g_assert_cmpint(schedule_relay_failed(&relays[0], NOW), ==, 60000);
	g_assert_cmpint(schedule_pick(relays, 0, NOW, &wake), ==, -1);
}

/* One letter that a relay will not have for our own fault stops no other. */
static void
test_faulted_relay_does_not_rest(void)
{
	struct schedule_relay relay = { 0 };
	gint64 wake;

	g_assert_cmpint(schedule_relay_faulted(&relay), ==, 60000);
	g_assert_cmpint(schedule_relay_faulted(&relay), ==, 120000);
	g_assert_cmpint(schedule_pick(&relay, 1, NOW, &wake), ==, 0);
	schedule_relay_worked(&relay);
	g_assert_cmpint(schedule_relay_faulted(&relay), ==, 60000);
}

#define ADD_ROWS(prefix, rows, function)                                   \
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {                   \
		g_autofree char *path = g_strdup_printf("/schedule/%s/%s", \
		    prefix, (rows)[i].name);                               \
		g_test_add_data_func(path, &(rows)[i], function);          \
	}

/* A clock that was ten years ahead, and one that was slewed a little. */
static void
test_adrift(void)
{
	static const struct {
		const char *name;
		gint64 created, due; /* seconds from now */
		guint32 attempt;
		bool adrift;
	} rows[] = {
		{ "usual", -10, 0, 0, false },
		{ "waits its longest", -90000, 4400, 9, false },
		{ "a minute ahead", 60, 60, 0, false },
		{ "made in ten years", 315360000, 315360000, 0, true },
		{ "due in ten years", -10, 315360000, 1, true },
		{ "made for later", -10, 86400, 0, false },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 now = G_GINT64_CONSTANT(1700000000000);
		struct letter letter = { .created =
			                     now + rows[i].created * 1000,
			.due = now + rows[i].due * 1000,
			.attempt = rows[i].attempt };
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(schedule_is_adrift(&letter, now), ==,
		    rows[i].adrift);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD_ROWS("cells", cells, test_cells)
	ADD_ROWS("change", changes, test_change)
	ADD_ROWS("age", ages, test_age)
	g_test_add_func("/schedule/adrift", test_adrift);
	g_test_add_func("/schedule/outside", test_outside_the_table);
	g_test_add_func("/schedule/delay", test_delay);
	g_test_add_func("/schedule/jitter", test_jitter_spreads);
	g_test_add_func("/schedule/fault-delay", test_fault_delay);
	g_test_add_func("/schedule/impossible",
	    test_impossible_changes_nothing);
	g_test_add_func("/schedule/done-stays", test_done_stays);
	g_test_add_func("/schedule/second-death", test_second_death_waits);
	g_test_add_func("/schedule/whole-life", test_whole_life);
	g_test_add_func("/schedule/notice", test_notice);
	g_test_add_func("/schedule/relays", test_relays);
	g_test_add_func("/schedule/faulted", test_faulted_relay_does_not_rest);
	return g_test_run();
}
