/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling what a value is by the words before it, whatever language they are
 * in. A line's end ends a label's reach: what stands in the next row of a table
 * or signature must never become a customer's number. */
#include "desk/labels.h"

#include <stdbool.h>
#include <string.h>

/* Between a label and what it stands before. */
static const char *const fillers[] = { " ", ":", "#", "=", "-", ".", "(", "\"",
	"'", "*", "|", "\t", "\xc2\xa0", "：", "　", "（", "「",
	"\xe2\x84\x96" /* numero sign */, "id", "no", "nr", "num", "number",
	"nummer", "numer", "numero", "número", "numéro", "is", "ist", "est",
	"es", "code", "код", "номер", "は", "为", "是", "為", "는", "은" };

/* Scripts that write no blanks between words. */
static bool
needs_blank(gunichar c)
{
	return c < 0x0e00;
}

static bool
ends_with(const char *text, size_t length, const char *phrase)
{
	size_t size = strlen(phrase);
	const char *begin = text + length - size;

	if (length < size || memcmp(begin, phrase, size) != 0)
		return false;
	if (begin == text || !needs_blank(g_utf8_get_char(phrase)))
		return true;
	const char *before = g_utf8_find_prev_char(text, begin);
	gunichar c = before ? g_utf8_get_char(before) : 0;
	return !g_unichar_isalpha(c) || !needs_blank(c);
}

static int
label_at_end(const struct labels_row *rows, guint n_rows, const char *text,
    size_t length)
{
	for (guint i = 0; i < n_rows; i++)
		if (ends_with(text, length, rows[i].phrase))
			return rows[i].kind;
	return -1;
}

/* Without the longest filler at its end; the same length when there is none. */
static size_t
without_filler(const char *text, size_t length)
{
	size_t best = 0;

	for (guint i = 0; i < G_N_ELEMENTS(fillers); i++) {
		size_t size = strlen(fillers[i]);
		bool letters = g_unichar_isalpha(g_utf8_get_char(fillers[i]));

		if (size > best && length >= size &&
		    (letters ? ends_with(text, length, fillers[i])
		             : memcmp(text + length - size, fillers[i], size) ==
		                0))
			best = size;
	}
	return length - best;
}

int
labels_before(const struct labels_row *rows, guint n_rows, const char *text,
    size_t offset)
{
	size_t begin = offset > LABELS_REACH ? offset - LABELS_REACH : 0;

	for (size_t i = begin; i < offset; i++)
		if (text[i] == '\n')
			begin = i + 1;
	while (begin < offset && ((guint8)text[begin] & 0xc0) == 0x80)
		begin++;
	g_autofree char *lower =
	    g_utf8_strdown(text + begin, (gssize)(offset - begin));
	size_t length = strlen(lower), before;
	int kind = -1;

	do {
		before = length;
		kind = label_at_end(rows, n_rows, lower, length);
		length = without_filler(lower, length);
	} while (kind < 0 && length != before);
	return kind;
}
