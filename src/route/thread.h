/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "model/header.h"
#include "model/keyring.h"
#include "model/verdict.h"
#include "route/token.h"
#include "route/trust.h"
#include "settings/settings.h"

/* Which ticket, and in whose name: first the clues in the mail (clues.h), then
 * (the pipeline asks the store about each) the facts, then the match. All pure.
 */
enum thread_clue_kind {
	THREAD_TOKEN,  /* long token in a recipient field */
	THREAD_BOUNCE, /* bounce token there: already verified */
	THREAD_OWN_ID, /* own Message-ID in In-Reply-To or References: already
	                  verified */
	THREAD_FOREIGN_ID, /* anybody's Message-ID there */
	THREAD_NUMBER,     /* a ticket's number in the subject */
};

struct thread_clue {
	enum thread_clue_kind kind;
	const char *where; /* static: "To", "Delivered-To", "References", ... */
	char *text;        /* address or id, for explain */
	struct token token; /* of THREAD_TOKEN: shape only; of THREAD_NUMBER its
	                       number */
	guint64 letter;     /* of THREAD_BOUNCE and THREAD_OWN_ID */

	/* Facts, filled in by the pipeline before thread_find(): */
	gboolean known;      /* the store has what it names */
	char *holder;        /* TOKEN: folded address that the seat is bound to;
	                        letter: its recipient */
	char *agent;         /* TOKEN that an agent holds: his name */
	guint64 ticket;      /* of token, letter, foreign id: after redirects; 0
	                        none */
	guint32 seat;        /* customer or participant seat there */
	guint32 letter_kind; /* of OWN_ID and BOUNCE */
	gint64 written;      /* the same: when, ms UTC */
	gboolean on_ticket;  /* FOREIGN_ID, NUMBER: From has a seat there */
	gboolean same_person; /* From is another registered address of the
	                         holder's, by the people directory */
	gboolean held; /* TOKEN of role CONFIRM: that mail is still held */
};

enum thread_outcome {
	THREAD_NEW,      /* a new ticket */
	THREAD_CUSTOMER, /* append for ticket and seat, as far as cell says */
	THREAD_AGENT,    /* an agent acts on ticket */
	THREAD_RETURNED, /* a machine's mail about letter */
	THREAD_FORWARD,  /* an agent files a mail that reached him */
	THREAD_HELD,     /* cause (model/hold.h) */
	THREAD_CONFIRM,  /* an agent's answer to the confirm letter about hold;
	                    counts if his word stands in it (desk/confirm.h) */
};

struct thread_match {
	enum thread_outcome outcome;
	enum trust_cell cell;
	guint64 ticket;
	guint64 letter; /* of THREAD_RETURNED; of THREAD_NEW an automatic answer
	                   of ours without a ticket, of which it is the
	                   recipient's reply; 0: none */
	guint64 hold;   /* of THREAD_CONFIRM */
	gint64 notice;  /* of THREAD_AGENT: when the notice was written that he
	                   answers, ms UTC; 0 it does not show */
	guint32 letter_kind; /* of THREAD_RETURNED */
	guint32 seat;        /* on ticket; an agent's store-wide one */
	guint8 role;         /* token_role, 0 none */
	guint8 key_id; /* of that token, with the ticket and seat that it */
	guint64 token_ticket; /* names itself */
	guint32 token_seat;
	gboolean registered; /* From is the token's holder, authenticated */
	char *agent; /* name, of THREAD_AGENT and THREAD_CONFIRM and where known
	                of THREAD_HELD */
	guint32 cause;    /* of THREAD_HELD */
	guint forged;     /* reply addresses of our form that we never gave, or
	                     of a key that is good no more */
	char *detail;     /* one line, NULL when there is nothing to add */
	GPtrArray *steps; /* char *, printable: each rule tried, its verdict and
	                     why */
};
void thread_match_free(struct thread_match *match);
AUTOPTR_DEFINE(thread_match, thread_match_free)

/* How far the Date of an agent's mail may lie from its arrival for a proof by
 * DMARC, which anybody who has the signed mail can bring again. */
#define THREAD_FRESH_MS (7 * G_TIME_SPAN_DAY / 1000)

/* The mail that the clues are from; all borrowed. A verdict with lifted causes
 * is a held mail that was released: they hold it no more, all others do, and a
 * stranger still never acts as an agent. */
struct thread_mail {
	const char *from; /* authres_check()'s from_out, "" when there is none
	                   */
	const struct verdict *verdict;
	gint64 date; /* of its Date field, ms UTC; 0 when there is none */
	gint64 came; /* the server's INTERNALDATE, ms UTC; 0 unknown: now */
};

struct thread_match *thread_find(const GPtrArray *clues,
    const struct thread_mail *mail, const struct settings *conf,
    const struct keyring *ring, gint64 now);
