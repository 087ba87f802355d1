/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/acts.h"
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Complaints, as desk/complaint.h finds them, in the store. */

/* Where the decision has opened one: notes whom it is about, and tells the
 * queue's supervisors, else the owner, but nobody of these. */
bool complaining_opened(const struct apply *apply,
    const struct decision *decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* #complaint [AGENT]: the ticket at hand goes to the queue of complaints; who
 * had or answered it, or AGENT alone, has no more to do with it. */
bool complaining_by_command(struct acts *acts, const char *argument,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
