/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before every parser. Most attacks on mail software are counts: too
 * many parts, too deep, too long. They are counted here in one pass over the
 * raw octets, so that what GMime gets is bounded. Must stay linear in the
 * mail's size (times the depth allowed, for lines that begin with "--") and
 * must never believe a count that the mail states.
 */
#include "intake/scan.h"

#include <string.h>

#include "base/octets.h"
#include "mime/fields.h"
#include "mime/params.h"

#define SCAN_TYPE_MAX                                          \
	32768 /* octets of a part's Content-Type that are read \
	       */

/* What encloses the current line; boundary NULL for a nested message. */
struct level {
	char *boundary;
	gsize length;
};

struct walk {
	const struct scan_limits *limits;
	struct header *header;
	GArray *levels;   /* struct level */
	gboolean in_head; /* in the header of a part or nested message */
	gboolean in_type; /* in a Content-Type that may go on */
	GString *type;
	gint64 parts, head_bytes;
};

static void
level_clear(gpointer data)
{
	struct level *level = data;

	g_free(level->boundary);
}

static void
set_limit(struct header *header, const char *option)
{
	if (!header->limit)
		header->limit = g_strdup(option);
}

static gint64
count(const char *text, const char *what)
{
	gint64 n = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		n++;
	return n;
}

/* --- the header's own counts ------------------------------------------- */

static gboolean
has_addresses(const char *name)
{
	static const char *const names[] = { "from", "sender", "reply-to", "to",
		"cc", "bcc", "resent-to", "resent-cc", "resent-from" };

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strcasecmp(names[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

static void
count_fields(struct header *header, const struct scan_limits *limits)
{
	gint64 addresses = 0, words = 0;

	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];
		gint64 n = 0;

		if (has_addresses(field->name))
			n = count(field->value, "@");
		addresses += n;
		words += count(field->value, "=?");
		if (n > limits->field_addresses)
			header->flags |= HEADER_FLAG_MANY_ADDRESSES;
		if (g_ascii_strncasecmp(field->name, "content-", 8) == 0 &&
		    count(field->value, ";") > limits->parameters)
			header->flags |= HEADER_FLAG_MANY_PARAMETERS;
	}
	if (addresses > limits->addresses)
		header->flags |= HEADER_FLAG_MANY_ADDRESSES;
	/* A word begins and ends with one "=?" and "?=" each. */
	if (words > limits->encoded_words)
		header->flags |= HEADER_FLAG_MANY_WORDS;
}

/* --- the body's structure ---------------------------------------------- */

static void
push(struct walk *walk, const char *boundary)
{
	struct level level = { g_strdup(boundary),
		boundary ? strlen(boundary) : 0 };

	if (boundary && (gint64)level.length > walk->limits->boundary_bytes)
		set_limit(walk->header, "boundary_bytes");
	g_array_append_val(walk->levels, level);
	if ((gint64)walk->levels->len > walk->limits->mime_depth)
		set_limit(walk->header, "mime_depth");
}

static gboolean
is_nested_message(const char *type)
{
	return strcmp(type, "message/rfc822") == 0 ||
	    strcmp(type, "message/global") == 0 ||
	    strcmp(type, "message/news") == 0;
}

/* A part of that Content-Type begins: what its body is read as. */
static void
enter(struct walk *walk, const char *type)
{
	guint max = (guint)walk->limits->parameters;
	g_autoptr(params) params = params_parse(type, NULL, max);
	const char *boundary = params_get_raw(params, "boundary");

	if (count(type, ";") > walk->limits->parameters)
		walk->header->flags |= HEADER_FLAG_MANY_PARAMETERS;
	walk->in_head = FALSE;
	if (g_str_has_prefix(params_head(params), "multipart/") && boundary &&
	    *boundary) {
		push(walk, boundary);
	} else if (is_nested_message(params_head(params))) {
		push(walk, NULL);
		walk->in_head = TRUE;
	}
	walk->in_type = FALSE;
	walk->head_bytes = 0;
	g_string_truncate(walk->type, 0);
}

/* Whether the line (behind its "--") is that boundary's delimiter: 1, its last
 * one: 2, neither: 0 (RFC 2046 section 5.1.1). */
static int
delimits(const struct level *level, const char *line, gsize length)
{
	gsize at = level->length;

	if (!level->boundary || length < at ||
	    memcmp(line, level->boundary, at) != 0)
		return 0;
	if (length - at >= 2 && line[at] == '-' && line[at + 1] == '-')
		return 2;
	while (at < length && (line[at] == ' ' || line[at] == '\t'))
		at++;
	return at == length ? 1 : 0;
}

/* A line that begins with "--". Whether it is a delimiter, which closes all
 * that is nested inside its level. */
static gboolean
take_delimiter(struct walk *walk, const char *line, gsize length)
{
	for (guint i = walk->levels->len; i > 0; i--) {
		int kind =
		    delimits(&g_array_index(walk->levels, struct level, i - 1),
		        line + 2, length - 2);

		if (kind == 0)
			continue;
		g_array_set_size(walk->levels, kind == 2 ? i - 1 : i);
		walk->in_head = kind == 1;
		walk->in_type = FALSE;
		walk->head_bytes = 0;
		g_string_truncate(walk->type, 0);
		if (kind == 1 && ++walk->parts > walk->limits->mime_parts)
			set_limit(walk->header, "mime_parts");
		return TRUE;
	}
	return FALSE;
}

/* A line in the header of a part. */
static void
take_head_line(struct walk *walk, const char *line, gsize length)
{
	gsize name, value = 0;

	walk->head_bytes += (gint64)length;
	if (walk->head_bytes > walk->limits->header_bytes)
		set_limit(walk->header, "header_bytes");
	if (length == 0) {
		enter(walk, walk->type->str);
		return;
	}
	if (line[0] == ' ' || line[0] == '\t' ||
	    (walk->in_type &&
	        fields_is_parameter(walk->type->str, walk->type->len, line,
	            length))) {
		if (walk->in_type && walk->type->len < SCAN_TYPE_MAX)
			g_string_append_len(walk->type, line, (gssize)length);
		return;
	}
	name = fields_name(line, length, &value);
	walk->in_type = name == 12 && walk->type->len == 0 &&
	    g_ascii_strncasecmp(line, "content-type", 12) == 0;
	if (walk->in_type)
		g_string_append_len(walk->type, line + value,
		    (gssize)MIN(length - value, SCAN_TYPE_MAX));
}

/* A line of length octets, without its LF; ended: it had one. */
static void
walk_line(struct walk *walk, const char *line, gsize length, bool ended)
{
	if ((gint64)length > walk->limits->line_bytes)
		walk->header->flags |= HEADER_FLAG_LONG_LINE;
	if (length > 0 && line[length - 1] == '\r')
		length--;
	else if (ended)
		walk->header->crlf = FALSE;
	if (length > 2 && line[0] == '-' && line[1] == '-' &&
	    take_delimiter(walk, line, length))
		return;
	if (walk->in_head)
		take_head_line(walk, line, length);
}

static void
walk_lines(struct walk *walk, const char *line, const char *end)
{
	guint16 places[OCTETS_AT_ONCE];
	const char *text = line;

	while (text < end && !walk->header->limit) {
		gsize size = MIN((gsize)(end - text), OCTETS_AT_ONCE);
		guint n = octets_find(text, size, '\n', places);

		for (guint i = 0; i < n && !walk->header->limit; i++) {
			const char *lf = text + places[i];
			walk_line(walk, line, (gsize)(lf - line), true);
			line = lf + 1;
		}
		text += size;
	}
	if (line < end && !walk->header->limit)
		walk_line(walk, line, (gsize)(end - line), false);
}

/* The Content-Type that mime/structure takes. */
static const char *
top_type(const struct header *header)
{
	const char *value;

	for (guint i = 0;; i++) {
		value = header_find(header, "Content-Type", i);
		if (!value || strchr(value, '/'))
			return value ? value : "";
	}
}

static void
walk_body(struct header *header, const char *body, const char *end,
    const struct scan_limits *limits)
{
	g_autoptr(GArray) levels =
	    g_array_new(FALSE, FALSE, sizeof(struct level));
	g_autoptr(GString) type = g_string_new(NULL);
	struct walk walk = { .limits = limits,
		.header = header,
		.levels = levels,
		.type = type,
		.parts = 1 };

	g_array_set_clear_func(levels, level_clear);
	enter(&walk, top_type(header));
	walk_lines(&walk, body, end);
}

static void
look_at_lines(struct header *header, const char *p, const char *end,
    gint64 line_bytes)
{
	const char *next;

	for (; p < end; p = next) {
		const char *lf = memchr(p, '\n', (gsize)(end - p));

		next = lf ? lf + 1 : end;
		if (next - p > line_bytes)
			header->flags |= HEADER_FLAG_LONG_LINE;
	}
}

struct header *
scan_header(const void *raw, gsize size, const struct scan_limits *limits)
{
	const struct fields_limits fields = { limits->header_bytes,
		limits->header_field_bytes, limits->header_fields };
	g_autofree char *lines = size > 0 ? fields_line_ends(raw, size) : NULL;
	const char *begin = lines ? lines : raw;
	struct header *header = fields_cut(begin, size, &fields);

	if ((gint64)size > limits->message_size)
		set_limit(header, "message_size");
	count_fields(header, limits);
	look_at_lines(header, begin, begin + header->body_offset,
	    limits->line_bytes);
	if (header->limit)
		return header;
	header->crlf = lines == NULL;
	walk_body(header, begin + header->body_offset, begin + size, limits);
	header->crlf = header->crlf && header->limit == NULL;
	return header;
}
