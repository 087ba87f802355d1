/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a host name to a connected socket. Hosts with a dead IPv6 address beside
 * a living IPv4 one are common, so every address is tried and none may eat the
 * time of the rest. Must never leave a blocking descriptor behind.
 */
#include "net/dial.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "net/ready.h"

typedef struct addrinfo dial_addresses;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(dial_addresses, freeaddrinfo)

static int
connect_one(const struct addrinfo *address, gint64 deadline, GError **error)
{
	autofd int fd = socket(address->ai_family,
	    address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    address->ai_protocol);
	int on = 1, failure = 0;
	socklen_t size = sizeof(failure);

	if (fd < 0) {
		fail_errno(error, FAIL_TEMPORARY, errno, "socket");
		return -1;
	}
	/* Commands and answers are small: Nagle would hold them back. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
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

/* Both families in the resolver's order (RFC 6724), which the operator can
 * change in gai.conf. */
static struct addrinfo *
resolve(const char *host, guint16 port, GError **error)
{
	struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV,
	};
	struct addrinfo *found = NULL;
	char service[8];

	g_snprintf(service, sizeof(service), "%u", port);
	int status = getaddrinfo(host, service, &hints, &found);
	if (status == 0)
		return found;
	fail_set(error, FAIL_TEMPORARY, "can not resolve %s: %s", host,
	    status == EAI_SYSTEM ? g_strerror(errno) : gai_strerror(status));
	return NULL;
}

int
dial_connect(const char *host, guint16 port, gint64 deadline, GError **error)
{
	g_autoptr(dial_addresses) found = resolve(host, port, error);
	g_autoptr(GError) last = NULL;
	int left = 0;

	if (found == NULL)
		return -1;
	for (const struct addrinfo *one = found; one != NULL;
	     one = one->ai_next)
		left++;
	for (const struct addrinfo *one = found; one != NULL;
	     one = one->ai_next, left--) {
		gint64 now = clock_boot(), until = deadline;

		if (deadline != 0)
			until = now + MAX((deadline - now) / left, 1);
		g_clear_error(&last);
		int fd = connect_one(one, until, &last);
		if (fd >= 0)
			return fd;
	}
	fail_set(error, FAIL_TEMPORARY, "can not connect to %s port %u: %s",
	    host, port, last != NULL ? last->message : "no address");
	return -1;
}
