/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include <glib.h>

/* What a mail is by kind, and how far its sender is proved. The numbers stand
 * in records: a new one goes to the end. */
enum verdict_class {
	VERDICT_HUMAN,
	VERDICT_AUTOMATIC, /* any machine: out-of-office, notification, robot */
	VERDICT_BOUNCE,    /* delivery failed for good */
	VERDICT_DELAY,     /* not yet delivered */
	VERDICT_COMPLAINT, /* ARF (RFC 5965) */
	VERDICT_RECEIPT,   /* delivery or read receipt */
	VERDICT_LIST,
	VERDICT_LOOP, /* our own letter came back, or too many hops */
};

/* "human", "automatic", ...; "unknown" for a number that is none of them. */
const char *verdict_class_name(guint32 class);

/* How From was authenticated, in the trusted block of header fields. */
enum verdict_auth {
	VERDICT_AUTH_NONE,
	VERDICT_AUTH_DMARC,
	VERDICT_AUTH_SUBMISSION,
	VERDICT_AUTH_OPERATOR, /* released or delivered on the operator's word
	                        */
	VERDICT_AUTH_CONFIRM,  /* its agent answered the confirm letter */
};

/* "none", "dmarc", "submission", "operator", "confirm"; else "unknown". */
const char *verdict_auth_name(guint32 auth);

struct verdict {
	guint32 class;
	guint32 auth;
	gboolean auto_respond; /* whether an automatic letter may answer */
	char *reason;          /* of the class, for explain: which rule */
	char *auth_reason;     /* of auth, for explain */
	char **failed;      /* failed recipients of a bounce, NULL-terminated */
	char **delayed;     /* recipients whose delivery is still tried */
	char *status;       /* RFC 3463 "5.1.1" of the first failed, or "" */
	gboolean permanent; /* of a bounce: for good */
	gboolean form;      /* written through a form that is believed */
	gboolean forwards;  /* "#fwd" stands on top of its text */
	guint32 lifted; /* hold_bit() of the causes that the operator lifted */
};

/* Human, not authenticated, no automatic answer; strings "", list empty. */
struct verdict *verdict_new(void);

/* Sets class and reason (copied); answering is forbidden for every class but
 * a human's. */
void verdict_settle(struct verdict *verdict, guint32 class, const char *reason);
void verdict_free(struct verdict *verdict);
AUTOPTR_DEFINE(verdict, verdict_free)
