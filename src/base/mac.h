/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/autoptr.h"

#define MAC_SHA256_SIZE 32
#define MAC_KEY_SIZE 32

/* SHA-256 of size bytes at data. Fails only when OpenSSL does: that aborts. */
void mac_sha256(const void *data, size_t size, uint8_t out[MAC_SHA256_SIZE]);

/* SHA-256 over bytes that come in pieces. */
struct mac_digest;
struct mac_digest *mac_digest_new(void);
void mac_digest_add(struct mac_digest *digest, const void *data, size_t size);
void mac_digest_finish(struct mac_digest *digest, uint8_t out[MAC_SHA256_SIZE]);
void mac_digest_free(struct mac_digest *digest);
AUTOPTR_DEFINE(mac_digest, mac_digest_free)

/* Poly1305 (RFC 8439) under a key that is used again and again, over bytes that
 * come in pieces: which are the same, several times as fast as SHA-256. Whoever
 * does not know the key can not make two that agree; so neither it nor what
 * comes out may be shown to anybody. */
#define MAC_SUM_SIZE 16
struct mac_sum;
struct mac_sum *mac_sum_new(const uint8_t key[MAC_KEY_SIZE]);
void mac_sum_add(struct mac_sum *sum, const void *data, size_t size);
void mac_sum_finish(struct mac_sum *sum, uint8_t out[MAC_SUM_SIZE]);
void mac_sum_free(struct mac_sum *sum);
AUTOPTR_DEFINE(mac_sum, mac_sum_free)

/* HMAC-SHA-256 of data under key (RFC 2104). */
void mac_hmac(const uint8_t key[MAC_KEY_SIZE], const void *data, size_t size,
    uint8_t out[MAC_SHA256_SIZE]);

/* Whether size bytes are equal, in time that does not depend on them. */
bool mac_equal(const void *a, const void *b, size_t size);

/* Fills out with random bytes from the system's generator; aborts when there
 * are none. */
void mac_random(void *out, size_t size);

/* AES-256-GCM: out = 12-byte nonce, ciphertext, 16-byte tag. label is bound as
 * associated data. The caller frees. */
GBytes *mac_seal(const uint8_t key[MAC_KEY_SIZE], const char *label,
    GBytes *plain);

/* The reverse; PERMANENT error when key, label or bytes do not match. */
GBytes *mac_open(const uint8_t key[MAC_KEY_SIZE], const char *label,
    GBytes *sealed, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* HKDF-SHA-256 (RFC 5869), empty salt: a 32-byte key from a secret of any
 * length, for the use that label names. */
void mac_derive(const void *secret, size_t size, const char *label,
    uint8_t out[MAC_KEY_SIZE]);

/* Lower-case hex of size bytes; the caller frees. */
char *mac_hex(const void *data, size_t size);
