/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/dots.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Which of the letters that a sender has marked (LETTER_MARKED) are in their
 * dot: a line of 512 octets, written and synced before a final dot goes out,
 * costs one sync and a page, where a transaction costs two syncs and each page
 * that it touches. The file never grows: a line lies where the line of that
 * number of an earlier batch lay. */

#define DOTLOG_LINES 64 /* of a batch, at most */

struct dotlog;

/* The log of the sender of shares first..last, "<state_dir>/outbox/000-255".
 * Nothing is opened yet. */
struct dotlog *dotlog_new(const char *state_dir, guint32 first, guint32 last);

/* NULL is fine. */
void dotlog_free(struct dotlog *log);
AUTOPTR_DEFINE(dotlog, dotlog_free)

/* A new batch, in the transaction that marks its letters: lines written behind
 * its commit are of that batch. When it is not committed no line may be written
 * before the next batch. At first the file is made. TEMPORARY error when there
 * is no room for it, else STORE or CONFIG. */
bool dotlog_begin(struct dotlog *log, struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The final dots of these n letters (1..DOTS_MOST) of the batch may go out. It
 * says too that those of the lines before were accepted, unless the store says
 * otherwise of one. At most DOTLOG_LINES a batch. Errors as above. */
bool dotlog_write(struct dotlog *log, const guint64 *letters, guint n,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

enum dotlog_word {
	DOTLOG_NOT_BEGUN,
	DOTLOG_DOUBTFUL, /* its dot may have gone out */
	DOTLOG_ACCEPTED,
};

/* What the logs say of marked letters in the shares of this log, whoever has
 * marked them. Where a log is missing or damaged what is not known is doubtful.
 * STORE error. */
struct dotlog_found;
struct dotlog_found *dotlog_read(struct dotlog *log, struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void dotlog_found_free(struct dotlog_found *found);
AUTOPTR_DEFINE(dotlog_found, dotlog_found_free)

/* *when_out: ms UTC, by when an accepted one was. */
enum dotlog_word dotlog_word(const struct dotlog_found *found, guint64 letter,
    gint64 *when_out);
