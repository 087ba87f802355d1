/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for a terminal. Cells hold foreign text: a subject must not move the
 * cursor, and a wide or combining character must not shift the columns of the
 * line that it stands in. */
#include "ctl/ctltable.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/escape.h"

#define GAP 2 /* between columns */

struct ctltable {
	guint columns;
	GPtrArray *rows; /* char **, the titles first */
};

struct ctltable *
ctltable_new(const char *const *titles)
{
	struct ctltable *table = g_new0(struct ctltable, 1);

	while (titles[table->columns])
		table->columns++;
	table->rows =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_ptr_array_add(table->rows, g_strdupv((char **)(guintptr)titles));
	return table;
}

void
ctltable_free(struct ctltable *table)
{
	if (!table)
		return;
	g_ptr_array_unref(table->rows);
	g_free(table);
}

void
ctltable_add(struct ctltable *table, char *const *take_cells)
{
	char **row = g_new0(char *, table->columns + 1);

	for (guint i = 0; i < table->columns; i++) {
		row[i] = escape_terminal(take_cells[i], ESCAPE_ONE_LINE);
		g_free(take_cells[i]);
	}
	g_ptr_array_add(table->rows, row);
}

/* East Asian wide characters and emoji take two columns. */
static guint
width_of(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

guint
ctltable_width(const char *text)
{
	guint width = 0;

	for (; *text; text += g_utf8_skip[(guchar)*text])
		width += width_of(g_utf8_get_char(text));
	return width;
}

/* Appends as much of text as fits into room columns. */
static void
append_cut(GString *out, const char *text, guint room)
{
	const char *end = text;
	guint used = 0;

	if (ctltable_width(text) <= room) {
		g_string_append(out, text);
		return;
	}
	while (*end && used + width_of(g_utf8_get_char(end)) < room) {
		used += width_of(g_utf8_get_char(end));
		end += g_utf8_skip[(guchar)*end];
	}
	g_string_append_len(out, text, end - text);
	g_string_append(out, "…");
}

/* No blanks at the end of a line. A terminal too narrow for a few characters
 * of the last column gets it uncut. */
static void
append_row(GString *out, char *const *row, const guint *widths, guint columns,
    guint width)
{
	guint at = 0;

	for (guint i = 0; i + 1 < columns; i++) {
		guint have = ctltable_width(row[i]);
		g_string_append(out, row[i]);
		g_string_append_printf(out, "%*s",
		    (int)(widths[i] - have + GAP), "");
		at += widths[i] + GAP;
	}
	append_cut(out, row[columns - 1],
	    width > at + 8 ? width - at : G_MAXUINT);
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

char *
ctltable_format(const struct ctltable *table, guint width)
{
	g_autofree guint *widths = g_new0(guint, table->columns);
	GString *out = g_string_new(NULL);

	for (guint r = 0; r < table->rows->len; r++) {
		char *const *row = table->rows->pdata[r];
		for (guint i = 0; i < table->columns; i++)
			widths[i] = MAX(widths[i], ctltable_width(row[i]));
	}
	for (guint r = 0; r < table->rows->len; r++)
		append_row(out, table->rows->pdata[r], widths, table->columns,
		    width);
	return g_string_free(out, FALSE);
}

void
ctltable_print(const struct ctltable *table)
{
	struct winsize size = { 0 };
	gboolean terminal = isatty(STDOUT_FILENO) &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
	g_autofree char *text =
	    ctltable_format(table, terminal ? size.ws_col : 0);

	fputs(text, stdout);
}

char *
ctltable_age(gint64 then, gint64 now)
{
	gint64 s = MAX(now - then, 0) / 1000;

	if (then == 0)
		return g_strdup("");
	if (s < 60)
		return g_strdup_printf("%d s", (int)s);
	if (s < 2 * 3600)
		return g_strdup_printf("%d min", (int)(s / 60));
	if (s < 48 * 3600)
		return g_strdup_printf("%d h", (int)(s / 3600));
	return g_strdup_printf("%d d", (int)(s / 86400));
}

char *
ctltable_size(guint64 octets)
{
	return g_format_size_full(octets, G_FORMAT_SIZE_IEC_UNITS);
}
