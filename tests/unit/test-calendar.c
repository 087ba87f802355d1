/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Business hours: instants by hand, and every one of them by a count that goes
 * from minute to minute and knows nothing but the wall clock. */
#include "base/calendar.h"

#include <string.h>

#define MINUTE G_GINT64_CONSTANT(60000)
#define HOUR (60 * MINUTE)
#define ITEMS 5

/* From "2026-03-29 01:30" of UTC. */
static gint64
utc(const char *text)
{
	g_autofree char *iso = g_strconcat(text, "Z", NULL);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = NULL;

	iso[10] = 'T';
	g_autofree char *full = g_strdup_printf("%.16s:%sZ", iso,
	    strlen(text) > 16 ? text + 17 : "00");
	time = g_date_time_new_from_iso8601(full, zone);
	g_assert_nonnull(time);
	return g_date_time_to_unix(time) * 1000;
}

static char *
text_of(gint64 instant)
{
	g_autoptr(GDateTime) time = NULL;

	if (instant == CALENDAR_NEVER)
		return g_strdup("never");
	time = g_date_time_new_from_unix_utc(instant / 1000);
	return g_date_time_format(time, "%Y-%m-%d %H:%M");
}

static struct calendar *
make(const char *zone, const char *const *hours, const char *const *holidays)
{
	g_autoptr(GError) error = NULL;
	struct calendar *calendar =
	    calendar_new(zone, (char *const *)(guintptr)hours,
	        (char *const *)(guintptr)holidays, &error);

	g_assert_no_error(error);
	return calendar;
}

/* All instants in UTC; open: minutes. */
static const struct row {
	const char *name, *zone, *hours[ITEMS], *holidays[ITEMS], *from;
	gint64 open;
	const char *due;
} rows[] = {
	{ "round the clock", "UTC", { NULL }, { NULL }, "2026-02-28 23:00", 120,
	    "2026-03-01 01:00" },
	{ "nothing to count", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-07 12:00", 0, "2026-03-07 12:00" },
	{ "within a day", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-02 10:00", 240, "2026-03-02 14:00" },
	{ "up to the end of hours", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-02 13:00", 240, "2026-03-02 17:00" },
	{ "a minute more", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-02 13:00", 241, "2026-03-03 09:01" },
	{ "over the weekend", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-06 16:00", 120, "2026-03-09 10:00" },
	{ "written at night", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-03 23:30", 60, "2026-03-04 10:00" },
	{ "written before hours", "UTC", { "Mon-Fri 09:00-17:00" }, { NULL },
	    "2026-03-03 03:30", 60, "2026-03-03 10:00" },
	{ "a break at noon", "UTC",
	    { "Mon-Fri 09:00-12:00", "Mon-Fri 13:00-17:00" }, { NULL },
	    "2026-03-02 11:30", 60, "2026-03-02 13:30" },
	{ "hours that overlap", "UTC",
	    { "Mon-Fri 09:00-15:00", "Mon-Fri 13:00-17:00" }, { NULL },
	    "2026-03-02 12:00", 240, "2026-03-02 16:00" },
	{ "round the week", "UTC", { "Sat-Mon 10:00-12:00" }, { NULL },
	    "2026-03-07 11:00", 180, "2026-03-08 12:00" },
	{ "one day a week", "UTC", { "Wed 10:00-12:00" }, { NULL },
	    "2026-03-04 11:00", 120, "2026-03-11 11:00" },
	{ "a night shift", "UTC",
	    { "Mon-Thu 22:00-24:00", "Tue-Fri 00:00-06:00" }, { NULL },
	    "2026-03-02 23:00", 120, "2026-03-03 01:00" },
	{ "a holiday", "UTC", { "Mon-Fri 09:00-17:00" }, { "2026-03-03" },
	    "2026-03-02 16:00", 120, "2026-03-04 10:00" },
	{ "a holiday of another year", "UTC", { "Mon-Fri 09:00-17:00" },
	    { "2025-03-03" }, "2026-03-02 16:00", 120, "2026-03-03 10:00" },
	{ "written on a holiday", "UTC", { "always" }, { "2026-03-03" },
	    "2026-03-03 08:00", 30, "2026-03-04 00:30" },
	{ "a holiday is the zone's", "Pacific/Auckland", { "always" },
	    { "2026-03-03" }, "2026-03-02 10:30", 60, "2026-03-03 11:30" },
	{ "the turn of the year", "Europe/Berlin", { "Mon-Fri 09:00-17:00" },
	    { "12-24", "12-25", "12-31", "01-01" }, "2026-12-30 15:00", 120,
	    "2027-01-04 09:00" },
	{ "the turn of the year round the clock", "UTC", { NULL }, { NULL },
	    "2026-12-31 23:59", 2, "2027-01-01 00:01" },
	{ "29 February, every year", "UTC", { "always" }, { "02-29" },
	    "2028-02-28 23:00", 120, "2028-03-01 01:00" },
	{ "29 February, not this year", "UTC", { "always" }, { "02-29" },
	    "2027-02-28 23:00", 120, "2027-03-01 01:00" },
	{ "Berlin in winter", "Europe/Berlin", { "Mon-Fri 09:00-17:00" },
	    { NULL }, "2026-01-05 08:00", 60, "2026-01-05 09:00" },
	{ "Berlin in summer", "Europe/Berlin", { "Mon-Fri 09:00-17:00" },
	    { NULL }, "2026-07-06 07:00", 60, "2026-07-06 08:00" },
	{ "half an hour's zone", "Asia/Kolkata", { "Mon-Fri 09:00-17:00" },
	    { NULL }, "2026-03-02 03:00", 60, "2026-03-02 04:30" },
	{ "west of Greenwich", "America/Los_Angeles", { "Mon-Fri 09:00-17:00" },
	    { NULL }, "2026-03-03 00:30", 60, "2026-03-03 17:30" },
	{ "over the spring's change", "Europe/Berlin",
	    { "Mon-Fri 09:00-17:00" }, { NULL }, "2026-03-27 15:00", 120,
	    "2026-03-30 08:00" },
	{ "over the autumn's change", "Europe/Berlin",
	    { "Mon-Fri 09:00-17:00" }, { NULL }, "2026-10-23 14:00", 120,
	    "2026-10-26 09:00" },
	{ "the hour that is skipped", "Europe/Berlin", { "Sun 01:00-04:00" },
	    { NULL }, "2026-03-29 00:00", 120, "2026-03-29 02:00" },
	{ "only the hour that is skipped", "Europe/Berlin",
	    { "Sun 02:00-03:00" }, { NULL }, "2026-03-28 12:00", 30,
	    "2026-04-05 00:30" },
	{ "the hour that comes twice", "Europe/Berlin", { "Sun 01:00-04:00" },
	    { NULL }, "2026-10-24 23:00", 240, "2026-10-25 03:00" },
	{ "half an hour, twice", "Europe/Berlin", { "Sun 02:00-02:30" },
	    { NULL }, "2026-10-24 20:00", 60, "2026-10-25 01:30" },
	{ "a day of 23 hours", "Europe/Berlin", { "Sun 00:00-24:00" }, { NULL },
	    "2026-03-28 23:00", 23 * 60, "2026-03-29 22:00" },
	{ "a day of 25 hours", "America/New_York", { "Sun 00:00-24:00" },
	    { NULL }, "2026-11-01 04:00", 25 * 60, "2026-11-02 05:00" },
	{ "a change of half an hour", "Australia/Lord_Howe",
	    { "Sun 00:00-24:00" }, { NULL }, "2026-04-04 13:00", 24 * 60 + 30,
	    "2026-04-05 13:30" },
	{ "summer time from midnight", "America/Santiago",
	    { "Sun 00:00-06:00" }, { NULL }, "2026-09-06 00:00", 60,
	    "2026-09-06 05:00" },
	{ "a date that the zone left out", "Pacific/Apia",
	    { "Fri 09:00-17:00" }, { NULL }, "2011-12-30 00:00", 60,
	    "2012-01-05 20:00" },
	{ "never", "UTC", { "Mon 09:00-10:00" }, { NULL }, "2026-03-02 00:00",
	    60 * 60 * 24 * 365, "never" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(calendar) hours = make(row->zone, row->hours, row->holidays);
	gint64 from = utc(row->from);
	gint64 due = calendar_add(hours, from, row->open * MINUTE);
	g_autofree char *text = text_of(due);

	g_assert_cmpstr(text, ==, row->due);
	if (due == CALENDAR_NEVER)
		return;
	g_assert_cmpint(calendar_between(hours, from, due), ==,
	    row->open * MINUTE);
	if (row->open > 0) /* the first such instant, not a later one */
		g_assert_cmpint(calendar_between(hours, from, due - 1), ==,
		    row->open * MINUTE - 1);
}

/* --- against a count by minutes ------------------------------------------- */

/* What the wall clock of the zone shows, read by GLib alone. */
static gboolean
shows_open(GTimeZone *zone, gint64 instant, guint from, guint to, guint days,
    const char *holiday)
{
	g_autoptr(GDateTime) there = NULL;
	g_autoptr(GDateTime) time =
	    g_date_time_new_from_unix_utc(instant / 1000);
	guint minute;

	there = g_date_time_to_timezone(time, zone);
	minute = (guint)(g_date_time_get_hour(there) * 60 +
	    g_date_time_get_minute(there));
	g_autofree char *date = g_date_time_format(there, "%Y-%m-%d");
	return minute >= from && minute < to &&
	    g_date_time_get_day_of_week(there) <= (int)days &&
	    !g_str_has_suffix(date, holiday);
}

static const char *const zones[] = { "UTC", "Europe/Berlin", "America/New_York",
	"Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago",
	"Asia/Tehran", "Pacific/Apia", "Africa/Cairo", "Asia/Kathmandu" };

/* Around changes of summer time and a turn of the year. */
static const char *const starts[] = { "2026-03-27 12:00", "2026-10-23 03:00",
	"2026-12-30 20:00", "2026-11-01 01:00", "2026-04-04 10:00",
	"2026-03-07 20:00", "2026-09-05 12:00", "2011-12-28 07:00" };

static void
count(const char *zone_name, const char *start)
{
	static const char *const words[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun" };
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
	guint days = (guint)g_test_rand_int_range(1, 8);
	guint from = (guint)g_test_rand_int_range(0, 24 * 60);
	guint to = (guint)g_test_rand_int_range((gint32)from + 1, 24 * 60 + 1);
	gint64 at = utc(start) + g_test_rand_int_range(0, 2000) * MINUTE;
	gint64 open = g_test_rand_int_range(1, 1500), left = open, now = at;
	const char *holiday = g_test_rand_bit() ? "10-26" : "2027-01-01";
	g_autofree char *hours = g_strdup_printf("%s-%s %02u:%02u-%02u:%02u",
	    words[0], words[days - 1], from / 60, from % 60, to / 60, to % 60);
	const char *const items[] = { hours, NULL };
	const char *const holidays[] = { holiday, NULL };
	g_autoptr(calendar) calendar = make(zone_name, items, holidays);

	for (gint64 end = now + 14 * 24 * HOUR; left > 0 && now < end;
	     now += MINUTE)
		left -= shows_open(zone, now, from, to, days, holiday);
	g_test_message("%s, %s, from %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
	               " minutes",
	    zone_name, hours, at, open);
	g_assert_cmpint(calendar_between(calendar, at, now), ==,
	    (open - left) * MINUTE);
	if (left == 0)
		g_assert_cmpint(calendar_add(calendar, at, open * MINUTE), ==,
		    now);
	g_assert_cmpint(calendar_is_open(calendar, at), ==,
	    shows_open(zone, at, from, to, days, holiday));
}

static void
test_count(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(zones); i++)
		for (guint j = 0; j < G_N_ELEMENTS(starts); j++)
			count(zones[i], starts[j]);
}

/* --- what the operator may write ------------------------------------------ */

static const struct {
	const char *text, *problem; /* a part of it; NULL: it is right */
} texts[] = {
	{ "always", NULL },
	{ "Mon-Fri 09:00-18:00", NULL },
	{ "sat 00:00-24:00", NULL },
	{ "Sun-Sun 00:00-00:01", NULL },
	{ "", "is neither hours" },
	{ "Always", "is neither hours" },
	{ "Mon-Fri", "is neither hours" },
	{ "Mo-Fr 09:00-18:00", "is neither hours" },
	{ "Mon-Fri 9:00-18:00", "is neither hours" },
	{ "Mon-Fri 09:00-18:60", "is neither hours" },
	{ "Mon-Fri 09:00-24:01", "is neither hours" },
	{ "Mon-Fri 09:00-25:00", "is neither hours" },
	{ "Mon-Fri  09:00-18:00", "is neither hours" },
	{ "Mon-Fri 09:00-18:00 ", "is neither hours" },
	{ "Mon,Tue 09:00-18:00", "is neither hours" },
	{ "Mon-Fri 09:00-", "is neither hours" },
	{ "Mon 22:00-06:00", "up to 24:00 and from 00:00" },
	{ "Mon 09:00-09:00", "ends before it begins" },
};

static const struct {
	const char *text;
	gboolean good;
} days[] = {
	{ "2026-12-25", TRUE },
	{ "12-25", TRUE },
	{ "02-29", TRUE },
	{ "2028-02-29", TRUE },
	{ "2026-02-29", FALSE },
	{ "02-30", FALSE },
	{ "13-01", FALSE },
	{ "00-01", FALSE },
	{ "01-00", FALSE },
	{ "0000-01-01", FALSE },
	{ "26-12-25", FALSE },
	{ "2026-12-25 ", FALSE },
	{ "25.12.", FALSE },
	{ "1225", FALSE },
	{ "", FALSE },
};

static void
test_texts(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *problem = calendar_hours_problem(texts[i].text);

		g_test_message("%s", texts[i].text);
		if (texts[i].problem)
			g_assert_nonnull(problem
			        ? strstr(problem, texts[i].problem)
			        : NULL);
		else
			g_assert_null(problem);
	}
	for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
		g_test_message("%s", days[i].text);
		g_assert_cmpint(calendar_holiday_problem(days[i].text) == NULL,
		    ==, days[i].good);
	}
}

static void
test_errors(void)
{
	static char bad[] = "x";
	char *const none[] = { NULL }, *const wrong[] = { bad, NULL };
	static const char *const messages[] = { "\"Nowhere\" is not a known",
		"\"x\" is neither hours", "\"x\" is not a day" };

	for (guint i = 0; i < G_N_ELEMENTS(messages); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(calendar_new(i == 0 ? "Nowhere" : "UTC",
		    i == 1 ? wrong : none, i == 2 ? wrong : none, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_true(g_str_has_prefix(error->message, messages[i]));
	}
}

/* Far away in either direction nothing overflows or runs for ever. */
static void
test_bounds(void)
{
	static const char *const hours[] = { "Mon-Fri 09:00-17:00", NULL };
	static const char *const none[] = { NULL };
	g_autoptr(calendar) calendar = make("Europe/Berlin", hours, none);

	g_assert_cmpint(calendar_between(calendar, 0, CALENDAR_NEVER), >, 0);
	g_assert_cmpint(calendar_between(calendar, G_MININT64, 0), ==, 0);
	g_assert_cmpint(calendar_between(calendar, 5000, 5000), ==, 0);
	g_assert_cmpint(calendar_between(calendar, HOUR * 48, HOUR), ==, 0);
	g_assert_cmpint(calendar_add(calendar, G_MININT64, HOUR), >, 0);
	g_assert_false(calendar_is_open(calendar, -HOUR));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/calendar/row/%s", rows[i].name);
		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/calendar/count", test_count);
	g_test_add_func("/calendar/texts", test_texts);
	g_test_add_func("/calendar/errors", test_errors);
	g_test_add_func("/calendar/bounds", test_bounds);
	return g_test_run();
}
