/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state folder as a whole: opening it, locking it.
 *
 * What is opened here stays open for the life of a role. It must never repair:
 * a store that does not look like ours is refused, for the operator to see. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "store/filesystem.h"
#include "store/numbers.h"

static struct key
meta_key(const char *name)
{
	struct key key = key_new(KEY_META);
	key_add_octets(&key, name, strlen(name));
	return key;
}

/* *schema_out 0: the store is new. */
static bool
read_schema(struct kv *kv, guint64 *schema_out, GError **error)
{
	struct key key = meta_key("schema");
	bool found = false;
	g_autoptr(kv_txn) txn = kv_begin(kv, KV_READ, error);
	if (!txn || !numbers_get(txn, &key, schema_out, &found, error))
		return false;
	if (*schema_out <= STORE_SCHEMA)
		return true;
	return fail_set(error, FAIL_CONFIG,
	    "store: schema %" G_GUINT64_FORMAT
	    " was written by a newer docket; upgrade",
	    *schema_out);
}

static bool
write_schema(struct kv *kv, GError **error)
{
	struct key schema = meta_key("schema");
	struct key created = meta_key("created");
	g_autoptr(kv_txn) txn = kv_begin(kv, KV_WRITE, error);
	/* Two roles may come here at once; both write the same. */
	if (!txn || !numbers_put(txn, &schema, STORE_SCHEMA, error) ||
	    !numbers_put(txn, &created, (guint64)clock_now(), error))
		return false;
	return kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

/* A store of a newer docket is refused before anything is read from it: an old
 * program could not even tell what it does not understand. */
static bool
check_schema(struct kv *kv, enum kv_mode mode, GError **error)
{
	guint64 schema = 0;
	if (!read_schema(kv, &schema, error))
		return false;
	if (schema > 0)
		return true;
	if (mode == KV_READ_WRITE)
		return write_schema(kv, error);
	return fail_set(error, FAIL_CONFIG,
	    "store: there is nothing in it yet");
}

/* Makes the folders and lets their names outlive a crash. */
static bool
make_folders(const char *state_dir, GError **error)
{
	g_autofree char *kv_dir = g_build_filename(state_dir, "store", NULL);
	g_autofree char *archive = g_build_filename(state_dir, "archive", NULL);
	g_autofree char *keys = g_build_filename(state_dir, "keys", NULL);
	return filesystem_make(state_dir, error) &&
	    filesystem_make(kv_dir, error) && filesystem_make(archive, error) &&
	    filesystem_make(keys, error) && filesystem_sync(state_dir, error);
}

struct store *
store_open(const char *state_dir, enum kv_mode mode, GError **error)
{
	g_autofree char *kv_dir = g_build_filename(state_dir, "store", NULL);
	g_autofree char *archive = g_build_filename(state_dir, "archive", NULL);
	if (mode == KV_READ_WRITE && !make_folders(state_dir, error))
		return NULL;
	g_autoptr(store) store = g_new0(struct store, 1);
	store->dir = g_strdup(state_dir);
	store->kv = kv_open(kv_dir, mode, error);
	if (!store->kv || !check_schema(store->kv, mode, error))
		return NULL;
	store->archive = archive_open(archive, error);
	return store->archive ? g_steal_pointer(&store) : NULL;
}

void
store_close(struct store *store)
{
	if (!store)
		return;
	archive_close(store->archive);
	kv_close(store->kv);
	g_free(store->dir);
	g_free(store);
}

/* Says who holds the lock, as far as its file tells. */
static void
fail_locked(int fd, const char *state_dir, GError **error)
{
	char pid[24] = "";
	ssize_t got = pread(fd, pid, sizeof pid - 1, 0);
	pid[MAX(got, 0)] = '\0';
	g_strstrip(pid);
	fail_set(error, FAIL_TEMPORARY, "%s is in use by process %s", state_dir,
	    *pid ? pid : "(unknown)");
}

/* The lock is the kernel's, on an open file: it can not be left behind by a
 * process that was killed. */
int
store_lock(const char *state_dir, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, "lock", NULL);
	if (!filesystem_make(state_dir, error))
		return -1;
	autofd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		fail_errno(error, FAIL_CONFIG, errno, "%s", path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		fail_locked(fd, state_dir, error);
		return -1;
	}
	/* The pid is for people; a disk too full for it is no reason to fail.
	 */
	if (ftruncate(fd, 0) == 0)
		dprintf(fd, "%d\n", (int)getpid());
	return autofd_steal(&fd);
}

guint64
store_free_space(const char *dir)
{
	struct statvfs about;
	if (statvfs(dir, &about) != 0)
		return G_MAXUINT64;
	return (guint64)about.f_bavail * about.f_frsize;
}
