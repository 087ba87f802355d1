/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/decide.h"
#include "desk/template.h"

/* Help articles in the acknowledgement. The ticket is in its queue all the
 * same, so that nobody waits longer for a person; tags on it say what came of
 * it. */
#define FIRSTANSWER_GIVEN "first-answer" /* articles were sent */
#define FIRSTANSWER_SOLVED "self-help"   /* and the customer says they helped */
#define FIRSTANSWER_PERSON "wants-person" /* or asks for a person by a word */
#define FIRSTANSWER_NONE "no-article"     /* no article was sure enough */

/* Characters of subject and new words; of a longer mail it is not known how
 * sure an answer is, and its writer wants more than an article. */
#define FIRSTANSWER_QUESTION_MAX 500

/* Whether articles may answer that: not a VIP, nothing about theft, break-ins
 * or complaints, and nothing in which secrets stood. */
bool firstanswer_suits(const struct decide_case *what, const char *question);

/* Sets decision->question when articles may be looked for: a question that
 * suits, and makes a new ticket of a proved sender in a queue with
 * first_answer, which is acknowledged. */
void firstanswer_ask(struct decision *decision, const struct decide_case *what);

/* What was found for it (struct article_hit, best first, all of them sure): the
 * articles go into the acknowledgement, unless the best says that a person is
 * to answer; then agents hear of the ticket after the queue's
 * first_answer_wait, and not at all when it is solved before. hits may be
 * empty; queue: the ticket's. */
void firstanswer_offer(struct decision *decision,
    const struct settings_queue *queue, GPtrArray *hits);

/* Looks whether the customer's mail is one word to a first answer. True: it
 * says "solved", and nothing is left to decide. One that asks for a person only
 * marks the ticket. */
bool firstanswer_replied(struct decision *decision,
    const struct decide_case *what);

/* What the acknowledgement says of the articles, as paragraphs; "" when there
 * are none. The caller frees. */
char *firstanswer_text(const struct template *templates, const char *language,
    const GPtrArray *articles);
