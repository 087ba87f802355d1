/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* The words by which mentions.h finds its way through a text. Words are of
 * ASCII: numbers, codes, hashes and names of devices are, in all languages; the
 * labels before them need not be. A text has been through NFKC, so that
 * fullwidth forms are ASCII as well. */

/* A word of the text: letters A-Z, digits, and "-", "_", ".", "," inside. */
struct mentionwords_word {
	const char *text; /* into the text, not terminated */
	size_t length;
	guint digits; /* of its characters */
	bool lined;   /* "_" is one of them */
	bool mailed;  /* a part of an e-mail address */
};

/* The first MENTIONWORDS_MAX words of a text, borrowed from it: an array of
 * struct mentionwords_word. */
#define MENTIONWORDS_MAX 8192
GArray *mentionwords_split(const char *text);

/* What a label before a word (at text + offset, on its line) says that it is: a
 * mention_kind, or -1. "Order no.: 1042", "номер заказа 1042", "订单号1042". */
int mentionwords_label(const char *text, size_t offset);

/* Whether a word is an asset or a currency, in either case: "BTC", "usdt",
 * "EUR". */
bool mentionwords_is_asset(const char *word, size_t length);

/* The sign of a currency that stands just before text + offset, or at it: its
 * size in octets, 0 for none. */
size_t mentionwords_sign_before(const char *text, size_t offset);
size_t mentionwords_sign_at(const char *text);

/* What customers write from. "windows" and "note" are words of English as well:
 * it is for the caller to look at what stands next to them. */
enum mentionwords_thing {
	MENTIONWORDS_NONE,
	MENTIONWORDS_DEVICE,  /* "iPhone", "SM-G998B" */
	MENTIONWORDS_SYSTEM,  /* "iOS", "Windows" */
	MENTIONWORDS_VARIANT, /* "Pro", "Max": goes on with a device's name */
};
enum mentionwords_thing mentionwords_thing(const char *word, size_t length);
