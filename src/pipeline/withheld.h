/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"
#include "pipeline/apply.h"

/* Notices that wait while a first answer may help (first_answer_wait): when the
 * customer says that it did, they are dropped; anything else that agents are to
 * hear of sends them at once. Costs nothing on a ticket without a first answer.
 * Errors are those of letters_put(). */
bool withheld_settle(const struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
