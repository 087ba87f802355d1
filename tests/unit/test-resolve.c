/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names to addresses, in bounded time and by a child that leaves nothing. */
#include "net/resolve.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"

static void
test_numbers(void)
{
	static const struct {
		const char *host;
		int family;
	} rows[] = { { "127.0.0.1", AF_INET }, { "::1", AF_INET6 } };
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GArray) found =
		    resolve_host(rows[i].host, 993, 0, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(found->len, ==, 1);
		const struct resolve_address *one =
		    &g_array_index(found, struct resolve_address, 0);
		g_assert_cmpint(one->family, ==, rows[i].family);
		g_assert_cmpint(one->type, ==, SOCK_STREAM);
		if (one->family != AF_INET)
			continue;
		struct sockaddr_in where;
		memcpy(&where, &one->where, sizeof where);
		g_assert_cmpuint(ntohs(where.sin_port), ==, 993);
	}
}

/* No child may be left behind, whatever came of it. */
static void
assert_no_child(void)
{
	g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
	g_assert_cmpint(errno, ==, ECHILD);
}

static void
test_no_such_name(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) found = resolve_host("no such name", 25, 0, &error);
	g_assert_null(found);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_true(g_str_has_prefix(error->message,
	    "can not resolve no such name: "));
	assert_no_child();
}

/* A deadline that is over ends the wait, and the child. */
static void
test_deadline(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) found =
	    resolve_host("localhost", 25, clock_boot() - 1, &error);
	g_assert_null(found);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "no answer in time"));
	assert_no_child();
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/resolve/numbers", test_numbers);
	g_test_add_func("/resolve/no-such-name", test_no_such_name);
	g_test_add_func("/resolve/deadline", test_deadline);
	return g_test_run();
}
