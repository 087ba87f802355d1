/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* What "agent" does: argv ("away", AGENT[, "2026-12-01"]; "back", AGENT),
 * NULL-terminated. The day is the one on which the agent is there again, in the
 * desk's zone; without it he is away until he is called back. out gets what was
 * done. PERMANENT error when it can not be done, else those of the store. */
bool agents_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* When that day begins in the zone, ms UTC; 0 for what is no day YYYY-MM-DD, or
 * one that has begun by now. */
gint64 agents_day(const char *text, const char *time_zone, gint64 now);
