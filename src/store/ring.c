/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key ring's file.
 *
 * Without it no reply address that is out in the world can be read any more: it
 * is replaced whole or not at all, and a ring that is there but does not open
 * is never replaced by a new one. */
#include "store/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/mac.h"
#include "base/secret.h"
#include "store/filesystem.h"
#include "store/segments.h"

#define LABEL "docket key ring 1" /* format and use, bound by the seal */
#define RING_SIZE_MAX 65536

static bool
derive(GBytes *secret, uint8_t key[MAC_KEY_SIZE], GError **error)
{
	gsize size = 0;
	const void *octets = g_bytes_get_data(secret, &size);
	if (size < RING_SECRET_MIN)
		return fail_set(error, FAIL_CONFIG,
		    "key_file has %" G_GSIZE_FORMAT " octets; it needs %d",
		    size, RING_SECRET_MIN);
	mac_derive(octets, size, LABEL, key);
	return true;
}

/* The sealed ring, opened. */
static struct keyring *
unseal(GBytes *sealed, GBytes *secret, GError **error)
{
	uint8_t key[MAC_KEY_SIZE];
	if (!derive(secret, key, error))
		return NULL;
	GBytes *plain = mac_open(key, LABEL, sealed, NULL);
	explicit_bzero(key, sizeof key);
	if (!plain) {
		fail_set(error, FAIL_CONFIG,
		    "keys/ring does not open: key_file is not the one that "
		    "sealed it, or the file is damaged");
		return NULL;
	}
	struct keyring *keyring = keyring_decode(plain, error);
	secret_free(plain);
	return keyring;
}

static GBytes *
seal(const struct keyring *keyring, GBytes *secret, GError **error)
{
	uint8_t key[MAC_KEY_SIZE];
	if (!derive(secret, key, error))
		return NULL;
	GBytes *plain = keyring_encode(keyring);
	GBytes *sealed = mac_seal(key, LABEL, plain);
	explicit_bzero(key, sizeof key);
	secret_free(plain);
	return sealed;
}

/* The file's octets; *sealed_out NULL: there is none, which is no error. */
static bool
load(const char *path, GBytes **sealed_out, GError **error)
{
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	guint8 octets[RING_SIZE_MAX];
	*sealed_out = NULL;
	if (fd < 0 && errno == ENOENT)
		return true;
	ssize_t got = fd < 0 ? -1 : read(fd, octets, sizeof octets);
	if (got < 0)
		return fail_errno(error, FAIL_STORE, errno, "%s", path);
	*sealed_out = g_bytes_new(octets, (gsize)got);
	return true;
}

static char *
ring_path(const char *state_dir)
{
	return g_build_filename(state_dir, "keys", "ring", NULL);
}

struct keyring *
ring_read(const char *state_dir, GBytes *secret, GError **error)
{
	g_autofree char *path = ring_path(state_dir);
	g_autoptr(GBytes) sealed = NULL;
	if (!load(path, &sealed, error))
		return NULL;
	if (!sealed) {
		fail_set(error, FAIL_CONFIG, "%s: there is no key ring yet",
		    path);
		return NULL;
	}
	return unseal(sealed, secret, error);
}

/* Writes all of it to a new file and syncs that. */
static bool
write_aside(const char *path, GBytes *sealed, GError **error)
{
	gsize size = 0;
	const void *octets = g_bytes_get_data(sealed, &size);
	autofd int fd =
	    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t written = fd < 0 ? -1 : write(fd, octets, size);
	if (written >= 0 && (gsize)written != size) {
		errno = ENOSPC;
		written = -1;
	}
	if (written >= 0 && fsync(fd) == 0)
		return true;
	return fail_errno(error,
	    segments_is_full(errno) ? FAIL_TEMPORARY : FAIL_STORE, errno, "%s",
	    path);
}

/* The caller has the lock. */
static bool
replace(const char *keys_dir, GBytes *secret, const struct keyring *keyring,
    GError **error)
{
	g_autofree char *path = g_build_filename(keys_dir, "ring", NULL);
	g_autofree char *aside = g_build_filename(keys_dir, "ring.new", NULL);
	g_autoptr(GBytes) sealed = seal(keyring, secret, error);
	if (!sealed || !write_aside(aside, sealed, error))
		return false;
	if (rename(aside, path) != 0)
		return fail_errno(error, FAIL_STORE, errno, "%s", path);
	return filesystem_sync(keys_dir, error);
}

/* A lock on the folder, held while the descriptor is open; waits for it. */
static int
lock(const char *keys_dir, GError **error)
{
	if (!filesystem_make(keys_dir, error))
		return -1;
	autofd int fd = open(keys_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		fail_errno(error, FAIL_STORE, errno, "%s", keys_dir);
		return -1;
	}
	return autofd_steal(&fd);
}

bool
ring_save(const char *state_dir, GBytes *secret, const struct keyring *keyring,
    GError **error)
{
	g_autofree char *dir = g_build_filename(state_dir, "keys", NULL);
	autofd int held = lock(dir, error);
	return held >= 0 && replace(dir, secret, keyring, error);
}

struct keyring *
ring_open(const char *state_dir, GBytes *secret, gint64 now, GError **error)
{
	g_autofree char *dir = g_build_filename(state_dir, "keys", NULL);
	g_autofree char *path = ring_path(state_dir);
	g_autoptr(GBytes) sealed = NULL;
	autofd int held = lock(dir, error);
	if (held < 0 || !load(path, &sealed, error))
		return NULL;
	if (sealed)
		return unseal(sealed, secret, error);
	g_autoptr(keyring) keyring = keyring_new(now);
	if (!replace(dir, secret, keyring, error))
		return NULL;
	return g_steal_pointer(&keyring);
}

struct keyring *
ring_rotate(const char *state_dir, GBytes *secret, gint64 now, gint64 keep_ms,
    GError **error)
{
	g_autofree char *dir = g_build_filename(state_dir, "keys", NULL);
	autofd int held = lock(dir, error);
	g_autoptr(keyring) keyring =
	    held >= 0 ? ring_read(state_dir, secret, error) : NULL;
	if (!keyring || !keyring_rotate(keyring, now, keep_ms, error) ||
	    !replace(dir, secret, keyring, error))
		return NULL;
	return g_steal_pointer(&keyring);
}

struct ring_stamp
ring_stamp(const char *state_dir)
{
	g_autofree char *path = ring_path(state_dir);
	struct ring_stamp stamp = { 0 };
	struct stat status;
	if (stat(path, &status) != 0)
		return stamp;
	stamp.device = status.st_dev;
	stamp.inode = status.st_ino;
	stamp.seconds = status.st_mtim.tv_sec;
	stamp.nanoseconds = status.st_mtim.tv_nsec;
	return stamp;
}

bool
ring_is_same(const struct ring_stamp *a, const struct ring_stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->seconds == b->seconds && a->nanoseconds == b->nanoseconds;
}
