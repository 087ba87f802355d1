/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as spreadsheets write it, and as they do not. */
#include "base/csv.h"

#include <string.h>

static const struct {
	const char *name, *text;
	const char *rows; /* "LINE:cell|cell" with blanks between rows */
	const char *error;
} cases[] = {
	{ "nothing", "", "", NULL },
	{ "a row", "a,b,c\r\n", "1:a|b|c ", NULL },
	{ "no line end at the end", "a,b", "1:a|b ", NULL },
	{ "line feeds alone", "a\nb\n", "1:a 2:b ", NULL },
	{ "empty rows", "\n\r\na\n\n\nb\n", "3:a 6:b ", NULL },
	{ "empty cells", ",,\n", "1:|| ", NULL },
	{ "a comma at the end", "a,\n", "1:a| ", NULL },
	{ "quotes", "\"a\",\"b,c\"\n", "1:a|b,c ", NULL },
	{ "an empty cell in quotes", "\"\",x\n", "1:|x ", NULL },
	{ "quotes within quotes", "\"a \"\"b\"\" c\"\n", "1:a_\"b\"_c ", NULL },
	{ "a line end within quotes", "\"a\r\nb\",c\nd\n", "1:a__b|c 3:d ",
	    NULL },
	{ "a byte order mark",
	    "\xef\xbb\xbf"
	    "a\n",
	    "1:a ", NULL },
	{ "a quote in the middle", "a\"b\n", "1:a\"b ", NULL },
	{ "a carriage return alone", "a\rb\n", "1:a_b ", NULL },
	{ "UTF-8", "\xc3\xa4,\xe2\x82\xac\n", "1:\xc3\xa4|\xe2\x82\xac ",
	    NULL },
	{ "a quote that is not closed", "a\n\"b\nc\n", NULL,
	    "2: the quote is not closed" },
	{ "words behind a quote", "a\nb\n\"c\"d\n", NULL,
	    "3: words behind a closing quote" },
	{ "not UTF-8", "a\nb\n\xff\n", NULL, "3: not UTF-8" },
};

/* Blanks and line ends in cells are shown as '_'. */
static char *
show(const GPtrArray *rows)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const struct csv_row *row = rows->pdata[i];

		g_string_append_printf(out, "%u:", row->line);
		for (guint n = 0; n < row->cells->len; n++) {
			g_autofree char *cell = g_strdup(row->cells->pdata[n]);

			g_strdelimit(cell, " \r\n", '_');
			g_string_append_printf(out, "%s%s", n ? "|" : "", cell);
		}
		g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

static void
test_parse(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		gsize size = strlen(cases[i].text);
		/* A copy of its exact size, so that reading beyond is seen. */
		g_autofree char *copy = g_memdup2(cases[i].text, size);
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) rows =
		    csv_parse(copy ? copy : "", size, &error);

		g_test_message("%s", cases[i].name);
		if (cases[i].error) {
			g_assert_null(rows);
			g_assert_true(fail_is(error, FAIL_PERMANENT));
			g_assert_true(g_str_has_prefix(error->message,
			    cases[i].error));
			continue;
		}
		g_assert_no_error(error);
		g_autofree char *shown = show(rows);
		g_assert_cmpstr(shown, ==, cases[i].rows);
	}
}

/* Whatever is written is read back. */
static void
test_append(void)
{
	static const char *const cells[] = { "", "a", "b,c", "d \"e\"",
		"f\r\ng", "\"", ",", "\xc3\xa4", NULL };
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	csv_append(out, cells);
	csv_append(out, cells);
	g_assert_true(g_str_has_suffix(out->str, "\r\n"));
	g_autoptr(GPtrArray) rows = csv_parse(out->str, out->len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(rows->len, ==, 2);
	for (guint i = 0; i < 2; i++) {
		const struct csv_row *row = rows->pdata[i];

		g_assert_cmpuint(row->cells->len, ==,
		    g_strv_length((char **)(guintptr)cells));
		for (guint n = 0; cells[n]; n++)
			g_assert_cmpstr(row->cells->pdata[n], ==, cells[n]);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/parse", test_parse);
	g_test_add_func("/csv/append", test_append);
	return g_test_run();
}
