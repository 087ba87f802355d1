/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses inside sentences. */
#include "classify/findaddress.h"

#include <string.h>

/* leading: the address the line begins with; first: the first in it. */
static const struct {
	const char *line, *leading, *first;
} rows[] = {
	{ "", NULL, NULL },
	{ "a@x.example", "a@x.example", "a@x.example" },
	{ "  <A@X.Example>: no", "a@x.example", "a@x.example" },
	{ ">>> a@x.example <a@x.example>", "a@x.example", "a@x.example" },
	{ "-- a@x.example", "a@x.example", "a@x.example" },
	{ "• a@x.example", "a@x.example", "a@x.example" },
	{ "a@x.example<mailto:a@x.example>", "a@x.example", "a@x.example" },
	{ "a@x.example.", "a@x.example", "a@x.example" },
	{ "\"jane doe\"@x.example: no", "\"jane doe\"@x.example",
	    "\"jane doe\"@x.example" },
	{ "'a@x.example' on Monday", "a@x.example", "a@x.example" },
	{ "Unknown user: a@x.example", NULL, "a@x.example" },
	{ "Jane Doe (a@x.example)", NULL, "a@x.example" },
	{ "a+b=c@x.example", "a+b=c@x.example", "a+b=c@x.example" },
	{ "a@[192.0.2.1]", "a@[192.0.2.1]", "a@[192.0.2.1]" },
	{ "a@[192.0.2.1", NULL, NULL },
	{ "a@[192.0.2.1 b.c", NULL, NULL },
	{ "@x.example", NULL, NULL },
	{ "a@localhost", NULL, NULL },
	{ "a@b a@x.example", NULL, "a@x.example" },
	{ "@@@@a@x.example", NULL, "a@x.example" },
	{ "\"", NULL, NULL },
	{ "\"@x.example", NULL, NULL },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *line = rows[i].line, *end = NULL;
		g_autofree char *leading = findaddress_leading(line, &end);
		g_autofree char *first = findaddress_next(line, &end);

		g_test_message("%s", line);
		g_assert_cmpstr(leading, ==, rows[i].leading);
		g_assert_cmpstr(first, ==, rows[i].first);
		if (first)
			g_assert_true(end > line && end <= strchr(line, '\0'));
	}
}

/* A megabyte of what looks like the beginning of one ends at once. */
static void
test_linear(void)
{
	g_autofree char *at = g_strnfill(1 << 20, '@');
	g_autofree char *quotes = g_strnfill(1 << 20, '"');
	const char *end;

	g_assert_null(findaddress_next(at, &end));
	g_assert_null(findaddress_leading(at, &end));
	g_assert_null(findaddress_leading(quotes, &end));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/findaddress/rows", test_rows);
	g_test_add_func("/findaddress/linear", test_linear);
	return g_test_run();
}
