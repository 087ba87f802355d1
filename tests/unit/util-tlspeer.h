/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* A scripted TLS server on a free port of 127.0.0.1, in a child process, with a
 * self-signed certificate of its own that names host. Both scripts have the
 * steps "S:octets" and "C:octets" of util-peer.h; clear (NULL: none) is played
 * before the handshake, secure after it. */
struct tlspeer {
	pid_t pid;
	guint16 port;
	char *ca_file; /* its certificate, in PEM */
};

struct tlspeer tlspeer_start(const char *host, const char *const *clear,
    const char *const *secure);

/* How it ended: all was played; the client broke the handshake off; or not so.
 */
enum tlspeer_end { TLSPEER_PLAYED, TLSPEER_REFUSED, TLSPEER_OTHERWISE };

/* Waits for the child and removes the certificate's file. */
enum tlspeer_end tlspeer_finish(struct tlspeer *peer);
