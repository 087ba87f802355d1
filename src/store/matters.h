/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include "store/key.h"
#include <glib.h>
#include <stdbool.h>

/* What each address has open with the desk: an index over the tickets that are
 * open or pending, by their customer's address. All within a caller's
 * transaction; errors are those of kv_get() and kv_put(). */

/* Octets before the ticket's number in its keys, and their size. */
#define MATTERS_NUMBER 33
#define MATTERS_SIZE 41

/* The key of a ticket that is open or pending; of size 0 when it is over or
 * nobody's. */
struct key matters_key(const struct ticket *ticket);

/* Writes that row and deletes old's (NULL: it is new). */
bool matters_put(struct kv_txn *txn, const struct ticket *old,
    const struct ticket *ticket, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The numbers (guint64) of that (folded) address's tickets, newest first,
 * appended to out until it has most. Looks at no others. */
bool matters_find(struct kv_txn *txn, const char *address, guint most,
    GArray *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
