/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/ticket.h"
#include "settings/settings.h"

/* The life of a ticket: what moves it from one status to the next, and when
 * silence does. Operators and agents may set any status by hand; what a machine
 * writes never moves anything. */

enum life_event {
	LIFE_WRITTEN,  /* the customer wrote; not on a closed ticket whose
	                  closed_policy sends him elsewhere (closed.h) */
	LIFE_THANKED,  /* the customer wrote thanks and nothing else */
	LIFE_ANSWERED, /* an agent answered the customer */
	LIFE_SILENT,   /* what life_due() says has come */
};

/* The ticket_status that follows. queue may be NULL. */
guint32 life_next(guint32 status, enum life_event event,
    const struct settings_queue *queue);

/* Whether the desk waits for what it asked the customer for in its first
 * letter (desk/needed.h), and nobody has answered yet. */
bool life_waits_for_facts(const struct ticket *ticket);

/* Whether the desk waits for the customer: then no promise runs. */
bool life_waits_for_customer(const struct ticket *ticket);

/* What comes next if nobody writes any more. */
enum life_step { LIFE_NOTHING, LIFE_REMIND, LIFE_CLOSE };

/* The next step by the queue's solved_days, pending_days and reminder_days, and
 * when it is due (ms UTC; 0 for LIFE_NOTHING). Who was asked for facts is
 * reminded once, after facts_days, and by nothing else. A customer who is
 * reminded late, because docket stood still, has as long as any other to
 * answer. */
enum life_step life_due(const struct ticket *ticket,
    const struct settings_queue *queue, gint64 *at_out);
