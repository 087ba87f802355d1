/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/dedupe.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* How far each folder has been read, and what the server has still to be told.
 * All within a caller's transaction; errors are those of kv_get() and kv_put(),
 * and STORE for a damaged record. */

/* Two watermarks: UIDs in [backlog, backlog_end) wait from long ago, those >=
 * fresh are new; everything else has been read or was there before the start.
 */
struct cursor {
	guint32 uidvalidity; /* 0: never read */
	guint32 backlog, backlog_end, fresh;
	gint64 since; /* ms UTC: backlog mails with an older INTERNALDATE are
	                 left alone; 0: none; not while unseen_only */
	gboolean unseen_only; /* of the backlog only what nobody had seen */
};

/* The small id of (account, folder), given at first use (so the transaction
 * must write then). 0 with error; CONFIG when the names are too long. */
guint32 cursors_account(struct kv_txn *txn, const char *account,
    const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends the ids (guint32) of all folders of that account that were ever
 * selected. */
bool cursors_account_ids(struct kv_txn *txn, const char *account, GArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All zero when the folder was never read. */
bool cursors_get(struct kv_txn *txn, guint32 account, struct cursor *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool cursors_put(struct kv_txn *txn, guint32 account,
    const struct cursor *cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

enum cursors_mark { CURSORS_MARK_DONE = 1, CURSORS_MARK_QUARANTINE = 2 };

/* Committed, not yet marked on the server (M2), and no longer so (M3). */
bool cursors_add_unmarked(struct kv_txn *txn, const struct dedupe_uid *uid,
    guint32 mark, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool cursors_del_unmarked(struct kv_txn *txn, const struct dedupe_uid *uid,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

struct cursors_unmarked {
	guint32 uid, mark;
};

/* Appends struct cursors_unmarked of that account and uidvalidity in order of
 * uid, at most max. */
bool cursors_list_unmarked(struct kv_txn *txn, guint32 account,
    guint32 uidvalidity, guint max, GArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Careful mode: how often this mail has been begun; put 0 removes. */
bool cursors_get_attempts(struct kv_txn *txn, const struct dedupe_uid *uid,
    guint32 *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool cursors_put_attempts(struct kv_txn *txn, const struct dedupe_uid *uid,
    guint32 attempts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The cursor in a value that was read otherwise. STORE error. */
bool cursors_decode(GBytes *value, struct cursor *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
