/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>

/* The numbers stand in records: a new one goes to the end. */
enum ticket_status {
	TICKET_OPEN,
	TICKET_PENDING,
	TICKET_SOLVED,
	TICKET_CLOSED
};

/* One who takes part in a ticket. The seat is the index; seat 0 is the
 * customer; a seat is never reused. */
struct ticket_seat {
	char *address; /* folded; tokens of this seat are bound to it */
	char *name;
	gboolean verified; /* was authenticated when the seat was given */
	gboolean left;     /* takes part no more: gets nothing, is a stranger */
};

/* One promise as it stands: it runs towards an instant, or stands still with
 * what is left of it while the customer is waited for (desk/promise.h). */
enum ticket_clock_state {
	TICKET_CLOCK_NONE,
	TICKET_CLOCK_RUNS,
	TICKET_CLOCK_STANDS
};
enum ticket_told {
	TICKET_TOLD_WARNED = 1, /* the agents, that it will soon be missed */
	TICKET_TOLD_MISSED = 2, /* everybody, that it was */
};
struct ticket_clock {
	gint64 due;    /* ms UTC, while it runs */
	gint64 left;   /* ms of open hours, while it stands */
	gint64 warn;   /* ms UTC, when agents are warned; 0: never, or done */
	gint64 again;  /* ms UTC, named to the customer after it was missed */
	guint32 state; /* ticket_clock_state */
	guint32 told;  /* ticket_told bits: each is done once */
};

/* Promises of one kind that have ended. */
struct ticket_tally {
	guint32 kept, missed;
};

/* Priorities go from TICKET_PRIORITY_LEAST to TICKET_PRIORITY_MOST, the
 * highest.
 */
#define TICKET_PRIORITY_LEAST 1
#define TICKET_PRIORITY_NORMAL 3
#define TICKET_PRIORITY_MOST 5

enum ticket_flag {
	TICKET_REACHABLE = 1,   /* automatic letters may be written to the
	                           customer: proved, a human, reads answers */
	TICKET_TOLD_SAME = 2,   /* the customer, that a mail was joined */
	TICKET_ASKED_AGAIN = 4, /* the customer was reminded of missing */
};

/* How far it is known that the customer is who he says, where his account is
 * the matter (desk/identity.h). The numbers stand in records. */
enum ticket_identity {
	TICKET_IDENTITY_NONE,     /* no question of that */
	TICKET_IDENTITY_UNPROVED, /* it is one, and the agents know */
	TICKET_IDENTITY_ASKED,    /* and the customer was asked to prove it */
	TICKET_IDENTITY_PROVED,   /* the registered address has said so */
	TICKET_IDENTITY_DENIED,   /* it has said that it was somebody else */
	TICKET_IDENTITY_SHOWN,    /* an agent has seen documents */
};

/* What ticket_wake() answers when there is nothing to be done. */
#define TICKET_NEVER G_MAXINT64

struct ticket {
	guint64 number;
	guint32 status; /* ticket_status */
	char *queue;
	char *subject;  /* as the first mail had it, "" allowed */
	char *assignee; /* agent name or "" */
	char *language; /* BCP 47 or "" */
	char *category; /* what it is about, in one clean line; "" unknown */
	guint32 asked, missing; /* sets of mention_kind: what the customer was
	                           asked for, and has not named yet */
	gint64 created;         /* ms UTC */
	gint64 updated;         /* ms UTC, of the last change */
	gint64 closed;          /* ms UTC, since when; 0 while not closed */
	guint32 entries;        /* how many; the next one's sequence number */
	guint32 priority;       /* TICKET_PRIORITY_LEAST to _MAX */
	guint64 merged_into;    /* 0: not merged */
	guint64 linked;         /* another ticket of the same matter, 0 none */
	GPtrArray *seats;       /* struct ticket_seat */
	struct ticket_clock answer, solution; /* what the customer is promised
	                                       */
	struct ticket_tally first, next, solutions; /* promises of old */
	gint64 answered; /* ms UTC, the first answer; 0 none yet */
	gint64 solved;   /* ms UTC, the last time; 0 while it is not */
	guint32 vip;     /* the customer's level when it was opened */
	guint32 turn;    /* 0; the more of them its sender opened of late, the
	                    higher: worked behind all of lower ones */
	guint32 flags;   /* ticket_flag bits */
	char *zone;   /* the customer's: IANA name, "+09:00", or "" unknown */
	gint64 since; /* ms UTC, since when it has its status */
	gint64 reminded; /* ms UTC of the letter that says that it will be
	                    closed; 0: none since it has its status */
	gint64 silence;  /* ms UTC, when it is to be looked at if nobody writes;
	                    0: never (desk/life.h) */
	char **tags;     /* sorted, each once; see ticket_tag() */
	guint64 closure; /* about which its customer was asked last; 0 none */
	char **barred;   /* names of agents about whom it complains: they get
	                    neither it nor news of it */
	guint32 identity;   /* ticket_identity */
	char *identity_why; /* why it is in question, for agents; "" */
	char *identity_uid; /* of the account that was asked about */
	char *identity_to;  /* the registered address to which the confirm
	                       letter went, folded; "" none did */
	char *identity_by;  /* the address that answered, "" none has */
	gint64 identity_at; /* ms UTC, when it did; 0 */
};

/* An open ticket without number, entries or seats; every string "". */
struct ticket *ticket_new(void);
void ticket_free(struct ticket *ticket);
AUTOPTR_DEFINE(ticket, ticket_free)

/* Whether somebody was authenticated. */
enum ticket_proof { TICKET_UNVERIFIED, TICKET_VERIFIED };

/* Gives the next free seat to address (folded here) and returns its index. */
guint ticket_add_seat(struct ticket *ticket, const char *address,
    const char *name, enum ticket_proof proof);

/* The index of the seat bound to that address (folded here), -1 when there is
 * none. The first one when there are several. */
int ticket_find_seat(const struct ticket *ticket, const char *address);

/* The same, of those who still take part. */
int ticket_find_present(const struct ticket *ticket, const char *address);

/* Sets the status, and with it since when the ticket has it, and is closed
 * (now, ms UTC): what it is already it stays since then. One that is solved or
 * closed has no promise to keep: what ran is counted as kept or missed, but an
 * answer that was not due yet, which nobody asks for any more. */
void ticket_set_status(struct ticket *ticket, enum ticket_status status,
    gint64 now);

/* The instant by which somebody is promised something: of the answer, else the
 * solution; TICKET_NEVER when neither runs. */
gint64 ticket_due(const struct ticket *ticket);

/* When the ticket has to be looked at next, ms UTC: a warning, or a promise
 * that is missed then. TICKET_NEVER when at no time. */
gint64 ticket_wake(const struct ticket *ticket);

/* "open", "pending", "solved", "closed"; "unknown" for any other number. */
const char *ticket_status_name(guint32 status);

/* The status of that name; -1 when there is none. */
gint32 ticket_status_of(const char *name);

/* Most tags of a ticket, and octets of one. */
#define TICKET_TAGS_MAX 32
#define TICKET_TAG_OCTETS 40

/* Whether a word can be a tag: lower-case letters, digits, "-", "_", "." and
 * whatever is not ASCII, in UTF-8, of 1 to TICKET_TAG_OCTETS octets. */
gboolean ticket_tag_is_valid(const char *tag);

/* Whether the ticket has the tag; gives it one, false when there is no room;
 * takes it away. */
gboolean ticket_has_tag(const struct ticket *ticket, const char *tag);
gboolean ticket_tag(struct ticket *ticket, const char *tag);
void ticket_untag(struct ticket *ticket, const char *tag);

/* The record's octets (model/codec.h); the caller frees. */
GBytes *ticket_encode(const struct ticket *ticket);

/* The reverse, of any bytes; STORE error when they are no ticket. */
struct ticket *ticket_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
