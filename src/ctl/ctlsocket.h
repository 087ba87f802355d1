/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* The operator socket of a running daemon: <state_dir>/socket. */

enum ctlsocket_result {
	CTLSOCKET_ANSWERED,  /* status and text are set */
	CTLSOCKET_NO_DAEMON, /* nobody listens */
	CTLSOCKET_FAILED     /* error is set */
};

/* Sends a request (NULL-terminated words; input: a sealed memfd or -1) and
 * waits for the answer, at most CTLSOCKET_SECONDS. The text is the caller's.
 * TEMPORARY error when the daemon goes away or says nothing: whether it has
 * done it is then unknown. CONFIG error when the socket may not be used. */
#define CTLSOCKET_SECONDS 660
enum ctlsocket_result ctlsocket_ask(const char *state_dir,
    const char *const *words, int input, int *status_out, char **text_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The pid of the daemon that holds the state folder and listens; 0 when nobody
 * listens, -1 when somebody does and the pid cannot be told. */
gint64 ctlsocket_daemon(const char *state_dir);
