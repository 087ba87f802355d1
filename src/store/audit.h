/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Who did what when and why. Records are numbered from 1 by commit order; each
 * carries the SHA-256 of the one before, and a row of its own that of the last,
 * so that one that was dropped, altered or moved shows. They hold digests of
 * content, never content. */
struct audit_event {
	gint64 when;        /* ms UTC */
	const char *actor;  /* "docketd", "uid 0", "agent alice" */
	const char *action; /* "ticket.new", "hold.release", ... */
	const char *object; /* "ticket 12", "hold 3" */
	const char *reason; /* one line */
	GBytes *record; /* in visits: the octets as stored, and the digest of */
	const guint8 *before; /* the record before: MAC_SHA256_SIZE octets */
};

/* Adds a record within the caller's transaction. Errors of kv_put(). */
bool audit_add(struct kv_txn *txn, const struct audit_event *event,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for what is done now. */
bool audit_note(struct kv_txn *txn, const char *actor, const char *action,
    const char *object, const char *reason,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The event's strings are good during the visit only; false stops. */
typedef bool (*audit_visit)(guint64 number, const struct audit_event *event,
    void *context);

/* All, oldest first. STORE error for a record that can not be read. */
bool audit_each(struct kv_txn *txn, audit_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, only those whose object is that ticket, by an index: it costs what
 * they are, however long the chain. */
bool audit_each_of_ticket(struct kv_txn *txn, guint64 ticket, audit_visit visit,
    void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The ticket that a stored record is about; 0: none, or a damaged record. */
guint64 audit_ticket(GBytes *record);

/* The number of the newest record, 0 when there is none; and the digest of the
 * one of that number (0: all zero), *found_out false when there is none. */
bool audit_newest(struct kv_txn *txn, guint64 *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool audit_digest(struct kv_txn *txn, guint64 number, uint8_t out[32],
    bool *found_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The tickets (guint64) that the records behind after are about, appended to
 * out as often as they are named; looks at no more than most records.
 * *last_out: the last of them, after when there is none. */
bool audit_tickets_after(struct kv_txn *txn, guint64 after, guint most,
    GArray *out, guint64 *last_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Walks the chain; PERMANENT error naming the first record that does not fit
 * or is missing. *count_out: records that fit. */
bool audit_check(struct kv_txn *txn, guint64 *count_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
