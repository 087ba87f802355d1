/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Replaces the string in *field, which it frees, by a copy of value; NULL is
 * stored as "". value may be *field itself. */
void strings_set(char **field, const char *value);

/* Words are compared up to that many octets: a longer one is no slip. */
#define STRINGS_WORD_MAX 64

/* How many octets must be put in, taken out, changed or swapped with the next
 * one to make b of a: of two words, to find what somebody meant. */
guint strings_distance(const char *a, const char *b);

/* Octets at the start of valid UTF-8 among which there is no control character
 * and nothing of U+0080 to U+00BF or U+2000 to U+2FFF, where what is invisible
 * stands: what certainly stays when a text is cleaned. */
gsize strings_ordinary(const char *text);

/* The character at a place of valid UTF-8, as g_utf8_get_char() says: for loops
 * that all text of all mails goes through, most of it of up to three octets. */
static inline gunichar
strings_char(const char *at)
{
	const guint8 *p = (const guint8 *)at;

	if (p[0] < 0x80)
		return p[0];
	if (p[0] < 0xe0)
		return (gunichar)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	if (p[0] < 0xf0)
		return (gunichar)(p[0] & 0x0f) << 12 |
		    (gunichar)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	return g_utf8_get_char(at);
}
