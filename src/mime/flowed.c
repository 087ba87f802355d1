/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format=flowed. Mail clients break what was typed at 72 columns and mark the
 * breaks; a reader that does not join them shows ragged text and a quote cutter
 * misses lines. Must never join lines of different quote depth.
 */
#include "mime/flowed.h"

#include <string.h>

static void
append_quote(GString *out, gsize depth)
{
	for (gsize i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth > 0)
		g_string_append_c(out, ' ');
}

/* Passes the quote marks that a line starts with, and the space that stuffs it
 * (RFC 3676 4.4); how many they are. */
static gsize
skip_quote(const char **line, const char *end)
{
	gsize depth = 0;

	while (*line < end && **line == '>') {
		(*line)++;
		depth++;
	}
	if (*line < end && **line == ' ')
		(*line)++;
	return depth;
}

char *
flowed_unwrap(const char *text, enum flowed_delsp delsp)
{
	GString *out = g_string_sized_new(strlen(text));
	gboolean joining = FALSE;
	gsize joined_depth = 0;

	while (*text) {
		gsize length = strcspn(text, "\n");
		const char *line = text, *end = text + length;
		gsize depth = skip_quote(&line, end);
		gboolean signature, flows;

		text = end + (*end == '\n');
		signature = end - line == 3 && memcmp(line, "-- ", 3) == 0;
		flows = end > line && end[-1] == ' ' && !signature;
		if (joining && (depth != joined_depth || signature)) {
			g_string_append_c(out, '\n');
			joining = FALSE;
		}
		if (!joining)
			append_quote(out, depth);
		if (flows && delsp == FLOWED_DELETE_SPACE)
			end--;
		g_string_append_len(out, line, end - line);
		if (!flows)
			g_string_append_c(out, '\n');
		joining = flows;
		joined_depth = depth;
	}
	if (joining)
		g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}
