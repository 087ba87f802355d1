/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What became of a mail, under three keys: where it lay on the server, its
 * octets, and what its author wrote. Never under its Message-ID: whoever
 * repeats one must not make a real mail vanish. */
enum dedupe_kind {
	DEDUPE_ENTRY,
	DEDUPE_HOLD,
	DEDUPE_DROPPED,
	DEDUPE_CONFIRM, /* it released the held mail of that number */
};

struct dedupe_place {
	guint32 kind;   /* dedupe_kind */
	guint64 number; /* of the ticket or the held mail */
	guint32 seq;    /* of the entry */
};

struct dedupe_uid {
	guint32 account; /* id, cursors_account() */
	guint32 uidvalidity, uid;
};

/* What all copies of a mail have in common (intake/digest.h). The date comes
 * first in the keys, so that rows of one time lie together: a mail then costs
 * the same however many there are. */
struct dedupe_copy {
	guint32 date;      /* Unix seconds of its Date field; 0: none */
	uint8_t raw[32];   /* SHA-256 of its octets */
	uint8_t canon[32]; /* of what its author wrote */
};

enum dedupe_found {
	DEDUPE_NEW,
	DEDUPE_BY_UID,
	DEDUPE_BY_RAW,
	DEDUPE_BY_CANON,
	DEDUPE_ERROR
};

/* Looks under uid (may be NULL), raw, canon in that order. */
enum dedupe_found dedupe_find(struct kv_txn *txn, const struct dedupe_uid *uid,
    const struct dedupe_copy *copy, struct dedupe_place *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Only the uid key: is this mail known already? */
enum dedupe_found dedupe_find_uid(struct kv_txn *txn,
    const struct dedupe_uid *uid, struct dedupe_place *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes all three keys (uid may be NULL), over what was there. */
bool dedupe_put(struct kv_txn *txn, const struct dedupe_uid *uid,
    const struct dedupe_copy *copy, const struct dedupe_place *place,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Only the uid key, of a mail whose octets are not here. */
bool dedupe_put_uid(struct kv_txn *txn, const struct dedupe_uid *uid,
    const struct dedupe_place *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The place in a value that was read otherwise. STORE error. */
bool dedupe_decode(GBytes *value, struct dedupe_place *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
