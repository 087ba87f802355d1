/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines of a mail are the writer's new words. One walk down the lines
 * cuts quotes and their heads, a second one the signatures of what is left.
 * Nothing is deleted: the ranges are a mark beside the whole text. Where the
 * walk can not be sure the lines stay, and where nothing would stay all do:
 * a word of the customer's lost is worse than a quote shown.
 */
#include "mime/quote.h"

#include <string.h>

#include "mime/quoteheader.h"
#include "mime/quotelines.h"
#include "model/message.h"

#define QUOTE_SIGNATURE_LINES 20  /* more of them are no signature */
#define QUOTE_SIGNATURE_OCTETS 80 /* a line, as a mean */
#define QUOTE_FOOTER_LINES 6      /* of a mailing list */
#define QUOTE_FIELDS 8            /* lines between a ruler and a head */
#define QUOTE_WRAP 72             /* columns at which quotes are torn */
#define QUOTE_RANGES_MAX 1000     /* more: a text that is no conversation */
#define QUOTE_TRIES 2000          /* likewise: lines that look like heads */

enum cut {
	CUT_NOT,
	CUT_QUOTED, /* by its ">" alone */
	CUT_SURE,
};

struct scan {
	struct quotelines *lines;
	gboolean attributed; /* some line says whom it quotes */
	guint tries;         /* looks at what might be the head of a quote */
};

static const struct quotelines_line *
line_at(const struct scan *scan, guint n)
{
	return &scan->lines->lines[n];
}

static void
cut(struct scan *scan, guint from, guint to, enum cut how)
{
	for (guint i = from; i < to; i++)
		scan->lines->lines[i].cut = (guint8)how;
}

static guint
skip_blank(const struct scan *scan, guint n)
{
	while (n < scan->lines->count &&
	    line_at(scan, n)->kind == QUOTELINES_BLANK)
		n++;
	return n;
}

/* --- quotes ------------------------------------------------------------ */

/* Where what belongs to the quote or its head at n begins: rulers above it, and
 * up to so many fields between (Yandex). */
static guint
with_ruler(const struct scan *scan, guint n, guint fields)
{
	guint above = n;

	for (; above > 0; above--) {
		const struct quotelines_line *line = line_at(scan, above - 1);

		if (line->kind == QUOTELINES_BLANK)
			continue;
		if (!line->label || fields == 0)
			break;
		fields--;
	}
	if (above > 0 && line_at(scan, above - 1)->kind == QUOTELINES_SEPARATOR)
		return above - 1;
	return n;
}

/* Cuts the head of a quote from first to behind, and what it quotes: lines with
 * ">" are left to the walk, since answers may stand between them; without them
 * all below is old. Returns where to go on. */
static guint
cut_head(struct scan *scan, guint first, guint behind)
{
	guint next = skip_blank(scan, behind);

	scan->attributed = TRUE;
	first = with_ruler(scan, first, QUOTE_FIELDS);
	if (next < scan->lines->count &&
	    line_at(scan, next)->kind == QUOTELINES_QUOTED) {
		cut(scan, first, next, CUT_SURE);
		return next;
	}
	cut(scan, first, scan->lines->count, CUT_SURE);
	return scan->lines->count;
}

/* Behind the lines that only repeat a header below n, or n. */
static guint
skip_block(const struct scan *scan, guint n)
{
	guint next = skip_blank(scan, n);
	guint length = next < scan->lines->count
	    ? quoteheader_block(scan->lines, next)
	    : 0;

	return length > 0 ? next + length : n;
}

/* Whether line n is the end of the quoted line above it, torn off by a mailer
 * that wrapped what was already quoted. */
static gboolean
is_torn(const struct scan *scan, guint n)
{
	const struct quotelines_line *line = line_at(scan, n), *above;
	const char *text = scan->lines->text + line->offset, *quoted;
	gsize word = 0;
	glong columns;

	if (n == 0 || n + 1 >= scan->lines->count ||
	    line_at(scan, n - 1)->kind != QUOTELINES_QUOTED ||
	    line_at(scan, n + 1)->kind != QUOTELINES_QUOTED ||
	    !g_unichar_islower(g_utf8_get_char(text)))
		return FALSE;
	above = line_at(scan, n - 1);
	quoted = scan->lines->text + above->offset;
	if (above->length > QUOTE_WRAP * 6 || above->length == 0 ||
	    strchr(".?!:", quoted[above->length - 1]))
		return FALSE;
	while (word < line->length && text[word] != ' ')
		word++;
	columns = g_utf8_strlen(quoted, above->length) +
	    g_utf8_strlen(text, (gssize)word) + 1;
	return columns >= QUOTE_WRAP;
}

/* Whether a quoted line n shows that its ">" is a mail program's. */
static gboolean
is_evidence(struct scan *scan, guint n, guint floor)
{
	guint first;

	return (line_at(scan, n)->signs & QUOTELINES_ORIGINAL) ||
	    quoteheader_block(scan->lines, n) > 0 ||
	    quoteheader_attribution(scan->lines, n, floor, &first);
}

/* The walk's step at line n, no line from it on being cut; an attribution
 * begins at floor at the earliest. Returns where to go on. */
static guint
step(struct scan *scan, guint n, guint floor)
{
	const struct quotelines_line *line = line_at(scan, n);
	gboolean tries = FALSE;
	guint first, length;

	if ((line->signs || line->label) && scan->tries < QUOTE_TRIES) {
		tries = TRUE;
		scan->tries++;
	}
	if (quoteheader_between(scan->lines, n))
		return cut_head(scan, n, n + 1);
	if (line->kind == QUOTELINES_QUOTED) {
		if (tries && !scan->attributed)
			scan->attributed = is_evidence(scan, n, floor);
		cut(scan, with_ruler(scan, n, 0), n + 1, CUT_QUOTED);
		return n + 1;
	}
	if (line->kind != QUOTELINES_TEXT)
		return n + 1;
	if (tries && (line->signs & QUOTELINES_ORIGINAL))
		return cut_head(scan, n, skip_block(scan, n + 1));
	length = tries ? quoteheader_block(scan->lines, n) : 0;
	if (length > 0)
		return cut_head(scan, n, n + length);
	if (tries && quoteheader_attribution(scan->lines, n, floor, &first))
		return cut_head(scan, first, n + 1);
	if (is_torn(scan, n))
		cut(scan, n, n + 1, CUT_QUOTED);
	return n + 1;
}

static void
cut_quotes(struct scan *scan, enum quote_context context)
{
	guint floor = 0; /* an attribution begins here at the earliest */

	for (guint n = 0; n < scan->lines->count;) {
		guint next = step(scan, n, floor);

		if (line_at(scan, n)->cut &&
		    line_at(scan, n)->kind != QUOTELINES_QUOTED)
			floor = next;
		n = next;
	}
	if (context == QUOTE_IS_REPLY || scan->attributed)
		return;
	for (guint i = 0; i < scan->lines->count; i++)
		scan->lines->lines[i].cut = CUT_NOT;
}

/* --- signatures -------------------------------------------------------- */

/* Whether the lines between are few and short enough to be a signature. */
static gboolean
is_short(const struct scan *scan, guint from, guint to, guint max)
{
	guint count = 0;
	gsize octets = 0;

	for (guint i = from; i < to && count <= max; i++) {
		count += line_at(scan, i)->kind != QUOTELINES_BLANK;
		octets += line_at(scan, i)->length;
	}
	return count <= max && octets <= max * QUOTE_SIGNATURE_OCTETS;
}

/* Whether line n begins a signature that ends before to. The "-- " with its
 * space was written by a program; without it may be a ruler of the writer's. */
static gboolean
is_signature(const struct scan *scan, guint n, guint to)
{
	const struct quotelines_line *line = line_at(scan, n);
	guint max = line->length > 2 ? QUOTE_SIGNATURE_LINES
	                             : QUOTE_SIGNATURE_LINES / 2;

	return line->kind == QUOTELINES_SIGNATURE &&
	    is_short(scan, n + 1, to, max);
}

static void
cut_mobile(struct scan *scan, guint from, guint to)
{
	while (to > from) {
		const struct quotelines_line *line = line_at(scan, to - 1);

		if (line->kind == QUOTELINES_TEXT) {
			if (!quoteheader_is_mobile(scan->lines, to - 1))
				return;
			cut(scan, to - 1, to, CUT_SURE);
		} else if (line->kind != QUOTELINES_BLANK) {
			return;
		}
		to--;
	}
}

/* Whether a mailing list's footer begins in line n: a ruler, the address and
 * the page of the list, the last in the mail. */
static gboolean
is_footer(const struct scan *scan, guint n)
{
	const char *text = scan->lines->text + line_at(scan, n)->offset;
	guint signs = 0;

	if (line_at(scan, n)->kind != QUOTELINES_SEPARATOR || *text != '_' ||
	    !is_short(scan, n + 1, scan->lines->count, QUOTE_FOOTER_LINES))
		return FALSE;
	for (guint i = n + 1; i < scan->lines->count; i++)
		signs |= line_at(scan, i)->signs;
	return (signs & QUOTELINES_ADDRESS) && strstr(text, "://");
}

/* The signature of the lines from to to, between two quotes. */
static void
cut_signature(struct scan *scan, guint from, guint to)
{
	guint reach = MIN(to - from, QUOTE_SIGNATURE_LINES * 3);

	for (guint i = to - reach; i < to; i++) {
		if (is_signature(scan, i, to) ||
		    (to == scan->lines->count && is_footer(scan, i))) {
			cut(scan, i, to, CUT_SURE);
			to = i;
			break;
		}
	}
	cut_mobile(scan, from, to);
}

static void
cut_signatures(struct scan *scan)
{
	guint from = 0;

	for (guint i = 0; i <= scan->lines->count; i++) {
		if (i < scan->lines->count && !line_at(scan, i)->cut)
			continue;
		if (i > from)
			cut_signature(scan, from, i);
		from = i + 1;
	}
}

/* --- the result -------------------------------------------------------- */

static gboolean
has_words(const char *text, gsize length)
{
	for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		/* A smiley is an answer. */
		if (g_unichar_isalnum(c) || c >= 0x1f000)
			return TRUE;
	}
	return FALSE;
}

/* Adds the lines from to to, without blank ones round them. */
static void
add_range(const struct scan *scan, guint from, guint to, GArray *ranges)
{
	struct message_range range;
	const struct quotelines_line *last;

	while (from < to && line_at(scan, from)->kind == QUOTELINES_BLANK)
		from++;
	while (to > from && line_at(scan, to - 1)->kind == QUOTELINES_BLANK)
		to--;
	if (from == to)
		return;
	last = line_at(scan, to - 1);
	range.offset = line_at(scan, from)->offset;
	range.length = last->offset + last->length - range.offset;
	range.length += scan->lines->text[last->offset + last->length] == '\n';
	g_array_append_val(ranges, range);
}

static void
add_ranges(const struct scan *scan, GArray *ranges)
{
	guint from = 0, count = scan->lines->count;

	for (guint i = 0; i <= count; i++) {
		if (i < count && !line_at(scan, i)->cut)
			continue;
		if (i > from)
			add_range(scan, from, i, ranges);
		from = i + 1;
	}
}

/* Whether the ranges can stand for the text. */
static gboolean
is_plausible(const char *text, const GArray *ranges)
{
	if (ranges->len > QUOTE_RANGES_MAX)
		return FALSE;
	for (guint i = 0; i < ranges->len; i++) {
		const struct message_range *range =
		    &g_array_index(ranges, struct message_range, i);

		if (has_words(text + range->offset, range->length))
			return TRUE;
	}
	return FALSE;
}

GArray *
quote_find_counted(const char *text, enum quote_context context,
    guint64 *steps_out)
{
	g_autoptr(quotelines) lines = quotelines_new(text);
	struct scan scan = { .lines = lines };
	GArray *ranges =
	    g_array_new(FALSE, FALSE, sizeof(struct message_range));

	cut_quotes(&scan, context);
	cut_signatures(&scan);
	add_ranges(&scan, ranges);
	if (!is_plausible(text, ranges)) {
		struct message_range all = { 0, (guint32)strlen(text) };

		g_array_set_size(ranges, 0);
		if (all.length > 0)
			g_array_append_val(ranges, all);
	}
	*steps_out = lines->steps;
	return ranges;
}

GArray *
quote_find(const char *text, enum quote_context context)
{
	guint64 steps;

	return quote_find_counted(text, context, &steps);
}

char *
quote_join(const char *text, const GArray *ranges)
{
	GString *joined = g_string_new(NULL);

	for (guint i = 0; i < ranges->len; i++) {
		const struct message_range *range =
		    &g_array_index(ranges, struct message_range, i);

		if (i > 0)
			g_string_append_c(joined, '\n');
		g_string_append_len(joined, text + range->offset,
		    (gssize)range->length);
	}
	return g_strstrip(g_string_free(joined, FALSE));
}

gboolean
quote_is_reply_subject(const char *subject)
{
	const char *colon = subject;

	/* A short word of any language and a colon: Re, AW, SV, Odp, 回复. */
	for (guint i = 0; i < 5 && *colon; i++) {
		if (*colon == ':' || g_str_has_prefix(colon, "\xef\xbc\x9a"))
			return i >= 1;
		if (!g_unichar_isalpha(g_utf8_get_char(colon)))
			return FALSE;
		colon = g_utf8_next_char(colon);
	}
	return FALSE;
}

/* --- taking out ------------------------------------------------------- */

/* Appends the pieces of range that lie before begin and from end on. */
static void
append_outside(GArray *ranges, const struct message_range *range, guint32 begin,
    guint32 end)
{
	guint32 stop = range->offset + range->length;
	struct message_range front = { range->offset, 0 };
	struct message_range back = { MAX(range->offset, end), 0 };

	if (range->offset < begin)
		front.length = MIN(stop, begin) - range->offset;
	if (stop > back.offset)
		back.length = stop - back.offset;
	if (front.length > 0)
		g_array_append_val(ranges, front);
	if (back.length > 0)
		g_array_append_val(ranges, back);
}

GArray *
quote_without(const GArray *kept, gsize begin, gsize end)
{
	GArray *ranges =
	    g_array_new(FALSE, FALSE, sizeof(struct message_range));

	for (guint i = 0; i < kept->len; i++)
		append_outside(ranges,
		    &g_array_index(kept, struct message_range, i),
		    (guint32)begin, (guint32)end);
	return ranges;
}
