/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* Notes that the operator takes out all there is of a ticket, before he gets
 * any of it. argv: "12", "a court asks for it". PERMANENT error for a ticket
 * that there is not, and without a reason. */
bool evidence_run(struct operate *operate, const char *const *argv,
    GString *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
