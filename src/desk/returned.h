/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>

#include "desk/decide.h"

/* Bounces and the like, on the ticket of their letter (DECIDE_RETURNED). */
void returned_decide(struct decision *decision, const struct decide_case *what);

/* Whether a new mail is a report that names no letter of ours. */
bool returned_is_stray(const struct decide_case *what);

/* Says in a remark to whom a delivery failed. */
void returned_remark_failed(struct decision *decision,
    const struct verdict *verdict);
