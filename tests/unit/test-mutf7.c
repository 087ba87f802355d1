/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folder names on the wire; the examples of RFC 3501 5.1.3 and more. */
#include "imap/mutf7.h"

#include <glib.h>

static const struct row {
	const char *name, *text, *encoded;
} rows[] = {
	{ "ascii", "INBOX/docket-done", "INBOX/docket-done" },
	{ "empty", "", "" },
	{ "ampersand", "a&b", "a&-b" },
	{ "ampersand last", "&", "&-" },
	{ "umlaut", "Entw\xc3\xbcrfe", "Entw&APw-rfe" },
	{ "of the RFC",
	    "~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/"
	    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
	    "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	{ "beyond the first plane", "\xf0\x9f\x98\x80", "&2D3eAA-" },
	{ "two runs", "\xc3\xbc-\xc3\xbc", "&APw--&APw-" },
	{ "beside an ampersand", "\xc3\xbc&", "&APw-&-" },
	{ "tab and delete", "\t\x7f", "&AAkAfw-" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *encoded = mutf7_encode(row->text);

	g_assert_cmpstr(encoded, ==, row->encoded);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/mutf7/row/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
