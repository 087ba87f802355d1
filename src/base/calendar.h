/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "base/fail.h"

/* Business hours: when a desk is open, and time counted only while it is. The
 * local clock decides: an instant is open when the wall clock of the zone shows
 * an open minute and its date is no holiday. So an open hour that summer time
 * skips counts nothing, and one that comes twice counts twice. All instants are
 * milliseconds UTC; those before 2 January 1970 count as that day's begin. */
struct calendar;

/* What calendar_add() answers when the desk does not open long enough within
 * ten years. */
#define CALENDAR_NEVER G_MAXINT64

/* zone: an IANA name. hours: items such as "Mon-Fri 09:00-18:00", which add up;
 * an empty list, or the item "always": round the clock. holidays: days on which
 * the desk is shut, "2026-12-25", or every year "12-25". CONFIG error for what
 * is none of these. The caller frees. */
struct calendar *calendar_new(const char *zone, char *const *hours,
    char *const *holidays, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void calendar_free(struct calendar *calendar);
AUTOPTR_DEFINE(calendar, calendar_free)

bool calendar_is_open(const struct calendar *calendar, gint64 instant);

/* The first instant by which the desk has been open for so many ms since from;
 * from itself for 0. */
gint64 calendar_add(const struct calendar *calendar, gint64 from,
    gint64 open_ms);

/* For how many ms the desk is open from one instant to a later one; 0 when it
 * is not later. What is more than ten years on is not counted. */
gint64 calendar_between(const struct calendar *calendar, gint64 from,
    gint64 to);

/* What is wrong with an item of hours or holidays, as the end of a sentence
 * that starts with it; NULL when nothing is. */
const char *calendar_hours_problem(const char *text);
const char *calendar_holiday_problem(const char *text);
