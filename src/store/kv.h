/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* Ordered keys and values in transactions: all that docket asks of a database.
 * Keys are 1..KV_KEY_MAX octets, compared as octets; no duplicate keys. The
 * LMDB implementation is kv_lmdb.c and kv_open.c; the interface must also fit a
 * server with serializable transactions, hence KV_RETRY: run the whole
 * transaction again. */
#define KV_KEY_MAX 511

struct kv;
struct kv_txn;

enum kv_mode { KV_READ_ONLY, KV_READ_WRITE };
enum kv_access { KV_READ, KV_WRITE };
enum kv_result { KV_OK, KV_RETRY, KV_FAIL };

/* Opens the store in directory dir, made (0700) when missing and mode is
 * KV_READ_WRITE. Call after exec, once a process; a child made by fork must not
 * use it. CONFIG error when dir lies on NFS or another remote file system, is
 * missing in KV_READ_ONLY, or may not be read; else a STORE error. */
struct kv *kv_open(const char *dir, enum kv_mode mode,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. No transaction may be left. */
void kv_close(struct kv *kv);
AUTOPTR_DEFINE(kv, kv_close)

/* Begins a transaction; one at a time and process, a writer waits for the
 * writers of other processes. Aborts at the end of its scope unless committed.
 * STORE error; TEMPORARY when there are too many readers. */
struct kv_txn *kv_begin(struct kv *kv, enum kv_access access,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends the transaction without a trace; NULL is fine. */
void kv_abort(struct kv_txn *txn);
AUTOPTR_DEFINE(kv_txn, kv_abort)

/* Ends the transaction (it is gone whatever comes back). KV_FAIL sets error:
 * TEMPORARY when disk or map is full (nothing was written), STORE otherwise.
 * After a put or del that failed it fails with the same code. */
enum kv_result kv_commit(struct kv_txn *take_txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Something under a name (not freed, of few) that lasts as long as the
 * transaction: destroyed once that has been committed or aborted. NULL: none.
 */
void kv_attach(struct kv_txn *txn, const char *name, void *take_data,
    GDestroyNotify destroy);
void *kv_attached(struct kv_txn *txn, const char *name);

/* The value, a copy that outlives the transaction; NULL without error when the
 * key is not there. PERMANENT error for a key that is empty or too long, here
 * and below. */
GBytes *kv_get(struct kv_txn *txn, const void *key, gsize size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes or replaces. TEMPORARY error when the map is full, else STORE. */
bool kv_put(struct kv_txn *txn, const void *key, gsize size, GBytes *value,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removing what is not there is fine. */
bool kv_del(struct kv_txn *txn, const void *key, gsize size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

enum kv_direction { KV_UP, KV_DOWN };
struct kv_range {
	const void *from, *to; /* from <= key < to */
	gsize from_size, to_size;
	enum kv_direction direction;
};

/* Key and value are copies, borrowed: take a reference to keep one. Answers
 * false to stop. It may read in the same transaction, but not write. */
typedef bool (*kv_visit)(GBytes *key, GBytes *value, void *context);

/* Visits the keys of the range in order (KV_UP) or backwards (KV_DOWN). Being
 * stopped by visit is no error. */
bool kv_range(struct kv_txn *txn, const struct kv_range *range, kv_visit visit,
    void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For status: octets of the file that are in use or free within it, octets it
 * may grow to, number of keys. */
struct kv_usage {
	guint64 used, map, entries;
};
bool kv_usage(struct kv *kv, struct kv_usage *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a copy of all that one moment's transaction saw to fd, from its
 * beginning, while others write; it is a data.mdb. Not synced. */
bool kv_copy(struct kv *kv, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Clears reader slots of dead processes; kv_open() does it once, a process
 * that runs for long does it every 30 s. */
void kv_check_readers(struct kv *kv);

/* Tests only: the size of the map of every store opened from now on, 0 for the
 * usual one. */
void kv_set_map_for_test(guint64 octets);
