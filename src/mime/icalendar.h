/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The first event of an iCalendar text (RFC 5545) on one line, for a reader who
 * has no calendar at hand: what its METHOD means (RFC 5546), what, when in the
 * zone in which it was written, where, who asks or answers. "\n" at the end;
 * at most ICALENDAR_MAX octets. NULL when there is no event. text: valid UTF-8
 * with "\n" line ends. Linear time. The caller frees. */
#define ICALENDAR_MAX 2048
char *icalendar_sum(const char *text);
