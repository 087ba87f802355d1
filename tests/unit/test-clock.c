/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates that go into mails, and the clock that tests set. */
#include "base/clock.h"

#include <locale.h>
#include <stdlib.h>

static const struct {
	gint64 ms;
	const char *mail, *iso;
} dates[] = {
	{ 0, "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z" },
	{ 999, "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z" },
	{ -1, "Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59Z" },
	{ -1000, "Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59Z" },
	{ 951782400000, "Tue, 29 Feb 2000 00:00:00 +0000",
	    "2000-02-29T00:00:00Z" },
	{ 1798761599000, "Thu, 31 Dec 2026 23:59:59 +0000",
	    "2026-12-31T23:59:59Z" },
	{ 2147483648000, "Tue, 19 Jan 2038 03:14:08 +0000",
	    "2038-01-19T03:14:08Z" },
	{ G_MAXINT64, "Fri, 31 Dec 9999 23:59:59 +0000",
	    "9999-12-31T23:59:59Z" },
	{ G_MININT64, "Mon, 1 Jan 0001 00:00:00 +0000",
	    "0001-01-01T00:00:00Z" },
};

static void
test_format(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
		g_autofree char *mail = clock_format_mail(dates[i].ms);
		g_autofree char *iso = clock_format_iso(dates[i].ms, NULL);

		g_assert_cmpstr(mail, ==, dates[i].mail);
		g_assert_cmpstr(iso, ==, dates[i].iso);
	}
}

static void
test_zone(void)
{
	g_autoptr(GTimeZone) berlin =
	    g_time_zone_new_identifier("Europe/Berlin");
	g_autoptr(GTimeZone) india = g_time_zone_new_identifier("Asia/Kolkata");
	g_autofree char *winter = clock_format_iso(0, berlin);
	g_autofree char *summer = clock_format_iso(1782864000000, berlin);
	g_autofree char *half = clock_format_iso(0, india);
	g_autofree char *last = clock_format_iso(G_MAXINT64, india);
	g_autofree char *read = clock_format_human(1782864000000, berlin);
	g_autofree char *utc = clock_format_human(0, NULL);

	g_assert_cmpstr(winter, ==, "1970-01-01T01:00:00+01:00");
	g_assert_cmpstr(summer, ==, "2026-07-01T02:00:00+02:00");
	g_assert_cmpstr(half, ==, "1970-01-01T05:30:00+05:30");
	g_assert_nonnull(last);
	g_assert_cmpstr(read, ==, "1 Jul 2026, 02:00 CEST");
	g_assert_cmpstr(utc, ==, "1 Jan 1970, 00:00 UTC");
}

/* Neither TZ nor the locale may reach into a mail. */
static void
test_surroundings(void)
{
	g_autofree char *mail = NULL;

	g_setenv("TZ", "America/New_York", TRUE);
	setlocale(LC_ALL, "de_DE.UTF-8");
	mail = clock_format_mail(0);
	g_assert_cmpstr(mail, ==, "Thu, 1 Jan 1970 00:00:00 +0000");
	g_unsetenv("TZ");
}

static void
test_clocks(void)
{
	gint64 wall = g_get_real_time() / 1000, boot = clock_boot();

	g_assert_cmpint(ABS(clock_now() - wall), <, 2000);
	g_usleep(3000);
	g_assert_cmpint(clock_boot(), >, boot);
	clock_set_for_test(1000, 5);
	g_assert_cmpint(clock_now(), ==, 1000);
	g_assert_cmpint(clock_boot(), ==, 5);
	clock_set_for_test(0, -1);
	g_assert_cmpint(clock_now(), ==, 0);
	g_assert_cmpint(clock_boot(), >, boot);
	clock_set_for_test(-1, -1);
	g_assert_cmpint(clock_now(), >=, wall);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clock/format", test_format);
	g_test_add_func("/clock/zone", test_zone);
	g_test_add_func("/clock/surroundings", test_surroundings);
	g_test_add_func("/clock/clocks", test_clocks);
	return g_test_run();
}
