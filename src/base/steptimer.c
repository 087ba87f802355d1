/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timer that stands over every blocking step. It must never be caught or
 * ignored: a role that hangs inside a library can not be asked to stop, it can
 * only be ended and started again. */
#include "base/steptimer.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

/* An ignored or blocked SIGALRM is inherited through fork and exec. */
static void
arm_signal(void)
{
	static bool armed;
	sigset_t set;

	if (armed)
		return;
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	armed = true;
}

void
steptimer_start(unsigned int seconds)
{
	g_assert(seconds > 0);
	arm_signal();
	alarm(seconds);
}

void
steptimer_stop(void)
{
	alarm(0);
}
