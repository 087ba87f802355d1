/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "model/ticket.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Tickets and their entries. All within a caller's transaction; errors are
 * those of kv_get() and kv_put(), and STORE for a damaged record. */

#define TICKETS_HOPS_MAX 8 /* redirects that are followed */

/* The next ticket number (from 1), taken in this transaction. 0 with error. */
guint64 tickets_take_number(struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without error when there is none. */
struct ticket *tickets_get(struct kv_txn *txn, guint64 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the ticket and its places in the indexes (store/order.h). */
bool tickets_put(struct kv_txn *txn, const struct ticket *ticket,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The ticket is borrowed; false stops. */
typedef bool (*tickets_visit)(struct ticket *ticket, void *context);

/* All tickets by number, from the first one behind after (0: all) on. For the
 * order in which they are worked there is order_each(). */
bool tickets_each(struct kv_txn *txn, guint64 after, tickets_visit visit,
    void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without error when there is none. */
struct entry *tickets_get_entry(struct kv_txn *txn, guint64 ticket, guint32 seq,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the entry under its ticket and seq. The caller counts it in the
 * ticket. */
bool tickets_put_entry(struct kv_txn *txn, const struct entry *entry,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Foreign Message-IDs of entries: one id may stand on several. Empty ones are
 * passed over. */
bool tickets_add_message_id(struct kv_txn *txn, const char *message_id,
    guint64 ticket, guint32 seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The newest ticket that has it; 0 without error when none has. */
guint64 tickets_find_message_id(struct kv_txn *txn, const char *message_id,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where a (ticket, seat) leads after merges; unchanged when nowhere. STORE
 * error after TICKETS_HOPS_MAX hops: tickets_redirect() makes no such chain. */
bool tickets_follow(struct kv_txn *txn, guint64 *ticket, guint32 *seat,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Lets (from, from_seat) and all that leads there lead to where (to, to_seat)
 * leads: chains stay one hop long, at the price of a look at every redirect.
 * PERMANENT error when that would be a circle. */
bool tickets_redirect(struct kv_txn *txn, guint64 from, guint32 from_seat,
    guint64 to, guint32 to_seat, GError **error) G_GNUC_WARN_UNUSED_RESULT;
