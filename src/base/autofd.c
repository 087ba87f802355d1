/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptors that close at the end of their scope, so that no early return
 * leaks one. It must never change errno: a cleanup runs between a failed call
 * and the caller that reports it. */
#include "base/autofd.h"

#include <errno.h>
#include <unistd.h>

void
autofd_clear(int *fd)
{
	int saved = errno;

	/* Not repeated on EINTR: Linux has released the number already. */
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

int
autofd_steal(int *fd)
{
	int stolen = *fd;

	*fd = -1;
	return stolen;
}
