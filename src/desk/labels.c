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

static const struct labels_row filler_rows[] = {
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
G_STATIC_ASSERT(G_N_ELEMENTS(filler_rows) <= LABELS_ROWS_MAX);

static struct labels_table fillers = LABELS_TABLE(filler_rows);

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
	    memcmp(begin, row->phrase, row->length) != 0)
		return false;
	if (begin == text || !needs_blank(g_utf8_get_char(row->phrase)) ||
	    row->kind == MARK)
		return true;
	const char *before = g_utf8_find_prev_char(text, begin);
	gunichar c = before ? g_utf8_get_char(before) : 0;
	return !g_unichar_isalpha(c) || !needs_blank(c);
}

static void
fill_in(struct labels_table *table)
{
	for (guint i = table->n_rows; i > 0; i--) {
		const struct labels_row *row = &table->rows[i - 1];
		guint8 last = (guint8)row->phrase[row->length - 1];

		table->next[i - 1] = table->first[last];
		table->first[last] = (guint8)i;
	}
	table->filled = true;
}

/* The longest row that the text ends with, or NULL; the text is not empty. */
static const struct labels_row *
row_at_end(struct labels_table *table, const char *text, size_t length)
{
	const struct labels_row *best = NULL;

	if (!table->filled)
		fill_in(table);
	for (guint i = table->first[(guint8)text[length - 1]]; i > 0;
	     i = table->next[i - 1]) {
		const struct labels_row *row = &table->rows[i - 1];

		if ((!best || row->length > best->length) &&
		    ends_with(text, length, row))
			best = row;
	}
	return best;
}

/* The text up to end in lower case, character by character, which no label
 * needs more than: g_utf8_strdown() is slow. Returns its length. */
static size_t
lower(const char *text, const char *end, char *out)
{
	char *to = out;

	for (; text < end; text = g_utf8_next_char(text)) {
		guint8 c = (guint8)*text;

		if (c < 0x80)
			*to++ = g_ascii_tolower((char)c);
		else
			to += g_unichar_to_utf8(
			    g_unichar_tolower(g_utf8_get_char(text)), to);
	}
	return (size_t)(to - out);
}

int
labels_before(struct labels_table *table, const char *text, size_t offset)
{
	size_t begin = offset > LABELS_REACH ? offset - LABELS_REACH : 0;

	for (size_t i = begin; i < offset; i++)
		if (text[i] == '\n')
			begin = i + 1;
	while (begin < offset && ((guint8)text[begin] & 0xc0) == 0x80)
		begin++;
	/* a letter of two octets may become one of three: U+023A */
	char before[2 * LABELS_REACH];
	size_t length = lower(text + begin, text + offset, before);

	while (length > 0) {
		const struct labels_row *row =
		    row_at_end(table, before, length);
		const struct labels_row *filler = NULL;

		if (row)
			return row->kind;
		filler = row_at_end(&fillers, before, length);
		if (!filler)
			break;
		length -= filler->length;
	}
	return -1;
}
