/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdint.h>

#define KEYRING_IDS 64 /* key ids 0..63 */

/* The keys under which reply addresses and Message-IDs are signed. */
struct keyring_key {
	guint8 id;
	uint8_t key[32];
	gint64 created; /* ms UTC */
	gint64 retired; /* ms UTC; 0: this is the key that signs */
	gint64 until;   /* ms UTC, not believed from then on; 0: no end */
};
struct keyring {
	GPtrArray *keys; /* struct keyring_key; exactly one signs */
};

/* A ring with one new random key, id 0, made now (ms UTC). */
struct keyring *keyring_new(gint64 now);

/* Wipes the keys, too. */
void keyring_free(struct keyring *keyring);
AUTOPTR_DEFINE(keyring, keyring_free)

/* The key that signs; owned by the ring. */
const struct keyring_key *keyring_signing(const struct keyring *keyring);

/* The key of that id; NULL when it is unknown or past its until at now. */
const struct keyring_key *keyring_find(const struct keyring *keyring, guint8 id,
    gint64 now);

/* The record's octets (model/codec.h). They are secret: free them with
 * secret_free(), and let them reach a disk only sealed. */
GBytes *keyring_encode(const struct keyring *keyring);

/* The reverse, of any bytes; STORE error when they are no key ring: ids out of
 * range or doubled, keys of another length, no or two signing keys. */
struct keyring *keyring_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
