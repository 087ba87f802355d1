/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where foreign text is made safe to print: a subject must not
 * move the cursor, forge a log line, or turn the rest of a line around. It must
 * never trust that text is UTF-8, and never work on more of it than it shows.
 */
#include "base/escape.h"

#include <stdbool.h>
#include <string.h>

#define DEFAULT_LIMIT 256
#define DOTS "..."
#define DOTS_LENGTH (sizeof(DOTS) - 1)
#define ESCAPE_MAX 16 /* \u{10FFFF} and NUL */

/* One character, or one octet that is not part of any. */
struct piece {
	const char *start;
	size_t octets;
	gunichar character; /* of a bad octet: its value */
	bool is_text;
};

/* Marks that Unicode counts as letters or symbols although nothing is seen of
 * them: grapheme joiner, Hangul fillers, Khmer vowels, blank braille. */
static bool
is_blank(gunichar c)
{
	static const gunichar blanks[] = { 0x034F, 0x115F, 0x1160, 0x17B4,
		0x17B5, 0x2800, 0x3164, 0xFFA0 };

	for (size_t i = 0; i < G_N_ELEMENTS(blanks); i++)
		if (c == blanks[i])
			return true;
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

/* Whether a character is seen where it stands, and only there. */
static bool
is_visible(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_UNASSIGNED:
		return false;
	default:
		return !is_blank(c);
	}
}

/* Persian and many emoji are wrong without joiners and variation selectors, and
 * none of these moves anything on a terminal. */
static bool
shapes_text(gunichar c)
{
	return c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F);
}

/* text is not empty. */
static struct piece
next_piece(const char *text)
{
	struct piece piece = { .start = text, .octets = 1 };
	gunichar c = g_utf8_get_char_validated(text, -1);

	piece.is_text = c != (gunichar)-1 && c != (gunichar)-2;
	piece.character = piece.is_text ? c : (guchar)*text;
	if (piece.is_text)
		piece.octets = (size_t)g_utf8_skip[(guchar)*text];
	return piece;
}

/* A bad octet and an ASCII control look alike, \x1b: neither is a character. */
static void
write_escape(const struct piece *piece, char out[ESCAPE_MAX])
{
	if (!piece->is_text || piece->character < 0x80)
		g_snprintf(out, ESCAPE_MAX, "\\x%02x", piece->character);
	else
		g_snprintf(out, ESCAPE_MAX, "\\u{%04X}", piece->character);
}

/* Adds the piece as a value in quotes needs it, and counts characters. */
static void
append_piece(GString *out, const struct piece *piece, size_t *characters)
{
	char escape[ESCAPE_MAX];

	if (piece->is_text &&
	    (piece->character == '"' || piece->character == '\\')) {
		g_string_append_c(out, '\\');
		g_string_append_c(out, (char)piece->character);
		*characters += 2;
	} else if (piece->is_text && is_visible(piece->character)) {
		g_string_append_len(out, piece->start, (gssize)piece->octets);
		*characters += 1;
	} else {
		write_escape(piece, escape);
		g_string_append(out, escape);
		*characters += strlen(escape);
	}
}

char *
escape_text(const char *text, size_t limit)
{
	size_t most = limit ? limit : DEFAULT_LIMIT;
	size_t room = most > DOTS_LENGTH ? most - DOTS_LENGTH : 0;
	GString *out = g_string_new(NULL);
	size_t characters = 0;
	gsize cut = 0; /* where to cut should it get too long */

	while (*text && characters <= most) {
		struct piece piece = next_piece(text);

		append_piece(out, &piece, &characters);
		text += piece.octets;
		if (characters <= room)
			cut = out->len;
	}
	if (characters > most) {
		g_string_truncate(out, cut);
		g_string_append_len(out, DOTS, (gssize)MIN(DOTS_LENGTH, most));
	}
	return g_string_free(out, FALSE);
}

char *
escape_terminal(const char *text, enum escape_lines lines)
{
	GString *out = g_string_new(NULL);

	while (*text) {
		struct piece piece = next_piece(text);
		gunichar c = piece.character;
		bool kept =
		    lines == ESCAPE_KEEP_LINES && (c == '\n' || c == '\t');
		char escape[ESCAPE_MAX];

		/* The CR of a CR LF goes; any other could overwrite its line.
		 */
		if (lines == ESCAPE_KEEP_LINES && c == '\r' &&
		    text[1] == '\n') {
			text++;
			continue;
		}
		if (piece.is_text &&
		    (kept || is_visible(c) || shapes_text(c))) {
			g_string_append_len(out, text, (gssize)piece.octets);
		} else {
			write_escape(&piece, escape);
			g_string_append(out, escape);
		}
		text += piece.octets;
	}
	return g_string_free(out, FALSE);
}
