/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the phrases of the quote tables in a line. The tables have more than a
 * thousand rows and a mail may have a hundred thousand lines, so that rows are
 * looked up by the hash of their first octets, and a look costs the same
 * however many there are. Must never read a line further than QUOTEWORDS_MAX.
 */
#include "mime/quotewords.h"

#include <string.h>

#include "mime/quotetable.h"

#define QUOTEWORDS_HEADS 4096 /* a power of two */
#define QUOTEWORDS_ROWS 2048
#define QUOTEWORDS_KEY 3 /* octets that are hashed; shorter ones: 1 */

/* Made at the first look and then only read: rows by hash, longest first. */
static struct {
	gboolean made;
	guint16 heads[QUOTEWORDS_HEADS]; /* 1-based, 0 none */
	guint16 next[QUOTEWORDS_ROWS];
	guint8 length[QUOTEWORDS_ROWS];
	const struct quotetable_row *rows[QUOTEWORDS_ROWS];
	guint count;
} quotewords_index;

static guint
hash(const char *p, gsize length)
{
	guint32 key = (guint8)p[0];

	for (gsize i = 1; i < length; i++)
		key = key * 251 + (guint8)p[i];
	return (key * 2654435761u) >> 20;
}

static gsize
key_length(gsize length)
{
	return length < QUOTEWORDS_KEY ? 1 : QUOTEWORDS_KEY;
}

static void
add_row(const struct quotetable_row *row)
{
	gsize length = strlen(row->phrase);
	guint head = hash(row->phrase, key_length(length));
	guint16 *at = &quotewords_index.heads[head];
	guint n = quotewords_index.count++;

	g_assert_cmpuint(n + 1, <, QUOTEWORDS_ROWS);
	g_assert_cmpuint(length, <=, G_MAXUINT8);
	while (*at && quotewords_index.length[*at - 1] >= length)
		at = &quotewords_index.next[*at - 1];
	quotewords_index.rows[n] = row;
	quotewords_index.length[n] = (guint8)length;
	quotewords_index.next[n] = *at;
	*at = (guint16)(n + 1);
}

static void
make_index(void)
{
	static const struct quotetable_row *const tables[] = { quotetable_rows,
		quotelabels_rows, quotemobile_rows };

	if (quotewords_index.made)
		return;
	quotewords_index.made = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		for (guint j = 0; tables[i][j].phrase; j++)
			add_row(&tables[i][j]);
	}
}

/* --- folding ----------------------------------------------------------- */

/* Marks of direction, joiners and emphasis, which stand anywhere. */
static gboolean
is_mark(gunichar c)
{
	return c == '*' || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	    c == 0xfeff;
}

static gunichar
fold_character(gunichar c)
{
	int digit;

	if (c < 0x80)
		return (gunichar)g_ascii_tolower((char)c);
	switch (c) {
	case 0xff1a: /* full width colon */
	case 0xfe55:
		return ':';
	case 0x2019:
	case 0x2018:
	case 0x02bc:
		return '\'';
	case 0xff08:
		return '(';
	case 0xff09:
		return ')';
	default:
		break;
	}
	digit = g_unichar_digit_value(c);
	if (digit >= 0)
		return (gunichar)('0' + digit);
	if (g_unichar_isspace(c))
		return ' ';
	return g_unichar_tolower(c);
}

/* Whether the line has combining marks or Hindi letters of another form than
 * the tables', so that it must be composed. */
static gboolean
is_decomposed(const char *p, const char *end)
{
	for (; p + 1 < end; p++) {
		if ((guint8)p[0] == 0xcc ||
		    ((guint8)p[0] == 0xcd && (guint8)p[1] < 0xb0))
			return TRUE;
		if ((guint8)p[0] == 0xa5 && (guint8)p[1] >= 0x98 &&
		    (guint8)p[1] <= 0x9f)
			return TRUE;
	}
	return FALSE;
}

gsize
quotewords_fold(const char *text, gsize length, char *out)
{
	const char *end = text + MIN(length, QUOTEWORDS_MAX);
	g_autofree char *composed = NULL;
	gboolean space = FALSE;
	gsize n = 0;

	if (is_decomposed(text, end)) {
		/* The octets up to end may stop within a character. */
		g_autofree char *whole =
		    g_utf8_make_valid(text, (gssize)(end - text));

		composed = g_utf8_normalize(whole, -1, G_NORMALIZE_NFC);
		text = composed;
		end = composed + strlen(composed);
	}
	while (text < end && n + 8 < QUOTEWORDS_MAX) {
		gunichar c = (guint8)*text;

		if (c >= 0x80)
			c = g_utf8_get_char_validated(text, end - text);
		if (c >= (gunichar)-2)
			break;
		/* QQ writes "&nbsp;" in plain text too. */
		if (c == '&' && end - text >= 6 &&
		    memcmp(text, "&nbsp;", 6) == 0) {
			text += 5;
			c = ' ';
		}
		text = g_utf8_next_char(text);
		if (is_mark(c))
			continue;
		c = fold_character(c);
		if (c == ' ' || g_ascii_isspace((int)MIN(c, 0x7f))) {
			space = n > 0;
			continue;
		}
		if (space)
			out[n++] = ' ';
		space = FALSE;
		n += (gsize)g_unichar_to_utf8(c, out + n);
	}
	out[n] = '\0';
	return n;
}

/* --- looking ----------------------------------------------------------- */

/* Whether the character is one of an alphabet whose words have spaces round
 * them; of others a phrase may stand within a row of letters. */
static gboolean
is_spaced(gunichar c)
{
	return g_unichar_isalpha(c) &&
	    (c < 0x0e00 || (c >= 0x1e00 && c < 0x2000));
}

/* Whether a phrase may begin (or end) between these two characters. */
static gboolean
is_edge(const char *begin, const char *p)
{
	const char *before;

	if (p == begin || !*p)
		return TRUE;
	before = g_utf8_find_prev_char(begin, p);
	return !before || !is_spaced(g_utf8_get_char(before)) ||
	    !is_spaced(g_utf8_get_char(p));
}

/* The row of one of the kinds that begins at p; whole words only, but names of
 * devices take endings ("iPhonesta"). */
static const struct quotetable_row *
look(const char *p, guint kinds, gsize key, gsize *length_out)
{
	guint n = quotewords_index.heads[hash(p, key)];

	for (; n > 0; n = quotewords_index.next[n - 1]) {
		const struct quotetable_row *row = quotewords_index.rows[n - 1];
		gsize length = quotewords_index.length[n - 1];

		if (key_length(length) != key || !(row->kind & kinds) ||
		    strncmp(p, row->phrase, length) != 0)
			continue;
		if ((row->kind != QUOTEWORDS_DEVICE || length < 5) &&
		    !is_edge(p, p + length))
			continue;
		*length_out = length;
		return row;
	}
	return NULL;
}

gsize
quotewords_at(const char *begin, const char *p, guint kinds, guint *kind_out)
{
	const struct quotetable_row *row = NULL;
	gsize length = 0;

	make_index();
	if (!*p || !is_edge(begin, p))
		return 0;
	if (p[1] && p[2])
		row = look(p, kinds, QUOTEWORDS_KEY, &length);
	if (!row)
		row = look(p, kinds, 1, &length);
	if (row && kind_out)
		*kind_out = row->kind;
	return row ? length : 0;
}

const char *
quotewords_find(const char *text, guint kinds)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		if (quotewords_at(text, p, kinds, NULL) > 0)
			return p;
	}
	return NULL;
}

guint
quotewords_exact(const char *text, gsize length, guint kinds)
{
	guint n, found = 0;

	make_index();
	if (length == 0)
		return 0;
	n = quotewords_index.heads[hash(text, key_length(length))];
	for (; n > 0; n = quotewords_index.next[n - 1]) {
		const struct quotetable_row *row = quotewords_index.rows[n - 1];

		if (quotewords_index.length[n - 1] == length &&
		    (row->kind & kinds) &&
		    memcmp(text, row->phrase, length) == 0)
			found |= row->kind;
	}
	return found;
}

const char *
quotewords_ending(const char *text, gsize length, guint kinds)
{
	const char *end = text + length, *p = text;

	/* No phrase is longer than 80 octets. */
	if (length > 80)
		p = g_utf8_find_next_char(end - 81, NULL);
	for (; p && p < end; p = g_utf8_next_char(p)) {
		if (is_edge(text, p) &&
		    quotewords_exact(p, (gsize)(end - p), kinds))
			return p;
	}
	return NULL;
}
