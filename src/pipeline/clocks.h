/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/promise.h"
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* What a ticket remembers for promises and for the order of work. */

/* The queue that a ticket is in by today's settings: one that is gone from them
 * counts as the catch-all. NULL when there is none. */
const struct settings_queue *clocks_queue(const struct settings *settings,
    const struct ticket *ticket);

/* Sets the ticket's clocks after such an event, at now (ms UTC). */
void clocks_follow(const struct settings *settings, struct ticket *ticket,
    enum promise_event event, gint64 now);

/* Of a new ticket: the customer's level, what it makes of the priority, time
 * zone, turn, and whether he may be written to. Counts the ticket for its
 * sender's turn. STORE error. */
bool clocks_open(struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
