/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* What an operator looks for in strangers' texts: words, with "*" for any
 * letters and "?" for one. The work is bounded by text times pattern, whatever
 * the text. */

#define PATTERN_WORDS_MAX 8    /* of one pattern */
#define PATTERN_TEXT_MAX 65536 /* octets of a text that are looked at */
#define PATTERN_LETTERS_MAX 64 /* of a word; the rest is not looked at */

/* The words of a text, folded: case, width and composition do not count
 * (NFKC). Letters of scripts without spaces between words are words of their
 * own. The caller unrefs the array of char *. */
GPtrArray *pattern_words(const char *text);

/* The same of a pattern, with its "*" and "?". */
GPtrArray *pattern_parse(const char *pattern);

/* Whether the words of a pattern stand in a text, side by side. False for a
 * pattern without words. */
bool pattern_matches(const GPtrArray *pattern, const GPtrArray *words);

/* Whether the whole text is what the pattern says; case does not count. */
bool pattern_is(const char *pattern, const char *text);
