/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors close at the end of their scope, and errno survives that. */
#include "base/autofd.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static void
test_scope(void)
{
	int number;

	{
		autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		number = fd;
		g_assert_true(is_open(number));
	}
	g_assert_false(is_open(number));
}

static void
test_steal(void)
{
	int number;

	{
		autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		number = autofd_steal(&fd);
		g_assert_cmpint(fd, ==, -1);
	}
	g_assert_true(is_open(number));
	autofd_clear(&number);
	g_assert_cmpint(number, ==, -1);
	autofd_clear(&number);
}

static void
test_errno(void)
{
	int fd = 9999; /* close() will say EBADF */

	errno = ENOSPC;
	autofd_clear(&fd);
	g_assert_cmpint(errno, ==, ENOSPC);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/autofd/scope", test_scope);
	g_test_add_func("/autofd/steal", test_steal);
	g_test_add_func("/autofd/errno", test_errno);
	return g_test_run();
}
