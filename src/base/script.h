/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Whether the character is of a script that is written without blanks between
 * words: Han, kana, Thai, Lao, Khmer, Myanmar (UAX 29, section 4). Hangul is
 * not, though its particles stand at the word. */
bool script_is_unspaced(gunichar c);

/* The character at a place of valid UTF-8, as g_utf8_get_char() says: for loops
 * that all text of all mails goes through, most of it of up to three octets. */
static inline gunichar
script_char(const char *at)
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
