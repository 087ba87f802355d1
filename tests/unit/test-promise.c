/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises to customers: which one, and the clocks of a ticket from its first
 * mail to its end. */
#include "desk/promise.h"

#include <string.h>

#include "util-conf.h"
#include "util-rules.h"

#define MINUTE G_GINT64_CONSTANT(60000)
#define HOUR (60 * MINUTE)

/* RULES_NOW is Monday, 2 March 2026, 10:00 UTC. */
#define QUEUE(options)                                                   \
	"desk = { name = \"Desk\"; address = \"support@example.com\";\n" \
	"time_zone = \"UTC\"; hours = [ \"Mon-Fri 09:00-17:00\" ]; };\n" \
	"queues = ( { name = \"support\"; " options " } );\n"

static const struct settings_queue *
first_queue(const struct settings *settings)
{
	return settings->queues->pdata[0];
}

/* --- which promise -------------------------------------------------------- */

static const struct {
	const char *name;
	enum promiserule_stage stage;
	guint vip, priority;
	gint64 minutes;
} times[] = {
	{ "everybody", PROMISERULE_FIRST, 0, 0, 240 },
	{ "VIP", PROMISERULE_FIRST, 1, 0, 60 },
	{ "a higher level", PROMISERULE_FIRST, 2, 0, 60 },
	{ "highest level", PROMISERULE_FIRST, 3, 0, 15 },
	{ "priority", PROMISERULE_FIRST, 0, 2, 30 },
	{ "priority below the rule", PROMISERULE_FIRST, 0, 1, 240 },
	{ "the shorter of two", PROMISERULE_FIRST, 1, 2, 30 },
	{ "both are needed", PROMISERULE_NEXT, 1, 0, 480 },
	{ "both are there", PROMISERULE_NEXT, 1, 1, 120 },
	{ "a rule that would be later", PROMISERULE_NEXT, 5, 0, 480 },
	{ "nothing promised", PROMISERULE_SOLUTION, 3, 3, 0 },
};

static void
test_time(void)
{
	g_autoptr(settings) settings =
	    conf_good(QUEUE("promise = [ \"first 4h\", \"first 1h vip 1\", "
	                    "\"first 15m vip 3\", \"first 30m priority 2\", "
	                    "\"next 8h\", \"next 2h vip 1 priority 1\", "
	                    "\"next 20h vip 5\" ];"));

	for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
		g_test_message("%s", times[i].name);
		g_assert_cmpint(promise_time(first_queue(settings),
		                    times[i].stage, times[i].vip,
		                    times[i].priority),
		    ==, times[i].minutes * MINUTE);
	}
}

/* A queue has the desk's hours unless it has its own. */
static void
test_hours(void)
{
	static const struct {
		const char *name, *options;
		gint64 hours; /* until an hour of open time from 22:00 is over
		               */
	} rows[] = {
		{ "the desk's", "", 12 },
		{ "its own", "hours = [ \"Mon-Fri 08:00-12:00\" ];", 11 },
		{ "always", "hours = [ \"always\" ];", 1 },
		{ "its own zone", "time_zone = \"Asia/Tokyo\";", 3 },
		{ "its own holiday", "holidays = [ \"03-03\" ];", 36 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    g_strdup_printf(QUEUE("%s"), rows[i].options);
		g_autoptr(settings) settings = conf_good(text);
		g_autoptr(calendar) hours =
		    promise_calendar(first_queue(settings));
		gint64 night = RULES_NOW + 12 * HOUR;

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(calendar_add(hours, night, HOUR), ==,
		    night + rows[i].hours * HOUR);
	}
}

static void
test_mistakes(void)
{
	conf_assert_refused("promise",
	    QUEUE("\npromise = [ \"first 4h\",\n\"first 2d\" ];"),
	    "docket.conf:5: queues[0].promise[1]: \"first 2d\" counts in days; "
	    "write hours in which the desk is open, such as \"16h\" for two "
	    "days of eight");
	conf_assert_refused("hours", QUEUE("\nhours = [ \"9-17\" ];"),
	    "docket.conf:4: queues[0].hours[0]: \"9-17\" is neither hours such "
	    "as \"Mon-Fri 09:00-18:00\" nor \"always\"");
	conf_assert_refused("holidays", QUEUE("\nholidays = [ \"25.12.\" ];"),
	    "docket.conf:4: queues[0].holidays[0]: \"25.12.\" is not a day "
	    "such as \"2026-12-25\" or, for every year, \"12-25\"");
}

/* --- the clocks of a ticket ----------------------------------------------- */

/* What happens, so many hours after RULES_NOW; and then by when the clocks are
 * due, in the same hours. */
struct step {
	double at;
	enum promise_event event;
	enum ticket_status status;
	double answer, solution; /* OFF: does not run; STANDS: stands */
};
#define OFF (-1)
#define STANDS (-2)
#define STEPS 6

/* First answer in 4 hours, the next in 2, solution in 10; Monday 10:00 on,
 * open from 09:00 to 17:00. */
static const struct story {
	const char *name;
	struct step steps[STEPS];
} stories[] = {
	{ "answered in time",
	    { { 0, PROMISE_OPENED, TICKET_OPEN, 4, 26 },
	        { 1, PROMISE_ANSWERED, TICKET_PENDING, OFF, STANDS } } },
	{ "the clock stands for the customer",
	    { { 0, PROMISE_OPENED, TICKET_OPEN, 4, 26 },
	        { 1, PROMISE_ANSWERED, TICKET_PENDING, OFF, STANDS },
	        { 25, PROMISE_WRITTEN, TICKET_OPEN, 27, 50 },
	        { 26, PROMISE_ANSWERED, TICKET_PENDING, OFF, STANDS },
	        { 48, PROMISE_WRITTEN, TICKET_OPEN, 50, 72 } } },
	{ "more from the customer moves nothing",
	    { { 0, PROMISE_OPENED, TICKET_OPEN, 4, 26 },
	        { 3, PROMISE_WRITTEN, TICKET_OPEN, 4, 26 },
	        { 5, PROMISE_WRITTEN, TICKET_OPEN, 4, 26 } } },
	{ "answered twice",
	    { { 0, PROMISE_OPENED, TICKET_OPEN, 4, 26 },
	        { 1, PROMISE_ANSWERED, TICKET_PENDING, OFF, STANDS },
	        { 2, PROMISE_ANSWERED, TICKET_PENDING, OFF, STANDS },
	        { 3, PROMISE_WRITTEN, TICKET_OPEN, 5, 28 } } },
	{ "late stays late",
	    { { 0, PROMISE_OPENED, TICKET_OPEN, 4, 26 },
	        { 29, PROMISE_ANSWERED, TICKET_PENDING, OFF, STANDS },
	        { 30, PROMISE_WRITTEN, TICKET_OPEN, 48, 30 } } },
	{ "solved",
	    { { 0, PROMISE_OPENED, TICKET_OPEN, 4, 26 },
	        { 1, PROMISE_ANSWERED, TICKET_SOLVED, OFF, OFF },
	        { 25, PROMISE_WRITTEN, TICKET_OPEN, 27, 51 } } },
};

static void
check_clock(const struct ticket_clock *clock, double hours)
{
	if (hours == OFF) {
		g_assert_cmpuint(clock->state, ==, TICKET_CLOCK_NONE);
	} else if (hours == STANDS) {
		g_assert_cmpuint(clock->state, ==, TICKET_CLOCK_STANDS);
	} else {
		g_assert_cmpuint(clock->state, ==, TICKET_CLOCK_RUNS);
		g_assert_cmpint(clock->due, ==,
		    RULES_NOW + (gint64)(hours * (double)HOUR));
	}
}

static void
test_story(gconstpointer data)
{
	const struct story *story = data;
	g_autoptr(ticket) ticket = ticket_new();
	g_autoptr(settings) settings = conf_good(QUEUE(
	    "promise = [ \"first 4h\", \"next 2h\", \"solution 10h\" ];"));

	for (guint i = 0; i < STEPS; i++) {
		const struct step *step = &story->steps[i];
		struct promise_case what = { step->event, first_queue(settings),
			0, RULES_NOW + (gint64)(step->at * (double)HOUR) };

		if (step->answer == 0)
			break;
		g_test_message("step %u", i);
		ticket_set_status(ticket, step->status, what.now);
		promise_follow(ticket, &what);
		check_clock(&ticket->answer, step->answer);
		check_clock(&ticket->solution, step->solution);
	}
}

static void
test_nothing_promised(void)
{
	g_autoptr(ticket) ticket = ticket_new();
	g_autoptr(settings) settings = conf_good(QUEUE(""));
	struct promise_case what = { PROMISE_OPENED, first_queue(settings), 3,
		RULES_NOW };

	promise_follow(ticket, &what);
	check_clock(&ticket->answer, OFF);
	check_clock(&ticket->solution, OFF);
}

/* Pauses of any number and length: what is counted is what was promised. */
static void
test_pauses(void)
{
	g_autoptr(settings) settings =
	    conf_good(QUEUE("time_zone = \"Europe/Berlin\";"));
	g_autoptr(calendar) hours = promise_calendar(first_queue(settings));
	struct promise_hours by = { hours, 0 };

	for (guint i = 0; i < 200; i++) {
		/* two days before summer time begins */
		gint64 now = RULES_NOW + 25 * 24 * HOUR, counted = 0;
		gint64 promised = g_test_rand_int_range(1, 4000) * MINUTE;
		struct ticket_clock clock;

		promise_start(&clock, &by, now, promised);
		while (clock.due > now) {
			gint64 run = g_test_rand_int_range(1, 3000) * MINUTE;

			run = MIN(run, clock.due - now);
			counted += calendar_between(hours, now, now + run);
			now += run;
			if (now == clock.due)
				break;
			promise_stop(&clock, &by, now);
			now += g_test_rand_int_range(0, 3000) * MINUTE;
			promise_resume(&clock, &by, now);
		}
		g_assert_cmpint(counted, ==, promised);
	}
}

/* --- instants ------------------------------------------------------------- */

/* A promise made at an instant, stopped and resumed at others, in the zone's
 * own wall clock: "" where that does not happen. */
static const struct {
	const char *name, *queue, *made, *stopped, *resumed, *due;
	gint64 minutes;
} instants[] = {
	{ "round the clock, over a Sunday",
	    "time_zone = \"UTC\"; hours = [ "
	    "\"always\" ];",
	    "2026-11-21T23:30:00Z", "", "", "2026-11-22T03:30:00Z", 240 },
	{ "Saturday night in Tokyo", "time_zone = \"Asia/Tokyo\";",
	    "2026-11-21T23:00:00+09", "", "", "2026-11-23T10:00:00+09", 60 },
	{ "the same in Berlin's hours", "time_zone = \"Europe/Berlin\";",
	    "2026-11-21T23:00:00+09", "", "", "2026-11-23T10:00:00+01", 60 },
	{ "clocks go forward while it runs",
	    "time_zone = "
	    "\"Europe/Berlin\"; hours = [ \"always\" ];",
	    "2026-03-29T00:30:00+01", "", "", "2026-03-29T05:30:00+02", 240 },
	{ "clocks go back while it runs",
	    "time_zone = \"Europe/Berlin\"; "
	    "hours = [ \"always\" ];",
	    "2026-10-25T00:30:00+02", "", "", "2026-10-25T03:30:00+01", 240 },
	{ "working days over both", "time_zone = \"America/New_York\";",
	    "2026-10-30T16:00:00-04", "", "", "2026-11-02T10:00:00-05", 120 },
	{ "a holiday between",
	    "time_zone = \"Europe/Berlin\"; holidays = [ "
	    "\"12-25\" ];",
	    "2026-12-24T16:30:00+01", "", "", "2026-12-28T09:30:00+01", 60 },
	{ "the year's end",
	    "time_zone = \"UTC\"; holidays = [ \"01-01\" "
	    "];",
	    "2026-12-31T16:00:00Z", "", "", "2027-01-04T10:00:00Z", 120 },
	{ "29 February", "time_zone = \"UTC\"; hours = [ \"always\" ];",
	    "2028-02-28T23:00:00Z", "", "", "2028-03-01T00:00:00Z", 1500 },
	{ "half an hour's zone", "time_zone = \"Asia/Kolkata\";",
	    "2026-11-23T16:30:00+05:30", "", "", "2026-11-24T09:30:00+05:30",
	    60 },
	{ "stopped over the night", "time_zone = \"UTC\";",
	    "2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z",
	    "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z", 120 },
	{ "stopped when clocks went back", "time_zone = \"Europe/Berlin\";",
	    "2026-10-23T16:00:00+02", "2026-10-23T16:30:00+02",
	    "2026-10-26T09:00:00+01", "2026-10-26T10:30:00+01", 120 },
	{ "stopped outside the hours", "time_zone = \"UTC\";",
	    "2026-11-23T10:00:00Z", "2026-11-23T20:00:00Z",
	    "2026-11-24T20:00:00Z", "2026-11-25T12:00:00Z", 600 },
	{ "in seconds", "time_zone = \"UTC\"; hours = [ \"always\" ];",
	    "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z",
	    "2026-11-23T10:00:30Z", "2026-11-23T10:01:30Z", 1 },
};

static gint64
instant(const char *text)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(text, NULL);

	g_assert_nonnull(at);
	return g_date_time_to_unix(at) * 1000;
}

static void
test_instants(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(instants); i++) {
		g_autofree char *conf =
		    g_strdup_printf(QUEUE("%s"), instants[i].queue);
		g_autoptr(settings) settings = conf_good(conf);
		g_autoptr(calendar) hours =
		    promise_calendar(first_queue(settings));
		struct promise_hours by = { hours, 0 };
		struct ticket_clock clock;

		g_test_message("%s", instants[i].name);
		promise_start(&clock, &by, instant(instants[i].made),
		    instants[i].minutes * MINUTE);
		if (*instants[i].stopped) {
			promise_stop(&clock, &by, instant(instants[i].stopped));
			g_assert_cmpint(clock.due, ==, 0);
			promise_resume(&clock, &by,
			    instant(instants[i].resumed));
		}
		g_assert_cmpint(clock.due, ==, instant(instants[i].due));
	}
}

/* --- warnings, and what becomes of promises ------------------------------- */

/* The step at an instant, minutes after a promise of 60 minutes, when those
 * before it were told. */
static void
test_steps(void)
{
	static const struct {
		const char *name, *warning;
		guint32 told;
		int minute;
		enum promise_step step;
	} rows[] = {
		{ "at first", "20m", 0, 0, PROMISE_NOTHING },
		{ "before the warning", "20m", 0, 39, PROMISE_NOTHING },
		{ "the warning", "20m", 0, 40, PROMISE_WARN },
		{ "warned", "20m", TICKET_TOLD_WARNED, 45, PROMISE_NOTHING },
		{ "just before the end", "20m", 0, 59, PROMISE_WARN },
		{ "missed", "20m", TICKET_TOLD_WARNED, 60, PROMISE_MISS },
		{ "missed, never warned", "20m", 0, 70, PROMISE_MISS },
		{ "all told", "20m", TICKET_TOLD_WARNED | TICKET_TOLD_MISSED,
		    70, PROMISE_NOTHING },
		{ "a long warning: half of it", "5h", 0, 29, PROMISE_NOTHING },
		{ "and then", "5h", 0, 30, PROMISE_WARN },
		{ "no warning", "", 0, 59, PROMISE_NOTHING },
		{ "no warning, missed", "", 0, 60, PROMISE_MISS },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *conf =
		    g_strdup_printf(QUEUE("promise_warning = \"%s\";"),
		        rows[i].warning);
		g_autoptr(settings) settings = conf_good(conf);
		const struct settings_queue *queue = first_queue(settings);
		g_autoptr(calendar) hours = promise_calendar(queue);
		struct promise_hours by = { hours, promise_warning(queue) };
		struct ticket_clock clock;

		g_test_message("%s", rows[i].name);
		promise_start(&clock, &by, RULES_NOW, 60 * MINUTE);
		clock.told = rows[i].told;
		g_assert_cmpint(promise_step(&clock,
		                    RULES_NOW + rows[i].minute * MINUTE),
		    ==, rows[i].step);
	}
}

/* A step that was told is told no more, also after the clock stood. */
static void
test_told(void)
{
	g_autoptr(settings) settings = conf_good(QUEUE(""));
	g_autoptr(calendar) hours = promise_calendar(first_queue(settings));
	struct promise_hours by = { hours, 20 * MINUTE };
	struct ticket_clock clock;

	promise_start(&clock, &by, RULES_NOW, HOUR);
	promise_told(&clock, PROMISE_WARN);
	promise_stop(&clock, &by, RULES_NOW + 50 * MINUTE);
	g_assert_cmpint(promise_step(&clock, RULES_NOW + HOUR), ==,
	    PROMISE_NOTHING);
	promise_resume(&clock, &by, RULES_NOW + 2 * HOUR);
	g_assert_cmpint(promise_step(&clock, RULES_NOW + 2 * HOUR), ==,
	    PROMISE_NOTHING);
	g_assert_cmpint(promise_step(&clock, RULES_NOW + 3 * HOUR), ==,
	    PROMISE_MISS);
	promise_told(&clock, PROMISE_MISS);
	g_assert_cmpint(promise_step(&clock, RULES_NOW + 3 * HOUR), ==,
	    PROMISE_NOTHING);
}

/* Hours after RULES_NOW at which the customer writes, is answered, writes
 * again, is answered again, and the ticket is solved; -1: does not happen. */
static void
test_tallies(void)
{
	static const struct {
		const char *name;
		int answered, again, last, solved;
		struct ticket_tally first, next, solutions;
	} rows[] = {
		{ "all kept", 1, 2, 3, 4, { 1, 0 }, { 1, 0 }, { 1, 0 } },
		{ "first too late", 5, 6, 6, 7, { 0, 1 }, { 1, 0 }, { 1, 0 } },
		{ "next too late", 1, 2, 5, 6, { 1, 0 }, { 0, 1 }, { 1, 0 } },
		{ "solved at once", 1, -1, -1, 1, { 1, 0 }, { 0, 0 },
		    { 1, 0 } },
		{ "solved without an answer", -1, -1, -1, 2, { 0, 0 }, { 0, 0 },
		    { 1, 0 } },
		{ "the same, too late", -1, -1, -1, 5, { 0, 1 }, { 0, 0 },
		    { 1, 0 } },
		{ "solved too late", -1, -1, -1, 50, { 0, 1 }, { 0, 0 },
		    { 0, 1 } },
	};
	g_autoptr(settings) settings =
	    conf_good(QUEUE("promise = [ \"first 4h\", \"next 2h\", \"solution "
	                    "10h\" ];"));

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(ticket) ticket = ticket_new();
		struct promise_case what = { PROMISE_OPENED,
			first_queue(settings), 0, RULES_NOW };

		g_test_message("%s", rows[i].name);
		promise_follow(ticket, &what);
		for (int hour = 1; hour <= 50; hour++) {
			what.now = RULES_NOW + hour * HOUR;
			if (hour == rows[i].again) {
				ticket_set_status(ticket, TICKET_OPEN,
				    what.now);
				what.event = PROMISE_WRITTEN;
				promise_follow(ticket, &what);
			}
			if (hour == rows[i].answered || hour == rows[i].last) {
				promise_answered(ticket, what.now);
				ticket_set_status(ticket, TICKET_PENDING,
				    what.now);
				what.event = PROMISE_SET;
				promise_follow(ticket, &what);
			}
			if (hour == rows[i].solved)
				ticket_set_status(ticket, TICKET_SOLVED,
				    what.now);
		}
		g_assert_true(memcmp(&ticket->first, &rows[i].first,
		                  sizeof ticket->first) == 0);
		g_assert_true(memcmp(&ticket->next, &rows[i].next,
		                  sizeof ticket->next) == 0);
		g_assert_true(memcmp(&ticket->solutions, &rows[i].solutions,
		                  sizeof ticket->solutions) == 0);
		g_assert_cmpint(ticket->solved, ==,
		    RULES_NOW + rows[i].solved * HOUR);
		g_assert_cmpint(ticket->answered, ==,
		    rows[i].answered < 0 ? 0
		                         : RULES_NOW + rows[i].answered * HOUR);
	}
}

/* By hand: pending stops what runs, open lets it go on. */
static void
test_set(void)
{
	g_autoptr(settings) settings =
	    conf_good(QUEUE("promise = [ \"first 4h\" ];"));
	g_autoptr(ticket) ticket = ticket_new();
	g_autoptr(ticket) other = ticket_new();
	struct promise_case what = { PROMISE_OPENED, first_queue(settings), 0,
		RULES_NOW };

	promise_follow(ticket, &what);
	what.event = PROMISE_SET;
	what.now += HOUR;
	ticket_set_status(ticket, TICKET_PENDING, what.now);
	promise_follow(ticket, &what);
	check_clock(&ticket->answer, STANDS);
	what.now += HOUR;
	ticket_set_status(ticket, TICKET_OPEN, what.now);
	promise_follow(ticket, &what);
	check_clock(&ticket->answer, 5);
	promise_join(other, ticket);
	check_clock(&other->answer, 5);
	check_clock(&ticket->answer, OFF);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/promise/time", test_time);
	g_test_add_func("/promise/hours", test_hours);
	g_test_add_func("/promise/mistakes", test_mistakes);
	g_test_add_func("/promise/instants", test_instants);
	g_test_add_func("/promise/steps", test_steps);
	g_test_add_func("/promise/told", test_told);
	g_test_add_func("/promise/tallies", test_tallies);
	g_test_add_func("/promise/set", test_set);
	g_test_add_func("/promise/nothing", test_nothing_promised);
	g_test_add_func("/promise/pauses", test_pauses);
	for (guint i = 0; i < G_N_ELEMENTS(stories); i++) {
		g_autofree char *path =
		    g_strdup_printf("/promise/story/%s", stories[i].name);
		g_test_add_data_func(path, &stories[i], test_story);
	}
	return g_test_run();
}
