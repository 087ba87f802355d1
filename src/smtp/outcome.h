/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "smtp/reply.h"

/* What a step of a session means for the letter, and for whoever must act. */
enum outcome_kind {
	OUTCOME_ACCEPTED,  /* go on; after the final dot: the letter is theirs
	                      now */
	OUTCOME_LATER,     /* try again by the schedule */
	OUTCOME_REFUSED,   /* this letter fails; trying again changes nothing */
	OUTCOME_OUR_FAULT, /* settings or the relay's account: defer, alarm,
	                      fail nothing */
};

/* Where in the session it happened, in their order. */
enum outcome_step {
	OUTCOME_CONNECT, /* TCP and TLS */
	OUTCOME_GREETING,
	OUTCOME_EHLO,
	OUTCOME_STARTTLS,
	OUTCOME_AUTH,
	OUTCOME_MAIL,
	OUTCOME_RCPT,
	OUTCOME_DATA, /* the command */
	OUTCOME_BODY, /* the letter's own octets */
	OUTCOME_DOT,
};

/* The result of one step. {0} is a valid empty one; once set, text is not NULL.
 */
struct outcome {
	enum outcome_kind kind;
	enum outcome_step step;
	guint code; /* the server's; 0: not its answer but the network's or our
	               own */
	char enhanced[REPLY_ENHANCED_SIZE];
	bool lost;  /* no answer came to the final dot: the letter may have been
	               taken */
	bool stale; /* a kept connection turned out dead before it took anything
	             * of this letter: open a new one and begin again at once,
	             * uncounted */
	char *text; /* UTF-8, at most 500 characters, not escaped */
};

void outcome_clear(struct outcome *outcome);

/* "OUTCOME_AUTO struct outcome outcome = { 0 };" clears itself at the end of
 * its scope. */
#define OUTCOME_AUTO __attribute__((cleanup(outcome_clear)))

/* Gives *to what *from holds; *from is empty then. */
void outcome_move(struct outcome *to, struct outcome *from);

/* "accepted", "later", "refused", "our-fault"; "connect" ... "dot": for logs.
 */
const char *outcome_kind_name(enum outcome_kind kind);
const char *outcome_step_name(enum outcome_step step);

/* The one table of what replies mean: a pure function of step, code, enhanced
 * code ("" for none) and text. A code that has no business at that step (3xx to
 * MAIL, 250 to DATA) is LATER. */
enum outcome_kind outcome_classify(enum outcome_step step, guint code,
    const char *enhanced, const char *text);

/* Whether the relay should rest and the next one be tried: all before MAIL,
 * 421, and a connection that broke. Not OUR_FAULT from MAIL on: that defers
 * this letter only, lest one sender or recipient that a relay dislikes stop all
 * others. */
bool outcome_is_relay(const struct outcome *outcome);

/* Fill *outcome, freeing what it held: from a reply, by that table; from an
 * error (CONFIG is OUR_FAULT, PERMANENT and LIMIT are REFUSED or, before MAIL,
 * OUR_FAULT, all else is LATER); from a text of ours. */
void outcome_set_reply(struct outcome *outcome, enum outcome_step step,
    const struct reply *reply);
void outcome_set_error(struct outcome *outcome, enum outcome_step step,
    const GError *error);
void outcome_set(struct outcome *outcome, enum outcome_step step,
    enum outcome_kind kind, const char *format, ...) G_GNUC_PRINTF(4, 5);
