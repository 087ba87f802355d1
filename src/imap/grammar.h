/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* As much of the grammar of IMAP responses (RFC 3501 section 9) as the gate
 * needs: what a response is, where its literals are, and whether it is bounded.
 */

enum grammar_kind {
	GRAMMAR_CONTINUE, /* "+ ..." */
	GRAMMAR_TAGGED,   /* anything that starts with neither "*" nor "+" */
	GRAMMAR_STATUS,   /* "* OK", NO, BAD, PREAUTH, BYE */
	GRAMMAR_EXISTS,
	GRAMMAR_EXPUNGE,
	GRAMMAR_FETCH,
	GRAMMAR_DATA,  /* CAPABILITY, LIST, SEARCH, STATUS */
	GRAMMAR_OTHER, /* of no use here */
};

#define GRAMMAR_WORD_MAX 16

struct grammar {
	enum grammar_kind kind;
	char first[GRAMMAR_WORD_MAX];  /* the tag, or the word behind "* " */
	char second[GRAMMAR_WORD_MAX]; /* the word behind a tag or a number */
	size_t rest;                   /* where the text of a status starts */
	guint32 number;                /* of EXISTS, EXPUNGE, FETCH */
	int depth;                     /* open parentheses */
	bool has_literal;              /* the line ends in one */
	guint64 literal;               /* its octets */
};

/* Starts a response with its first line (without CRLF). TEMPORARY error when it
 * is no response at all. */
bool grammar_start(struct grammar *grammar, const char *line,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Goes on with the part of line behind offset from, which is one more line of
 * the same response. TEMPORARY error for nesting, quotes, numbers beyond 32
 * bits, literals in odd places and FETCH attributes that nobody asked for. */
bool grammar_line(struct grammar *grammar, const char *line, size_t from,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether libetpan is to see responses of that kind. */
bool grammar_is_wanted(enum grammar_kind kind);

/* Reads text as a whole as an unsigned 32-bit number; false when it is none. */
bool grammar_number(const char *text, guint32 *number_out);
