/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds uuencoded files in texts. People write "begin" too, and a letter that
 * is taken for a file is a letter lost: so nothing counts but lines that all
 * have the length they state, with an end. Must never look at a line twice.
 */
#include "mime/uufile.h"

#include <string.h>

#include "mime/quote.h"

#define UUFILE_LINE 45 /* octets that a line holds at most */
#define UUFILE_SLACK 2 /* characters behind them: a checksum, padding */

struct line {
	const char *at;
	gsize length; /* without its line end */
	gsize next;   /* offset of the next one */
};

static struct line
line_at(const char *text, gsize size, gsize at)
{
	const char *lf = memchr(text + at, '\n', size - at);
	struct line line = { .at = text + at };

	line.next = lf ? (gsize)(lf - text) + 1 : size;
	line.length = (lf ? (gsize)(lf - text) : size) - at;
	if (line.length > 0 && line.at[line.length - 1] == '\r')
		line.length--;
	return line;
}

/* "begin 644 name": where the name is. */
static gboolean
is_begin(const struct line *line, struct uufile *file)
{
	gsize at = strlen("begin ");
	gsize digits = 0;

	if (line->length < at || memcmp(line->at, "begin ", at) != 0)
		return FALSE;
	while (at < line->length && line->at[at] >= '0' &&
	    line->at[at] <= '7' && digits < 5) {
		at++;
		digits++;
	}
	if (digits < 3 || at + 1 >= line->length || line->at[at] != ' ')
		return FALSE;
	file->name = line->at + at + 1;
	file->name_length = line->length - at - 1;
	return TRUE;
}

/* Whether the line is as long as its first character says. White space at its
 * end may have been lost on the way. */
static gboolean
is_data(const struct line *line)
{
	gsize octets, full;

	if (line->length == 0)
		return FALSE;
	for (gsize i = 0; i < line->length; i++) {
		if (line->at[i] < ' ' || line->at[i] > '`')
			return FALSE;
	}
	octets = (gsize)((line->at[0] - ' ') & 0x3f);
	full = 1 + (octets + 2) / 3 * 4;
	return octets <= UUFILE_LINE && line->length <= full + UUFILE_SLACK &&
	    (octets == 0 || line->length > 1);
}

/* Where the lines of a file end that begin at at: behind "end"; 0 when they are
 * none. *stop_out is where looking stopped. */
static gsize
file_end(const char *text, gsize size, gsize at, gsize *stop_out)
{
	gsize lines = 0;

	while (at < size) {
		struct line line = line_at(text, size, at);

		*stop_out = at;
		if (line.length == 3 && memcmp(line.at, "end", 3) == 0)
			return lines > 0 ? line.next : 0;
		if (!is_data(&line))
			return 0;
		lines++;
		at = line.next;
	}
	*stop_out = size;
	return 0;
}

gboolean
uufile_next(const char *text, gsize size, gsize *at, struct uufile *file_out)
{
	while (*at < size) {
		struct line line = line_at(text, size, *at);
		gsize begin = *at, end, stop = line.next;

		*at = line.next;
		if (!is_begin(&line, file_out))
			continue;
		end = file_end(text, size, line.next, &stop);
		/* No line of data is a "begin": it has small letters. */
		*at = end > 0 ? end : MAX(stop, line.next);
		if (end == 0)
			continue;
		file_out->offset = begin;
		file_out->length = end - begin;
		return TRUE;
	}
	return FALSE;
}

void
uufile_exclude(const char *text, GArray *kept)
{
	gsize size = strlen(text), at = 0;
	g_autoptr(GArray) left = NULL;
	struct uufile file;

	while (uufile_next(text, size, &at, &file)) {
		GArray *fewer = quote_without(left ? left : kept, file.offset,
		    file.offset + file.length);

		if (left)
			g_array_unref(left);
		left = fewer;
	}
	if (!left || left->len == 0)
		return;
	g_array_set_size(kept, 0);
	g_array_append_vals(kept, left->data, left->len);
}
