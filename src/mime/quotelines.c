/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a mail's text and what each shows at a glance, so that the quote
 * scanner, which looks at neighbours again and again, reads every octet only a
 * few times. Must stay linear in the text and look at no more than
 * QUOTEWORDS_MAX octets of one line.
 */
#include "mime/quotelines.h"

#include <string.h>

#include "mime/quotewords.h"

#define QUOTELINES_INDENT 4 /* spaces in front of ">" */
#define QUOTELINES_LABEL 48 /* octets of a label */

/* Behind the octets at p that are spaces or marks of direction (as an Arabic
 * mail program writes in front of ">"). */
static const char *
skip_space(const char *p, const char *end)
{
	while (p < end) {
		guint8 c = (guint8)p[0];

		if (c == ' ' || c == '\t' || c == '\r')
			p++;
		else if (c == 0xc2 && end - p > 1 && (guint8)p[1] == 0xa0)
			p += 2;
		else if (c == 0xe2 && end - p > 2 && (guint8)p[1] == 0x80 &&
		    (guint8)p[2] >= 0x8b && (guint8)p[2] <= 0xae)
			p += 3;
		else if (c == '&' && end - p >= 6 &&
		    memcmp(p, "&nbsp;", 6) == 0)
			p += 6;
		else if (c == 0xef && end - p > 2 && (guint8)p[1] == 0xbb &&
		    (guint8)p[2] == 0xbf)
			p += 3;
		else
			break;
	}
	return p;
}

static gboolean
is_ruler(gunichar c)
{
	return c == '-' || c == '_' || c == '=' || c == '*' || c == '#' ||
	    (c >= 0x2010 && c <= 0x2015) || c == 0x2500;
}

/* Behind the rulers and spaces at p; how many rulers there were. */
static const char *
skip_rulers(const char *p, const char *end, guint *count_out)
{
	guint count = 0;

	for (;;) {
		gunichar c;

		p = skip_space(p, end);
		if (p >= end)
			break;
		c = g_utf8_get_char(p);
		if (!is_ruler(c))
			break;
		count++;
		p = g_utf8_next_char(p);
	}
	*count_out = count;
	return p;
}

static enum quotelines_kind
kind_of(const char *line, gsize length)
{
	const char *end = line + length, *p = skip_space(line, end);
	guint rulers;

	if (p == end)
		return QUOTELINES_BLANK;
	/* Where a program wrapped "<ann@example.com>:" before its end, the
	 * rest is no quote. */
	if (*p == '>' && p - line <= QUOTELINES_INDENT * 3 &&
	    !(end - p >= 2 && p[1] == ':'))
		return QUOTELINES_QUOTED;
	if (p == line && length >= 2 && length <= 4 &&
	    memcmp(p, "--", 2) == 0 && skip_space(p + 2, end) == end)
		return QUOTELINES_SIGNATURE;
	if (skip_rulers(p, end, &rulers) == end && rulers >= 2)
		return QUOTELINES_SEPARATOR;
	return QUOTELINES_TEXT;
}

gsize
quotelines_fold(struct quotelines *lines, guint n, char *out)
{
	const struct quotelines_line *line = &lines->lines[n];
	const char *p = lines->text + line->offset, *end = p + line->length;
	gsize length;
	guint rulers;

	if (line->kind == QUOTELINES_QUOTED) {
		while (p < end && (*p == '>' || *p == ' ' || *p == '\t'))
			p++;
	}
	p = skip_rulers(p, end, &rulers);
	while (p < end && *p == '|')
		p = skip_space(p + 1, end);
	length = quotewords_fold(p, (gsize)(end - p), out);
	lines->steps += length;
	while (length > 0 && strchr(" -_=#", out[length - 1]))
		length--;
	out[length] = '\0';
	return length;
}

/* The label that the folded line begins with: "from:", in tables "| from |". */
static guint16
label_of(const char *folded)
{
	gsize length = strcspn(folded, ":|");
	guint kinds;

	if (length == 0 || length > QUOTELINES_LABEL || !folded[length])
		return 0;
	while (length > 0 && folded[length - 1] == ' ')
		length--;
	kinds = quotewords_exact(folded, length, QUOTEWORDS_FIELD);
	return (guint16)kinds;
}

static gboolean
has_address(const char *folded)
{
	const char *at = strchr(folded, '@');

	return at && at > folded && g_ascii_isgraph(at[-1]) &&
	    g_ascii_isalnum(at[1]);
}

/* "-----Original Message-----", "Begin forwarded message:". */
static gboolean
is_original(const struct quotelines *lines, const struct quotelines_line *line,
    const char *folded, gsize length)
{
	const char *p = lines->text + line->offset, *end = p + line->length;
	guint rulers = 0;

	if (length > 0 && folded[length - 1] == ':') {
		for (length--; length > 0 && folded[length - 1] == ' ';)
			length--;
		if (quotewords_exact(folded, length, QUOTEWORDS_BEGIN))
			return TRUE;
	}
	if (line->kind == QUOTELINES_QUOTED)
		return FALSE;
	skip_rulers(p, end, &rulers);
	if (rulers < 2)
		return FALSE;
	if (g_str_has_prefix(folded, "forwarded by "))
		return TRUE; /* Notes: name and date follow */
	return quotewords_exact(folded, length, QUOTEWORDS_ORIGINAL) != 0;
}

/* Whether the line has what a sign needs: most lines have not and need not be
 * folded. */
static gboolean
may_sign(const char *p, gsize length)
{
	const char *end = p + length;

	/* 0xef begins the wide colon. */
	if (memchr(p, ':', length) || memchr(p, '@', length) ||
	    memchr(p, '|', length) || memchr(p, 0xef, length))
		return TRUE;
	p = skip_space(p, end);
	return p < end && *p != '>' && is_ruler(g_utf8_get_char(p));
}

static void
look_at(struct quotelines *lines, guint n)
{
	struct quotelines_line *line = &lines->lines[n];
	char folded[QUOTEWORDS_MAX];
	gsize length;

	line->kind = (guint8)kind_of(lines->text + line->offset, line->length);
	if (line->kind != QUOTELINES_TEXT && line->kind != QUOTELINES_QUOTED)
		return;
	if (!may_sign(lines->text + line->offset, line->length))
		return;
	length = quotelines_fold(lines, n, folded);
	if (length == 0)
		return;
	if (has_address(folded))
		line->signs |= QUOTELINES_ADDRESS;
	if (folded[length - 1] == ':' ||
	    ((line->signs & QUOTELINES_ADDRESS) &&
	        quotewords_ending(folded, length, QUOTEWORDS_VERB)))
		line->signs |= QUOTELINES_ENDS;
	if (is_original(lines, line, folded, length))
		line->signs |= QUOTELINES_ORIGINAL;
	line->label = label_of(folded);
}

struct quotelines *
quotelines_new(const char *text)
{
	struct quotelines *lines = g_new0(struct quotelines, 1);
	guint count = 0, n = 0;

	for (const char *p = strchr(text, '\n'); p; p = strchr(p + 1, '\n'))
		count++;
	count += *text && text[strlen(text) - 1] != '\n';
	lines->text = text;
	lines->count = count;
	lines->lines = g_new0(struct quotelines_line, count + 1);
	for (const char *p = text; *p; n++) {
		gsize length = strcspn(p, "\n");

		lines->lines[n].offset = (guint32)(p - text);
		lines->lines[n].length = (guint32)length;
		look_at(lines, n);
		p += length + (p[length] == '\n');
	}
	lines->steps += (guint64)count;
	return lines;
}

void
quotelines_free(struct quotelines *lines)
{
	if (!lines)
		return;
	g_free(lines->lines);
	g_free(lines);
}
