/* SPDX-License-Identifier: GPL-3.0-or-later */
/* systemd's readiness protocol: one datagram a message, so that the libsystemd
 * library with all it loads is not needed. Where nobody listens nothing
 * happens; a message must never hold up the supervisor. */
#include "daemon/notify.h"
#include "base/autofd.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

void
notify_send(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autofd int fd = -1;

	if (path == NULL || (*path != '/' && *path != '@') ||
	    strlen(path) >= sizeof address.sun_path)
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	memcpy(address.sun_path, path, strlen(path));
	if (*path == '@')
		address.sun_path[0] = '\0'; /* the abstract name space */
	socklen_t length =
	    (socklen_t)(G_STRUCT_OFFSET(struct sockaddr_un, sun_path) +
	        strlen(path));
	/* a failure means that nobody listens, or that the queue is full: no
	 * business of ours */
	(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT,
	    (struct sockaddr *)&address, length);
}

void
notify_reloading(void)
{
	struct timespec now;
	g_autofree char *text = NULL;

	clock_gettime(CLOCK_MONOTONIC, &now);
	text = g_strdup_printf("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT,
	    (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	notify_send(text);
}

unsigned long
notify_watchdog(void)
{
	const char *wanted = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	if (wanted == NULL ||
	    (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	return strtoul(wanted, NULL, 10);
}
