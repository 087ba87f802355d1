/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include <glib.h>
#include <stdbool.h>

/* Merges the acts' ticket into ticket to, or into what that one was merged
 * into: the first is closed, all reply addresses of it lead to the survivor for
 * ever, and what was still to be done is to be done there. Where somebody is on
 * the first and not on the other, they are only linked, so that nobody reads
 * another's words. acts->out gets a line that says which; the acts' ticket is
 * the caller's to write. Refused (acts->problem) when there is no such ticket,
 * when it was merged before, when both are one, or when the agent does not work
 * on the other's queue. */
bool merge_run(struct acts *acts, guint64 to,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
