/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* One TCP connection, plain or under TLS, with absolute deadlines. Not for more
 * than one thread. libetpan's stream driver (net/driver.h) and the SMTP client
 * stand on it. */
struct transport;

enum transport_tls {
	TRANSPORT_TLS_IMPLICIT,
	TRANSPORT_TLS_STARTTLS,
	TRANSPORT_TLS_NONE
};

struct transport_where {
	const char *host; /* also what the certificate must name */
	guint16 port;
	enum transport_tls tls;
	const char *ca_file; /* NULL or "": the system's */
	int connect_timeout_ms;
};

/* Resolves, connects (each address in turn) and, with implicit TLS, shakes
 * hands: TLS >= 1.2, chain and host name verified. TEMPORARY error for the
 * network, CONFIG error that names host and reason for a certificate; no byte
 * is sent after one. TCP_NODELAY is on. */
struct transport *transport_open(const struct transport_where *where,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A transport over a connected descriptor (taken), without TLS: for tests and
 * scripted peers. */
struct transport *transport_from_fd(int take_fd);

/* STARTTLS: upgrades a plain transport. Refused (PERMANENT) when bytes wait in
 * the buffer. */
bool transport_start_tls(struct transport *transport,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool transport_is_tls(const struct transport *transport);

/* All that follows must be done by then (clock_boot() ms; 0: no deadline). */
void transport_set_deadline(struct transport *transport, gint64 boot_ms);

/* Reads 1..size bytes; 0 at a clean end (close_notify under TLS); -1 and a
 * TEMPORARY error otherwise: also for a truncated TLS stream and a deadline. */
gssize transport_read(struct transport *transport, void *buffer, size_t size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes everything, or fails with a TEMPORARY error. */
bool transport_write(struct transport *transport, const void *data, size_t size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes that can be read without waiting (own buffer and TLS layer, not the
 * socket's). */
size_t transport_pending(const struct transport *transport);

/* Waits until transport_read() would not wait (data, an end or an error), bell
 * (base/bell.h; -1: none) is rung, or timeout_ms passes. Records of the TLS
 * layer that carry no data are swallowed, so poll() on transport_fd() is no
 * replacement. */
enum transport_event { TRANSPORT_READABLE, TRANSPORT_BELL, TRANSPORT_TIMEOUT };
enum transport_event transport_wait(struct transport *transport, int bell,
    int timeout_ms);

/* For poll(). */
int transport_fd(const struct transport *transport);

/* Sends close_notify without waiting for the peer's; NULL is fine. */
void transport_free(struct transport *transport);
AUTOPTR_DEFINE(transport, transport_free)
