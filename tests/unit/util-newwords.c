/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads of quotes under a customer's words, for the tests of the tables. */
#include "util-newwords.h"

#include "mime/quote.h"

#define WORDS "Thank you, it works now.\nOne question is left."

static void
check(const struct newwords_row *row, const char *below)
{
	g_autofree char *text =
	    g_strconcat(WORDS "\n\n", row->head, "\n", below, NULL);
	g_autoptr(GArray) ranges = quote_find(text, QUOTE_UNKNOWN);
	g_autofree char *kept = quote_join(text, ranges);

	g_assert_cmpstr(kept, ==, WORDS);
}

static void
test_row(gconstpointer data)
{
	const struct newwords_row *row = data;

	if (row->below == NEWWORDS_QUOTED || row->below == NEWWORDS_BOTH)
		check(row, "\n> An old line\n>> An older one\n>\n");
	if (row->below == NEWWORDS_UNQUOTED || row->below == NEWWORDS_BOTH)
		check(row, "\nAn old line.\n");
	if (row->below == NEWWORDS_LAST) {
		check(row, "");
		check(row, "\nBob Example wrote:\n> Old.\n");
	}
}

void
newwords_add(const char *path, const struct newwords_row *rows, gsize n)
{
	g_test_set_nonfatal_assertions(); /* all rows, not the first */
	for (gsize i = 0; i < n; i++) {
		g_autofree char *name = g_strconcat(path, rows[i].name, NULL);

		g_test_add_data_func(name, &rows[i], test_row);
	}
}
