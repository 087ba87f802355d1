/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name's addresses, in bounded time. getaddrinfo() waits as long as
 * resolv.conf and the modules of nsswitch.conf like, minutes when name servers
 * are gone, and cannot be interrupted: so a child asks, and is ended when its
 * time is over. The child must touch nothing that the parent has open. */
#include "net/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "net/ready.h"

#define ADDRESSES_MAX 64

/* What the child says: how it went, then that many addresses. */
struct answer {
	int status, number; /* getaddrinfo()'s; errno for EAI_SYSTEM */
	int count;
};

static bool
say(int fd, const void *data, size_t size)
{
	return write(fd, data, size) == (ssize_t)size;
}

/* The child: asks, says what it heard, ends. It is ended with its parent. */
static void
ask(int fd, const char *host, guint16 port)
{
	struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV,
	};
	struct addrinfo *found = NULL;
	struct answer answer = { 0 };
	char service[8];

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0L, 0L, 0L);
	g_snprintf(service, sizeof service, "%u", port);
	answer.status = getaddrinfo(host, service, &hints, &found);
	answer.number = errno;
	for (const struct addrinfo *one = found;
	     one != NULL && answer.count < ADDRESSES_MAX; one = one->ai_next)
		answer.count++;
	bool said = say(fd, &answer, sizeof answer);
	for (const struct addrinfo *one = found; said && answer.count-- > 0;
	     one = one->ai_next) {
		struct resolve_address address = { one->ai_family,
			one->ai_socktype, one->ai_protocol, one->ai_addrlen,
			{ 0 } };
		memcpy(&address.where, one->ai_addr,
		    MIN(one->ai_addrlen, sizeof address.where));
		said = say(fd, &address, sizeof address);
	}
	_exit(0);
}

/* Exactly size octets, in time. */
static bool
hear(int fd, void *out, size_t size, gint64 deadline, GError **error)
{
	guint8 *next = out;

	while (size > 0) {
		if (!ready_wait(fd, POLLIN, deadline, error))
			return false;
		ssize_t got = read(fd, next, size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fail_set(error, FAIL_TEMPORARY,
			    "the resolver ended");
		next += got;
		size -= (size_t)got;
	}
	return true;
}

static bool
hear_all(int fd, gint64 deadline, GArray *out, GError **error)
{
	struct answer answer;

	if (!hear(fd, &answer, sizeof answer, deadline, error))
		return false;
	if (answer.status != 0)
		return fail_set(error, FAIL_TEMPORARY, "%s",
		    answer.status == EAI_SYSTEM ? g_strerror(answer.number)
		                                : gai_strerror(answer.status));
	for (int i = 0; i < answer.count; i++) {
		struct resolve_address address;
		if (!hear(fd, &address, sizeof address, deadline, error))
			return false;
		g_array_append_val(out, address);
	}
	return true;
}

GArray *
resolve_host(const char *host, guint16 port, gint64 deadline, GError **error)
{
	g_autoptr(GArray) out =
	    g_array_new(FALSE, FALSE, sizeof(struct resolve_address));
	gint64 until = clock_boot() + RESOLVE_MS;
	int ends[2];

	if (deadline != 0)
		until = MIN(until, deadline);
	if (pipe2(ends, O_CLOEXEC) != 0) {
		fail_errno(error, FAIL_TEMPORARY, errno, "pipe");
		return NULL;
	}
	autofd int from = ends[0], to = ends[1];
	pid_t pid = fork();
	if (pid == 0)
		ask(to, host, port);
	if (pid < 0) {
		fail_errno(error, FAIL_TEMPORARY, errno, "fork");
		return NULL;
	}
	autofd_clear(&to);
	bool heard = hear_all(from, until, out, error);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (heard)
		return g_steal_pointer(&out);
	g_prefix_error(error, "can not resolve %s: ", host);
	return NULL;
}
