/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* How often something has happened of late, for every cap that must hold across
 * processes and restarts. One short row a thing: the times of the last few. All
 * within a caller's transaction; errors are those of kv_get() and kv_put(), and
 * STORE for a damaged record. How many are too many is desk/'s to say. */
enum rates_kind {
	RATES_ACK = 'a',    /* acknowledgements to that address */
	RATES_ACKS = 'A',   /* to everybody; name "" */
	RATES_TICKET = 't', /* automatic letters on the ticket of that number */
	RATES_NOTICE = 'n', /* notices to that agent */
	RATES_SENDER = 's', /* mails from that address that made notices */
	RATES_PRUNED = 'p', /* rounds of rates_prune(); name "" */
	RATES_CONFIRM = 'c', /* confirm letters to that address */
	RATES_HELD = 'h',    /* other letters about held mail to it */
	RATES_FORGED = 'f',  /* mails with a forged reply address; "" */
	RATES_FILES = 'F',   /* files handed out to that person */
	RATES_OPENED = 'O',  /* tickets that address opened; "?" before one that
	                        was not proved */
	RATES_SORRY = 'm',   /* apologies to that address */
	RATES_TRANSCRIPT = 'T', /* transcripts to that agent */
	RATES_WARNED = 'w',     /* letters about secrets to that address */
	RATES_ASIDE = 'x',    /* letters to strangers to a ticket: "12 address",
	                           of all of them "12 " */
	RATES_VERIFY = 'v',   /* answers of verify_address to that address */
	RATES_MENU = 'e',     /* letters of menus to that address */
	RATES_IDENTITY = 'i', /* confirm letters to others because of mails from
	                         that address */
	RATES_PHISH = 'P',    /* notices of what was reported there; "" */
	RATES_OWNER = 'o',    /* letters about held mail to the owner; "" */
};

/* Times that are kept; a cap may not be higher. */
#define RATES_MAX 64

/* The longest span that can be asked for, ms: older rows may go. */
#define RATES_SPAN_MAX (24 * G_GINT64_CONSTANT(3600000))

/* What is counted. Two very long names that begin alike share one row: then too
 * few letters are sent, never too many. */
struct rates_what {
	enum rates_kind kind;
	const char *name;
	gint64 span; /* ms, up to RATES_SPAN_MAX */
};

/* How many in the span before now (ms UTC); after now as well, up to as long,
 * since the clock may have been set back. At most RATES_MAX. */
bool rates_count(struct kv_txn *txn, const struct rates_what *what, gint64 now,
    guint *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes one more, at now (ms UTC). */
bool rates_add(struct kv_txn *txn, enum rates_kind kind, const char *name,
    gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Deletes up to most rows of which nothing lies within RATES_SPAN_MAX; how many
 * it were in *out. Looks at all rows. */
bool rates_prune(struct kv_txn *txn, gint64 now, guint most, guint *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a value that was read otherwise is such a row. */
bool rates_is_valid(GBytes *value);
