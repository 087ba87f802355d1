/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is mapped can not change any more. */
#include "base/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/fail.h"

static int
filled(const char *text)
{
	g_autoptr(GError) error = NULL;
	int fd = memfd_new("test", &error);

	g_assert_no_error(error);
	g_assert_true(memfd_append(fd, text, strlen(text), &error));
	return fd;
}

static void
test_round_trip(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	int fd = filled("one ");

	/* Appending does not depend on where somebody has read. */
	g_assert_cmpint(lseek(fd, 1, SEEK_SET), ==, 1);
	g_assert_true(memfd_append(fd, "two", 3, &error));
	g_assert_true(memfd_append(fd, "", 0, &error));
	g_assert_true(memfd_seal(fd, &error));
	bytes = memfd_map(fd, 7, &error);
	g_assert_no_error(error);
	close(fd);
	g_assert_cmpuint(g_bytes_get_size(bytes), ==, 7);
	g_assert_cmpint(memcmp(g_bytes_get_data(bytes, NULL), "one two", 7), ==,
	    0);
}

/* Whole, sealed, and its descriptor is the caller's. */
static void
test_of(void)
{
	g_autoptr(GError) error = NULL;
	autofd int fd = memfd_of("test", "one\0two", 7, &error);
	g_autoptr(GBytes) bytes = memfd_map(fd, 7, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(g_bytes_get_size(bytes), ==, 7);
	g_assert_cmpint(memcmp(g_bytes_get_data(bytes, NULL), "one\0two", 7),
	    ==, 0);
	g_assert_false(memfd_append(fd, "x", 1, NULL));
}

static void
test_empty(void)
{
	g_autoptr(GError) error = NULL;
	autofd int fd = filled("");
	g_autoptr(GBytes) bytes = NULL;

	g_assert_true(memfd_seal(fd, &error));
	bytes = memfd_map(fd, 0, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_bytes_get_size(bytes), ==, 0);
}

static void
test_sealed(void)
{
	g_autoptr(GError) error = NULL;
	autofd int fd = filled("text");

	g_assert_true(memfd_seal(fd, &error));
	g_assert_cmpint(write(fd, "x", 1), ==, -1);
	g_assert_cmpint(errno, ==, EPERM);
	g_assert_cmpint(ftruncate(fd, 0), ==, -1);
	g_assert_cmpint(ftruncate(fd, 100), ==, -1);
	g_assert_cmpint(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), ==, -1);
	g_assert_false(memfd_append(fd, "x", 1, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
}

static const struct {
	const char *name;
	int seals;
	bool maps;
} seals[] = {
	{ "none", 0, false },
	{ "only write", F_SEAL_WRITE, false },
	{ "only shrink", F_SEAL_SHRINK, false },
	{ "only future write", F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK, false },
	{ "only grow", F_SEAL_GROW, false },
	{ "write and shrink", F_SEAL_WRITE | F_SEAL_SHRINK, true },
};

static void
test_seals_needed(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(seals); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = NULL;
		autofd int fd = filled("text");

		g_test_message("%s", seals[i].name);
		g_assert_cmpint(fcntl(fd, F_ADD_SEALS, seals[i].seals), ==, 0);
		bytes = memfd_map(fd, 100, &error);
		g_assert_cmpint(bytes != NULL, ==, seals[i].maps);
		g_assert_cmpint(fail_is(error, FAIL_PERMANENT), ==,
		    !seals[i].maps);
	}
}

static void
test_not_a_memfd(void)
{
	int ends[2];
	autofd int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int fds[] = { -1, null, 0 };

	g_assert_cmpint(pipe(ends), ==, 0);
	fds[2] = ends[0];
	for (size_t i = 0; i < G_N_ELEMENTS(fds); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(memfd_map(fds[i], 100, &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
	}
	close(ends[0]);
	close(ends[1]);
}

static void
test_too_large(void)
{
	g_autoptr(GError) error = NULL;
	autofd int fd = filled("text");

	g_assert_true(memfd_seal(fd, &error));
	g_assert_null(memfd_map(fd, 3, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_assert_nonnull(strstr(error->message, "4 octets, 3 are allowed"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/memfd/round-trip", test_round_trip);
	g_test_add_func("/memfd/of", test_of);
	g_test_add_func("/memfd/empty", test_empty);
	g_test_add_func("/memfd/sealed", test_sealed);
	g_test_add_func("/memfd/seals-needed", test_seals_needed);
	g_test_add_func("/memfd/not-a-memfd", test_not_a_memfd);
	g_test_add_func("/memfd/too-large", test_too_large);
	return g_test_run();
}
