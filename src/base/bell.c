/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doorbells between roles. A bell carries no data: whoever hears it looks into
 * the store. Ringing must never block or fail for the one who rings; he has
 * committed already. */
#include "base/bell.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

int
bell_new(void)
{
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void
bell_ring(int fd)
{
	uint64_t one = 1;
	ssize_t written;

	if (fd < 0)
		return;
	/* EAGAIN means that the counter is full: the bell is rung. */
	do
		written = write(fd, &one, sizeof(one));
	while (written < 0 && errno == EINTR);
}

void
bell_clear(int fd)
{
	uint64_t count;
	ssize_t got;

	if (fd < 0)
		return;
	do
		got = read(fd, &count, sizeof(count));
	while (got < 0 && errno == EINTR);
}

enum bell_event
bell_wait(int bell, int other, int timeout_ms)
{
	/* poll() passes over negative descriptors. */
	struct pollfd fds[2] = {
		{ .fd = bell, .events = POLLIN },
		{ .fd = other, .events = POLLIN },
	};

	if (poll(fds, 2, timeout_ms) <= 0)
		return BELL_TIMEOUT;
	/* other is often the line on which the supervisor says stop, so it goes
	 * first; a bell stays rung until it is cleared. */
	if (fds[1].revents)
		return BELL_OTHER;
	return BELL_RUNG;
}
