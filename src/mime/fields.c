/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a header begins and ends and what its fields are. One implementation
 * for the scan outside the reader, on which trust rests, and for the reader
 * itself, so that the two never disagree. Must never read beyond the octets it
 * was given nor allocate more than they need.
 */
#include "mime/fields.h"

#include <string.h>

#define FIELDS_LOOK_AHEAD 8 /* lines */

struct cursor {
	const char *at, *end;
	const char *begin; /* of the header */
};

/* The line at p without its end; *next_out is where the next one begins. */
static gsize
line_at(const char *p, const char *end, const char **next_out)
{
	const char *lf = memchr(p, '\n', (gsize)(end - p));
	const char *stop = lf ? lf : end;

	*next_out = lf ? lf + 1 : end;
	if (stop > p && stop[-1] == '\r')
		stop--;
	return (gsize)(stop - p);
}

gsize
fields_name(const char *line, gsize size, gsize *value_out)
{
	gsize length = 0, colon;

	while (length < size && line[length] > ' ' && line[length] < 0x7f &&
	    line[length] != ':')
		length++;
	for (colon = length;
	     colon < size && (line[colon] == ' ' || line[colon] == '\t');)
		colon++;
	if (length == 0 || colon >= size || line[colon] != ':')
		return 0;
	*value_out = colon + 1;
	return length;
}

/* Passes over what some programs write above a mail. */
static void
skip_preamble(struct cursor *cursor)
{
	const char *next;
	gsize length, value;

	if (cursor->end - cursor->at >= 3 &&
	    memcmp(cursor->at, "\xef\xbb\xbf", 3) == 0)
		cursor->at += 3;
	while (cursor->at < cursor->end &&
	    line_at(cursor->at, cursor->end, &next) == 0)
		cursor->at = next;
	if (cursor->end - cursor->at >= 6 &&
	    (memcmp(cursor->at, "From ", 5) == 0 ||
	        memcmp(cursor->at, ">From ", 6) == 0)) {
		length = line_at(cursor->at, cursor->end, &next);
		if (fields_name(cursor->at, length, &value) == 0)
			cursor->at = next;
	}
}

/* Whether a field of that name is one that stands in mail headers, rather than
 * a line of text with a colon. */
static gboolean
is_usual(const char *name, gsize length)
{
	static const char *const usual[] = { "from", "to", "cc", "subject",
		"date", "received", "message-id", "mime-version", "reply-to",
		"return-path", "dkim-signature", "content-type",
		"content-transfer-encoding", "content-disposition", "sender",
		"delivered-to", "in-reply-to", "references" };

	if (length > 2 && g_ascii_strncasecmp(name, "x-", 2) == 0)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(usual); i++) {
		if (strlen(usual[i]) == length &&
		    g_ascii_strncasecmp(name, usual[i], length) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Whether the header goes on behind a line that is no field: one of the next
 * lines is a usual field, and no empty line comes before it. */
static gboolean
goes_on(const struct cursor *cursor, const char *next)
{
	gsize length, name, value;
	const char *line;

	for (guint i = 0; i < FIELDS_LOOK_AHEAD && next < cursor->end; i++) {
		line = next;
		length = line_at(line, cursor->end, &next);
		if (length == 0)
			return FALSE;
		name = fields_name(line, length, &value);
		if (name > 0 && is_usual(line, name))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_blank(const char *p, gsize length)
{
	while (length > 0 && (*p == ' ' || *p == '\t')) {
		p++;
		length--;
	}
	return length == 0;
}

/* Appends a piece of a value, NUL as U+FFFD. */
static void
append_value(struct header *header, GString *value, const char *p, gsize length,
    const struct fields_limits *limits)
{
	gsize room = 0;

	if ((gint64)value->len < limits->header_field_bytes)
		room = (gsize)limits->header_field_bytes - value->len;
	if (length > room) {
		header->flags |= HEADER_FLAG_LONG_LINE;
		length = room;
	}
	if (!memchr(p, '\0', length)) {
		g_string_append_len(value, p, (gssize)length);
		return;
	}
	header->flags |= HEADER_FLAG_NUL;
	for (gsize i = 0; i < length; i++) {
		if (p[i])
			g_string_append_c(value, p[i]);
		else
			g_string_append(value, "\xef\xbf\xbd");
	}
}

gboolean
fields_is_parameter(const char *before, gsize before_size, const char *line,
    gsize size)
{
	static const char *const names[] = { "boundary", "charset", "name",
		"filename", "type", "protocol", "micalg", "format", "delsp",
		"report-type", "start", "method", "size" };

	while (before_size > 0 &&
	    (before[before_size - 1] == '\r' ||
	        before[before_size - 1] == ' ' ||
	        before[before_size - 1] == '\t'))
		before_size--;
	if (before_size == 0 || before[before_size - 1] != ';')
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize length = strlen(names[i]);

		if (size > length &&
		    (line[length] == '=' || line[length] == '*') &&
		    g_ascii_strncasecmp(line, names[i], length) == 0)
			return TRUE;
	}
	return FALSE;
}

char *
fields_line_ends(const void *raw, gsize size)
{
	char *copy;

	if (memchr(raw, '\n', size) || !memchr(raw, '\r', size))
		return NULL;
	copy = g_memdup2(raw, size);
	for (char *p = copy; p; p = memchr(p, '\r', size - (gsize)(p - copy))) {
		if (*p == '\r')
			*p = '\n';
	}
	return copy;
}

/* Whether the line at p goes on with a field of that name. */
static gboolean
continues(const struct cursor *cursor, const char *name, const GString *value,
    const char *p)
{
	const char *next;

	if (p >= cursor->end)
		return FALSE;
	if (*p == ' ' || *p == '\t')
		return TRUE;
	return g_ascii_strncasecmp(name, "content-", 8) == 0 &&
	    fields_is_parameter(value->str, value->len, p,
	        line_at(p, cursor->end, &next));
}

/* The field at cursor->at with its continuation lines. */
static void
cut_field(struct cursor *cursor, struct header *header, gsize name_length,
    gsize value_begin, const struct fields_limits *limits)
{
	g_autofree char *name = g_strndup(cursor->at, name_length);
	g_autoptr(GString) value = g_string_new(NULL);
	const char *p = cursor->at, *next;
	gsize length = line_at(p, cursor->end, &next);

	append_value(header, value, p + value_begin, length - value_begin,
	    limits);
	while (continues(cursor, name, value, next)) {
		p = next;
		if (*p != ' ' && *p != '\t')
			header->flags |= HEADER_FLAG_MALFORMED;
		length = line_at(p, cursor->end, &next);
		/* A line of white space ends some mailers' headers; as a
		 * continuation (RFC 5322 section 4.2) it says nothing. */
		if (!is_blank(p, length))
			append_value(header, value, p, length, limits);
	}
	cursor->at = next;
	g_strstrip(value->str);
	header_add(header, name, value->str);
}

/* One line at the cursor: FALSE when the header ended. */
static gboolean
cut_line(struct cursor *cursor, struct header *header,
    const struct fields_limits *limits)
{
	const char *next;
	gsize length = line_at(cursor->at, cursor->end, &next), name, value;

	if (length == 0) {
		cursor->at = next;
		return FALSE;
	}
	name = fields_name(cursor->at, length, &value);
	if (name > 0) {
		cut_field(cursor, header, name, value, limits);
		return TRUE;
	}
	header->flags |= HEADER_FLAG_MALFORMED;
	if (!goes_on(cursor, next))
		return FALSE;
	cursor->at = next;
	return TRUE;
}

struct header *
fields_cut(const void *raw, gsize size, const struct fields_limits *limits)
{
	struct header *header = header_new();
	const char *base = raw;
	struct cursor cursor = { base, base + size, base };

	skip_preamble(&cursor);
	cursor.begin = cursor.at;
	while (cursor.at < cursor.end && cut_line(&cursor, header, limits)) {
		if (cursor.at - cursor.begin > limits->header_bytes)
			header->limit = g_strdup("header_bytes");
		else if (header->fields->len > limits->header_fields)
			header->limit = g_strdup("header_fields");
		if (header->limit)
			break;
	}
	header->body_offset = (gsize)(cursor.at - base);
	return header;
}
