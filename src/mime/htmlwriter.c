/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of HTML as plain text. Line ends, spaces and list marks are kept
 * pending until the next word, so that nested blocks do not pile them up. Tags
 * need not be balanced. Must stay linear and never write a link that a mail
 * client would run ("javascript:").
 */
#include "mime/htmlwriter.h"

#include <string.h>

#include "mime/htmllink.h"
#include "mime/htmlquote.h"

#define HTMLWRITER_ID 250    /* octets of an image's cid: */
#define HTMLWRITER_LISTS 16  /* nested lists that are told apart */
#define HTMLWRITER_QUOTES 20 /* "> " marks in front of a line */

struct list {
	gboolean ordered;
	guint count;
};

struct htmlwriter {
	GString *out;
	gsize max;
	enum htmlwriter_hidden hidden;
	guint newlines; /* pending, at most 2 */
	gboolean space, tab;
	char marker[48]; /* of a list item, pending */
	guint pre, quote;
	struct list lists[HTMLWRITER_LISTS];
	guint n_lists;
	char skip[16]; /* the element being dropped, "" none */
	guint skip_depth;
	struct htmlquote cited;
	char *link;
	gsize link_start; /* where its text begins in out */
};

/* How many line ends an element has round it. */
struct block {
	const char *name;
	guint lines;
};

static const struct block blocks[] = {
	{ "address", 1 },
	{ "article", 1 },
	{ "aside", 1 },
	{ "blockquote", 2 },
	{ "body", 1 },
	{ "caption", 1 },
	{ "center", 1 },
	{ "dd", 1 },
	{ "div", 1 },
	{ "dl", 2 },
	{ "dt", 1 },
	{ "fieldset", 1 },
	{ "figcaption", 1 },
	{ "figure", 1 },
	{ "footer", 1 },
	{ "form", 1 },
	{ "h1", 2 },
	{ "h2", 2 },
	{ "h3", 2 },
	{ "h4", 2 },
	{ "h5", 2 },
	{ "h6", 2 },
	{ "header", 1 },
	{ "hr", 1 },
	{ "legend", 1 },
	{ "li", 1 },
	{ "main", 1 },
	{ "nav", 1 },
	{ "ol", 2 },
	{ "option", 1 },
	{ "p", 2 },
	{ "pre", 2 },
	{ "section", 1 },
	{ "table", 1 },
	{ "tbody", 1 },
	{ "tfoot", 1 },
	{ "thead", 1 },
	{ "tr", 1 },
	{ "ul", 2 },
};

static const char *const dropped[] = { "script", "style", "title", "template",
	"noframes", "select", "svg", "math" };

static const char *const voids[] = { "area", "base", "br", "col", "embed", "hr",
	"img", "input", "link", "meta", "source", "track", "wbr" };

struct htmlwriter *
htmlwriter_new(gsize max, enum htmlwriter_hidden hidden)
{
	struct htmlwriter *writer = g_new0(struct htmlwriter, 1);

	writer->out = g_string_new(NULL);
	writer->max = max;
	writer->hidden = hidden;
	return writer;
}

void
htmlwriter_free(struct htmlwriter *writer)
{
	if (!writer)
		return;
	g_string_free(writer->out, TRUE);
	g_free(writer->link);
	g_free(writer);
}

static gboolean
is_one_of(const char *name, const char *const *names, guint n)
{
	for (guint i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

static const char *
attribute(const char *const *attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2) {
		if (g_ascii_strcasecmp(attributes[0], name) == 0)
			return attributes[1] ? attributes[1] : "";
	}
	return NULL;
}

static void
need_lines(struct htmlwriter *writer, guint lines)
{
	writer->newlines = MAX(writer->newlines, lines);
	writer->space = FALSE;
}

/* Writes what is pending before a word. */
static void
flush(struct htmlwriter *writer)
{
	GString *out = writer->out;
	gboolean begin = out->len == 0 || writer->newlines > 0;

	if (out->len > 0) {
		for (guint i = 0; i < writer->newlines; i++)
			g_string_append_c(out, '\n');
	}
	if (begin) {
		for (guint i = 0; i < writer->quote; i++)
			g_string_append(out, "> ");
		g_string_append(out, writer->marker);
		writer->marker[0] = '\0';
	} else if (writer->tab) {
		g_string_append_c(out, '\t');
	} else if (writer->space) {
		g_string_append_c(out, ' ');
	}
	writer->newlines = 0;
	writer->space = FALSE;
	writer->tab = FALSE;
}

static void
put(struct htmlwriter *writer, const char *text, gsize length)
{
	if (length == 0 || writer->out->len >= writer->max)
		return;
	if (writer->newlines > 0 || writer->space || writer->tab ||
	    writer->out->len == 0)
		flush(writer);
	g_string_append_len(writer->out, text, (gssize)length);
}

/* Text in <pre>: as it stands. */
static void
put_lines(struct htmlwriter *writer, const char *text, gsize length)
{
	const char *end = text + length;

	while (text < end) {
		const char *lf = memchr(text, '\n', (gsize)(end - text));
		const char *stop = lf ? lf : end;

		if (stop > text && stop[-1] == '\r')
			put(writer, text, (gsize)(stop - text) - 1);
		else
			put(writer, text, (gsize)(stop - text));
		if (lf)
			writer->newlines = MIN(writer->newlines + 1, 2);
		text = lf ? lf + 1 : end;
	}
}

void
htmlwriter_text(struct htmlwriter *writer, const char *text, gsize length)
{
	const char *end = text + length;

	if (writer->skip_depth > 0)
		return;
	if (writer->pre > 0) {
		put_lines(writer, text, length);
		return;
	}
	while (text < end) {
		const char *word = text;

		/* A no-break space is a word of its own, so that it is not
		 * folded into others. */
		while (word < end && !g_ascii_isspace(*word) &&
		    (guint8)*word != 0xc2)
			word++;
		put(writer, text, (gsize)(word - text));
		text = word;
		if (text == end)
			break;
		if (g_ascii_isspace(*text)) {
			writer->space = TRUE;
			text++;
		} else if (end - text >= 2 && (guint8)text[1] == 0xa0) {
			put(writer, " ", 1);
			text += 2;
		} else {
			gsize n = MIN((gsize)(end - text), 2);

			put(writer, text, n);
			text += n;
		}
	}
}

/* Whether the style makes the element invisible. */
static gboolean
is_hidden(const char *const *attributes)
{
	static const char *const signs[] = { "display:none",
		"visibility:hidden", "mso-hide:all" };
	const char *style = attribute(attributes, "style");
	g_autoptr(GString) flat = NULL;

	if (attribute(attributes, "hidden"))
		return TRUE;
	if (!style)
		return FALSE;
	flat = g_string_new(NULL);
	for (; *style; style++) {
		if (!g_ascii_isspace(*style))
			g_string_append_c(flat, g_ascii_tolower(*style));
	}
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (strstr(flat->str, signs[i]))
			return TRUE;
	}
	return FALSE;
}

/* Whether the element and all in it is left out. */
static gboolean
skips(struct htmlwriter *writer, const char *name,
    const char *const *attributes)
{
	if (writer->skip_depth > 0) {
		if (strcmp(writer->skip, name) == 0)
			writer->skip_depth++;
		return TRUE;
	}
	if (!is_one_of(name, dropped, G_N_ELEMENTS(dropped)) &&
	    (writer->hidden == HTMLWRITER_SHOW_HIDDEN ||
	        !is_hidden(attributes)))
		return FALSE;
	if (is_one_of(name, voids, G_N_ELEMENTS(voids)))
		return TRUE;
	if (strlen(name) >= sizeof writer->skip)
		return FALSE;
	g_strlcpy(writer->skip, name, sizeof writer->skip);
	writer->skip_depth = 1;
	return TRUE;
}

static guint
block_lines(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(blocks); i++) {
		if (strcmp(blocks[i].name, name) == 0)
			return blocks[i].lines;
	}
	return 0;
}

static void
start_item(struct htmlwriter *writer)
{
	struct list *list;
	int indent;

	if (writer->n_lists == 0) {
		g_strlcpy(writer->marker, "* ", sizeof writer->marker);
		return;
	}
	list = &writer->lists[writer->n_lists - 1];
	indent = (int)(writer->n_lists - 1) * 2;
	if (list->ordered)
		g_snprintf(writer->marker, sizeof writer->marker, "%*s%u. ",
		    indent, "", ++list->count);
	else
		g_snprintf(writer->marker, sizeof writer->marker, "%*s* ",
		    indent, "");
}

static void
start_list(struct htmlwriter *writer, gboolean ordered)
{
	struct list *list;

	/* A list inside a list has no empty lines round it. */
	if (writer->n_lists > 0)
		writer->newlines = MIN(writer->newlines, 1);
	if (writer->n_lists == HTMLWRITER_LISTS)
		return;
	list = &writer->lists[writer->n_lists++];
	list->ordered = ordered;
	list->count = 0;
}

static void
start_link(struct htmlwriter *writer, const char *href)
{
	g_clear_pointer(&writer->link, g_free);
	if (!href)
		return;
	writer->link = g_strstrip(g_strdup(href));
	writer->link_start = writer->out->len;
}

static void
end_link(struct htmlwriter *writer)
{
	g_autofree char *url = g_steal_pointer(&writer->link);
	g_autofree char *text = NULL;
	const char *shown = url;

	if (!url || !htmllink_is_shown(url))
		return;
	text = g_strstrip(g_strdup(writer->out->str + writer->link_start));
	if (!*text || htmllink_is_same(text, url))
		return;
	if (g_ascii_strncasecmp(url, "mailto:", 7) == 0)
		shown = url + 7;
	writer->space = TRUE;
	put(writer, "<", 1);
	for (; *shown; shown++) {
		if (!g_ascii_iscntrl(*shown) && *shown != ' ')
			put(writer, shown, 1);
	}
	put(writer, ">", 1);
}

/* An image by what is said of it, and one that is a part of the mail by its
 * Content-ID, as Outlook writes it in its plain texts: "[cid:ID alt]". */
static void
start_image(struct htmlwriter *writer, const char *const *attributes)
{
	const char *alt = attribute(attributes, "alt");
	const char *src = attribute(attributes, "src");
	gsize id = 0;

	if (src && g_ascii_strncasecmp(src, "cid:", 4) == 0)
		id = strcspn(src, " \t\r\n[]");
	if (alt && strspn(alt, " \t\r\n") == strlen(alt))
		alt = NULL;
	if (!alt && (id <= 4 || id > HTMLWRITER_ID))
		return;
	htmlwriter_text(writer, "[", 1);
	if (id > 4 && id <= HTMLWRITER_ID) {
		htmlwriter_text(writer, "cid:", 4);
		htmlwriter_text(writer, src + 4, id - 4);
		if (alt)
			htmlwriter_text(writer, " ", 1);
	}
	if (alt)
		htmlwriter_text(writer, alt, strlen(alt));
	htmlwriter_text(writer, "]", 1);
}

static void
begin_quote(struct htmlwriter *writer)
{
	need_lines(writer, 1);
	writer->quote++;
}

void
htmlwriter_start(struct htmlwriter *writer, const char *name,
    const char *const *attributes)
{
	guint lines;

	lines = writer->skip_depth > 0 ? 0 : block_lines(name);
	if (lines > 0)
		need_lines(writer, lines);
	if (skips(writer, name, attributes))
		return;
	if (writer->quote > 0)
		htmlquote_inside(&writer->cited, name);
	else if (htmlquote_start(&writer->cited, name, attributes))
		begin_quote(writer);
	if (strcmp(name, "br") == 0)
		writer->newlines = MIN(writer->newlines + 1, 2);
	else if (strcmp(name, "hr") == 0)
		put(writer, "---", 3);
	else if (strcmp(name, "pre") == 0)
		writer->pre++;
	else if (strcmp(name, "blockquote") == 0)
		writer->quote = MIN(writer->quote + 1, HTMLWRITER_QUOTES);
	else if (strcmp(name, "li") == 0)
		start_item(writer);
	else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
		start_list(writer, name[0] == 'o');
	else if (strcmp(name, "a") == 0)
		start_link(writer, attribute(attributes, "href"));
	else if (strcmp(name, "img") == 0)
		start_image(writer, attributes);
	if (strcmp(name, "hr") == 0)
		need_lines(writer, 1);
}

static void
end_list(struct htmlwriter *writer)
{
	if (writer->n_lists > 0)
		writer->n_lists--;
	if (writer->n_lists > 0)
		writer->newlines = MIN(writer->newlines, 1);
	writer->marker[0] = '\0';
}

void
htmlwriter_end(struct htmlwriter *writer, const char *name)
{
	guint lines;

	if (writer->skip_depth > 0) {
		if (strcmp(writer->skip, name) == 0)
			writer->skip_depth--;
		return;
	}
	if (is_one_of(name, voids, G_N_ELEMENTS(voids)))
		return;
	lines = block_lines(name);
	if (lines > 0)
		need_lines(writer, lines);
	if (htmlquote_end(&writer->cited, name) && writer->quote > 0) {
		writer->quote--;
		need_lines(writer, 1);
	}
	if (strcmp(name, "pre") == 0 && writer->pre > 0)
		writer->pre--;
	else if (strcmp(name, "blockquote") == 0 &&
	    writer->quote > (guint)writer->cited.rest)
		writer->quote--;
	else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
		end_list(writer);
	else if (strcmp(name, "a") == 0)
		end_link(writer);
	else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		writer->tab = writer->out->len > 0;
}

char *
htmlwriter_finish(struct htmlwriter *writer)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *p = writer->out->str, *end;

	if (writer->out->len > writer->max) {
		end = g_utf8_find_prev_char(p, p + writer->max);
		g_string_truncate(writer->out, end ? (gsize)(end - p) : 0);
	}
	/* No white space at the ends of lines. */
	for (p = writer->out->str; *p; p = *end ? end + 1 : end) {
		gsize length;

		end = p + strcspn(p, "\n");
		for (length = (gsize)(end - p);
		     length > 0 && strchr(" \t\r", p[length - 1]);)
			length--;
		g_string_append_len(text, p, (gssize)length);
		g_string_append_c(text, '\n');
	}
	return g_strdup(text->str);
}
