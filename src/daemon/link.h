/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What fetcher and mailbox say to each other (base/channel.h). The fetcher has
 * no store and no memory: the mailbox tells it where to begin, which mails the
 * server has still to be told about, and what became of each batch. */
enum link_type {
	/* fetcher to mailbox */
	LINK_SELECTED = 1, /* (uuu): uidvalidity, uidnext, exists */
	LINK_BATCH = 2,    /* LINK_BATCH_TYPE and a sealed memfd */
	LINK_MARKED = 3,   /* au: the server has been told about these */
	LINK_STATE = 4,    /* s: "" works, else what is wrong */
	LINK_ATTEMPT = 5,  /* u: careful mode, about to fetch that UID */
	LINK_LEFT = 6,    /* (bu): fresh?, covered to: nothing there to fetch */
	LINK_REFUSED = 7, /* u: the server does not give that UID */
	LINK_CLAIMED = 8, /* CLAIM_TYPE: who holds the folder; no id: nobody */
	/* mailbox to fetcher */
	LINK_PLAN = 10,      /* LINK_PLAN_TYPE */
	LINK_COMMITTED = 11, /* a(uu): UID, cursors_mark: tell the server */
	LINK_PAUSE = 12, /* (us): nothing was written: come again in that many
	                    seconds, and why */
	LINK_VERDICT =
	    13,          /* b: answer to LINK_ATTEMPT: fetch it, or leave it */
	LINK_CLAIM = 14, /* (yCLAIM_TYPEs): claim_verdict, the claim to be
	                    written, or why the folder is left alone */
};

/* Flag of a mail in a batch: only its header was loaded. */
#define LINK_TOO_LARGE 4u

/* fresh track?, covered to (exclusive UID), mails. */
#define LINK_BATCH_TYPE "(bua" LINK_MAIL_TYPE ")"
/* UID, INTERNALDATE ms, flags, offset, length, SHA-256 of those octets. */
#define LINK_MAIL_TYPE "(uxuttay)"
/* backlog from, backlog end, fresh from, all below those known from, since (ms,
 * 0 none), unseen only, still to be marked: UID, mark. */
#define LINK_PLAN_TYPE "(uuuuxba(uu))"

/* For channel_receive(). */
const char *link_type_of(guint8 type);
