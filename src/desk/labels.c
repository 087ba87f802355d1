/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling what a value is by the words before it, whatever language they are
 * in. A line's end ends a label's reach: what stands in the next row of a table
 * or signature must never become a customer's number. */
#include "desk/labels.h"

#include <stdbool.h>
#include <string.h>

/* Between a label and what it stands before: marks, which may follow anything,
 * and words. */
enum { WORD = 1, MARK = 0xfe };

static const struct labels_row fillers[] = {
	LABELS_ROW(MARK, " "),
	LABELS_ROW(MARK, ":"),
	LABELS_ROW(MARK, "#"),
	LABELS_ROW(MARK, "="),
	LABELS_ROW(MARK, "-"),
	LABELS_ROW(MARK, "."),
	LABELS_ROW(MARK, "("),
	LABELS_ROW(MARK, "\""),
	LABELS_ROW(MARK, "'"),
	LABELS_ROW(MARK, "*"),
	LABELS_ROW(MARK, "|"),
	LABELS_ROW(MARK, "\t"),
	LABELS_ROW(MARK, "\xc2\xa0"),
	LABELS_ROW(MARK, "："),
	LABELS_ROW(MARK, "　"),
	LABELS_ROW(MARK, "（"),
	LABELS_ROW(MARK, "「"),
	LABELS_ROW(MARK, "\xe2\x84\x96"),
	LABELS_ROW(WORD, "id"),
	LABELS_ROW(WORD, "no"),
	LABELS_ROW(WORD, "nr"),
	LABELS_ROW(WORD, "num"),
	LABELS_ROW(WORD, "number"),
	LABELS_ROW(WORD, "nummer"),
	LABELS_ROW(WORD, "numer"),
	LABELS_ROW(WORD, "numero"),
	LABELS_ROW(WORD, "número"),
	LABELS_ROW(WORD, "numéro"),
	LABELS_ROW(WORD, "is"),
	LABELS_ROW(WORD, "ist"),
	LABELS_ROW(WORD, "est"),
	LABELS_ROW(WORD, "es"),
	LABELS_ROW(WORD, "code"),
	LABELS_ROW(WORD, "код"),
	LABELS_ROW(WORD, "номер"),
	LABELS_ROW(WORD, "は"),
	LABELS_ROW(WORD, "为"),
	LABELS_ROW(WORD, "是"),
	LABELS_ROW(WORD, "為"),
	LABELS_ROW(WORD, "는"),
	LABELS_ROW(WORD, "은"),
};

/* Scripts that write no blanks between words. */
static bool
needs_blank(gunichar c)
{
	return c < 0x0e00;
}

static bool
ends_with(const char *text, size_t length, const struct labels_row *row)
{
	const char *begin = text + length - row->length;

	if (length < row->length ||
	    text[length - 1] != row->phrase[row->length - 1] ||
	    memcmp(begin, row->phrase, row->length) != 0)
		return false;
	if (begin == text || !needs_blank(g_utf8_get_char(row->phrase)) ||
	    row->kind == MARK)
		return true;
	const char *before = g_utf8_find_prev_char(text, begin);
	gunichar c = before ? g_utf8_get_char(before) : 0;
	return !g_unichar_isalpha(c) || !needs_blank(c);
}

/* The longest row that the text ends with, or NULL; the text is not empty. */
static const struct labels_row *
row_at_end(const struct labels_row *rows, guint n_rows, const char *text,
    size_t length)
{
	const struct labels_row *best = NULL;

	for (guint i = 0; i < n_rows; i++)
		if ((!best || rows[i].length > best->length) &&
		    ends_with(text, length, &rows[i]))
			best = &rows[i];
	return best;
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
	size_t length = strlen(lower);

	while (length > 0) {
		const struct labels_row *row =
		    row_at_end(rows, n_rows, lower, length);
		const struct labels_row *filler = NULL;

		if (row)
			return row->kind;
		filler =
		    row_at_end(fillers, G_N_ELEMENTS(fillers), lower, length);
		if (!filler)
			break;
		length -= filler->length;
	}
	return -1;
}
