/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands out and replies in. Every wait has an absolute end, so a server that
 * sends an octet a minute gains nothing. What comes in stays in one small
 * buffer, and what is beyond the reply that was asked for is never mistaken for
 * the answer to something asked later: callers ask exchange_is_early() first.
 */
#include "smtp/exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"

#define BUFFER_SIZE 4096
#define EARLY_SECONDS 5 /* for the rest of what came unasked */

struct exchange {
	struct transport *transport;
	struct reply *reply;
	char buffer[BUFFER_SIZE];
	gsize start, end; /* what of it is unread */
};

struct exchange *
exchange_new(struct transport *take_transport)
{
	struct exchange *self = g_new0(struct exchange, 1);

	self->transport = take_transport;
	self->reply = reply_new();
	return self;
}

void
exchange_free(struct exchange *self)
{
	if (!self)
		return;
	transport_free(self->transport);
	reply_free(self->reply);
	g_free(self);
}

static void
set_deadline(struct exchange *self, guint seconds)
{
	transport_set_deadline(self->transport,
	    clock_boot() + (gint64)seconds * 1000);
}

bool
exchange_write(struct exchange *self, const void *data, gsize size,
    guint seconds, GError **error)
{
	set_deadline(self, seconds);
	return transport_write(self->transport, data, size, error);
}

static bool
fill(struct exchange *self, GError **error)
{
	gssize size = transport_read(self->transport, self->buffer,
	    sizeof(self->buffer), error);

	if (size < 0)
		return false;
	if (size == 0)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server closed the connection");
	self->start = 0;
	self->end = (gsize)size;
	return true;
}

const struct reply *
exchange_read(struct exchange *self, guint seconds, GError **error)
{
	enum reply_state state = REPLY_MORE;

	set_deadline(self, seconds);
	reply_clear(self->reply);
	while (state == REPLY_MORE) {
		gsize used;

		if (self->start == self->end && !fill(self, error))
			return NULL;
		state = reply_feed(self->reply, self->buffer + self->start,
		    self->end - self->start, &used);
		self->start += used;
	}
	if (state == REPLY_DONE)
		return self->reply;
	fail_set(error, FAIL_TEMPORARY, "the server does not speak SMTP: %s",
	    self->reply->fault);
	return NULL;
}

bool
exchange_is_early(struct exchange *self)
{
	/* transport_wait() knows that a TLS session ticket is no answer. */
	return self->start < self->end ||
	    transport_wait(self->transport, -1, 0) == TRANSPORT_READABLE;
}

const struct reply *
exchange_ask(struct exchange *self, const char *command, guint seconds,
    GError **error)
{
	const struct reply *answer;

	if (!exchange_is_early(self)) {
		if (!exchange_write(self, command, strlen(command), seconds,
		        error))
			return NULL;
		return exchange_read(self, seconds, error);
	}
	/* An idle session ends with an unasked 421, or just ends. */
	answer = exchange_read(self, EARLY_SECONDS, error);
	if (answer && answer->code != 421) {
		fail_set(error, FAIL_TEMPORARY,
		    "the server answered before it was asked");
		return NULL;
	}
	return answer;
}

bool
exchange_start_tls(struct exchange *self, GError **error)
{
	if (exchange_is_early(self))
		return fail_set(error, FAIL_PERMANENT,
		    "octets came in clear behind the answer to STARTTLS; somebody "
		    "on the way may have put them there");
	return transport_start_tls(self->transport, error);
}

bool
exchange_is_private(const struct exchange *self)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_storage room;
	} peer = { 0 };
	socklen_t size = sizeof(peer);

	if (transport_is_tls(self->transport))
		return true;
	if (getpeername(transport_fd(self->transport), &peer.any, &size) != 0)
		return false;
	if (peer.any.sa_family == AF_UNIX)
		return true;
	if (peer.any.sa_family == AF_INET)
		return (ntohl(peer.v4.sin_addr.s_addr) >> 24) == 127;
	return peer.any.sa_family == AF_INET6 &&
	    IN6_IS_ADDR_LOOPBACK(&peer.v6.sin6_addr);
}
