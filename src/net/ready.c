/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Absolute deadlines over poll(): a peer that sends one octet a minute must not
 * be able to stretch a command for ever, so every wait of the network code goes
 * through here. Must never wait without looking at the deadline first.
 */
#include "net/ready.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>

#include "base/clock.h"

int
ready_left(gint64 deadline)
{
	if (deadline == 0)
		return -1;
	/* Read once: CLAMP() looks at its argument up to three times, and a
	 * clock that ticks in between makes "now" a wait for ever. */
	gint64 left = deadline - clock_boot();
	return (int)CLAMP(left, 0, INT_MAX);
}

bool
ready_wait(int fd, short events, gint64 deadline, GError **error)
{
	struct pollfd poller = { .fd = fd, .events = events };

	for (;;) {
		int left = ready_left(deadline);
		if (left == 0)
			return fail_set(error, FAIL_TEMPORARY,
			    "no answer in time");
		int count = poll(&poller, 1, left);
		if (count > 0)
			return true;
		if (count < 0 && errno != EINTR)
			return fail_errno(error, FAIL_TEMPORARY, errno, "poll");
	}
}
