/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One connection to a mail server, plain or under TLS, whose every wait ends at
 * an absolute deadline. IMAP and SMTP both stand on it. Must never fall back
 * from TLS to plain text, and never write after a certificate was refused.
 */
#include "net/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "net/dial.h"
#include "net/ready.h"
#include "net/tls.h"

/* Reads that ask for an immediate ACK: greeting, EHLO, STARTTLS, the handshake
 * and the login are ping-pong, where a delayed ACK costs 40 ms a turn. */
#define QUICK_READS 24

struct transport {
	int fd;
	struct tls *tls; /* NULL: plain */
	char *host, *ca_file;
	gint64 deadline;
	int quick_left;
	bool failed; /* a broken transport stays broken */
};

static struct transport *
wrap(int take_fd, const char *host, const char *ca_file)
{
	struct transport *self = g_new0(struct transport, 1);

	/* OpenSSL writes with write(): MSG_NOSIGNAL can not be had there. */
	signal(SIGPIPE, SIG_IGN);
	self->fd = take_fd;
	self->host = g_strdup(host);
	self->ca_file = g_strdup(ca_file);
	self->quick_left = QUICK_READS;
	return self;
}

/* Linux turns the option off again by itself, so it is asked for before each of
 * these reads. */
static void
acknowledge_quickly(struct transport *self)
{
	int on = 1;

	if (self->quick_left == 0)
		return;
	self->quick_left--;
	(void)setsockopt(self->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

/* Waits for what a TLS or socket call wants; names the peer when it fails. */
static bool
await(struct transport *self, short events, GError **error)
{
	if (ready_wait(self->fd, events, self->deadline, error))
		return true;
	self->failed = true;
	g_prefix_error(error, "%s: ", self->host);
	return false;
}

/* Handshake and certificate share one deadline, so a server can not hold a
 * process with a handshake that never ends. */
static bool
shake_hands(struct transport *self, GError **error)
{
	for (;;) {
		acknowledge_quickly(self);
		enum tls_step step = tls_handshake(self->tls, error);

		if (step == TLS_DONE)
			return true;
		if (step == TLS_FAILED)
			return false;
		if (step == TLS_END)
			return fail_set(error, FAIL_TEMPORARY,
			    "%s closed during the TLS handshake", self->host);
		if (!await(self, step == TLS_WANT_READ ? POLLIN : POLLOUT,
		        error))
			return false;
	}
}

static bool
wrap_in_tls(struct transport *self, GError **error)
{
	self->tls = tls_new(self->fd, self->host, self->ca_file, error);
	self->quick_left = QUICK_READS;
	if (self->tls != NULL && shake_hands(self, error))
		return true;
	self->failed = true;
	return false;
}

struct transport *
transport_open(const struct transport_where *where, GError **error)
{
	gint64 deadline = clock_boot() + where->connect_timeout_ms;
	int fd = dial_connect(where->host, where->port, deadline, error);
	g_autoptr(transport) self = NULL;

	if (fd < 0)
		return NULL;
	self = wrap(fd, where->host, where->ca_file);
	self->deadline = deadline;
	if (where->tls == TRANSPORT_TLS_IMPLICIT && !wrap_in_tls(self, error))
		return NULL;
	return g_steal_pointer(&self);
}

struct transport *
transport_from_fd(int take_fd)
{
	int flags = fcntl(take_fd, F_GETFL);

	g_assert(flags >= 0);
	(void)fcntl(take_fd, F_SETFL, flags | O_NONBLOCK);
	return wrap(take_fd, "peer", NULL);
}

bool
transport_start_tls(struct transport *self, GError **error)
{
	char byte;

	if (self->failed || self->tls != NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: STARTTLS out of place", self->host);
	/* What came before the handshake was not protected, and would be taken
	 * for the server's protected words (CVE-2011-0411 and its kin). */
	if (recv(self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0) {
		self->failed = true;
		return fail_set(error, FAIL_PERMANENT,
		    "%s sent octets before the TLS handshake", self->host);
	}
	return wrap_in_tls(self, error);
}

bool
transport_is_tls(const struct transport *self)
{
	return self->tls != NULL;
}

void
transport_set_deadline(struct transport *self, gint64 boot_ms)
{
	self->deadline = boot_ms;
}

/* What a socket call said in the words of a TLS one, so that there is one loop
 * for both. */
static enum tls_step
plain_step(struct transport *self, ssize_t count, short events,
    size_t *size_out, GError **error)
{
	int number = errno;

	if (count > 0) {
		*size_out = (size_t)count;
		return TLS_DONE;
	}
	if (count == 0)
		return TLS_END;
	if (number == EAGAIN || number == EINTR)
		return events == POLLIN ? TLS_WANT_READ : TLS_WANT_WRITE;
	fail_errno(error, FAIL_TEMPORARY, number, "connection to %s lost",
	    self->host);
	return TLS_FAILED;
}

static enum tls_step
read_step(struct transport *self, void *buffer, size_t size, size_t *size_out,
    GError **error)
{
	acknowledge_quickly(self);
	if (self->tls != NULL)
		return tls_read(self->tls, buffer, size, size_out, error);
	ssize_t count = recv(self->fd, buffer, size, 0);
	return plain_step(self, count, POLLIN, size_out, error);
}

/* A write under TLS may have to read first (a key update), so what is waited
 * for is the step's word and not the direction. */
static enum tls_step
write_step(struct transport *self, const void *data, size_t size,
    size_t *size_out, GError **error)
{
	if (self->tls != NULL)
		return tls_write(self->tls, data, size, size_out, error);
	ssize_t count = send(self->fd, data, size, MSG_NOSIGNAL);
	return plain_step(self, count, POLLOUT, size_out, error);
}

/* After a failure nobody knows how much the peer has seen: what is sent now
 * could be taken for a part of the line before. */
static bool
refuse_failed(const struct transport *self, GError **error)
{
	return fail_set(error, FAIL_TEMPORARY,
	    "connection to %s has failed before", self->host);
}

gssize
transport_read(struct transport *self, void *buffer, size_t size,
    GError **error)
{
	size_t count = 0;

	if (self->failed) {
		refuse_failed(self, error);
		return -1;
	}
	for (;;) {
		enum tls_step step =
		    read_step(self, buffer, size, &count, error);

		if (step == TLS_DONE)
			return (gssize)count;
		if (step == TLS_END)
			return 0;
		if (step == TLS_FAILED) {
			self->failed = true;
			return -1;
		}
		if (!await(self, step == TLS_WANT_READ ? POLLIN : POLLOUT,
		        error))
			return -1;
	}
}

bool
transport_write(struct transport *self, const void *data, size_t size,
    GError **error)
{
	const char *next = data;

	if (self->failed)
		return refuse_failed(self, error);
	while (size > 0) {
		size_t count = 0;
		enum tls_step step =
		    write_step(self, next, size, &count, error);

		if (step == TLS_DONE) {
			next += count;
			size -= count;
			continue;
		}
		if (step == TLS_FAILED || step == TLS_END) {
			self->failed = true;
			if (step == TLS_END)
				fail_set(error, FAIL_TEMPORARY, "%s has closed",
				    self->host);
			return false;
		}
		if (!await(self, step == TLS_WANT_READ ? POLLIN : POLLOUT,
		        error))
			return false;
	}
	return true;
}

size_t
transport_pending(const struct transport *self)
{
	return self->tls != NULL ? tls_pending(self->tls) : 0;
}

/* Whether the socket's octets make a read return; swallows empty records. */
static bool
is_readable(struct transport *self)
{
	return self->tls == NULL || tls_peek(self->tls) == TLS_DONE;
}

enum transport_event
transport_wait(struct transport *self, int bell, int timeout_ms)
{
	gint64 deadline = clock_boot() + timeout_ms;
	struct pollfd pollers[2] = {
		{ .fd = self->fd, .events = POLLIN },
		{ .fd = bell, .events = POLLIN },
	};

	if (self->failed)
		return TRANSPORT_READABLE;
	if (self->tls != NULL && tls_has_read_ahead(self->tls) &&
	    is_readable(self))
		return TRANSPORT_READABLE;
	for (;;) {
		int left = ready_left(deadline);
		int count = poll(pollers, 2, left);

		if (count < 0 && errno != EINTR)
			return TRANSPORT_READABLE;
		if (count > 0 && pollers[0].revents != 0 && is_readable(self))
			return TRANSPORT_READABLE;
		if (count > 0 && pollers[1].revents != 0)
			return TRANSPORT_BELL;
		if (left == 0)
			return TRANSPORT_TIMEOUT;
	}
}

int
transport_fd(const struct transport *self)
{
	return self->fd;
}

void
transport_free(struct transport *self)
{
	if (self == NULL)
		return;
	tls_free(self->tls);
	autofd_clear(&self->fd);
	g_free(self->host);
	g_free(self->ca_file);
	g_free(self);
}
