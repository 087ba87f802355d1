/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#define ENCODEDWORD_CHARSET 64 /* longest charset name believed, with NUL */

/* One RFC 2047 word where it stands: pointers into the text it was found in. */
struct encodedword {
	char charset[ENCODEDWORD_CHARSET]; /* without "*language" */
	char encoding;                     /* 'B' or 'Q' */
	const char *text, *end;            /* what is encoded */
	const char *next;                  /* behind the word */
};

/* Whether an encoded word stands at p, as real mailers write them: any length,
 * spaces inside, "?" unescaped in Q, its end cut off. */
gboolean encodedword_at(const char *p, struct encodedword *word);

/* Appends the octets that the word encodes, in its charset. */
void encodedword_append(const struct encodedword *word, GByteArray *out);
