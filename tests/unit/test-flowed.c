/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format=flowed (RFC 3676). */
#include "mime/flowed.h"

#include <string.h>

struct row {
	const char *name, *raw, *delsp, *text;
};

static const struct row rows[] = {
	{ "plain", "a\nb\n", "keep", "a\nb\n" },
	{ "joined", "one \ntwo\n", "keep", "one two\n" },
	{ "three", "one \ntwo \nthree\nfour\n", "keep",
	    "one two three\nfour\n" },
	{ "delsp", "日 \n本\n", "delete", "日本\n" },
	{ "stuffed", " From me\n  indented\n", "keep", "From me\n indented\n" },
	{ "stuffed-quote", " > no quote\n", "keep", "> no quote\n" },
	{ "quote", "> one \n> two\n> three\n", "keep", "> one two\n> three\n" },
	{ "quote-deep", ">> one \n>> two\n", "keep", ">> one two\n" },
	{ "depth-changes", "> one \ntwo\n", "keep", "> one \ntwo\n" },
	{ "depth-deeper", "one \n> two\n", "keep", "one \n> two\n" },
	{ "signature", "text \n-- \nAnn\n", "keep", "text \n-- \nAnn\n" },
	{ "signature-quoted", "> -- \n> Ann\n", "keep", "> -- \n> Ann\n" },
	{ "last-line-flows", "one ", "keep", "one \n" },
	{ "empty-line", "one\n\ntwo\n", "keep", "one\n\ntwo\n" },
	{ "empty", "", "keep", "" },
	{ "space-line", "a\n \nb\n", "keep", "a\n\nb\n" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = flowed_unwrap(row->raw,
	    strcmp(row->delsp, "delete") == 0 ? FLOWED_DELETE_SPACE
	                                      : FLOWED_KEEP_SPACE);

	g_assert_cmpstr(text, ==, row->text);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/flowed/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
