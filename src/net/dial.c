/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a host name to a connected socket. Hosts with a dead IPv6 address beside
 * a living IPv4 one are common, so every address is tried and none may eat the
 * time of the rest. Must never leave a blocking descriptor behind.
 */
#include "net/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "net/ready.h"
#include "net/resolve.h"

static int
connect_one(const struct resolve_address *address, gint64 deadline,
    GError **error)
{
	const struct sockaddr *where = (const struct sockaddr *)&address->where;
	autofd int fd = socket(address->family,
	    address->type | SOCK_NONBLOCK | SOCK_CLOEXEC, address->protocol);
	int on = 1, failure = 0;
	socklen_t size = sizeof(failure);

	if (fd < 0) {
		fail_errno(error, FAIL_TEMPORARY, errno, "socket");
		return -1;
	}
	/* Commands and answers are small: Nagle would hold them back. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, where, address->size) == 0)
		return autofd_steal(&fd);
	if (errno != EINPROGRESS) {
		fail_errno(error, FAIL_TEMPORARY, errno, "connect");
		return -1;
	}
	if (!ready_wait(fd, POLLOUT, deadline, error))
		return -1;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) != 0)
		failure = errno;
	if (failure != 0) {
		fail_errno(error, FAIL_TEMPORARY, failure, "connect");
		return -1;
	}
	return autofd_steal(&fd);
}

int
dial_connect(const char *host, guint16 port, gint64 deadline, GError **error)
{
	g_autoptr(GArray) found = resolve_host(host, port, deadline, error);
	g_autoptr(GError) last = NULL;

	for (guint i = 0; found != NULL && i < found->len; i++) {
		gint64 now = clock_boot(), until = deadline;

		if (deadline != 0)
			until = now +
			    MAX((deadline - now) / (gint64)(found->len - i), 1);
		g_clear_error(&last);
		int fd = connect_one(&g_array_index(found,
		                         struct resolve_address, i),
		    until, &last);
		if (fd >= 0)
			return fd;
	}
	if (found != NULL)
		fail_set(error, FAIL_TEMPORARY,
		    "can not connect to %s port %u: %s", host, port,
		    last != NULL ? last->message : "no address");
	return -1;
}
