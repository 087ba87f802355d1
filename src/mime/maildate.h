/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The date-time of a Date field (RFC 5322 section 3.3, obsolete forms of 4.3
 * and what real mailers write) as Unix seconds; 0 when it makes no sense. A
 * missing or unknown zone is UTC. */
gint64 maildate_parse(const char *value);

/* By how many minutes the writer's clock is east of UTC; 0 when the date makes
 * no sense, has no zone, one that no country has, or UTC, which many servers
 * write for everybody. */
int maildate_offset(const char *value);
