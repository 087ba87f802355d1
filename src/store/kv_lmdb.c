/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key-value store on LMDB, the only file that knows LMDB.
 *
 * Speed comes from committing seldom, never from committing less: no
 * MDB_WRITEMAP (a wild pointer would write into the file), no MDB_NOSYNC and no
 * MDB_NOMETASYNC (an answered mail could vanish). An environment is for the
 * process that opened it: a child made by fork must never touch it. */
#include "store/kv.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/autofd.h"
#include "store/filesystem.h"

#define MAP_USUAL (G_GUINT64_CONSTANT(64) << 30) /* sparse: costs nothing */
#define MAP_LEAST (G_GUINT64_CONSTANT(16) << 20)
#define READERS 1024 /* processes that read at one time, 64 octets each */
/* A short write counts as a full disk when less than this is free. */
#define FULL_BELOW (G_GUINT64_CONSTANT(1) << 20)

struct kv {
	MDB_env *env;
	MDB_dbi dbi;
	pid_t pid;
	struct kv_txn *txn; /* the one under way, or NULL */
};

struct kv_txn {
	struct kv *kv;
	MDB_txn *txn;
	int failed;     /* LMDB's code of the first put or del that failed */
	guint visiting; /* ranges under way */
};

static guint64 map_for_test;

void
kv_set_map_for_test(guint64 octets)
{
	map_for_test = octets;
}

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

/* LMDB's own words, for they name the remedy more often than ours would. */
static bool
fail_lmdb(GError **error, int rc, const char *doing)
{
	return fail_set(error, code_of(rc), "store: %s: %s", doing,
	    mdb_strerror(rc));
}

/* The map is address space, not memory: as much as ever wanted, unless the
 * process may have only so much of it. */
static guint64
map_size(void)
{
	struct rlimit limit;
	if (map_for_test > 0)
		return map_for_test;
	if (getrlimit(RLIMIT_AS, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY)
		return MAP_USUAL;
	guint64 share = (guint64)limit.rlim_cur / 2 / MAP_LEAST * MAP_LEAST;
	return CLAMP(share, MAP_LEAST, MAP_USUAL);
}

/* The main database, in a transaction of its own; LMDB's code. */
static int
open_main(struct kv *kv, unsigned int flags)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(kv->env, NULL, flags, &txn);
	if (rc != 0)
		return rc;
	rc = mdb_dbi_open(txn, NULL, 0, &kv->dbi);
	if (rc != 0) {
		mdb_txn_abort(txn);
		return rc;
	}
	return mdb_txn_commit(txn);
}

/* LMDB 0.9 leaves this one descriptor open across exec, and the reader, which
 * takes hostile mail apart, is a child of a role that has the store. */
static int
close_on_exec(struct kv *kv)
{
	mdb_filehandle_t fd = -1;
	int rc = mdb_env_get_fd(kv->env, &fd);
	if (rc == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		rc = errno;
	return rc;
}

/* One try to open with a map of that size; LMDB's code. */
static int
open_sized(struct kv *kv, const char *dir, unsigned int flags, guint64 size)
{
	int rc = mdb_env_create(&kv->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(kv->env, size);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(kv->env, READERS);
	if (rc == 0)
		rc = mdb_env_open(kv->env, dir, flags | MDB_NOTLS, 0600);
	if (rc == 0)
		rc = close_on_exec(kv);
	if (rc == 0 && (flags & MDB_RDONLY) == 0)
		rc = mdb_env_sync(kv->env, 1);
	if (rc == 0)
		rc = open_main(kv, flags);
	if (rc == 0)
		return 0;
	/* LMDB wants a failed environment closed, too. */
	if (kv->env)
		mdb_env_close(kv->env);
	kv->env = NULL;
	return rc;
}

/* A power cut at the very first start may leave a file whose two heads are not
 * whole. They are synced before anything is committed, and a commit makes the
 * file longer: in one that is no longer there is nothing to be lost. */
static bool
is_unborn(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "data.mdb", NULL);
	struct stat about;
	return stat(path, &about) == 0 &&
	    about.st_size <= 2 * sysconf(_SC_PAGESIZE);
}

static bool
fail_open(GError **error, int rc, const char *dir)
{
	if (rc == MDB_INVALID && is_unborn(dir))
		rc = ENOENT;
	switch (rc) {
	case ENOENT:
	case EBADF: /* an empty file, which a reader may not begin */
		return fail_set(error, FAIL_CONFIG,
		    "store %s: there is none yet", dir);
	case EACCES:
	case EPERM:
	case EROFS:
		return fail_errno(error, FAIL_CONFIG, rc, "store %s", dir);
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
		return fail_set(error, FAIL_STORE,
		    "store %s: data.mdb is damaged or no store of ours", dir);
	}
	return fail_lmdb(error, rc, dir);
}

/* The lock is against a second role that finds the same. */
static int
begin_again(struct kv *kv, const char *dir, unsigned int flags, guint64 size)
{
	g_autofree char *path = g_build_filename(dir, "data.mdb", NULL);
	autofd int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || flock(folder, LOCK_EX) != 0)
		return errno;
	int rc = open_sized(kv, dir, flags, size);
	if (rc != MDB_INVALID || !is_unborn(dir))
		return rc;
	return truncate(path, 0) != 0 ? errno
	                              : open_sized(kv, dir, flags, size);
}

struct kv *
kv_open(const char *dir, enum kv_mode mode, GError **error)
{
	unsigned int flags = mode == KV_READ_ONLY ? MDB_RDONLY : 0;
	if (mode == KV_READ_WRITE && !filesystem_make(dir, error))
		return NULL;
	if (!filesystem_check(dir, error))
		return NULL;
	struct kv *kv = g_new0(struct kv, 1);
	guint64 size = map_size();
	int rc = open_sized(kv, dir, flags, size);
	while (rc == ENOMEM && size > MAP_LEAST) {
		size /= 2;
		rc = open_sized(kv, dir, flags, size);
	}
	if (rc == MDB_INVALID && mode == KV_READ_WRITE)
		rc = begin_again(kv, dir, flags, size);
	if (rc != 0) {
		g_free(kv);
		fail_open(error, rc, dir);
		return NULL;
	}
	kv->pid = getpid();
	/* LMDB syncs what is in its files, never their names: a power cut would
	 * take a new store away whole, commits and all. */
	if (mode == KV_READ_WRITE && !filesystem_sync(dir, error)) {
		kv_close(kv);
		return NULL;
	}
	kv_check_readers(kv);
	return kv;
}

void
kv_close(struct kv *kv)
{
	if (!kv)
		return;
	g_assert(!kv->txn);
	/* A child's copy is left alone: closing it would take the parent's
	 * place in the lock file's table. */
	if (kv->pid == getpid())
		mdb_env_close(kv->env);
	g_free(kv);
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
		fail_lmdb(error, rc, "begin");
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
	g_free(txn);
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
	fail_lmdb(error, rc, "commit");
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
		fail_lmdb(error, rc, "get");
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
		return fail_lmdb(error, rc, "put");
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
	return fail_lmdb(error, rc, "del");
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
	return rc == 0 || fail_lmdb(error, rc, "range");
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
		return fail_lmdb(error, rc, "usage");
	out->used = ((guint64)info.me_last_pgno + 1) * about.ms_psize;
	out->map = info.me_mapsize;
	out->entries = about.ms_entries;
	return true;
}

bool
kv_copy(struct kv *kv, int fd, GError **error)
{
	int rc = mdb_env_copyfd2(kv->env, fd, MDB_CP_COMPACT);
	return rc == 0 || fail_lmdb(error, rc, "copy");
}

void
kv_check_readers(struct kv *kv)
{
	mdb_reader_check(kv->env, &(int){ 0 });
}
