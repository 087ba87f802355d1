/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* What an agent's own mail shows of whether he is there, into the decision: his
 * out-of-office answer to a letter of ours that he is away, until the end of
 * the last day that it names, at most desk.away_days from now; any mail that he
 * writes himself that he is back, when such an answer was all that was known.
 * Only where the mail has proved to be his. */
void presence_decide(struct decision *decision, const struct decide_case *what);

/* The last day after now, and not more than days later, that a text names:
 * 2026-12-01, 2026/12/01, 2026年12月1日, 1.12.2026, 1 December 2026 or December
 * 1, 2026. Forms that two countries read differently do not count. The end of
 * that day in the zone (NULL: UTC), ms UTC; 0 when there is none. */
gint64 presence_date(const char *text, gint64 now, gint64 days,
    GTimeZone *zone);
