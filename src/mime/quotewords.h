/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What mail programs write round quoted text, in the languages they write it
 * in: bits, so that one look can ask for several kinds. */
enum quotewords_kind {
	QUOTEWORDS_LEAD = 1 << 0,     /* begins "On Monday, Ann wrote:" */
	QUOTEWORDS_VERB = 1 << 1,     /* ends it, before the colon: "wrote" */
	QUOTEWORDS_NAMES = 1 << 2,    /* stands before the name: "schrieb" */
	QUOTEWORDS_ORIGINAL = 1 << 3, /* between dashes: "original message" */
	QUOTEWORDS_BEGIN = 1 << 4,    /* a line of its own with a colon */
	QUOTEWORDS_FROM = 1 << 5,     /* labels of a header that is repeated */
	QUOTEWORDS_DATE = 1 << 6,
	QUOTEWORDS_TO = 1 << 7,
	QUOTEWORDS_SUBJECT = 1 << 8,
	QUOTEWORDS_OTHER = 1 << 9,   /* Cc, Reply-To, attachments, ... */
	QUOTEWORDS_MOBILE = 1 << 10, /* begins "Sent from my iPhone" */
	QUOTEWORDS_SENT = 1 << 11,   /* ends one: "gesendet" */
	QUOTEWORDS_WEAK = 1 << 12,   /* begins one that ends in SENT */
	QUOTEWORDS_DEVICE = 1 << 13, /* "iphone" */
};

#define QUOTEWORDS_FIELD                                     \
	(QUOTEWORDS_FROM | QUOTEWORDS_DATE | QUOTEWORDS_TO | \
	    QUOTEWORDS_SUBJECT | QUOTEWORDS_OTHER)

#define QUOTEWORDS_MAX 640 /* octets of a folded line, with its NUL */

/* Writes a line as the tables are written: lower case, one space where there
 * was white space, ASCII digits, colon and apostrophe, composed, without marks
 * of direction and "*" of bold words. What is longer than QUOTEWORDS_MAX is
 * cut off. Returns the octets written before the NUL. */
gsize quotewords_fold(const char *text, gsize length, char *out);

/* The length of the longest phrase of one of the kinds (bits) that begins at
 * p, in folded text from begin to end; 0 when there is none. Phrases of
 * letters with spaces round them match whole words only. kind_out may be NULL.
 */
gsize quotewords_at(const char *begin, const char *p, guint kinds,
    guint *kind_out);

/* Where the first phrase of the kinds is in folded text, or NULL. */
const char *quotewords_find(const char *text, guint kinds);

/* The kinds of the phrases that are the length octets at text, whole. */
guint quotewords_exact(const char *text, gsize length, guint kinds);

/* Whether folded text ends in a phrase of the kinds; where it begins, or
 * NULL. */
const char *quotewords_ending(const char *text, gsize length, guint kinds);
