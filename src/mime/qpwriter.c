/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quoted-printable for letters of ours. What it writes must come out of any
 * relay as it went in, so it also encodes what some of them change: white space
 * at a line's end, "From " and "." at its start.
 */
#include "mime/qpwriter.h"

#include <string.h>

/* Of a line; with the "=" of a soft break it is 76. */
#define WIDTH ((gsize)75)

/* Whether the character at i must be encoded; column 0 is a line's start. */
static gboolean
is_unsafe(const char *text, gsize size, gsize i, gsize column)
{
	guint8 c = (guint8)text[i];

	if (c == '=' || c > 126 || (c < 32 && c != '\t'))
		return TRUE;
	if ((c == ' ' || c == '\t') && (i + 1 == size || text[i + 1] == '\n'))
		return TRUE;
	if (column > 0)
		return FALSE;
	return c == '.' ||
	    (c == 'F' && size - i >= 5 && memcmp(text + i, "From ", 5) == 0);
}

/* How many of up to max characters at text may stand as they are behind
 * another one. */
static gsize
plain_run(const char *text, gsize size, gsize max)
{
	gsize n = 0;

	while (n < size && n < max && text[n] >= ' ' && text[n] <= 126 &&
	    text[n] != '=' &&
	    (text[n] != ' ' || (n + 1 < size && text[n + 1] != '\n')))
		n++;
	return n;
}

static void
append_encoded(GString *out, guint8 octet)
{
	static const char hex[] = "0123456789ABCDEF";
	const char encoded[] = { '=', hex[octet >> 4], hex[octet & 15] };

	g_string_append_len(out, encoded, sizeof(encoded));
}

void
qpwriter_text(const char *text, gsize size, GString *out)
{
	gsize column = 0, width;

	for (gsize i = 0; i < size; i++) {
		gsize run = column > 0
		    ? plain_run(text + i, size - i, WIDTH - column)
		    : 0;
		gboolean encode;

		g_string_append_len(out, text + i, (gssize)run);
		column += run;
		i += run;
		if (i == size)
			break;
		if (text[i] == '\n') {
			g_string_append(out, "\r\n");
			column = 0;
			continue;
		}
		encode = is_unsafe(text, size, i, column);
		width = encode ? 3 : 1;
		if (column + width > WIDTH) {
			g_string_append(out, "=\r\n");
			column = 0;
			encode = is_unsafe(text, size, i, column);
			width = encode ? 3 : 1;
		}
		if (encode)
			append_encoded(out, (guint8)text[i]);
		else
			g_string_append_c(out, text[i]);
		column += width;
	}
	if (column > 0)
		g_string_append(out, "\r\n");
}
