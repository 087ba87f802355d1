/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* Merges ticket from into ticket to, or into what that one was merged into: the
 * first is closed, all reply addresses of it lead to the survivor for ever, and
 * what was still to be done is to be done there. Where somebody is on the first
 * and not on the other, they are only linked, so that nobody reads another's
 * words. out gets a line that says which. PERMANENT error when there is no such
 * ticket, when it was merged before, or when both are one. */
bool merge_tickets(struct operate *operate, guint64 from, guint64 to,
    GString *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
