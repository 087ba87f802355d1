/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as spreadsheets write it. A file that is not quite right must never be
 * read in half: a name with a stray quote would move all that follows by one
 * column. */
#include "base/csv.h"

#include <stdbool.h>
#include <string.h>

#define BOM "\xef\xbb\xbf"

struct reader {
	const char *at, *end;
	guint line;
};

void
csv_row_free(struct csv_row *row)
{
	if (!row)
		return;
	g_ptr_array_unref(row->cells);
	g_free(row);
}

/* Whether a line ends here, or the text. */
static bool
at_line_end(const struct reader *in)
{
	return in->at == in->end || *in->at == '\n' ||
	    (*in->at == '\r' && in->at + 1 < in->end && in->at[1] == '\n');
}

static void
skip_line_end(struct reader *in)
{
	if (in->at < in->end && *in->at == '\r')
		in->at++;
	if (in->at < in->end)
		in->at++;
	in->line++;
}

/* Behind the opening quote, up to behind the closing one. */
static bool
read_quoted(struct reader *in, GString *cell, GError **error)
{
	guint began = in->line;

	for (; in->at < in->end; in->at++) {
		if (*in->at == '"' && in->at + 1 < in->end &&
		    in->at[1] == '"') {
			in->at++;
		} else if (*in->at == '"') {
			in->at++;
			return true;
		}
		in->line += *in->at == '\n';
		g_string_append_c(cell, *in->at);
	}
	return fail_set(error, FAIL_PERMANENT,
	    "%u: the quote is not closed by the end of the file", began);
}

/* One cell, up to its comma or line end. */
static char *
read_cell(struct reader *in, GError **error)
{
	g_autoptr(GString) cell = g_string_new(NULL);

	if (in->at < in->end && *in->at == '"') {
		in->at++;
		if (!read_quoted(in, cell, error))
			return NULL;
	} else {
		while (!at_line_end(in) && *in->at != ',')
			g_string_append_c(cell, *in->at++);
	}
	if (!at_line_end(in) && *in->at != ',') {
		fail_set(error, FAIL_PERMANENT,
		    "%u: words behind a closing quote; a quote within a field "
		    "is written twice",
		    in->line);
		return NULL;
	}
	return g_string_free(g_steal_pointer(&cell), FALSE);
}

static struct csv_row *
read_row(struct reader *in, GError **error)
{
	struct csv_row *row = g_new0(struct csv_row, 1);
	char *cell;

	row->line = in->line;
	row->cells = g_ptr_array_new_with_free_func(g_free);
	while ((cell = read_cell(in, error))) {
		g_ptr_array_add(row->cells, cell);
		if (at_line_end(in)) {
			skip_line_end(in);
			return row;
		}
		in->at++; /* the comma */
	}
	csv_row_free(row);
	return NULL;
}

/* The line of the first octet that is no UTF-8. */
static guint
line_of(const char *text, const char *bad)
{
	guint line = 1;

	for (; text < bad; text++)
		line += *text == '\n';
	return line;
}

GPtrArray *
csv_parse(const char *text, gsize size, GError **error)
{
	g_autoptr(GPtrArray) rows =
	    g_ptr_array_new_with_free_func((GDestroyNotify)csv_row_free);
	struct reader in = { text, text + size, 1 };
	const char *bad;

	if (!g_utf8_validate_len(text, size, &bad)) {
		fail_set(error, FAIL_PERMANENT, "%u: not UTF-8",
		    line_of(text, bad));
		return NULL;
	}
	if (size >= strlen(BOM) && memcmp(text, BOM, strlen(BOM)) == 0)
		in.at += strlen(BOM);
	while (in.at < in.end) {
		struct csv_row *row;

		if (at_line_end(&in)) {
			skip_line_end(&in);
			continue;
		}
		row = read_row(&in, error);
		if (!row)
			return NULL;
		g_ptr_array_add(rows, row);
	}
	return g_steal_pointer(&rows);
}

void
csv_append(GString *out, const char *const *cells)
{
	for (guint i = 0; cells[i]; i++) {
		if (i > 0)
			g_string_append_c(out, ',');
		if (!strpbrk(cells[i], ",\"\r\n")) {
			g_string_append(out, cells[i]);
			continue;
		}
		g_string_append_c(out, '"');
		for (const char *p = cells[i]; *p; p++) {
			if (*p == '"')
				g_string_append_c(out, '"');
			g_string_append_c(out, *p);
		}
		g_string_append_c(out, '"');
	}
	g_string_append(out, "\r\n");
}
