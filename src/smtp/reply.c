/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replies of an SMTP server, taken apart octet by octet. The server is not
 * trusted: line length and line count are bounded, and nothing here waits,
 * writes or decides what a reply means. It never takes octets beyond the end of
 * one reply: what a server says too early must stay visible to the caller. */
#include "smtp/reply.h"

#include <stdbool.h>
#include <string.h>

struct reply *
reply_new(void)
{
	struct reply *self = g_new0(struct reply, 1);

	self->lines = g_ptr_array_new_with_free_func(g_free);
	self->partial = g_string_new(NULL);
	return self;
}

void
reply_free(struct reply *self)
{
	if (!self)
		return;
	g_ptr_array_unref(self->lines);
	g_string_free(self->partial, TRUE);
	g_free(self);
}

void
reply_clear(struct reply *self)
{
	self->code = 0;
	self->enhanced[0] = '\0';
	self->fault = NULL;
	g_ptr_array_set_size(self->lines, 0);
	g_string_truncate(self->partial, 0);
}

static enum reply_state
bad(struct reply *self, const char *fault)
{
	self->fault = fault;
	return REPLY_BAD;
}

/* Octets of the digits at text, 0 when there are none or more than 3. */
static gsize
digits(const char *text)
{
	gsize length = 0;

	while (g_ascii_isdigit(text[length]))
		length++;
	return length <= 3 ? length : 0;
}

/* Octets of an enhanced code (RFC 3463 2) at the start of text, 0 when there is
 * none. Its class must be the reply's (RFC 2034 4), or it is just words. */
static gsize
enhanced_length(const char *text, guint code)
{
	gsize subject, detail;

	if (text[0] != (char)('0' + code / 100) || text[1] != '.')
		return 0;
	subject = digits(text + 2);
	if (subject == 0 || text[2 + subject] != '.')
		return 0;
	detail = digits(text + 3 + subject);
	if (detail == 0)
		return 0;
	if (!strchr(" \t", text[3 + subject + detail]))
		return 0;
	return 3 + subject + detail;
}

/* The code at the start of a line, 0 when it is none. */
static guint
line_code(const GString *line)
{
	const char *text = line->str;

	if (line->len < 3 || digits(text) != 3 || text[0] < '2' ||
	    text[0] > '5')
		return 0;
	/* "250" alone is seen from old servers and cannot be mistaken. */
	if (line->len > 3 && text[3] != ' ' && text[3] != '-')
		return 0;
	return (guint)(text[0] - '0') * 100 + (guint)(text[1] - '0') * 10 +
	    (guint)(text[2] - '0');
}

/* One whole line is in partial, without its LF. */
static enum reply_state
take_line(struct reply *self)
{
	GString *line = self->partial;
	const char *text;
	gsize length, at;
	guint code;
	bool more;

	if (line->len > 0 && line->str[line->len - 1] == '\r')
		g_string_truncate(line, line->len - 1);
	for (at = 0; at < line->len; at++)
		if (line->str[at] == '\0')
			line->str[at] = '?';
	code = line_code(line);
	if (code == 0)
		return bad(self, "a line without a self code");
	if (self->lines->len == 0)
		self->code = code;
	else if (code != self->code)
		return bad(self, "lines with different self codes");
	if (self->lines->len == REPLY_LINES_MAX)
		return bad(self, "too many lines");

	more = line->str[3] == '-';
	text = line->len > 4 ? line->str + 4 : "";
	length = enhanced_length(text, code);
	if (length > 0 && self->enhanced[0] == '\0' &&
	    length < sizeof(self->enhanced)) {
		memcpy(self->enhanced, text, length);
		self->enhanced[length] = '\0';
	}
	g_ptr_array_add(self->lines, g_strdup(text));
	g_string_truncate(line, 0);
	return more ? REPLY_MORE : REPLY_DONE;
}

enum reply_state
reply_feed(struct reply *self, const char *data, gsize size, gsize *used_out)
{
	enum reply_state state = REPLY_MORE;
	gsize used = 0;

	while (state == REPLY_MORE && used < size) {
		const char *start = data + used;
		const char *end = memchr(start, '\n', size - used);
		gsize length = end ? (gsize)(end - start) : size - used;

		if (self->partial->len + length > REPLY_LINE_MAX) {
			*used_out = used;
			return bad(self, "a line that is too long");
		}
		g_string_append_len(self->partial, start, (gssize)length);
		used += length + (end ? 1 : 0);
		if (end)
			state = take_line(self);
	}
	*used_out = used;
	return state;
}

char *
reply_text(const struct reply *self)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *valid = NULL;
	gsize size;
	guint i;

	for (i = 0; i < self->lines->len && text->len <= REPLY_TEXT_MAX; i++) {
		const char *line = self->lines->pdata[i];

		line += enhanced_length(line, self->code);
		while (*line == ' ' || *line == '\t')
			line++;
		if (text->len > 0 && *line)
			g_string_append_c(text, ' ');
		g_string_append(text, line);
	}
	valid = g_utf8_make_valid(text->str, (gssize)text->len);
	size = strlen(valid);
	if (size <= REPLY_TEXT_MAX)
		return g_steal_pointer(&valid);
	/* Back to the start of the character that would be cut in two. */
	size = REPLY_TEXT_MAX;
	while (((unsigned char)valid[size] & 0xc0) == 0x80)
		size--;
	return g_strndup(valid, size);
}
