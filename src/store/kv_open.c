/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key-value store on LMDB: how it is opened and closed. A file that a crash
 * left half made is begun anew only where nothing was ever committed into it,
 * and names are synced before anybody may rely on them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "store/filesystem.h"
#include "store/kv_lmdb.h"

#define MAP_USUAL (G_GUINT64_CONSTANT(64) << 30) /* sparse: costs nothing */
#define MAP_LEAST (G_GUINT64_CONSTANT(16) << 20)
#define READERS 1024 /* processes that read at one time, 64 octets each */

static guint64 map_for_test;

void
kv_set_map_for_test(guint64 octets)
{
	map_for_test = octets;
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
	return kv_fail(error, rc, dir);
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
