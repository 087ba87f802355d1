/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/command.h"
#include "desk/decide.h"

/* What follows from the mail of an agent who has proved to be one
 * (DECIDE_AGENT, DECIDE_NOTE), into the decision: an answer, a note, or a hold.
 */
void agentmail_decide(struct decision *decision,
    const struct decide_case *what);

/* What a letter about commands says: the line, what may have been meant or why
 * not, and what there is at that place. */
void agentmail_explain(struct decision *decision,
    const struct decide_case *what, const struct command_wish *wish,
    enum command_where where);
