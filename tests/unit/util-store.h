/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/dedupe.h"
#include "store/dotlog.h"
#include "store/store.h"
#include <glib.h>

/* A state folder to try things in, and a mail's way into it. */

/* A new empty folder; the caller removes it with scratch_remove(). */
char *scratch_new(void);

/* Removes the folder and all below it, and frees its name. */
void scratch_remove(char *take_folder);

/* The store in folder, opened for writing; fails the test otherwise. */
struct store *scratch_store(const char *folder);

/* A transaction to write in, or to read in; fails the test otherwise. */
struct kv_txn *scratch_begin(struct kv *kv, enum kv_access access);

/* Commits; fails the test otherwise. */
void scratch_commit(struct kv_txn *take_txn);

/* A new batch of a sender's dot log, committed. */
void scratch_dots(struct kv *kv, struct dotlog *log);

/* A new store with a transaction to write in, thrown away in the end: for
 * g_test_add(). The error of a call that must not fail goes to error, and is
 * looked at then. */
struct scratch {
	char *dir;
	struct kv *kv;
	struct kv_txn *txn;
	GError *error;
};
void scratch_set_up(struct scratch *scratch, gconstpointer data);
void scratch_tear_down(struct scratch *scratch, gconstpointer data);

/* What became of a mail that was taken in. */
struct scratch_mail {
	guint64 ticket, letter;
	struct dedupe_uid uid;
	struct dedupe_copy copy; /* its keys */
};

/* Does what accepting a mail does: archive written and synced, then in txn a
 * ticket with one entry, the acknowledgement, the dedupe keys, the mark and
 * the audit. uid tells mails apart. False with an error when the store can
 * not do it. */
bool scratch_accept(struct store *store, struct kv_txn *txn, guint32 uid,
    struct scratch_mail *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a held mail in txn; its number. */
guint64 scratch_hold(struct store *store, struct kv_txn *txn, guint64 ticket);
