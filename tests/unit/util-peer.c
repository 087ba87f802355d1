/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scripted server of util-peer.h. It must compare every octet: a client
 * that sends one too many fails the test. */
#include "util-peer.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_SECONDS 20
#define NOTHING_MS 100

static bool
say(const char *step, const char *wanted, const char *got)
{
	g_autofree char *wanted_text = g_strescape(wanted, NULL);
	g_autofree char *got_text = g_strescape(got, NULL);

	fprintf(stderr, "# peer: step %.20s: wanted \"%s\", got \"%s\"\n", step,
	    wanted_text, got_text);
	return false;
}

static bool
send_all(int fd, const char *data)
{
	size_t size = strlen(data);

	while (size > 0) {
		ssize_t count = send(fd, data, size, MSG_NOSIGNAL);

		if (count <= 0)
			return false;
		data += count;
		size -= (size_t)count;
	}
	return true;
}

static bool
send_often(int fd, const char *step)
{
	const char *data = strchr(step, ':') + 1;

	/* A client that has had enough may close. */
	for (guint64 i = g_ascii_strtoull(step + 1, NULL, 10);
	     i > 0 && send_all(fd, data);)
		i--;
	return true;
}

static bool
expect(int fd, const char *step)
{
	const char *wanted = step + 2;
	size_t size = strlen(wanted);
	g_autofree char *got = g_malloc0(size + 1);

	for (size_t have = 0; have < size;) {
		ssize_t count = recv(fd, got + have, size - have, 0);

		if (count <= 0 ||
		    memcmp(got, wanted, have + (size_t)count) != 0)
			return say(step, wanted, got);
		have += (size_t)count;
	}
	return true;
}

static bool
expect_end(int fd, const char *step)
{
	char got[100] = "";
	ssize_t count = recv(fd, got, sizeof(got) - 1, 0);

	/* Unread octets at the client's end make it a reset. */
	if (count == 0 || (count < 0 && errno == ECONNRESET))
		return true;
	return say(step, "the end", got);
}

static bool
expect_nothing(int fd, const char *step)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	if (poll(&wait, 1, NOTHING_MS) == 0)
		return true;
	return say(step, "nothing", "something");
}

static bool
perform(int fd, const char *step)
{
	switch (step[0]) {
	case 'S':
		return send_all(fd, step + 2) ||
		    say(step, "to send", "a closed connection");
	case '*':
		return send_often(fd, step);
	case 'C':
		return expect(fd, step);
	case 'E':
		return expect_end(fd, step);
	case 'N':
		return expect_nothing(fd, step);
	default:
		return say(step, "a known step", step);
	}
}

struct peer
peer_start(const char *const *script)
{
	int ends[2];
	pid_t pid;

	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	                    ends),
	    ==, 0);
	pid = fork();
	g_assert_cmpint(pid, >=, 0);
	if (pid > 0) {
		close(ends[1]);
		return (struct peer){ .pid = pid, .fd = ends[0] };
	}
	close(ends[0]);
	alarm(PATIENCE_SECONDS);
	for (; *script; script++)
		if (!perform(ends[1], *script))
			_exit(1);
	_exit(0);
}

bool
peer_finish(const struct peer *peer)
{
	int status;

	while (waitpid(peer->pid, &status, 0) < 0)
		g_assert_cmpint(errno, ==, EINTR);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
