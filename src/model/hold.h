/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/blob.h"
#include "model/entry.h"
#include <glib.h>

/* Why a mail is held. The numbers are documented in docketctl(1) and never
 * reused. */
enum hold_cause {
	HOLD_AGENT_UNVERIFIED = 1, /* agent token, From the agent, not proved */
	HOLD_AGENT_NO_TOKEN = 2, /* a registered agent's mail without a token */
	HOLD_AGENT_STRANGER = 3, /* agent token, From somebody else: alarm */
	HOLD_AGENT_NO_MARKER = 4, /* marker gone, quoted lines left */
	HOLD_AGENT_DISABLED = 5,  /* disabled, or not on the ticket's queue */
	HOLD_TWO_TOKENS = 6,      /* two different valid tokens */
	HOLD_AGENT_AUTOMATIC = 7, /* automatic mail on an agent token */
	HOLD_AGENT_DOUBLE = 8,    /* the same answer twice in 10 minutes */
	HOLD_AGENT_EMPTY = 9,     /* nothing above the marker */
	HOLD_TICKET_GONE = 10,  /* a valid token of a ticket that is not here */
	HOLD_NOT_TAKEN_IN = 11, /* an error of ours while it was taken in */
	HOLD_ANSWERED = 12,     /* another agent has answered meanwhile */
	HOLD_CONFIRM_VOID = 13, /* an answer to a confirm letter that does not
	                           count */
	HOLD_BLOCKED = 14,      /* the sender's address or domain is blocked */
	HOLD_COMMANDS = 15,     /* commands of an agent's to the desk; they were
	                           carried out, nothing is left to do */
	HOLD_VERIFIED = 16,     /* asked whether something is really ours; that
	                           was answered, the detail says how */
	HOLD_SECOND = 17,       /* an answer to a complaint: another agent, whom
	                           the hold names, has to agree */
	HOLD_MENU = 18,         /* a keyword to a queue's menu, which was
	                           answered; the detail says how */
};

/* The cause in words for an operator; "unknown cause" for another number. */
const char *hold_cause_text(guint32 cause);

/* A cause as a bit of hold.lifted; 0 for a number that is none. */
guint32 hold_bit(guint32 cause);

/* What is to be done about it, by whoever may; "" for another number. */
const char *hold_cause_advice(guint32 cause);

/* The numbers stand in records: a new one goes to the end. Superseded: a copy
 * of the mail came that proves more, and was taken in. */
enum hold_state { HOLD_HELD, HOLD_RELEASED, HOLD_DROPPED, HOLD_SUPERSEDED };

/* "held", "released", "dropped", "superseded"; "unknown" for any other number.
 */
const char *hold_state_name(guint32 state);

struct hold {
	guint64 number;
	guint32 cause, state;
	guint32 lifted; /* hold_bit() of what was released of it before */
	char *detail;   /* one line */
	char *from_addr, *subject;
	gint64 received, done; /* ms UTC; done 0 while held */
	char *done_by;         /* "uid 0", "agent alice", "ticket 7" */
	guint64 ticket;        /* 0 when unknown */
	char *agent;           /* whose mail it is or says it is; "" nobody's */
	guint64 letter;        /* the newest confirm letter about it, 0 none */
	struct blob raw, record; /* the mail, the encoded message */
	struct blob answer;      /* the mail that confirmed it; else empty */
	GPtrArray *sources; /* struct entry_source: by which ways it came */
	guint32 more_sources;
};

/* A held mail without number or cause; every string "". */
struct hold *hold_new(void);
void hold_free(struct hold *hold);
AUTOPTR_DEFINE(hold, hold_free)

/* The record's octets (model/codec.h); the caller frees. */
GBytes *hold_encode(const struct hold *hold);

/* The reverse, of any bytes; STORE error when they are no held mail. A cause
 * that this version does not know is no error: new ones may come. */
struct hold *hold_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
