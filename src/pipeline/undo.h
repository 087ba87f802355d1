/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Takes the agent's newest answer on the ticket back: its letters that wait to
 * be sent (sending.undo_seconds) are dropped, its entry becomes a note, and the
 * ticket is open again with the promises that it had. Refused when there is no
 * such answer, or when one of its letters has gone. argument is "". */
bool undo_run(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
