/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docketctl's end of the operator socket. The daemon is trusted with the store,
 * yet its text is foreign (a server's or a mail's words may be in it) and is
 * made safe where it is printed. This must never wait for ever, nor take a
 * daemon that is busy for one that is not there. */
#include "ctl/ctlsocket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/channel.h"
#include "base/fail.h"
#include "pipeline/operate.h"

/* A connected descriptor; -1 without error when nobody listens. */
static int
dial(const char *state_dir, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, "socket", NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autofd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >=
	    sizeof address.sun_path) {
		fail_set(error, FAIL_CONFIG,
		    "state_dir: %s is too long for a socket's name", path);
		return -1;
	}
	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return autofd_steal(&fd);
	if (fd < 0 || (errno != ENOENT && errno != ECONNREFUSED))
		fail_errno(error,
		    errno == EACCES ? FAIL_CONFIG : FAIL_TEMPORARY, errno, "%s",
		    path);
	return -1;
}

/* Not told apart for the caller: whether the daemon died before or after it did
 * what was asked. Every verb may be repeated without harm, so that is no loss.
 */
static enum ctlsocket_result
answer_of(int fd, int *status_out, char **text_out, GError **error)
{
	g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };

	switch (channel_receive(fd, CTLSOCKET_SECONDS * 1000, operate_type_of,
	    &message, error)) {
	case CHANNEL_MESSAGE:
		break;
	case CHANNEL_ERROR:
		return CTLSOCKET_FAILED;
	case CHANNEL_TIMEOUT:
		fail_set(error, FAIL_TEMPORARY,
		    "docketd has not answered for %d seconds",
		    CTLSOCKET_SECONDS);
		return CTLSOCKET_FAILED;
	case CHANNEL_CLOSED:
		fail_set(error, FAIL_TEMPORARY,
		    "docketd went away; it may have done it or not");
		return CTLSOCKET_FAILED;
	}
	if (message.type != OPERATE_ANSWER) {
		fail_set(error, FAIL_PERMANENT,
		    "docketd answered with a message of type %u", message.type);
		return CTLSOCKET_FAILED;
	}
	g_variant_get(message.body, "(is)", status_out, text_out);
	return CTLSOCKET_ANSWERED;
}

enum ctlsocket_result
ctlsocket_ask(const char *state_dir, const char *const *words, int input,
    int *status_out, char **text_out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	autofd int fd = dial(state_dir, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return CTLSOCKET_FAILED;
	}
	if (fd < 0)
		return CTLSOCKET_NO_DAEMON;
	if (!channel_send(fd, OPERATE_REQUEST, g_variant_new_strv(words, -1),
	        &input, input >= 0 ? 1 : 0, error))
		return CTLSOCKET_FAILED;
	return answer_of(fd, status_out, text_out, error);
}

gint64
ctlsocket_daemon(const char *state_dir)
{
	/* Connecting is harmless: a keeper drops a caller who hangs up. */
	autofd int fd = dial(state_dir, NULL);
	g_autofree char *path = g_build_filename(state_dir, "lock", NULL);
	g_autofree char *text = NULL;
	guint64 pid = 0;

	if (fd < 0)
		return 0;
	if (!g_file_get_contents(path, &text, NULL, NULL) ||
	    !g_ascii_string_to_unsigned(g_strstrip(text), 10, 1, G_MAXINT32,
	        &pid, NULL))
		return -1;
	return (gint64)pid;
}
