/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which elements of a page begin the quoted mail. */
#include "mime/htmlquote.h"

struct row {
	const char *test, *name, *attribute, *value;
	gboolean begins, rest;
};

static const struct row rows[] = {
	{ "outlook", "div", "id", "divRplyFwdMsg", TRUE, TRUE },
	{ "outlook before the ruler", "div", "id", "appendonsend", TRUE, TRUE },
	{ "outlook's ruler", "div", "style",
	    "border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt", TRUE,
	    TRUE },
	{ "another ruler", "div", "style", "border-top:solid red 1.0pt", FALSE,
	    FALSE },
	{ "outlook for mac", "span", "id", "OLK_SRC_BODY_SECTION", TRUE,
	    FALSE },
	{ "zimbra", "hr", "id", "zwchr", TRUE, TRUE },
	{ "yahoo", "div", "class", "ydp1 yahoo_quoted", TRUE, FALSE },
	{ "gmail's line", "div", "class", "gmail_attr", TRUE, FALSE },
	{ "gmail's rest, where one answers", "div", "class", "gmail_quote",
	    FALSE, FALSE },
	{ "thunderbird's line", "div", "class", "moz-cite-prefix", TRUE,
	    FALSE },
	{ "gmx", "div", "name", "quote", TRUE, FALSE },
	{ "a link's name", "a", "name", "quote", FALSE, FALSE },
	{ "a part of a word", "div", "class", "my-yahoo_quoted", FALSE, FALSE },
	{ "no value", "div", "id", NULL, FALSE, FALSE },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const char *const attributes[] = { "dir", "ltr", row->attribute,
		row->value, NULL, NULL };
	struct htmlquote quote = { 0 };

	g_assert_cmpint(htmlquote_start(&quote, row->name, attributes), ==,
	    row->begins);
	g_assert_cmpint(quote.rest, ==, row->rest);
	/* One that goes on to the end has none. */
	g_assert_cmpint(htmlquote_end(&quote, row->name), ==,
	    row->begins && !row->rest);
}

static void
test_nested(void)
{
	static const char *const attributes[] = { "class", "yahoo_quoted",
		NULL };
	struct htmlquote quote = { 0 };

	g_assert_true(htmlquote_start(&quote, "div", attributes));
	htmlquote_inside(&quote, "div");
	htmlquote_inside(&quote, "span");
	g_assert_false(htmlquote_end(&quote, "span"));
	g_assert_false(htmlquote_end(&quote, "div"));
	g_assert_true(htmlquote_end(&quote, "div"));
	g_assert_false(htmlquote_end(&quote, "div"));
	g_assert_false(htmlquote_start(&quote, "div", NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/htmlquote/nested", test_nested);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/htmlquote/", rows[i].test, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
