/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML bodies as text. libxml2's HTML parser delivers tags and words without
 * building a tree; where a mail nests deeper than it should go, a tokenizer of
 * a hundred lines reads on, because text must not be lost to nesting. Must
 * never open a file or a connection, whatever the document refers to.
 */
#include "mime/html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "mime/htmlwriter.h"

#define HTML_DEPTH 200 /* nesting up to which libxml2 is asked */
#define HTML_PARSER_MAX (2 * 1024 * 1024) /* octets; libxml2 is not linear */
#define HTML_GAPS 1000                    /* white space in one tag */
#define HTML_ATTRIBUTES 32
#define HTML_META 2048 /* octets in which a charset is looked for */

struct walk {
	struct htmlwriter *writer;
	htmlParserCtxtPtr parser;
	guint depth;
	gboolean too_deep;
};

static void
on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct walk *walk = data;

	if (++walk->depth > HTML_DEPTH) {
		walk->too_deep = TRUE;
		xmlStopParser(walk->parser);
		return;
	}
	htmlwriter_start(walk->writer, (const char *)name,
	    (const char *const *)attributes);
}

static void
on_end(void *data, const xmlChar *name)
{
	struct walk *walk = data;

	if (walk->depth > 0)
		walk->depth--;
	if (!walk->too_deep)
		htmlwriter_end(walk->writer, (const char *)name);
}

static void
on_text(void *data, const xmlChar *text, int length)
{
	struct walk *walk = data;

	if (!walk->too_deep && length > 0)
		htmlwriter_text(walk->writer, (const char *)text,
		    (gsize)length);
}

/* The text by libxml2; NULL when the document is nested too deep for it. */
static char *
by_parser(const char *html, gsize size, gsize max,
    enum htmlwriter_hidden hidden)
{
	g_autoptr(htmlwriter) writer = htmlwriter_new(max, hidden);
	struct walk walk = { .writer = writer };
	xmlSAXHandler handler = { .startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text };

	walk.parser = htmlNewParserCtxt();
	if (!walk.parser)
		return NULL;
	*walk.parser->sax = handler;
	walk.parser->userData = &walk;
	htmlCtxtReadMemory(walk.parser, html, (int)size, NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	        HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	htmlFreeParserCtxt(walk.parser);
	return walk.too_deep ? NULL : htmlwriter_finish(writer);
}

/* --- by hand ----------------------------------------------------------- */

struct tag {
	char name[16]; /* lower case, cut */
	gboolean end;
	const char *attributes[HTML_ATTRIBUTES * 2 + 1];
	GPtrArray *strings; /* owns the attributes */
};

/* The character that "#228", "#xe4" or "auml" stands for; 0 none. */
static gunichar
named_character(const char *name)
{
	const htmlEntityDesc *entity;

	if (name[0] == '#') {
		gboolean hex = name[1] == 'x' || name[1] == 'X';

		return (gunichar)g_ascii_strtoull(name + (hex ? 2 : 1), NULL,
		    hex ? 16 : 10);
	}
	entity = htmlEntityLookup((const xmlChar *)name);
	return entity ? entity->value : 0;
}

/* Writes text with its entities decoded. */
static void
write_text(struct htmlwriter *writer, const char *p, const char *end)
{
	while (p < end) {
		const char *amp = memchr(p, '&', (gsize)(end - p));
		g_autofree char *name = NULL;
		char buffer[8] = "&";
		int n = 1;
		gsize length;
		gunichar c;

		htmlwriter_text(writer, p, (gsize)((amp ? amp : end) - p));
		if (!amp)
			return;
		p = amp + 1;
		for (length = 0; length < 12 && p + length < end &&
		     (g_ascii_isalnum(p[length]) || p[length] == '#');)
			length++;
		name = g_strndup(p, length);
		c = named_character(name);
		if (c >= ' ' && g_unichar_validate(c)) {
			n = g_unichar_to_utf8(c, buffer);
			p += length;
			p += p < end && *p == ';';
		}
		htmlwriter_text(writer, buffer, (gsize)n);
	}
}

static void
add_attribute(struct tag *tag, char *take_name, char *take_value)
{
	guint n = tag->strings->len;

	g_ptr_array_add(tag->strings, take_name);
	g_ptr_array_add(tag->strings, take_value);
	if (n + 2 > HTML_ATTRIBUTES * 2)
		return;
	tag->attributes[n] = take_name;
	tag->attributes[n + 1] = take_value;
}

/* One attribute at p, before end; returns where to go on. */
static const char *
read_attribute(struct tag *tag, const char *p, const char *end)
{
	const char *begin = p, *value;
	g_autofree char *name = NULL;
	char quote;

	while (p < end && !g_ascii_isspace(*p) && *p != '=' && *p != '>')
		p++;
	if (p == begin)
		return p + 1;
	name = g_strndup(begin, (gsize)(p - begin));
	while (p < end && g_ascii_isspace(*p))
		p++;
	if (p >= end || *p != '=') {
		add_attribute(tag, g_steal_pointer(&name), g_strdup(""));
		return p;
	}
	for (p++; p < end && g_ascii_isspace(*p);)
		p++;
	quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
	value = p;
	while (p < end && (quote ? *p != quote : !g_ascii_isspace(*p)))
		p++;
	add_attribute(tag, g_steal_pointer(&name),
	    g_strndup(value, (gsize)(p - value)));
	return p < end && quote ? p + 1 : p;
}

/* Where the tag that begins at p ends: its '>', quoted ones passed over. */
static const char *
tag_end(const char *p, const char *end)
{
	char quote = '\0';

	for (; p < end; p++) {
		if (quote ? *p == quote : *p == '>') {
			if (!quote)
				return p;
			quote = '\0';
		} else if (!quote && p[-1] == '=' &&
		    (*p == '"' || *p == '\'')) {
			quote = *p;
		}
	}
	return NULL;
}

/* The tag between p (behind '<') and end (its '>'). */
static void
write_tag(struct htmlwriter *writer, const char *p, const char *end)
{
	g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
	struct tag tag = { .strings = strings };
	gsize n = 0;

	if (*p == '/') {
		tag.end = TRUE;
		p++;
	}
	for (; p < end && g_ascii_isalnum(*p); p++) {
		if (n + 1 < sizeof tag.name)
			tag.name[n++] = g_ascii_tolower(*p);
	}
	while (!tag.end && p < end) {
		if (g_ascii_isspace(*p) || *p == '/')
			p++;
		else
			p = read_attribute(&tag, p, end);
	}
	if (tag.end)
		htmlwriter_end(writer, tag.name);
	else
		htmlwriter_start(writer, tag.name, tag.attributes);
}

/* Behind the comment, declaration or instruction at p ('<'). */
static const char *
skip_markup(const char *p, const char *end)
{
	const char *stop;

	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
		stop = g_strstr_len(p + 4, end - p - 4, "-->");
		return stop ? stop + 3 : end;
	}
	stop = memchr(p, '>', (gsize)(end - p));
	return stop ? stop + 1 : end;
}

static char *
by_hand(const char *html, gsize size, gsize max, enum htmlwriter_hidden hidden)
{
	g_autoptr(htmlwriter) writer = htmlwriter_new(max, hidden);
	const char *p = html, *end = html + size, *stop;
	gboolean no_end = FALSE; /* no further tag is closed */

	while (p < end) {
		const char *open = memchr(p, '<', (gsize)(end - p));

		write_text(writer, p, open ? open : end);
		if (!open)
			break;
		p = open + 1;
		if (p < end && (*p == '!' || *p == '?')) {
			p = skip_markup(open, end);
			continue;
		}
		stop = NULL;
		if (!no_end && p < end && (g_ascii_isalpha(*p) || *p == '/')) {
			stop = tag_end(p, end);
			no_end = !stop;
		}
		if (stop) {
			write_tag(writer, p, stop);
			p = stop + 1;
		} else {
			htmlwriter_text(writer, "<", 1);
		}
	}
	return htmlwriter_finish(writer);
}

/* The quote mark that is open behind *p, when quote was before it. One that
 * follows no "=" opens nothing: mailers leave some in their tags. */
static char
quote_behind(char quote, const char *p)
{
	if (quote)
		return *p == quote ? '\0' : quote;
	return (*p == '"' || *p == '\'') && p[-1] == '=' ? *p : '\0';
}

/* Whether a tag has more attributes than any mailer writes: libxml2 compares
 * each with all before it. */
static gboolean
is_overloaded(const char *p, const char *end)
{
	guint gaps = 0;
	char quote = '\0';
	gboolean inside = FALSE;

	for (; p < end; p++) {
		char before = quote;

		if (!inside) {
			p = memchr(p, '<', (gsize)(end - p));
			if (!p)
				return FALSE;
			inside = TRUE;
			gaps = 0;
			continue;
		}
		quote = quote_behind(quote, p);
		if (before || quote)
			continue;
		if (*p == '>')
			inside = FALSE;
		else if ((g_ascii_isspace(*p) || *p == '/') &&
		    ++gaps > HTML_GAPS)
			return TRUE;
	}
	return FALSE;
}

/* Word's "<![if !supportLists]>", which browsers pass over and libxml2 shows:
 * blanks in a copy. NULL when there is none. */
static char *
without_conditions(const char *html, gsize size)
{
	char *copy, *open, *close;

	if (!g_strstr_len(html, (gssize)size, "<!["))
		return NULL;
	copy = g_strndup(html, size);
	for (open = copy; (open = strstr(open, "<![")); open = close) {
		close = strchr(open, '>');
		if (!close)
			break;
		close++;
		/* "<![endif]-->" ends a comment. */
		if (close[-2] != '-')
			memset(open, ' ', (gsize)(close - open));
	}
	return copy;
}

/* libxml2 puts words that stand before the first tag into a paragraph of their
 * own; a body of ours round them keeps them in their line. */
static char *
by_parser_in_body(const char *html, gsize size, gsize max,
    enum htmlwriter_hidden hidden)
{
	g_autofree char *whole = NULL;
	gsize white = 0;

	while (white < size && g_ascii_isspace(html[white]))
		white++;
	if (white < size && html[white] == '<')
		return by_parser(html, size, max, hidden);
	whole = g_strdup_printf("<html><body>%.*s", (int)size, html);
	return by_parser(whole, strlen(whole), max, hidden);
}

static char *
convert(const char *html, gsize size, gsize max, enum htmlwriter_hidden hidden)
{
	g_autofree char *copy = NULL;
	char *text = NULL;

	if (size <= HTML_PARSER_MAX && !is_overloaded(html, html + size)) {
		copy = without_conditions(html, size);
		text = by_parser_in_body(copy ? copy : html, size, max, hidden);
	}
	return text ? text : by_hand(html, size, max, hidden);
}

char *
html_to_text(const char *html, gsize size, gsize max)
{
	char *text;

	size = MIN(size, G_MAXINT / 2);
	text = convert(html, size, max, HTMLWRITER_DROP_HIDDEN);
	/* A mail all of which is hidden was meant to be read. */
	if (!*text) {
		g_free(text);
		text = convert(html, size, max, HTMLWRITER_SHOW_HIDDEN);
	}
	return text;
}

char *
html_charset(const char *html, gsize size)
{
	g_autofree char *head = size > 0
	    ? g_ascii_strdown(html, (gssize)MIN(size, HTML_META))
	    : NULL;
	const char *p = head ? strstr(head, "charset") : NULL;
	gsize length;

	if (!p || !strstr(head, "<meta"))
		return NULL;
	p += strlen("charset");
	p += strspn(p, " \t\r\n");
	if (*p != '=')
		return NULL;
	p += 1 + strspn(p + 1, " \t\r\n\"'");
	length = strcspn(p, " \t\r\n\"';/>");
	return length > 0 ? g_strndup(p, length) : NULL;
}
