/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an encoded word begins and ends and what octets it stands for (RFC
 * 2047). The charset is not applied here: a character may be split over two
 * words. Must never look twice at the same octets of a long header without a
 * bound.
 */
#include "mime/encodedword.h"

#include <string.h>

#include "mime/transfer.h"

/* Where the word that begins its text at p ends: at "?=". In Q a "?=" that two
 * hex digits follow may be an unescaped "?" before "=3D", which real mailers
 * write; it ends the word only when no later "?=" can. NULL: nowhere. */
static const char *
word_end(const char *p, char encoding)
{
	const char *end = strstr(p, "?=");

	while (end && encoding == 'Q' && g_ascii_isxdigit(end[2]) &&
	    g_ascii_isxdigit(end[3])) {
		const char *later = strstr(end + 2, "?=");

		if (!later || g_strstr_len(end + 2, later - end - 2, "=?"))
			break;
		end = later;
	}
	return end;
}

/* A word whose end was cut off goes up to the next white space. */
gboolean
encodedword_at(const char *p, struct encodedword *word)
{
	gsize length, charset;
	const char *end, *star;

	if (p[0] != '=' || p[1] != '?')
		return FALSE;
	length = strcspn(p + 2, "? \t\r\n()<>@,;:\"/[]");
	if (length == 0 || length >= ENCODEDWORD_CHARSET ||
	    p[2 + length] != '?')
		return FALSE;
	/* "charset*language" is RFC 2231 section 5. */
	star = memchr(p + 2, '*', length);
	charset = star ? (gsize)(star - p - 2) : length;
	memcpy(word->charset, p + 2, charset);
	word->charset[charset] = '\0';
	p += 2 + length + 1;
	word->encoding = g_ascii_toupper(*p);
	if ((word->encoding != 'B' && word->encoding != 'Q') || p[1] != '?')
		return FALSE;
	word->text = p + 2;
	end = word_end(word->text, word->encoding);
	word->end = end ? end : word->text + strcspn(word->text, " \t\r\n");
	word->next = end ? end + 2 : word->end;
	return TRUE;
}

static void
append_q(const char *p, const char *end, GByteArray *out)
{
	guint8 octet;

	for (; p < end; p++) {
		octet = (guint8)*p;
		if (octet == '_') {
			octet = ' ';
		} else if (octet == '=' && end - p > 2 &&
		    g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
			octet = (guint8)(g_ascii_xdigit_value(p[1]) << 4 |
			    g_ascii_xdigit_value(p[2]));
			p += 2;
		}
		g_byte_array_append(out, &octet, 1);
	}
}

void
encodedword_append(const struct encodedword *word, GByteArray *out)
{
	g_autoptr(transfer) base64 = NULL;

	if (word->encoding == 'Q') {
		append_q(word->text, word->end, out);
		return;
	}
	base64 = transfer_new(MESSAGE_ENCODING_BASE64);
	transfer_decode(base64, word->text, (gsize)(word->end - word->text),
	    out);
	transfer_finish(base64, out);
}
