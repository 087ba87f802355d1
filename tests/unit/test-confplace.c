/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error names the line of the option, or of what it would stand in. */
#include "settings/confplace.h"

#include "base/fail.h"

static const struct {
	const char *option, *message;
} rows[] = {
	{ "desk.name", "f:3: desk.name: text 1" },
	{ "desk.address", "f:2: desk.address: text 1" },
	{ "accounts[1].tls", "f:9: accounts[1].tls: text 1" },
	{ "accounts[0].tls", "f:7: accounts[0].tls: text 1" },
	{ "accounts[0].a.b[3]", "f:7: accounts[0].a.b[3]: text 1" },
	{ "limits.hops", "f: limits.hops: text 1" },
	{ "limits", "f: limits: text 1" },
	{ "", "f: : text 1" },
};

static void
test_rows(void)
{
	g_autoptr(confplace) place = confplace_new("f");

	confplace_note(place, "desk", 2);
	confplace_note(place, "desk.name", 1);
	confplace_note(place, "desk.name", 3);
	confplace_note(place, "accounts", 7);
	confplace_note(place, "accounts[1]", 8);
	confplace_note(place, "accounts[1].tls", 9);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(confplace_fail(place, &error, rows[i].option,
		    "%s %d", "text", 1));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_cmpstr(error->message, ==, rows[i].message);
	}
}

static void
test_line(void)
{
	g_autoptr(confplace) place = confplace_new("dir/f");
	g_autoptr(GError) whole = NULL;
	g_autoptr(GError) line = NULL;

	g_assert_false(confplace_fail_line(place, &whole, 0, "%%s"));
	g_assert_cmpstr(whole->message, ==, "dir/f: %s");
	g_assert_false(confplace_fail_line(place, &line, 4, "text"));
	g_assert_cmpstr(line->message, ==, "dir/f:4: text");
	g_assert_cmpstr(confplace_file(place), ==, "dir/f");
	confplace_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/confplace/rows", test_rows);
	g_test_add_func("/confplace/line", test_line);
	return g_test_run();
}
