/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Wall time for people and records: milliseconds since 1970-01-01 UTC. */
gint64 clock_now(void);

/* CLOCK_BOOTTIME in milliseconds, for timers and time-outs; never steps. */
gint64 clock_boot(void);

/* Tests only: from now on clock_now() answers now and clock_boot() boot;
 * negative values switch back to the real clocks. */
void clock_set_for_test(gint64 now, gint64 boot);

/* RFC 5322 date-time in UTC with "+0000"; the caller frees. English day and
 * month names whatever the locale. */
char *clock_format_mail(gint64 ms);

/* "22 Nov 2026, 09:14 CET" in that zone (NULL: UTC), for people who read it in
 * a mail; English month names whatever the locale. The caller frees. */
char *clock_format_human(gint64 ms, GTimeZone *zone);

/* ISO 8601 with offset in that zone (NULL: UTC), second precision; the caller
 * frees. */
char *clock_format_iso(gint64 ms, GTimeZone *zone);
