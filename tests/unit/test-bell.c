/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doorbells: rung is rung, however often; waiting ends when it should. */
#include "base/bell.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static void
test_ring_and_clear(void)
{
	int bell = bell_new();

	g_assert_cmpint(bell, >=, 0);
	g_assert_cmpint(fcntl(bell, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
	g_assert_cmpint(bell_wait(bell, -1, 0), ==, BELL_TIMEOUT);
	for (int i = 0; i < 1000; i++)
		bell_ring(bell);
	g_assert_cmpint(bell_wait(bell, -1, -1), ==, BELL_RUNG);
	g_assert_cmpint(bell_wait(bell, -1, -1), ==, BELL_RUNG);
	bell_clear(bell);
	g_assert_cmpint(bell_wait(bell, -1, 5), ==, BELL_TIMEOUT);
	bell_clear(bell); /* must not wait */
	close(bell);
}

static void
test_no_bell(void)
{
	bell_ring(-1);
	bell_clear(-1);
	g_assert_cmpint(bell_wait(-1, -1, 5), ==, BELL_TIMEOUT);
}

static void
test_other(void)
{
	int bell = bell_new(), ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_cmpint(bell_wait(bell, ends[0], 0), ==, BELL_TIMEOUT);
	g_assert_cmpint(write(ends[1], "x", 1), ==, 1);
	g_assert_cmpint(bell_wait(bell, ends[0], -1), ==, BELL_OTHER);
	bell_ring(bell);
	g_assert_cmpint(bell_wait(bell, ends[0], -1), ==, BELL_OTHER);
	g_assert_cmpint(bell_wait(bell, -1, -1), ==, BELL_RUNG);
	bell_clear(bell);
	close(ends[1]);
	/* The end of the other line must be seen, too. */
	g_assert_cmpint(bell_wait(bell, ends[0], -1), ==, BELL_OTHER);
	close(ends[0]);
	close(bell);
}

static void
caught(int number)
{
	(void)number;
}

static void
test_signal(void)
{
	struct sigaction action = { .sa_handler = caught };
	struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
	int bell = bell_new();

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	g_assert_cmpint(bell_wait(bell, -1, 10000), ==, BELL_TIMEOUT);
	close(bell);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/bell/ring-and-clear", test_ring_and_clear);
	g_test_add_func("/bell/no-bell", test_no_bell);
	g_test_add_func("/bell/other", test_other);
	g_test_add_func("/bell/signal", test_signal);
	return g_test_run();
}
