/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stddef.h>

/* What a customer must never have sent: with it, whoever reads the mail, a
 * notice, a log or a backup of them can take the money. */
enum disclosed_kind {
	DISCLOSED_SEED,     /* BIP-39 phrase */
	DISCLOSED_KEY,      /* private key: PEM, WIF, XRP seed, xprv, hex */
	DISCLOSED_API,      /* secret of an API key */
	DISCLOSED_PASSWORD, /* in so many words */
	DISCLOSED_CARD,     /* payment card, Luhn */
	DISCLOSED_CODE,     /* one-time code */
	DISCLOSED_KINDS,
	/* What is hidden as well and was no mistake of his: the anti-phishing
	 * code that our letters carry (desk/owncode.h). */
	DISCLOSED_OWN = DISCLOSED_KINDS
};

/* "seed phrase", for people. */
const char *disclosed_kind_name(enum disclosed_kind kind);

struct disclosed_range {
	size_t offset, length; /* octets of the text, whole characters */
	enum disclosed_kind kind;
};

/* The secrets in a text, ascending and apart: an array of struct
 * disclosed_range, which the caller unrefs. text: UTF-8 of any size. words: the
 * file of seedwords.h, NULL to look for no seed phrases. Linear. */
GArray *disclosed_find(const char *text, GBytes *words);

/* The text with "[hidden: password]" in place of each; the caller frees. */
char *disclosed_mask(const char *text, const GArray *ranges);

/* Octets of what stands in place of one of that kind. */
size_t disclosed_mark_size(enum disclosed_kind kind);
