/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Notices that were not written because an agent had too many: which tickets
 * the agent is still to hear of. All within a caller's transaction; errors are
 * those of kv_get() and kv_put(), and STORE for a damaged record. */

/* A mail on that ticket of which the agent in that store-wide seat has not
 * heard. when (ms UTC) counts for the first one only. */
bool folds_add(struct kv_txn *txn, guint32 seat, guint64 ticket, gint64 when,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The seats (guint32) whose first such mail came at before (ms UTC) or earlier,
 * appended to out. Looks at one row an agent. */
bool folds_due(struct kv_txn *txn, gint64 before, GArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A ticket and how many of its mails were folded. */
struct folds_row {
	guint64 ticket, mails;
};

/* All rows of that seat (struct folds_row, by ticket), appended to out and
 * taken out of the store: the caller tells the agent in the same transaction.
 * when_out: ms UTC of the first one, 0 when there is none. */
bool folds_take(struct kv_txn *txn, guint32 seat, GArray *out, gint64 *when_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
