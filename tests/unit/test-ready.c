/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Absolute deadlines: a wait ends at its time, whatever the peer does. */
#include "net/ready.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"

#define SHORT_MS 60
#define LONG_MS 20000

static void
make_pair(int ends[2])
{
	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	                    ends),
	    ==, 0);
}

static void
test_left(void)
{
	gint64 now = clock_boot();

	g_assert_cmpint(ready_left(0), ==, -1);
	g_assert_cmpint(ready_left(now - 1), ==, 0);
	g_assert_cmpint(ready_left(1), ==, 0);
	g_assert_cmpint(ready_left(now + LONG_MS), >, LONG_MS / 2);
	g_assert_cmpint(ready_left(now + LONG_MS), <=, LONG_MS);
	/* poll() takes an int: 30 days are as good as for ever. */
	g_assert_cmpint(ready_left(G_MAXINT64), ==, G_MAXINT);
}

/* A deadline that is now, while the clock ticks on: never "for ever". */
static void
test_left_at_a_tick(void)
{
	gint64 end = clock_boot() + SHORT_MS;

	while (clock_boot() < end)
		g_assert_cmpint(ready_left(clock_boot()), >=, 0);
}

static void
test_readable(void)
{
	autofd int here = -1, there = -1;
	g_autoptr(GError) error = NULL;
	int ends[2];

	make_pair(ends);
	here = ends[0];
	there = ends[1];
	g_assert_cmpint(write(there, "x", 1), ==, 1);
	g_assert_true(ready_wait(here, POLLIN, clock_boot() + LONG_MS, &error));
	g_assert_true(ready_wait(here, POLLOUT, 0, &error));
	g_assert_no_error(error);
}

/* A closed peer is for the next read to tell. */
static void
test_hung_up(void)
{
	autofd int here = -1;
	g_autoptr(GError) error = NULL;
	int ends[2];

	make_pair(ends);
	here = ends[0];
	close(ends[1]);
	g_assert_true(ready_wait(here, POLLIN, clock_boot() + LONG_MS, &error));
	g_assert_no_error(error);
}

static void
test_too_late(void)
{
	autofd int here = -1, there = -1;
	g_autoptr(GError) error = NULL;
	gint64 began = clock_boot();
	int ends[2];

	make_pair(ends);
	here = ends[0];
	there = ends[1];
	g_assert_cmpint(there, >=, 0); /* open, and silent */
	g_assert_false(ready_wait(here, POLLIN, began + SHORT_MS, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "no answer in time"));
	g_assert_cmpint(clock_boot() - began, >=, SHORT_MS);
	g_assert_cmpint(clock_boot() - began, <, LONG_MS);
}

/* Octets that came before, but are looked at too late, do not count. */
static void
test_deadline_first(void)
{
	autofd int here = -1, there = -1;
	g_autoptr(GError) error = NULL;
	int ends[2];

	make_pair(ends);
	here = ends[0];
	there = ends[1];
	g_assert_cmpint(write(there, "x", 1), ==, 1);
	g_assert_false(ready_wait(here, POLLIN, clock_boot() - 1, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
}

static void
on_alarm(int number)
{
	(void)number;
}

/* Signals must neither end the wait nor make it longer. */
static void
test_signals(void)
{
	struct sigaction action = { .sa_handler = on_alarm }, before;
	struct itimerval often = { { 0, 5000 }, { 0, 5000 } }, never = { 0 };
	autofd int here = -1, there = -1;
	g_autoptr(GError) error = NULL;
	gint64 began = clock_boot();
	int ends[2];

	make_pair(ends);
	here = ends[0];
	there = ends[1];
	g_assert_cmpint(there, >=, 0);
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	g_assert_false(ready_wait(here, POLLIN, began + SHORT_MS, &error));
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	g_assert_nonnull(strstr(error->message, "no answer in time"));
	g_assert_cmpint(clock_boot() - began, >=, SHORT_MS);
	g_assert_cmpint(clock_boot() - began, <, LONG_MS);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ready/left", test_left);
	g_test_add_func("/ready/left/tick", test_left_at_a_tick);
	g_test_add_func("/ready/readable", test_readable);
	g_test_add_func("/ready/hung-up", test_hung_up);
	g_test_add_func("/ready/too-late", test_too_late);
	g_test_add_func("/ready/deadline-first", test_deadline_first);
	g_test_add_func("/ready/signals", test_signals);
	return g_test_run();
}
