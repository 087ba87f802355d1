/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each failure tells the caller, and a shell script. */
#include "base/fail.h"

#include <errno.h>

static const struct {
	enum fail_code code;
	const char *name;
	int status;
} codes[] = {
	{ FAIL_TEMPORARY, "temporary", 75 },
	{ FAIL_PERMANENT, "permanent", 65 },
	{ FAIL_LIMIT, "limit", 65 },
	{ FAIL_CONFIG, "config", 78 },
	{ FAIL_STORE, "store", 74 },
};

static void
test_codes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(fail_set(&error, codes[i].code, "%s %d", "text",
		    7));
		g_assert_cmpstr(error->message, ==, "text 7");
		g_assert_cmpstr(fail_name(error), ==, codes[i].name);
		g_assert_cmpint(fail_exit_status(error), ==, codes[i].status);
		for (size_t j = 0; j < G_N_ELEMENTS(codes); j++)
			g_assert_cmpint(fail_is(error, codes[j].code), ==,
			    i == j);
	}
}

static void
test_errno(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(fail_errno(&error, FAIL_TEMPORARY, ENOSPC, "write %s",
	    "seg"));
	g_assert_cmpstr(error->message, ==,
	    "write seg: No space left on device");
}

static void
test_no_error_wanted(void)
{
	g_assert_false(fail_set(NULL, FAIL_STORE, "text"));
	g_assert_false(fail_errno(NULL, FAIL_STORE, EIO, "text"));
}

static void
test_foreign(void)
{
	g_autoptr(GError) error =
	    g_error_new_literal(g_quark_from_string("other"), FAIL_STORE,
	        "text");
	g_autoptr(GError) odd = g_error_new_literal(FAIL, 99, "text");

	g_assert_false(fail_is(error, FAIL_STORE));
	g_assert_false(fail_is(NULL, FAIL_TEMPORARY));
	g_assert_cmpint(fail_exit_status(error), ==, 70);
	g_assert_cmpint(fail_exit_status(odd), ==, 70);
	g_assert_cmpint(fail_exit_status(NULL), ==, 70);
	g_assert_cmpstr(fail_name(error), ==, "unknown");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fail/codes", test_codes);
	g_test_add_func("/fail/errno", test_errno);
	g_test_add_func("/fail/no-error-wanted", test_no_error_wanted);
	g_test_add_func("/fail/foreign", test_foreign);
	return g_test_run();
}
