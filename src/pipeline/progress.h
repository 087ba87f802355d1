/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "settings/settings.h"
#include "store/cursors.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* How far one account's folder has been read, and which mails the server has
 * still to be told about: the store's truth, whatever the server's flags say.
 * One at a time for an account. */
struct progress {
	struct kv *kv;                          /* borrowed */
	const struct settings_account *account; /* borrowed */
	guint32 id;                             /* cursors_account() */
	struct cursor cursor;
	guint32 trying; /* UID of the attempt in hand, 0 none */
	GArray *told;   /* guint32 UIDs the server knows about, unrecorded */
	/* what the next commit covers: */
	gboolean fresh;  /* of the new mails, else of the backlog */
	guint32 covered; /* all UIDs below it */
};

void progress_init(struct progress *progress, struct kv *kv,
    const struct settings_account *account);
void progress_clear(struct progress *progress);

/* A session has selected the folder: where to begin. A folder never read starts
 * by the setting; one whose UIDs were given anew is looked through again, and
 * its mails are known by content. unmarked_out gets struct cursors_unmarked:
 * committed, but the server may not know. zone: of a start date. */
bool progress_select(struct progress *progress, guint32 uidvalidity,
    guint32 uidnext, GTimeZone *zone, GArray *unmarked_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From this UID on every mail below the watermarks has been taken in: one that
 * is there without its mark is one of ours that the server was not told about,
 * or another mail under a UID used again (a mailbox restored while nobody
 * looked); its content tells. */
guint32 progress_floor(const struct progress *progress);

/* The last part of a batch's transaction, an accept_finish: cursor and told
 * mails. progress_done() after the commit. */
bool progress_finish(struct kv_txn *txn, void *progress,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void progress_done(struct progress *progress);

/* A batch that was not committed covers nothing. */
void progress_drop(struct progress *progress);

/* The same in a transaction of its own, when no batch comes along. */
bool progress_commit(struct progress *progress,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Careful mode: a mail is about to be loaded; that is recorded first.
 * PROGRESS_LEAVE after three attempts that this process or its fetcher did not
 * outlive: a session that failed while both lived on is no such attempt. */
enum progress_attempt { PROGRESS_TRY, PROGRESS_LEAVE, PROGRESS_ERROR };
enum progress_attempt progress_attempt(struct progress *progress, guint32 uid,
    GError **error);
