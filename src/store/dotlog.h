/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/letter.h"
#include "store/dotline.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Which letters are in their dot: a line of 512 octets, written and synced
 * before a final dot goes out, costs one sync and a page, where a transaction
 * costs two syncs and each page that it touches. In the store such a letter
 * stays READY until its answer is recorded. The file never grows: a line lies
 * where the line of that number of an earlier batch lay. */

struct dotlog;

/* The log of the sender of shares first..last, "<state_dir>/outbox/000-255".
 * Nothing is opened yet. */
struct dotlog *dotlog_new(const char *state_dir, guint32 first, guint32 last);

/* NULL is fine. */
void dotlog_free(struct dotlog *log);
AUTOPTR_DEFINE(dotlog, dotlog_free)

/* A new batch, in the transaction that records what became of all letters in
 * the lines so far: they say nothing from then on. At first the file is made.
 * TEMPORARY error when there is no room for it, else STORE or CONFIG. */
bool dotlog_begin(struct dotlog *log, struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* That transaction is committed. */
void dotlog_begun(struct dotlog *log);

/* Whether the batch has lines, and whether it has room for no more, or there is
 * none yet. */
bool dotlog_has_lines(const struct dotlog *log);
bool dotlog_is_full(const struct dotlog *log);

/* The final dots of those of these n letters (1..DOTS_MOST) that are READY in
 * the store may go out; the others, which somebody has taken back, get the
 * state that they have there. The line says too that all letters in the lines
 * before were accepted, unless the store says otherwise of one. Errors as
 * above; then none may go out. */
bool dotlog_write(struct dotlog *log, struct kv *kv,
    struct letter *const *letters, guint n,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
