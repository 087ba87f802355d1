/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/keyring.h"
#include <glib.h>
#include <stdbool.h>

/* The key ring on disk: keys/ring, sealed by a key derived from the secret of
 * key_file, which must have at least RING_SECRET_MIN octets. */
#define RING_SECRET_MIN 32

/* Reads it, or makes one at first (under a lock, written aside, synced and
 * renamed). now: ms UTC. CONFIG error when the secret is too short or does not
 * open it, STORE when it can not be read or written. */
struct keyring *ring_open(const char *state_dir, GBytes *secret, gint64 now,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces it, by rename and sync of file and folder. TEMPORARY error when the
 * disk is full, else as above. */
bool ring_save(const char *state_dir, GBytes *secret,
    const struct keyring *keyring, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gives it a new signing key (keyring_rotate() says which of the old ones stay
 * believed) and returns it as it is on disk now. The lock is held from reading
 * to writing. Errors as above, and PERMANENT when it is full. */
struct keyring *ring_rotate(const char *state_dir, GBytes *secret, gint64 now,
    gint64 keep_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which file that is, without a look into it: two differ when the ring was
 * replaced between them. All zero when there is none. To be taken before the
 * ring is read: what comes in between is then seen as a change once more, and
 * not missed. */
struct ring_stamp {
	guint64 device, inode;
	gint64 seconds, nanoseconds; /* of its last change */
};
struct ring_stamp ring_stamp(const char *state_dir);
bool ring_is_same(const struct ring_stamp *a, const struct ring_stamp *b);

/* Reads it only; CONFIG error when there is none. */
struct keyring *ring_read(const char *state_dir, GBytes *secret,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
