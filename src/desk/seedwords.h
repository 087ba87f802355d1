/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* The word lists of BIP-39, by which a wallet's seed is written down as 12 to
 * 24 words: whoever has them has the money. */

/* Most words of a phrase, and octets of a word. */
#define SEEDWORDS_MAX 24
#define SEEDWORDS_WORD_MAX 48

/* A bit for each list (English, ...): which ones a word is in. */
typedef guint8 seedwords_lists;

struct seedwords_place {
	seedwords_lists lists;
	guint16 index[8]; /* 0 to 2047, in each of them */
};

/* The file, which is built into the program: no mail may go by unread because a
 * file was not installed. The caller unrefs. */
GBytes *seedwords_shipped(void);

/* Whether a word may be in a list, by its length and script alone. */
bool seedwords_is_likely(const char *word, size_t length);

/* Looks a word up in file: lines "word list index" in the order of octets,
 * words in NFKD. word need be neither terminated nor folded. False when it is
 * in no list. */
bool seedwords_find(const char *file, size_t size, const char *word,
    size_t length, struct seedwords_place *out);

/* Whether these words are a phrase of one list: 12, 15, 18, 21 or 24, and their
 * checksum is right. */
bool seedwords_is_phrase(const struct seedwords_place *words, guint count);
