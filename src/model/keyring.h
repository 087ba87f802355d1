/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>
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

/* The key under which a letter written at when (ms UTC) was signed, so that
 * what stands in it can be told again: the last one made by then, else the
 * oldest. A process that noticed a rotation a moment late has used the one
 * before. */
const struct keyring_key *keyring_signing_at(const struct keyring *keyring,
    gint64 when);

/* A new random key signs from now on; no other is believed for longer than
 * keep_ms from now, and those that end sooner keep their end. now: ms UTC,
 * keep_ms from 0 (at once) to KEYRING_KEEP_MAX. The new id is one that the ring
 * does not have; only when it has all of them, the key that ended first makes
 * room. PERMANENT error, and nothing changed, when none has ended. */
#define KEYRING_KEEP_MAX (G_GINT64_CONSTANT(36500) * 24 * 3600 * 1000)
bool keyring_rotate(struct keyring *keyring, gint64 now, gint64 keep_ms,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How a key stands at now. */
enum keyring_state {
	KEYRING_SIGNING,
	KEYRING_RETIRED, /* signs no more, is believed still */
	KEYRING_ENDED    /* past its until */
};
enum keyring_state keyring_state_of(const struct keyring_key *key, gint64 now);

/* "signing", "retired", "ended". */
const char *keyring_state_name(enum keyring_state state);

/* The record's octets (model/codec.h). They are secret: free them with
 * secret_free(), and let them reach a disk only sealed. */
GBytes *keyring_encode(const struct keyring *keyring);

/* The reverse, of any bytes; STORE error when they are no key ring: ids out of
 * range or doubled, keys of another length, no or two signing keys. */
struct keyring *keyring_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
