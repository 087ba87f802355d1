/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include "store/key.h"
#include <glib.h>
#include <stdbool.h>

/* The order in which tickets are worked, and when each is to be looked at next:
 * two indexes over the tickets, so that the first page of a list and a round of
 * the keeper cost what they show, however many tickets there are. All within a
 * caller's transaction; errors are those of kv_get() and kv_put(). */

/* Octets before the ticket number in keys of the two, and their sizes. */
#define ORDER_NUMBER 20
#define ORDER_SIZE 28
#define ORDER_WAKE_NUMBER 9
#define ORDER_WAKE_SIZE 17

/* A ticket's key in the order: open ones first, then pending, solved, closed.
 * Of open and pending ones the higher priority is first, then who has not
 * opened many of late (turn), then the earlier promise, then who came first; of
 * the others the last changed one. */
struct key order_key(const struct ticket *ticket);

/* Its key in the index of what falls due; of size 0 when nothing does. */
struct key order_wake_key(const struct ticket *ticket);

/* Writes both rows of a ticket, and deletes those of old (NULL: it is new). */
bool order_put(struct kv_txn *txn, const struct ticket *old,
    const struct ticket *ticket, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which tickets are visited. */
struct order_scope {
	int status;        /* ticket_status, or -1: all */
	const char *queue; /* NULL: any. Others are passed over by the index */
	GBytes *after;     /* place of the last one visited; NULL: from the
	                      first */
};

/* The ticket is borrowed; place, which may be kept by g_bytes_ref(), is where a
 * later order_each() goes on. False stops. */
typedef bool (*order_visit)(struct ticket *ticket, GBytes *place,
    void *context);
bool order_each(struct kv_txn *txn, const struct order_scope *scope,
    order_visit visit, void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many tickets have that status, by the index alone: a million of them are
 * counted in a second. */
bool order_count(struct kv_txn *txn, enum ticket_status status, guint64 *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many open tickets of its queue are worked before this one, which need not
 * be in the store yet; counts no further than most. */
bool order_ahead(struct kv_txn *txn, const struct ticket *ticket, guint most,
    guint *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The numbers (guint64) of tickets that have to be looked at by now (ms UTC),
 * the longest due first, appended to out; no more than most. */
bool order_due(struct kv_txn *txn, gint64 now, guint most, GArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
