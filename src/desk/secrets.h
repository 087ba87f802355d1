/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stddef.h>

/* What a customer must never have sent: with it, whoever reads the mail, a
 * notice, a log or a backup of them can take the money. */
enum secrets_kind {
	SECRETS_SEED,     /* BIP-39 phrase */
	SECRETS_KEY,      /* private key: PEM, WIF, XRP seed, xprv, hex */
	SECRETS_API,      /* secret of an API key */
	SECRETS_PASSWORD, /* in so many words */
	SECRETS_CARD,     /* payment card, Luhn */
	SECRETS_CODE,     /* one-time code */
	SECRETS_KINDS
};

/* "seed phrase", for people. */
const char *secrets_kind_name(enum secrets_kind kind);

struct secrets_range {
	size_t offset, length; /* octets of the text, whole characters */
	enum secrets_kind kind;
};

/* The secrets in a text, ascending and apart: an array of struct secrets_range,
 * which the caller unrefs. text: UTF-8 of any size. words: the file of
 * seedwords.h, NULL to look for no seed phrases. Linear. */
GArray *secrets_find(const char *text, GBytes *words);

/* The text with "[hidden: password]" in place of each; the caller frees. */
char *secrets_mask(const char *text, const GArray *ranges);
