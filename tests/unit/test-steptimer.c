/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step that takes too long ends the process, whatever it inherited. */
#include "base/steptimer.h"

#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum step { STEP_TOO_LONG, STEP_IN_TIME, STEP_RENEWED };

static void
run_step(enum step step)
{
	sigset_t all;

	/* As a parent might have left it. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	signal(SIGALRM, SIG_IGN);
	steptimer_start(1);
	if (step == STEP_IN_TIME)
		steptimer_stop();
	if (step == STEP_RENEWED)
		steptimer_start(100);
	sleep(step == STEP_TOO_LONG ? 10 : 2);
	_exit(7);
}

static int
status_of(enum step step)
{
	pid_t child = fork();
	int status;

	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		run_step(step);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	return status;
}

static void
test_too_long(void)
{
	int status = status_of(STEP_TOO_LONG);

	g_assert_true(WIFSIGNALED(status));
	g_assert_cmpint(WTERMSIG(status), ==, SIGALRM);
}

static void
test_in_time(void)
{
	int status = status_of(STEP_IN_TIME);

	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 7);
}

static void
test_renewed(void)
{
	g_assert_true(WIFEXITED(status_of(STEP_RENEWED)));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/steptimer/too-long", test_too_long);
	g_test_add_func("/steptimer/in-time", test_in_time);
	g_test_add_func("/steptimer/renewed", test_renewed);
	return g_test_run();
}
