/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* The letter that says that a mail has arrived: the acknowledgement, and what
 * stands in its place when the mail joins a ticket (desk/samematter.h). */

/* Why a human in that queue (NULL: none) gets no such letter, whichever it is
 * (static); NULL when one may be written. */
const char *acknowledge_forbidden(const struct decide_case *what,
    const struct settings_queue *queue);

/* The same of the acknowledgement, of which there is one a day. */
const char *acknowledge_problem(const struct decide_case *what,
    const struct settings_queue *queue);

/* Adds the acknowledgement. */
void acknowledge_add(struct decision *decision, const struct decide_case *what);
