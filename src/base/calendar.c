/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time counted in business hours. The week is a table of minutes, and time is
 * walked in pieces in which the desk is open or shut and the zone's offset does
 * not change; so summer time needs no rule of its own. Nothing here may take a
 * day for 24 hours: a promise would be an hour late twice a year. */
#include "base/calendar.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT(1000)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define DAY_MINUTES 1440
#define WEEK_DAYS 7
#define FAR (10 * 366 * DAY)  /* instants stay far from overflow */
#define FIRST_WEEKDAY 3       /* 1 January 1970 was a Thursday, Monday is 0 */
#define JULIAN_OF_1970 719163 /* GDate's number of that day */
#define ALWAYS "always"

struct holiday {
	guint16 year; /* 0: every year */
	guint8 month, day;
};

struct calendar {
	GTimeZone *zone;
	guint8 week[WEEK_DAYS][DAY_MINUTES]; /* 1: open */
	GArray *holidays;                    /* struct holiday */
};

/* "Mon-Fri 09:00-18:00"; the days are inclusive and may go round the week. */
struct hours {
	guint first, last; /* weekdays from Monday, 0 */
	guint from, to;    /* minutes of the day, to not included */
};

void
calendar_free(struct calendar *calendar)
{
	if (!calendar)
		return;
	g_clear_pointer(&calendar->zone, g_time_zone_unref);
	g_array_unref(calendar->holidays);
	g_free(calendar);
}

/* --- what the operator writes --------------------------------------------- */

/* Two digits at *text, which moves on; G_MAXUINT when there are none. */
static guint
two_digits(const char **text)
{
	const char *p = *text;

	if (!g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]))
		return G_MAXUINT;
	*text += 2;
	return (guint)(p[0] - '0') * 10 + (guint)(p[1] - '0');
}

static bool
literal(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

static bool
weekday(const char **text, guint *out)
{
	static const char names[WEEK_DAYS][4] = { "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat", "Sun" };

	for (guint i = 0; i < WEEK_DAYS; i++) {
		if (g_ascii_strncasecmp(*text, names[i], 3) != 0)
			continue;
		*text += 3;
		*out = i;
		return true;
	}
	return false;
}

static bool
minute_of_day(const char **text, guint *out)
{
	guint hour = two_digits(text);
	guint minute = literal(text, ':') ? two_digits(text) : G_MAXUINT;

	if (hour > 24 || minute > 59)
		return false;
	*out = hour * 60 + minute;
	return *out <= DAY_MINUTES;
}

static const char *
parse_hours(const char *text, struct hours *out)
{
	static const char shape[] =
	    "is neither hours such as \"Mon-Fri 09:00-18:00\" nor \"always\"";

	if (g_str_equal(text, ALWAYS)) {
		*out =
		    (struct hours){ .last = WEEK_DAYS - 1, .to = DAY_MINUTES };
		return NULL;
	}
	if (!weekday(&text, &out->first))
		return shape;
	out->last = out->first;
	if (literal(&text, '-') && !weekday(&text, &out->last))
		return shape;
	if (!literal(&text, ' ') || !minute_of_day(&text, &out->from) ||
	    !literal(&text, '-') || !minute_of_day(&text, &out->to) || *text)
		return shape;
	if (out->from >= out->to)
		return "ends before it begins; hours past midnight are two "
		       "items, up to 24:00 and from 00:00";
	return NULL;
}

/* A day of every year may be 29 February. */
static const char *
parse_holiday(const char *text, struct holiday *out)
{
	static const char shape[] =
	    "is not a day such as \"2026-12-25\" or, for every year, \"12-25\"";
	const char *dash = strchr(text, '-');
	guint year = 0, month, day;

	if (dash && dash - text == 4) {
		guint century = two_digits(&text);
		guint rest = two_digits(&text);

		if (century > 99 || rest > 99 || !literal(&text, '-'))
			return shape;
		year = century * 100 + rest;
		if (year == 0)
			return shape;
	}
	month = two_digits(&text);
	day = literal(&text, '-') ? two_digits(&text) : 0;
	if (*text || month < 1 || month > 12 || day > 31 ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
	        (GDateYear)(year ? year : 2000)))
		return shape;
	*out = (struct holiday){ (guint16)year, (guint8)month, (guint8)day };
	return NULL;
}

const char *
calendar_hours_problem(const char *text)
{
	struct hours ignored;

	return parse_hours(text, &ignored);
}

const char *
calendar_holiday_problem(const char *text)
{
	struct holiday ignored;

	return parse_holiday(text, &ignored);
}

static void
open_hours(struct calendar *calendar, const struct hours *hours)
{
	guint days = (hours->last + WEEK_DAYS - hours->first) % WEEK_DAYS;

	for (guint i = 0; i <= days; i++)
		memset(calendar->week[(hours->first + i) % WEEK_DAYS] +
		        hours->from,
		    1, hours->to - hours->from);
}

static bool
add_hours(struct calendar *calendar, char *const *texts, GError **error)
{
	struct hours hours;

	for (; *texts; texts++) {
		const char *problem = parse_hours(*texts, &hours);

		if (problem)
			return fail_set(error, FAIL_CONFIG, "\"%s\" %s", *texts,
			    problem);
		open_hours(calendar, &hours);
	}
	return true;
}

static bool
add_holidays(struct calendar *calendar, char *const *texts, GError **error)
{
	struct holiday holiday;

	for (; *texts; texts++) {
		const char *problem = parse_holiday(*texts, &holiday);

		if (problem)
			return fail_set(error, FAIL_CONFIG, "\"%s\" %s", *texts,
			    problem);
		g_array_append_val(calendar->holidays, holiday);
	}
	return true;
}

struct calendar *
calendar_new(const char *zone, char *const *hours, char *const *holidays,
    GError **error)
{
	static char always[] = ALWAYS;
	char *const round_the_clock[] = { always, NULL };
	g_autoptr(calendar) calendar = g_new0(struct calendar, 1);

	calendar->holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
	calendar->zone = g_time_zone_new_identifier(zone);
	if (!calendar->zone) {
		fail_set(error, FAIL_CONFIG, "\"%s\" is not a known time zone",
		    zone);
		return NULL;
	}
	if (!add_hours(calendar, *hours ? hours : round_the_clock, error) ||
	    !add_holidays(calendar, holidays, error))
		return NULL;
	return g_steal_pointer(&calendar);
}

/* --- the walk ------------------------------------------------------------- */

/* Of local time from UTC, in ms. */
static gint64
offset_at(const struct calendar *calendar, gint64 instant)
{
	int interval = g_time_zone_find_interval(calendar->zone,
	    G_TIME_TYPE_UNIVERSAL, instant / SECOND);

	return g_time_zone_get_offset(calendar->zone, interval) * SECOND;
}

/* The first instant after before, up to after, that has not its offset. */
static gint64
change_of_offset(const struct calendar *calendar, gint64 before, gint64 after)
{
	gint64 offset = offset_at(calendar, before);

	while (after - before > 1) {
		gint64 middle = before + (after - before) / 2;

		if (offset_at(calendar, middle) == offset)
			before = middle;
		else
			after = middle;
	}
	return after;
}

static bool
is_holiday(const struct calendar *calendar, gint64 day)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(day + JULIAN_OF_1970));
	for (guint i = 0; i < calendar->holidays->len; i++) {
		const struct holiday *holiday =
		    &g_array_index(calendar->holidays, struct holiday, i);

		if (holiday->month == (guint)g_date_get_month(&date) &&
		    holiday->day == g_date_get_day(&date) &&
		    (holiday->year == 0 ||
		        holiday->year == g_date_get_year(&date)))
			return true;
	}
	return false;
}

/* The minutes of a local day, counted from 1 January 1970. */
static const guint8 *
minutes_of(const struct calendar *calendar, gint64 day)
{
	static const guint8 shut[DAY_MINUTES];

	return is_holiday(calendar, day)
	    ? shut
	    : calendar->week[(day + FIRST_WEEKDAY) % WEEK_DAYS];
}

/* Whether the desk is open at that instant; *end_out is up to when this surely
 * stays so: until local midnight or a change of the offset at the latest. */
static bool
piece(const struct calendar *calendar, gint64 at, gint64 *end_out)
{
	gint64 offset = offset_at(calendar, at);
	gint64 day = (at + offset) / DAY, start = day * DAY - offset;
	const guint8 *minutes = minutes_of(calendar, day);
	guint minute = (guint)((at - start) / MINUTE);
	guint8 open = minutes[minute];

	while (minute < DAY_MINUTES && minutes[minute] == open)
		minute++;
	*end_out = start + minute * MINUTE;
	if (offset_at(calendar, *end_out - 1) != offset)
		*end_out = change_of_offset(calendar, at, *end_out - 1);
	return open;
}

bool
calendar_is_open(const struct calendar *calendar, gint64 instant)
{
	gint64 end;

	return piece(calendar, MAX(instant, DAY), &end);
}

gint64
calendar_add(const struct calendar *calendar, gint64 from, gint64 open_ms)
{
	gint64 at = MAX(from, DAY), limit = at + FAR, end;

	if (open_ms <= 0)
		return from;
	for (; at < limit; at = end) {
		if (!piece(calendar, at, &end))
			continue;
		if (open_ms <= end - at)
			return at + open_ms;
		open_ms -= end - at;
	}
	return CALENDAR_NEVER;
}

gint64
calendar_between(const struct calendar *calendar, gint64 from, gint64 to)
{
	gint64 at = MAX(from, DAY), sum = 0, end;

	to = MIN(to, at + FAR);
	for (; at < to; at = end)
		if (piece(calendar, at, &end))
			sum += MIN(end, to) - at;
	return sum;
}
