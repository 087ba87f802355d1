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
#include "base/mac.h"
#include "store/filesystem.h"
#include "store/numbers.h"

static struct key
meta_key(const char *name)
{
	struct key key = key_new(KEY_META);
	key_add_octets(&key, name, strlen(name));
	return key;
}

/* What is said of the store as a whole; 0: it is new. */
struct meta {
	guint64 schema;
	guint64 copies; /* a random number */
};

static bool
get_meta(struct kv_txn *txn, struct meta *meta, GError **error)
{
	struct key schema = meta_key("schema");
	struct key copies = meta_key("copies");
	bool found = false;
	if (!txn || !numbers_get(txn, &schema, &meta->schema, &found, error) ||
	    !numbers_get(txn, &copies, &meta->copies, &found, error))
		return false;
	if (meta->schema <= STORE_SCHEMA)
		return true;
	return fail_set(error, FAIL_CONFIG,
	    "store: schema %" G_GUINT64_FORMAT
	    " was written by a newer docket; upgrade",
	    meta->schema);
}

static bool
put_meta(struct kv_txn *txn, const char *name, guint64 number, GError **error)
{
	struct key key = meta_key(name);
	return numbers_put(txn, &key, number, error);
}

/* Two roles may come here at once: the second finds what the first has written.
 */
static bool
write_meta(struct kv *kv, struct meta *meta, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(kv, KV_WRITE, error);
	if (!get_meta(txn, meta, error))
		return false;
	if (meta->schema == 0 &&
	    (!put_meta(txn, "schema", STORE_SCHEMA, error) ||
	        !put_meta(txn, "created", (guint64)clock_now(), error)))
		return false;
	while (meta->copies == 0)
		mac_random(&meta->copies, sizeof meta->copies);
	return put_meta(txn, "copies", meta->copies, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

/* A store of a newer docket is refused before anything is read from it: an old
 * program could not even tell what it does not understand. */
static bool
check_meta(struct store *store, enum kv_mode mode, GError **error)
{
	struct meta meta = { 0 };
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_READ, error);
	if (!get_meta(txn, &meta, error))
		return false;
	g_clear_pointer(&txn, kv_abort);
	if (meta.schema == 0 && mode != KV_READ_WRITE)
		return fail_set(error, FAIL_CONFIG,
		    "store: there is nothing in it yet");
	if (meta.copies == 0 && mode == KV_READ_WRITE &&
	    !write_meta(store->kv, &meta, error))
		return false;
	guint64 number = GUINT64_TO_LE(meta.copies);
	mac_derive(&number, sizeof number, "copies of mails", store->copies);
	return true;
}

/* Makes the folders and lets their names outlive a crash. */
static bool
make_folders(const char *state_dir, GError **error)
{
	g_autofree char *kv_dir = g_build_filename(state_dir, "store", NULL);
	g_autofree char *archive = g_build_filename(state_dir, "archive", NULL);
	g_autofree char *keys = g_build_filename(state_dir, "keys", NULL);
	g_autofree char *outbox = g_build_filename(state_dir, "outbox", NULL);
	return filesystem_make(state_dir, error) &&
	    filesystem_make(kv_dir, error) && filesystem_make(archive, error) &&
	    filesystem_make(keys, error) && filesystem_make(outbox, error) &&
	    filesystem_sync(state_dir, error);
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
	if (!store->kv || !check_meta(store, mode, error))
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
	explicit_bzero(store->copies, sizeof store->copies);
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
