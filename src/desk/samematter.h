/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* Whoever waits writes again, in a new mail and not as a reply: the same matter
 * twice, which two agents would answer. Whether two mails of one person are
 * about the same, and what follows for the customer and the agents. */

/* From which resemblance (desk/resemblance.h) on two texts are nearly the same;
 * between the pairs of test-resemblance.c, of which those that are alike have
 * 0.72 and more, those that are not 0.52 and less. */
#define SAMEMATTER_ALIKE 0.65

/* Smaller files are seals, cards and signatures, which go along with all mails
 * of a person. */
#define SAMEMATTER_FILE_LEAST 4096

struct samematter_mail {
	const GPtrArray *mentions; /* struct mention: of its new words */
	const GPtrArray *parts;    /* struct message_part */
	const char *text;          /* subject and new words */
	const char *queue;         /* which it is in, or would be */
	const char *category;      /* of its ticket; "" or NULL: unknown */
};

/* The later ones say more. */
enum samematter_sign {
	SAMEMATTER_NONE,
	SAMEMATTER_UID, /* the same UID and category or, where one of them has
	                   none, queue */
	SAMEMATTER_TEXT,
	SAMEMATTER_FILE,
	SAMEMATTER_ORDER,
	SAMEMATTER_TRANSACTION,
};

/* What says that the two are about the same; *what_out, unless there is
 * nothing: in words for agents, which the caller frees. Two mails that name
 * orders or transactions, but no common one, are two matters, however alike. */
enum samematter_sign samematter_compare(const struct samematter_mail *one,
    const struct samematter_mail *other, char **what_out);

/* What follows for a mail that joins the case's ticket: agents are told why,
 * and the customer once that it is there and changes no place in the queue. */
void samematter_joined(struct decision *decision,
    const struct decide_case *what);

/* And for one that may be about a ticket, but has become its own. */
void samematter_linked(struct decision *decision,
    const struct decide_case *what);
