/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key-value store on LMDB: transactions. No other file but kv_open.c knows
 * LMDB.
 *
 * Speed comes from committing seldom, never from committing less: no
 * MDB_WRITEMAP (a wild pointer would write into the file), no MDB_NOSYNC and no
 * MDB_NOMETASYNC (an answered mail could vanish). An environment is for the
 * process that opened it: a child made by fork must never touch it. */
#include "store/kv_lmdb.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A short write counts as a full disk when less than this is free. */
#define FULL_BELOW (G_GUINT64_CONSTANT(1) << 20)

struct kv_txn {
	struct kv *kv;
	MDB_txn *txn;
	int failed;      /* LMDB's code of the first put or del that failed */
	guint visiting;  /* ranges under way */
	GData *attached; /* kv_attach() */
};

/* What the caller must do about LMDB's or errno's code. */
static enum fail_code
code_of(int rc)
{
	switch (rc) {
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
	case MDB_READERS_FULL:
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case ENOMEM:
		return FAIL_TEMPORARY;
	default:
		return FAIL_STORE;
	}
}

bool
kv_fail(GError **error, int rc, const char *doing)
{
	return fail_set(error, code_of(rc), "store: %s: %s", doing,
	    mdb_strerror(rc));
}

/* Begins as LMDB does, and mends what can be mended: a map that another
 * process made larger, reader slots of processes that died. */
static int
begin_lmdb(struct kv *kv, unsigned int flags, MDB_txn **out)
{
	int rc = mdb_txn_begin(kv->env, NULL, flags, out);
	if (rc == MDB_MAP_RESIZED) {
		rc = mdb_env_set_mapsize(kv->env, 0);
		if (rc == 0)
			rc = mdb_txn_begin(kv->env, NULL, flags, out);
	}
	if (rc == MDB_READERS_FULL) {
		kv_check_readers(kv);
		rc = mdb_txn_begin(kv->env, NULL, flags, out);
	}
	return rc;
}

/* A child made by fork that came here would write into its parent's
 * transaction: it gets an error instead. */
struct kv_txn *
kv_begin(struct kv *kv, enum kv_access access, GError **error)
{
	MDB_txn *begun = NULL;
	if (kv->pid != getpid()) {
		fail_set(error, FAIL_STORE,
		    "store: opened before fork; it must be opened after");
		return NULL;
	}
	g_assert(!kv->txn); /* a second writer would wait for itself */
	int rc = begin_lmdb(kv, access == KV_READ ? MDB_RDONLY : 0, &begun);
	if (rc != 0) {
		kv_fail(error, rc, "begin");
		return NULL;
	}
	struct kv_txn *txn = g_new0(struct kv_txn, 1);
	txn->kv = kv;
	txn->txn = begun;
	kv->txn = txn;
	return txn;
}

static void
txn_free(struct kv_txn *txn)
{
	txn->kv->txn = NULL;
	g_datalist_clear(&txn->attached);
	g_free(txn);
}

void
kv_attach(struct kv_txn *txn, const char *name, void *take_data,
    GDestroyNotify destroy)
{
	g_datalist_set_data_full(&txn->attached, name, take_data, destroy);
}

void *
kv_attached(struct kv_txn *txn, const char *name)
{
	return g_datalist_get_data(&txn->attached, name);
}

void
kv_abort(struct kv_txn *txn)
{
	if (!txn)
		return;
	if (txn->kv->pid == getpid())
		mdb_txn_abort(txn->txn);
	txn_free(txn);
}

/* LMDB 0.9 answers EIO to a short write, which is what a disk that has just
 * become full gives. Told from a broken disk: the environment still works, and
 * there is no space. */
static bool
was_disk_full(struct kv *kv)
{
	MDB_txn *probe = NULL;
	struct statvfs about;
	mdb_filehandle_t fd = -1;

	if (mdb_txn_begin(kv->env, NULL, MDB_RDONLY, &probe) != 0)
		return false;
	mdb_txn_abort(probe);
	if (mdb_env_get_fd(kv->env, &fd) != 0 || fstatvfs(fd, &about) != 0)
		return false;
	return (guint64)about.f_bavail * about.f_frsize < FULL_BELOW;
}

enum kv_result
kv_commit(struct kv_txn *take_txn, GError **error)
{
	struct kv *kv = take_txn->kv;
	int rc = take_txn->failed;
	g_assert(take_txn->visiting == 0);
	if (rc != 0)
		mdb_txn_abort(take_txn->txn);
	else
		rc = mdb_txn_commit(take_txn->txn);
	txn_free(take_txn);
	if (rc == EIO && was_disk_full(kv))
		rc = ENOSPC;
	if (rc == 0)
		return KV_OK;
	kv_fail(error, rc, "commit");
	return KV_FAIL;
}

/* A key for LMDB, which takes a pointer to what it will not change. */
static bool
make_key(const void *octets, gsize size, MDB_val *out, GError **error)
{
	if (size == 0 || size > KV_KEY_MAX) {
		fail_set(error, FAIL_PERMANENT,
		    "store: a key of %" G_GSIZE_FORMAT " octets", size);
		return false;
	}
	out->mv_size = size;
	memcpy(&out->mv_data, &octets, sizeof octets);
	return true;
}

GBytes *
kv_get(struct kv_txn *txn, const void *key, gsize size, GError **error)
{
	MDB_val wanted, found;
	if (!make_key(key, size, &wanted, error))
		return NULL;
	int rc = mdb_get(txn->txn, txn->kv->dbi, &wanted, &found);
	if (rc == 0)
		return g_bytes_new(found.mv_data, found.mv_size);
	if (rc != MDB_NOTFOUND)
		kv_fail(error, rc, "get");
	return NULL;
}

bool
kv_put(struct kv_txn *txn, const void *key, gsize size, GBytes *value,
    GError **error)
{
	MDB_val wanted, room;
	g_assert(txn->visiting == 0);
	if (!make_key(key, size, &wanted, error))
		return false;
	gsize length = 0;
	const void *octets = g_bytes_get_data(value, &length);
	room = (MDB_val){ .mv_size = length };
	int rc = mdb_put(txn->txn, txn->kv->dbi, &wanted, &room, MDB_RESERVE);
	if (rc != 0) {
		txn->failed = rc;
		return kv_fail(error, rc, "put");
	}
	if (octets)
		memcpy(room.mv_data, octets, length);
	return true;
}

bool
kv_del(struct kv_txn *txn, const void *key, gsize size, GError **error)
{
	MDB_val wanted;
	g_assert(txn->visiting == 0);
	if (!make_key(key, size, &wanted, error))
		return false;
	int rc = mdb_del(txn->txn, txn->kv->dbi, &wanted, NULL);
	if (rc == 0 || rc == MDB_NOTFOUND)
		return true;
	txn->failed = rc;
	return kv_fail(error, rc, "del");
}

static int
compare(const MDB_val *key, const MDB_val *bound)
{
	int order = memcmp(key->mv_data, bound->mv_data,
	    MIN(key->mv_size, bound->mv_size));
	if (order != 0)
		return order;
	return (key->mv_size > bound->mv_size) -
	    (key->mv_size < bound->mv_size);
}

/* The last key below to. */
static int
seek_down(MDB_cursor *cursor, const MDB_val *to, MDB_val *key, MDB_val *value)
{
	*key = *to;
	int rc = mdb_cursor_get(cursor, key, value, MDB_SET_RANGE);
	if (rc == MDB_NOTFOUND)
		return mdb_cursor_get(cursor, key, value, MDB_LAST);
	if (rc != 0)
		return rc;
	return mdb_cursor_get(cursor, key, value, MDB_PREV);
}

struct bounds {
	MDB_val from, to;
	enum kv_direction direction;
};

/* Walks until an end of the range, visit's false or an error; LMDB's code. */
static int
walk(MDB_cursor *cursor, const struct bounds *bounds, kv_visit visit,
    void *context)
{
	bool up = bounds->direction == KV_UP;
	MDB_val key = bounds->from, value;
	int rc = up ? mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
	            : seek_down(cursor, &bounds->to, &key, &value);
	while (rc == 0) {
		if (up ? compare(&key, &bounds->to) >= 0
		       : compare(&key, &bounds->from) < 0)
			return 0;
		g_autoptr(GBytes) key_copy =
		    g_bytes_new(key.mv_data, key.mv_size);
		g_autoptr(GBytes) value_copy =
		    g_bytes_new(value.mv_data, value.mv_size);
		if (!visit(key_copy, value_copy, context))
			return 0;
		rc = mdb_cursor_get(cursor, &key, &value,
		    up ? MDB_NEXT : MDB_PREV);
	}
	return rc == MDB_NOTFOUND ? 0 : rc;
}

bool
kv_range(struct kv_txn *txn, const struct kv_range *range, kv_visit visit,
    void *context, GError **error)
{
	struct bounds bounds = { .direction = range->direction };
	MDB_cursor *cursor = NULL;
	if (!make_key(range->from, range->from_size, &bounds.from, error) ||
	    !make_key(range->to, range->to_size, &bounds.to, error))
		return false;
	int rc = mdb_cursor_open(txn->txn, txn->kv->dbi, &cursor);
	if (rc == 0) {
		txn->visiting++;
		rc = walk(cursor, &bounds, visit, context);
		txn->visiting--;
		mdb_cursor_close(cursor);
	}
	return rc == 0 || kv_fail(error, rc, "range");
}

bool
kv_usage(struct kv *kv, struct kv_usage *out, GError **error)
{
	MDB_envinfo info;
	MDB_stat about;
	int rc = mdb_env_info(kv->env, &info);
	if (rc == 0)
		rc = mdb_env_stat(kv->env, &about);
	if (rc != 0)
		return kv_fail(error, rc, "usage");
	out->used = ((guint64)info.me_last_pgno + 1) * about.ms_psize;
	out->map = info.me_mapsize;
	out->entries = about.ms_entries;
	return true;
}

bool
kv_copy(struct kv *kv, int fd, GError **error)
{
	int rc = mdb_env_copyfd2(kv->env, fd, MDB_CP_COMPACT);
	return rc == 0 || kv_fail(error, rc, "copy");
}

void
kv_check_readers(struct kv *kv)
{
	mdb_reader_check(kv->env, &(int){ 0 });
}
