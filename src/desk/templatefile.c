/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template's file, as text. What stands in it is the operator's and may be
 * wrong in any way; a mistake must come out with file and line, never as half a
 * letter. Which places it may have is template.c's to say. */
#include "desk/templatefile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/autofd.h"

#define FILE_MAX 65536
#define SUBJECT "Subject: "
#define WRAPPED_MIN 40    /* characters; shorter lines were meant to end */
#define WIDTH 72          /* characters of a line that we wrap ourselves */
#define LINE_MAX_WIDTH 76 /* of one that a value has made longer */

char *
templatefile_read(const char *path, GError **error)
{
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	g_autofree char *buffer = g_malloc(FILE_MAX + 1);
	gsize size = 0;
	ssize_t got = -1;

	while (fd >= 0 && size <= FILE_MAX &&
	    (got = read(fd, buffer + size, FILE_MAX + 1 - size)) > 0)
		size += (gsize)got;
	if (fd < 0 || got < 0) {
		fail_errno(error, FAIL_CONFIG, errno, "%s", path);
		return NULL;
	}
	if (size > FILE_MAX || !g_utf8_validate(buffer, (gssize)size, NULL)) {
		fail_set(error, FAIL_CONFIG,
		    "%s: longer than %d octets, or not UTF-8", path, FILE_MAX);
		return NULL;
	}
	buffer[size] = '\0';
	g_auto(GStrv) lines = g_strsplit(buffer, "\r\n", -1);
	return g_strjoinv("\n", lines);
}

guint
templatefile_line(const char *text, const char *position)
{
	guint line = 1;

	for (const char *p = text; p < position; p++)
		line += *p == '\n';
	return line;
}

/* Whether a line of a paragraph was only wrapped here: it is long, and what
 * follows is no line of its own kind. */
static bool
is_wrapped(const char *line, const char *next)
{
	return g_utf8_strlen(line, -1) >= WRAPPED_MIN && *next &&
	    !strchr(" \t-*", *next);
}

/* Wrapped lines get the space at their end by which compose knows them. */
static char *
mark_wrapped(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		g_string_append(out, lines[i]);
		if (!lines[i + 1])
			break;
		if (is_wrapped(lines[i], lines[i + 1]) &&
		    !g_str_has_suffix(lines[i], " "))
			g_string_append_c(out, ' ');
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

bool
templatefile_cut(const char *path, const char *text, char **subject_out,
    char **text_out, GError **error)
{
	const char *end = strchr(text, '\n');

	if (!g_str_has_prefix(text, SUBJECT) || !end || end[1] != '\n')
		return fail_set(error, FAIL_CONFIG,
		    "%s:1: a template begins with \"%s...\" and an empty line",
		    path, SUBJECT);
	text += strlen(SUBJECT);
	*subject_out = g_strstrip(g_strndup(text, (gsize)(end - text)));
	*text_out = mark_wrapped(end + 2);
	return true;
}

/* The text is a sentence or two, so that looking for each line's end anew costs
 * nothing. */
char *
templatefile_wrap(const char *text)
{
	GString *out = g_string_new(NULL);
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	glong column = 0;

	for (guint i = 0; words[i]; i++) {
		glong length = g_utf8_strlen(words[i], -1);

		if (i > 0)
			g_string_append_c(out, ' ');
		if (i > 0 && column + 1 + length > WIDTH) {
			g_string_append_c(out, '\n');
			column = 0;
		}
		g_string_append(out, words[i]);
		column += length + 1;
	}
	return g_string_free(out, FALSE);
}

/* A line that ends in a space goes on in the next. */
char *
templatefile_reflow(const char *text)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GString) run = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	bool wide = false;

	for (guint i = 0, first = 0; lines[i]; i++) {
		g_string_append(run, lines[i]);
		/* a client only knows an address that is whole */
		wide = wide ||
		    (g_utf8_strlen(lines[i], -1) > LINE_MAX_WIDTH &&
		        !strstr(lines[i], "<mailto:"));
		if (g_str_has_suffix(lines[i], " ") && lines[i + 1])
			continue;
		g_autofree char *wrapped =
		    wide ? templatefile_wrap(run->str) : NULL;
		for (; !wrapped && first < i; first++)
			g_string_append_printf(out, "%s\n", lines[first]);
		g_string_append(out, wrapped ? wrapped : lines[i]);
		if (lines[i + 1])
			g_string_append_c(out, '\n');
		g_string_truncate(run, 0);
		first = i + 1;
		wide = false;
	}
	return g_string_free(out, FALSE);
}
