/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "net/transport.h"
#include "smtp/reply.h"

/* Commands out, replies in, over a transport; one reply a command. */
struct exchange;

struct exchange *exchange_new(struct transport *take_transport);
void exchange_free(struct exchange *exchange);
AUTOPTR_DEFINE(exchange, exchange_free)

/* Writes octets within that many seconds. TEMPORARY error. */
bool exchange_write(struct exchange *exchange, const void *data, gsize size,
    guint seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits at most that many seconds for one whole reply; borrowed until the next
 * call. TEMPORARY error when the connection ends, the time runs out, or the
 * reply is none. */
const struct reply *exchange_read(struct exchange *exchange, guint seconds,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a command (with its CR LF) and waits for the reply. A 421 that was
 * there before the command is the answer, and the command is not sent; anything
 * else that came unasked is a TEMPORARY error. */
const struct reply *exchange_ask(struct exchange *exchange, const char *command,
    guint seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether octets, or the end of the connection, have come in that no command
 * has asked for; never waits. */
bool exchange_is_early(struct exchange *exchange);

/* STARTTLS's second half. PERMANENT error when octets came with the server's
 * 220: they would be read as if TLS had protected them. */
bool exchange_start_tls(struct exchange *exchange,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether nobody on the way can read along: TLS, a local socket, or loopback.
 */
bool exchange_is_private(const struct exchange *exchange);
