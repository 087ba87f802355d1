/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "model/letter.h"
#include "model/ticket.h"
#include "store/key.h"
#include "store/verify.h"
#include <glib.h>
#include <stdbool.h>

/* The part of verify_store() that reads the key-value store: a check a kind of
 * row. */

/* A blob that a record refers to. */
struct rowcheck_blob {
	struct blob blob;
	guint8 kind; /* of the record: key_kind */
	guint64 number;
	guint32 seq;        /* of an entry */
	bool is_message;    /* content is an encoded message ... */
	guint64 raw_length; /* ... of a mail of that length */
};

struct rowcheck {
	struct kv_txn *txn;
	verify_complain complain;
	void *context;
	struct verify_report *report;
	GArray *blobs;   /* struct rowcheck_blob, all that were found */
	GError *problem; /* set when the store can not be read any more */
	/* The next number of each counter: none given may be larger. */
	guint64 next_ticket, next_letter, next_hold, next_account;
};

/* Counts the problem and tells it, printf-style. */
void rowcheck_complain(struct rowcheck *check, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/* Tells what a decoder said of row ("ticket") number, and frees the error. */
void rowcheck_complain_error(struct rowcheck *check, const char *row,
    guint64 number, GError *take_error);

/* Whether a row's key is wanted. */
bool rowcheck_is_key(GBytes *key, const struct key *wanted);

/* Whether there is a row with that key. */
bool rowcheck_is_there(struct rowcheck *check, const struct key *key);

/* An index of tickets, whose key has the number at offset (octets) and which
 * wanted() makes anew: complains "INDEX: ticket N WRONG" of a row without its
 * ticket. */
void rowcheck_of_ticket(struct rowcheck *check, GBytes *key, gsize offset,
    struct key (*wanted)(const struct ticket *ticket), const char *index,
    const char *wrong);

/* The records that others speak of, the caller's: NULL when they are not
 * there, or damaged, which their own row's check tells. */
struct ticket *rowcheck_ticket(struct rowcheck *check, guint64 number);
struct letter *rowcheck_letter(struct rowcheck *check, guint64 number);
struct entry *rowcheck_entry(struct rowcheck *check, guint64 ticket,
    guint32 seq);

/* Looks at every row of the store. False when check->problem was set. */
bool rowcheck_all(struct rowcheck *check);
