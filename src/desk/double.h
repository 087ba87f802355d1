/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdint.h>

#include "desk/decide.h"
#include "model/answer.h"

/* Answers that the customer may have had already: the same agent's client sent
 * one twice, or another agent was faster. */
#define DOUBLE_SPAN_MS (10 * G_GINT64_CONSTANT(60000))

enum double_found { DOUBLE_NONE, DOUBLE_SAME, DOUBLE_ANSWERED };

struct double_case {
	const GPtrArray *answers; /* struct answer, oldest first */
	const char *agent;        /* who answers now */
	const uint8_t *digest;    /* of it: double_digest() */
	gint64 now;               /* ms UTC */
	gint64 notice; /* when the notice that he answers was written; 0: it
	                  does not show */
	gboolean open; /* the customer wrote last */
};

/* DOUBLE_SAME: that agent sent the same words and files within DOUBLE_SPAN_MS.
 * DOUBLE_ANSWERED: the newest answer is another agent's and was sent after the
 * notice; where that does not show, while the ticket does not wait for an
 * answer. *other_out: that answer, borrowed. */
enum double_found double_judge(const struct double_case *what,
    const struct answer **other_out);

/* Of the words, white space apart, and of the files. */
void double_digest(const char *words, const struct message *message,
    uint8_t out[ANSWER_DIGEST_SIZE]);

/* Makes the decision a hold where its words are such an answer. */
gboolean double_holds(struct decision *decision,
    const struct decide_case *what);
