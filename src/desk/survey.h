/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"
#include "desk/template.h"
#include "model/closure.h"

/* "How was our help?": five steps, each an address of its own or a word in a
 * reply. No link is in it that a scanner could follow. */

/* Whether the ticket's customer is to be asked about its solving as it stands:
 * the queue wants it, he has proved his address and reads answers, and he was
 * not asked about this solving before (closure: the last one, or NULL). */
bool survey_is_due(const struct ticket *ticket,
    const struct settings_queue *queue, const struct closure *closure);

/* The question in that language, and a line a step, best first, with its
 * address: "- 5 X Fantastic <mailto:ADDRESS?subject=5/5>". addresses: of the
 * steps from the worst to the best. The caller frees. */
char *survey_text(const struct template *templates, const char *language,
    char *const *addresses);

/* Whether a mail onto the ticket is its customer's vote: at a rating address
 * (the case's vote), or as the first line of a reply after the survey. Then the
 * decision is made: the mail is kept, the ticket stays as it is, and agents
 * hear of it where there is a comment or a file. A machine's mail votes
 * nothing. */
bool survey_voted(struct decision *decision, const struct decide_case *what);

/* Whether that vote is one of which a supervisor hears. */
bool survey_is_low(const struct settings_queue *queue, guint vote);

/* "fantastic", for agents; "" for a number that is no vote. */
const char *survey_step_name(guint vote);
