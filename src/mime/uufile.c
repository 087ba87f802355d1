/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds uuencoded files in texts. People write "begin" too, and a letter that
 * is taken for a file is a letter lost: so nothing counts but lines that all
 * have the length they state, with an end. Must never look at a line twice.
 */
#include "mime/uufile.h"

#include <string.h>

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

/* What stands behind the last separator of a name. */
static void
append_name(const struct uufile *file, GString *out)
{
	gsize begin = file->name_length;

	while (begin > 0 && !strchr("/\\", file->name[begin - 1]))
		begin--;
	g_string_append_c(out, '[');
	g_string_append_len(out, file->name + begin,
	    (gssize)(file->name_length - begin));
	g_string_append(out, "]\n");
}

GString *
uufile_cut(const char *text, gsize size)
{
	struct uufile file;
	GString *out = NULL;
	gsize at = 0, done = 0;

	while (uufile_next(text, size, &at, &file)) {
		if (!out)
			out = g_string_new(NULL);
		g_string_append_len(out, text + done,
		    (gssize)(file.offset - done));
		append_name(&file, out);
		done = file.offset + file.length;
	}
	if (out)
		g_string_append_len(out, text + done, (gssize)(size - done));
	return out;
}
