/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/strings.h"
#include <glib.h>

static void
test_set(void)
{
	g_autofree char *field = NULL;

	strings_set(&field, "one");
	g_assert_cmpstr(field, ==, "one");
	strings_set(&field, field); /* itself: copied before it is freed */
	g_assert_cmpstr(field, ==, "one");
	strings_set(&field, NULL);
	g_assert_cmpstr(field, ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/strings/set", test_set);
	return g_test_run();
}
