/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Typed messages between roles over an AF_UNIX SOCK_SEQPACKET pair. A message
 * is a one-byte type, a GVariant in normal form, and at most CHANNEL_FDS_MAX
 * descriptors. A body beyond CHANNEL_INLINE travels in a sealed memfd, so there
 * is no size at which a message stops fitting; CHANNEL_BODY_MAX is refused. */
#define CHANNEL_FDS_MAX 4
#define CHANNEL_INLINE (32 * 1024)
#define CHANNEL_BODY_MAX (256 * 1024 * 1024)

struct channel_message {
	guint8 type;
	GVariant *body;           /* of the expected type, or NULL */
	int fds[CHANNEL_FDS_MAX]; /* owned; -1 where none */
};
typedef struct channel_message channel_message;

void channel_message_clear(channel_message *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(channel_message, channel_message_clear)

/* Both ends, close-on-exec. TEMPORARY error when descriptors run out. */
bool channel_pair(int fds_out[2], GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends one message; body may be NULL, a floating body is consumed; fds stay
 * the caller's. Blocks while the peer is slow. TEMPORARY error when the peer is
 * gone. */
bool channel_send(int fd, guint8 type, GVariant *body, const int *fds,
    guint n_fds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

enum channel_result {
	CHANNEL_MESSAGE,
	CHANNEL_TIMEOUT,
	CHANNEL_CLOSED,
	CHANNEL_ERROR
};

/* Receives one message within timeout_ms (-1: for ever). type_of says which
 * GVariant type a message type has (NULL: no body); a message of another type
 * or not in normal form is CHANNEL_ERROR (PERMANENT): the peer is not believed.
 * A peer that is not trusted may only send sealed memfds. */
enum channel_result channel_receive(int fd, int timeout_ms,
    const char *(*type_of)(guint8 type), channel_message *message_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
