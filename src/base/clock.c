/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only place that asks what time it is, so that a test can say it. Nothing
 * here may depend on the locale or on TZ: what it formats goes into mails and
 * records that other machines read. */
#include "base/clock.h"

#include <stdbool.h>
#include <time.h>

#define MS_PER_SECOND 1000
#define NS_PER_MS 1000000

/* The seconds that a GDateTime can hold: years 1 to 9999. */
#define SECONDS_MIN (G_GINT64_CONSTANT(-62135596800))
#define SECONDS_MAX (G_GINT64_CONSTANT(253402300799))

/* Below zero: the real clock. */
static gint64 test_now = -1, test_boot = -1;

/* Both clocks exist on every kernel that docket runs on; without time nothing
 * here could go on. */
static gint64
read_clock(clockid_t id)
{
	struct timespec now;
	int result = clock_gettime(id, &now);

	g_assert(result == 0);
	return (gint64)now.tv_sec * MS_PER_SECOND + now.tv_nsec / NS_PER_MS;
}

gint64
clock_now(void)
{
	return test_now >= 0 ? test_now : read_clock(CLOCK_REALTIME);
}

gint64
clock_boot(void)
{
	return test_boot >= 0 ? test_boot : read_clock(CLOCK_BOOTTIME);
}

void
clock_set_for_test(gint64 now, gint64 boot)
{
	test_now = now;
	test_boot = boot;
}

/* Division rounds towards zero; a time before 1970 has to round down. */
static gint64
to_seconds(gint64 ms)
{
	gint64 seconds = ms / MS_PER_SECOND - (ms % MS_PER_SECOND < 0);

	return CLAMP(seconds, SECONDS_MIN, SECONDS_MAX);
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

char *
clock_format_mail(gint64 ms)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun" };
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(to_seconds(ms));

	return g_strdup_printf("%s, %d %s %04d %02d:%02d:%02d +0000",
	    days[g_date_time_get_day_of_week(at) - 1],
	    g_date_time_get_day_of_month(at),
	    months[g_date_time_get_month(at) - 1], g_date_time_get_year(at),
	    g_date_time_get_hour(at), g_date_time_get_minute(at),
	    g_date_time_get_second(at));
}

/* That time in that zone, or in UTC: year 10,000 in a zone east of here has
 * none. The caller frees. */
static GDateTime *
in_zone(gint64 ms, GTimeZone *zone, bool *local_out)
{
	GDateTime *utc = g_date_time_new_from_unix_utc(to_seconds(ms));
	GDateTime *at = zone ? g_date_time_to_timezone(utc, zone) : NULL;

	*local_out = at != NULL;
	if (!at)
		return utc;
	g_date_time_unref(utc);
	return at;
}

char *
clock_format_human(gint64 ms, GTimeZone *zone)
{
	bool local;
	g_autoptr(GDateTime) at = in_zone(ms, zone, &local);

	return g_strdup_printf("%d %s %d, %02d:%02d %s",
	    g_date_time_get_day_of_month(at),
	    months[g_date_time_get_month(at) - 1], g_date_time_get_year(at),
	    g_date_time_get_hour(at), g_date_time_get_minute(at),
	    g_date_time_get_timezone_abbreviation(at));
}

/* The C library's: GLib takes a lock for UTC too, and when it tells within that
 * lock that no memory is left, the log would wait for itself. */
static char *
format_utc(gint64 ms)
{
	time_t seconds = (time_t)to_seconds(ms);
	struct tm utc, *done = gmtime_r(&seconds, &utc);

	g_assert(done != NULL);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02dZ",
	    utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
	    utc.tm_min, utc.tm_sec);
}

char *
clock_format_iso(gint64 ms, GTimeZone *zone)
{
	bool local = false;
	g_autoptr(GDateTime) shown = zone ? in_zone(ms, zone, &local) : NULL;
	g_autofree char *rest = NULL;

	if (!local)
		return format_utc(ms);
	/* %Y does not fill up to four digits. */
	rest = g_date_time_format(shown, "-%m-%dT%H:%M:%S%:z");
	return g_strdup_printf("%04d%s", g_date_time_get_year(shown), rest);
}
