/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/decide.h"

/* Which queue a mail is for, and which agents hear of it. */

/* The ticket's queue, for a new matter the case's. A queue that is gone from
 * the settings hands its tickets to the catch-all. NULL when there are none. */
const struct settings_queue *staff_queue(const struct decide_case *what);

/* Whether that agent works on that queue (NULL: there is none), or for that
 * person (NULL: nobody known) as manager or deputy of a VIP: the one rule of
 * who may answer, command and have a ticket. */
bool staff_works_on(const struct settings_queue *queue,
    const struct person *person, const struct settings_agent *agent);

/* The same of the case's queue and customer. */
bool staff_is_on_queue(const struct decide_case *what,
    const struct settings_agent *agent);

/* The ticket's assignee while he is there and works on its queue; else NULL,
 * and the ticket is everybody's again. */
const struct settings_agent *staff_assignee(const struct decide_case *what);

/* Adds a notice for the assignee; where there is none (any more), the desk
 * gives the ticket to somebody first (desk/assign.h), into the decision. If it
 * is nobody's, for every agent of the queue who is there. Never for whoever has
 * written the mail; up to DECIDE_NOTICES_MAX letters. */
void staff_add_notices(struct decision *decision,
    const struct decide_case *what);

/* The same agents get a letter of that template (static). Of what settings,
 * ticket, from and now are needed. */
void staff_add_template(struct decision *decision,
    const struct decide_case *what, const char *template);

/* Tells the same agents that the mail's author has answered. */
void staff_add_answered(struct decision *decision,
    const struct decide_case *what);
