/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* What follows from the mail of an agent who has proved to be one
 * (DECIDE_AGENT, DECIDE_NOTE), into the decision: an answer, a note, or a hold.
 */
void agentmail_decide(struct decision *decision,
    const struct decide_case *what);
