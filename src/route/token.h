/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/keyring.h"

/* Reply addresses and own ids that can not be guessed. The layout is frozen
 * (big-endian, base32 in lower case without padding):
 *
 *   long, 24 octets = 39 characters: version 1 (2 bits) and key id (6 bits),
 *   role (4 bits) and seat (12 bits), number (5 octets), HMAC-SHA-256 cut to 16
 *   octets over "docket token 1\0", those 8 octets and the holder's folded
 *   address;
 *
 *   short, 17 octets = 28 characters: version and key id, letter number (6
 *   octets), HMAC-SHA-256 cut to 10 octets over "docket id 1\0" or "docket
 *   bounce 1\0" and those 7 octets.
 *
 * Spare bits are zero or the text is no token. */
#define TOKEN_LENGTH 39
#define TOKEN_SHORT_LENGTH 28
#define TOKEN_MAC_SIZE 16
#define TOKEN_SEAT_MAX 4095
#define TOKEN_NUMBER_MAX ((G_GUINT64_CONSTANT(1) << 40) - 1)
#define TOKEN_LETTER_MAX ((G_GUINT64_CONSTANT(1) << 48) - 1)

/* What the number of a token means, and what its holder may do with it. */
enum token_role {
	TOKEN_CUSTOMER = 1,    /* seat 0 of a ticket */
	TOKEN_PARTICIPANT = 2, /* another seat of a ticket */
	TOKEN_AGENT = 3,       /* answers a ticket (store-wide seat) */
	TOKEN_NOTE = 4,        /* writes notes; can never reach a customer */
	TOKEN_CONFIRM = 5,     /* releases a held mail */
	TOKEN_RATING = 6,      /* rates a closure */
	TOKEN_DESK = 7,        /* an agent's desk address, number 0 */
	TOKEN_IDENTITY = 8,    /* answers whose account a ticket is about: of
	                          the registered address (desk/identity.h) */
};

/* The role in a word, for explain; "unknown" for any other number. */
const char *token_role_name(guint8 role);

struct token {
	guint8 key_id, role;
	guint16 seat;
	guint64 number;
	uint8_t mac[TOKEN_MAC_SIZE];
};

/* The text of a new token for the holder of that (folded) address, under the
 * signing key; of what, only role, seat and number are read. NULL when one of
 * them does not fit. The caller frees. */
char *token_issue(const struct keyring *ring, const struct token *what,
    const char *holder);

/* Whether these characters have a token's shape: length, alphabet, spare bits,
 * version and role. Nothing is proved by that. Either case is taken. */
bool token_parse(const char *text, gsize length, struct token *out);

/* Whether it was issued by us for that (folded) holder, under a key still good
 * at now (ms UTC). Its time does not depend on why it answers no. A NULL
 * holder never verifies. */
bool token_verify(const struct token *token, const struct keyring *ring,
    gint64 now, const char *holder);

/* A short token stands in the Message-ID of a letter or in its bounce address;
 * one can not be used for the other. */
enum token_use { TOKEN_USE_ID, TOKEN_USE_BOUNCE };

/* The text for a letter's number (1 to TOKEN_LETTER_MAX), else NULL. The caller
 * frees. */
char *token_short_issue(const struct keyring *ring, enum token_use use,
    guint64 letter);

/* The text that token_short_issue() gave for a letter written at when (ms UTC),
 * under the key that signed then (keyring_signing_at()). */
char *token_short_again(const struct keyring *ring, enum token_use use,
    guint64 letter, gint64 when);

/* Whether these characters have a short token's shape, and the key and letter
 * that it names. Nothing is proved by that. */
bool token_short_parse(const char *text, gsize length, guint8 *key_id_out,
    guint64 *letter_out);

/* The letter number when text is a short token of ours for that use, under a
 * key still good at now; 0 otherwise. */
guint64 token_short_read(const char *text, gsize length,
    const struct keyring *ring, gint64 now, enum token_use use);
