/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain HTML from plain text, for the clients that show HTML better than text:
 * right-to-left paragraphs, links. Every character of the text goes through one
 * escaping function. Must never let text become markup, nor a link show one
 * address and lead to another.
 */
#include "mime/composehtml.h"

#include <string.h>

/* Octets that stand for themselves; letters are looked at once. */
static gsize
plain_run(const char *p, gsize size)
{
	gsize n = 0;

	while (n < size &&
	    ((guint8)p[n] > '>' ||
	        (p[n] != '&' && p[n] != '<' && p[n] != '>' && p[n] != '"' &&
	            p[n] != '\'' && p[n] != '\t')))
		n++;
	return n;
}

static void
append_escaped(GString *out, const char *p, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		gsize plain = plain_run(p + i, size - i);

		g_string_append_len(out, p + i, (gssize)plain);
		i += plain;
		if (i == size)
			break;
		switch (p[i]) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		case '\'':
			g_string_append(out, "&#39;");
			break;
		case '\t':
			g_string_append(out, "&nbsp; &nbsp; ");
			break;
		default:
			g_string_append_c(out, p[i]);
		}
	}
}

/* The length of the link at p, 0 when there is none. Full stops and brackets
 * that end a sentence are not part of it. */
static gsize
link_length(const char *p, const char *end)
{
	gsize length = 0, scheme;

	if (g_ascii_strncasecmp(p, "https://", 8) == 0)
		scheme = 8;
	else if (g_ascii_strncasecmp(p, "http://", 7) == 0)
		scheme = 7;
	else
		return 0;
	while (p + length < end && p[length] > ' ' && p[length] < 0x7f &&
	    !strchr("<>\"'`\\^{|}", p[length]))
		length++;
	while (length > scheme && strchr(".,;:!?)]*_", p[length - 1])) {
		if (p[length - 1] == ')' && memchr(p, '(', length))
			break;
		length--;
	}
	return length > scheme ? length : 0;
}

#define MAILTO "<mailto:"

/* Where " <mailto:...>" begins on a line that is an offer to write to one of
 * our own addresses, NULL on any other. A label that could be an address itself
 * would show one and lead to another. */
static const char *
find_offer(const char *line, const char *end, const char *offers)
{
	const char *open = NULL, *at;
	gsize domain = offers ? strlen(offers) : 0;

	if (domain > 0 && line[0] == '-' && line[1] == ' ' && end[-1] == '>')
		open = g_strstr_len(line, end - line, " " MAILTO);
	if (!open || open - line < 3 ||
	    memchr(line, '@', (gsize)(open - line)) ||
	    memchr(line, '/', (gsize)(open - line)))
		return NULL;
	at = memchr(open, '@', (gsize)(end - open));
	if (!at || (gsize)(end - at) < domain + 2 ||
	    g_ascii_strncasecmp(at + 1, offers, domain) != 0 ||
	    !strchr("?>", at[1 + domain]))
		return NULL;
	return open;
}

static void
append_offer(GString *out, const char *line, const char *open, const char *end)
{
	const char *url = open + strlen(" <");

	g_string_append(out, "- <a href=\"");
	append_escaped(out, url, (gsize)(end - url) - 1);
	g_string_append(out, "\">");
	append_escaped(out, line + 2, (gsize)(open - line) - 2);
	g_string_append(out, "</a>");
}

static void
append_link(GString *out, const char *p, gsize length)
{
	g_string_append(out, "<a href=\"");
	append_escaped(out, p, length);
	g_string_append(out, "\">");
	append_escaped(out, p, length);
	g_string_append(out, "</a>");
}

/* One line. Spaces that HTML would fold are kept: what stands between these
 * and links goes out at once. */
static void
append_line(GString *out, const char *p, const char *end)
{
	const char *run = p;
	gboolean space = TRUE; /* at the line's start, or one goes before */

	while (p < end) {
		gboolean folds = *p == ' ' && space;
		gsize length = *p == 'h' || *p == 'H' ? link_length(p, end) : 0;

		space = *p == ' ' && !space;
		if (length > 0 || folds) {
			append_escaped(out, run, (gsize)(p - run));
			if (folds)
				g_string_append(out, "&nbsp;");
			else
				append_link(out, p, length);
			run = p + (folds ? 1 : length);
			p = run;
		} else {
			p++;
		}
	}
	append_escaped(out, run, (gsize)(end - run));
}

/* A line that ends in a space goes on in the next (RFC 3676 section 4.1), but
 * for the mark of a signature (4.3). */
static gboolean
is_soft(const char *text, const char *end)
{
	return end > text && end[-1] == ' ' && *end == '\n' && end[1] != '\0' &&
	    !strchr("\n\t ", end[1]) &&
	    !(end - text == 3 && memcmp(text, "--", 2) == 0);
}

char *
composehtml_plain(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	while (*text) {
		const char *end = text + strcspn(text, "\n");
		gsize size = (gsize)(end - text);

		while (is_soft(text, end) && size > 0 && text[size - 1] == ' ')
			size--;
		g_string_append_len(out, text, (gssize)size);
		if (*end)
			g_string_append_c(out, '\n');
		text = *end ? end + 1 : end;
	}
	return g_string_free(out, FALSE);
}

static void
append_any(GString *out, const char *text, const char *end, const char *offers)
{
	const char *offer = find_offer(text, end, offers);

	if (offer)
		append_offer(out, text, offer, end);
	else
		append_line(out, text, end);
}

GString *
composehtml_make(const char *text, const char *offers)
{
	GString *out = g_string_new(
	    "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
	    "</head>\n<body>\n");
	gboolean open = FALSE, soft = FALSE;

	while (*text) {
		const char *end = text + strcspn(text, "\n");

		if (end == text) {
			g_string_append(out, open ? "</p>\n" : "");
			open = FALSE;
		} else {
			if (!soft)
				g_string_append(out,
				    open ? "<br>\n" : "<p dir=\"auto\">");
			soft = is_soft(text, end);
			open = TRUE;
			append_any(out, text, end, offers);
		}
		text = *end ? end + 1 : end;
	}
	g_string_append(out, open ? "</p>\n" : "");
	g_string_append(out, "</body>\n</html>\n");
	return out;
}
