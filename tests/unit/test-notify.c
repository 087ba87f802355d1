/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What systemd gets to read, octet by octet; and that nothing is waited for. */
#include "daemon/notify.h"

#include <glib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "util-folder.h"

/* A datagram socket under that name; '@' is the abstract name space. */
static int
listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	size_t length = strlen(name);

	memcpy(address.sun_path, name, length);
	if (*name == '@')
		address.sun_path[0] = '\0';
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address,
	                    (socklen_t)(G_STRUCT_OFFSET(struct sockaddr_un,
	                                    sun_path) +
	                        length)),
	    ==, 0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

/* The next datagram; "" when there is none. */
static char *
receive(int fd)
{
	char *text = g_malloc0(1000);

	if (recv(fd, text, 999, MSG_DONTWAIT) < 0)
		*text = '\0';
	return text;
}

static void
assert_receives(int fd, const char *wanted)
{
	g_autofree char *text = receive(fd);

	g_assert_cmpstr(text, ==, wanted);
}

static void
test_sockets(void)
{
	char *folder = folder_new();
	g_autofree char *absolute = g_path_is_absolute(folder)
	    ? g_build_filename(folder, "notify", NULL)
	    : g_canonicalize_filename("notify", folder);
	g_autofree char *abstract =
	    g_strdup_printf("@docket-test-%d", (int)getpid());
	const char *names[] = { absolute, abstract };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		int fd = listen_at(names[i]);
		g_test_message("%s", names[i]);
		notify_send("READY=1\nSTATUS=two accounts");
		notify_send("STOPPING=1");
		assert_receives(fd, "READY=1\nSTATUS=two accounts");
		assert_receives(fd, "STOPPING=1");
		assert_receives(fd, "");
		close(fd);
	}
	folder_remove(folder);
}

static void
test_reloading(void)
{
	g_autofree char *abstract =
	    g_strdup_printf("@docket-test-%d", (int)getpid());
	int fd = listen_at(abstract);
	gint64 before = g_get_monotonic_time();

	notify_reloading();
	g_autofree char *text = receive(fd);
	g_assert_true(g_str_has_prefix(text, "RELOADING=1\nMONOTONIC_USEC="));
	gint64 when = g_ascii_strtoll(strrchr(text, '=') + 1, NULL, 10);
	g_assert_cmpint(when, >=, before);
	g_assert_cmpint(when, <=, g_get_monotonic_time());
	close(fd);
}

/* No systemd, or none that listens: nothing happens. */
static void
test_nobody(void)
{
	g_autofree char *long_name = g_strnfill(200, 'x');
	const char *names[] = { NULL, "", "relative", "/nonexistent/notify",
		"@docket-nobody", long_name };

	*long_name = '/';
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (names[i] != NULL)
			setenv("NOTIFY_SOCKET", names[i], 1);
		else
			unsetenv("NOTIFY_SOCKET");
		notify_send("READY=1");
	}
}

/* One that does not read holds up nobody. */
static void
test_full(void)
{
	g_autofree char *abstract =
	    g_strdup_printf("@docket-test-%d", (int)getpid());
	int fd = listen_at(abstract);

	alarm(20); /* ends a test that waits */
	for (guint i = 0; i < 5000; i++)
		notify_send("WATCHDOG=1");
	alarm(0);
	assert_receives(fd, "WATCHDOG=1");
	close(fd);
}

static void
test_watchdog(void)
{
	static const struct {
		const char *usec;
		int pid; /* 0 none, 1 this process, 2 another */
		unsigned long wanted;
	} rows[] = {
		{ NULL, 0, 0 },
		{ "30000000", 0, 30000000 },
		{ "30000000", 1, 30000000 },
		{ "30000000", 2, 0 },
		{ "0", 1, 0 },
		{ "nonsense", 1, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *pid =
		    g_strdup_printf("%d", (int)getpid() + (rows[i].pid == 2));
		unsetenv("WATCHDOG_USEC");
		unsetenv("WATCHDOG_PID");
		if (rows[i].usec != NULL)
			setenv("WATCHDOG_USEC", rows[i].usec, 1);
		if (rows[i].pid != 0)
			setenv("WATCHDOG_PID", pid, 1);
		g_assert_cmpuint(notify_watchdog(), ==, rows[i].wanted);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/notify/sockets", test_sockets);
	g_test_add_func("/notify/reloading", test_reloading);
	g_test_add_func("/notify/nobody", test_nobody);
	g_test_add_func("/notify/full", test_full);
	g_test_add_func("/notify/watchdog", test_watchdog);
	return g_test_run();
}
