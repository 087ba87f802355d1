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

/* Reads it only; CONFIG error when there is none. */
struct keyring *ring_read(const char *state_dir, GBytes *secret,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
