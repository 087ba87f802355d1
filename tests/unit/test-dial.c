/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting to loopback: what a descriptor is like, and what an error says. */
#include "net/dial.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"

#define LONG_MS 20000

/* A listener on a free port of 127.0.0.1. */
static int
listen_somewhere(guint16 *port_out)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, size), ==, 0);
	g_assert_cmpint(listen(fd, 4), ==, 0);
	getsockname(fd, (struct sockaddr *)&address, &size);
	*port_out = ntohs(address.sin_port);
	return fd;
}

/* A port nobody listens on: it was free a moment ago. */
static guint16
dead_port(void)
{
	guint16 port;
	autofd int listener = listen_somewhere(&port);

	g_assert_cmpint(listener, >=, 0);
	return port;
}

static void
test_connected(void)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost" };

	for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autoptr(GError) error = NULL;
		guint16 port;
		autofd int listener = listen_somewhere(&port);
		autofd int fd = dial_connect(hosts[i], port,
		    clock_boot() + LONG_MS, &error);
		autofd int other = -1;
		int on = 0;
		socklen_t size = sizeof(on);
		char got = 0;

		g_test_message("%s", hosts[i]);
		g_assert_no_error(error);
		g_assert_cmpint(fd, >=, 0);
		g_assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
		g_assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		g_assert_cmpint(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on,
		                    &size),
		    ==, 0);
		g_assert_cmpint(on, !=, 0);
		/* It is that listener at the other end. */
		other = accept(listener, NULL, NULL);
		g_assert_cmpint(write(fd, "x", 1), ==, 1);
		g_assert_cmpint(read(other, &got, 1), ==, 1);
		g_assert_cmpint(got, ==, 'x');
	}
}

static void
test_no_deadline(void)
{
	g_autoptr(GError) error = NULL;
	guint16 port;
	autofd int listener = listen_somewhere(&port);
	autofd int fd = dial_connect("127.0.0.1", port, 0, &error);

	g_assert_no_error(error);
	g_assert_cmpint(listener, >=, 0);
	g_assert_cmpint(fd, >=, 0);
}

static void
test_refused(void)
{
	g_autoptr(GError) error = NULL;
	guint16 port = dead_port();
	g_autofree char *wanted =
	    g_strdup_printf("can not connect to localhost port %u: ", port);
	int fd =
	    dial_connect("localhost", port, clock_boot() + LONG_MS, &error);

	g_assert_cmpint(fd, ==, -1);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_true(g_str_has_prefix(error->message, wanted));
	g_assert_nonnull(strstr(error->message, "Connection refused"));
}

/* The name is said, for the log of somebody with five accounts. No query is
 * made for what can not be a name. */
static void
test_unknown_host(void)
{
	g_autoptr(GError) error = NULL;
	const char *host = "no such host";
	int fd = dial_connect(host, 993, clock_boot() + LONG_MS, &error);

	g_assert_cmpint(fd, ==, -1);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_true(g_str_has_prefix(error->message,
	    "can not resolve no such host: "));
}

/* A listener whose queue is full lets a connection hang, as a firewall that
 * drops packets does. */
static void
test_deadline(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) fds = g_array_new(FALSE, FALSE, sizeof(int));
	guint16 port;
	autofd int listener = listen_somewhere(&port);
	gint64 began = 0;
	int fd = 0;

	g_assert_cmpint(listen(listener, 0), ==, 0);
	for (int i = 0; i < 10 && fd >= 0; i++) {
		g_clear_error(&error);
		began = clock_boot();
		fd = dial_connect("127.0.0.1", port, began + 200, &error);
		if (fd >= 0)
			g_array_append_val(fds, fd);
	}
	for (guint i = 0; i < fds->len; i++)
		close(g_array_index(fds, int, i));
	g_assert_cmpint(fd, ==, -1);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_nonnull(strstr(error->message, "no answer in time"));
	g_assert_cmpint(clock_boot() - began, >=, 200);
	g_assert_cmpint(clock_boot() - began, <, LONG_MS);
}

/* Nothing is left open by an attempt that failed. */
static void
test_no_leak(void)
{
	guint16 port = dead_port();
	int before = dup(0), after;

	close(before);
	for (int i = 0; i < 3; i++)
		g_assert_cmpint(dial_connect("127.0.0.1", port,
		                    clock_boot() + LONG_MS, NULL),
		    ==, -1);
	after = dup(0);
	close(after);
	g_assert_cmpint(after, ==, before);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dial/connected", test_connected);
	g_test_add_func("/dial/no-deadline", test_no_deadline);
	g_test_add_func("/dial/refused", test_refused);
	g_test_add_func("/dial/unknown-host", test_unknown_host);
	g_test_add_func("/dial/deadline", test_deadline);
	g_test_add_func("/dial/no-leak", test_no_leak);
	return g_test_run();
}
