/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* How long retired keys are believed unless the operator says otherwise: longer
 * than a year, so that whoever answers last year's letter is still known. */
#define TOKENS_KEEP_SECONDS (G_GINT64_CONSTANT(400) * 24 * 3600)

/* What "token" does: argv ("issue", ROLE, "12"[, SEAT or AGENT]; "issue",
 * "desk", AGENT; "rotate"[, SECONDS]), NULL-terminated. ROLE is customer (seat
 * 0), participant (SEAT), agent or note (AGENT). Each is one audit record; out
 * gets the reply address, or what the ring is now. PERMANENT error when it can
 * not be done, else those of the store and the ring. */
bool tokens_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
