/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quoted-printable for letters of ours. What it writes must come out of any
 * relay as it went in, so it also encodes what some of them change: white space
 * at a line's end, "From " and "." at its start.
 */
#include "mime/qpwriter.h"

#include <string.h>

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

void
qpwriter_text(const char *text, gsize size, GString *out)
{
	gsize column = 0, width;

	for (gsize i = 0; i < size; i++) {
		gboolean encode;

		if (text[i] == '\n') {
			g_string_append(out, "\r\n");
			column = 0;
			continue;
		}
		encode = is_unsafe(text, size, i, column);
		width = encode ? 3 : 1;
		/* 75 and the "=" of a soft break make 76. */
		if (column + width > 75) {
			g_string_append(out, "=\r\n");
			column = 0;
			encode = is_unsafe(text, size, i, column);
			width = encode ? 3 : 1;
		}
		if (encode)
			g_string_append_printf(out, "=%02X", (guint8)text[i]);
		else
			g_string_append_c(out, text[i]);
		column += width;
	}
	if (column > 0)
		g_string_append(out, "\r\n");
}
