/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed messages between roles. The peer may be the reader, which parses
 * hostile bytes: its messages must never be believed before type, normal form,
 * number of descriptors, seals and size are checked, and must never make us
 * wait longer than the caller said or keep a descriptor that nobody asked for.
 */
#include "base/channel.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "base/fail.h"
#include "base/memfd.h"

/* Where the body is; the second octet of a packet. */
enum place { PLACE_NONE, PLACE_INLINE, PLACE_MEMFD };

#define HEAD_SIZE 2
#define SEND_WAIT_MS 2
#define SEND_PATIENCE_MS 10000
#define PACKET_SIZE (HEAD_SIZE + CHANNEL_INLINE)

/* The body's memfd comes behind the caller's descriptors. */
#define WIRE_FDS_MAX (CHANNEL_FDS_MAX + 1)

union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(sizeof(int) * WIRE_FDS_MAX)];
};

/* A packet as it came, before any of it is believed. */
struct packet {
	uint8_t octets[PACKET_SIZE];
	size_t size;
	int fds[WIRE_FDS_MAX];
	guint n_fds;
};

/* Closes what nobody took over. */
static void
packet_clear(struct packet *packet)
{
	for (guint i = 0; i < packet->n_fds; i++)
		autofd_clear(&packet->fds[i]);
	packet->n_fds = 0;
}

void
channel_message_clear(channel_message *message)
{
	g_clear_pointer(&message->body, g_variant_unref);
	for (guint i = 0; i < CHANNEL_FDS_MAX; i++)
		autofd_clear(&message->fds[i]);
	message->type = 0;
}

bool
channel_pair(int fds_out[2], GError **error)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds_out) == 0)
		return true;
	fds_out[0] = fds_out[1] = -1;
	return fail_errno(error, FAIL_TEMPORARY, errno, "socketpair");
}

/* Puts descriptors beside the octets, see cmsg(3). The memory is cleared since
 * its padding goes to the kernel, too. */
static void
attach(struct msghdr *header, union control *control, const int *fds,
    guint n_fds)
{
	struct cmsghdr *part;

	if (n_fds == 0)
		return;
	memset(control, 0, sizeof(*control));
	header->msg_control = control;
	header->msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
	part = CMSG_FIRSTHDR(header);
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
	memcpy(CMSG_DATA(part), fds, sizeof(int) * n_fds);
}

/* A packet goes as a whole or not at all; SIGPIPE would end a role because
 * another one has ended. */
static bool
send_packet(int fd, struct iovec parts[2], const int *fds, guint n_fds,
    GError **error)
{
	union control control;
	struct msghdr header = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t sent;

	attach(&header, &control, fds, n_fds);
	for (int left = SEND_PATIENCE_MS;; left -= SEND_WAIT_MS) {
		sent = sendmsg(fd, &header, MSG_NOSIGNAL);
		/* many of this user's descriptors are on their way */
		if (sent < 0 && errno == ETOOMANYREFS && left > 0)
			poll(NULL, 0, SEND_WAIT_MS);
		else if (sent >= 0 || errno != EINTR)
			break;
	}
	if (sent < 0)
		return fail_errno(error, FAIL_TEMPORARY, errno,
		    "send to another role");
	return true;
}

bool
channel_send(int fd, guint8 type, GVariant *body, const int *fds, guint n_fds,
    GError **error)
{
	g_autoptr(GVariant) given = body ? g_variant_ref_sink(body) : NULL;
	g_autoptr(GVariant) normal =
	    given ? g_variant_get_normal_form(given) : NULL;
	const void *data = normal ? g_variant_get_data(normal) : NULL;
	size_t size = normal ? g_variant_get_size(normal) : 0;
	uint8_t head[HEAD_SIZE] = { type, normal ? PLACE_INLINE : PLACE_NONE };
	struct iovec parts[2] = { { .iov_base = head, .iov_len = HEAD_SIZE } };
	int wire[WIRE_FDS_MAX];
	autofd int large = -1;

	g_assert(n_fds <= CHANNEL_FDS_MAX);
	if (n_fds > 0)
		memcpy(wire, fds, sizeof(int) * n_fds);
	if (size > CHANNEL_BODY_MAX)
		return fail_set(error, FAIL_LIMIT,
		    "message of %zu octets, %d are allowed", size,
		    CHANNEL_BODY_MAX);
	if (size > CHANNEL_INLINE) {
		large = memfd_of("message", data, size, error);
		if (large < 0)
			return false;
		head[1] = PLACE_MEMFD;
		wire[n_fds++] = large;
	} else if (size > 0) {
		parts[1] = (struct iovec){ .iov_base = (void *)(uintptr_t)data,
			.iov_len = size };
	}
	return send_packet(fd, parts, wire, n_fds, error);
}

/* CHANNEL_MESSAGE when there is something to read. */
static enum channel_result
wait_readable(int fd, int timeout_ms, GError **error)
{
	gint64 deadline = clock_boot() + timeout_ms;
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int left = timeout_ms;

	for (;;) {
		int ready = poll(&poll_fd, 1, left);

		if (ready > 0)
			return CHANNEL_MESSAGE;
		if (ready == 0)
			return CHANNEL_TIMEOUT;
		if (errno != EINTR) {
			fail_errno(error, FAIL_TEMPORARY, errno,
			    "wait for another role");
			return CHANNEL_ERROR;
		}
		if (timeout_ms >= 0) {
			gint64 rest = deadline - clock_boot();
			left = (int)CLAMP(rest, 0, timeout_ms);
		}
	}
}

/* Takes every descriptor of a packet, wanted or not: only so can they be
 * closed. */
static void
detach(struct msghdr *header, struct packet *packet)
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part;
	     part = CMSG_NXTHDR(header, part)) {
		size_t n_fds = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (part->cmsg_level != SOL_SOCKET ||
		    part->cmsg_type != SCM_RIGHTS)
			continue;
		g_assert(packet->n_fds + n_fds <= WIRE_FDS_MAX);
		memcpy(packet->fds + packet->n_fds, CMSG_DATA(part),
		    n_fds * sizeof(int));
		packet->n_fds += (guint)n_fds;
	}
}

/* A truncated packet is an error: the rest of it is gone for good. ECONNRESET
 * is how the kernel tells that the peer died with unread messages. */
static enum channel_result
receive_packet(int fd, struct packet *packet, GError **error)
{
	union control control;
	struct iovec part = { .iov_base = packet->octets,
		.iov_len = sizeof(packet->octets) };
	struct msghdr header = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		/* Not the padded size: one more would fit into the padding. */
		.msg_controllen = CMSG_LEN(sizeof(int) * WIRE_FDS_MAX),
	};
	ssize_t got;

	do
		got = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0 && errno != ECONNRESET) {
		fail_errno(error, FAIL_TEMPORARY, errno,
		    "receive from another role");
		return CHANNEL_ERROR;
	}
	if (got <= 0)
		return CHANNEL_CLOSED;
	detach(&header, packet);
	packet->size = (size_t)got;
	if (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ||
	    packet->size < HEAD_SIZE) {
		fail_set(error, FAIL_PERMANENT,
		    "malformed message from another role");
		return CHANNEL_ERROR;
	}
	return CHANNEL_MESSAGE;
}

/* The octets of the body; the memfd is used up. NULL with an error set, or when
 * the packet contradicts itself. */
static GBytes *
body_bytes(struct packet *packet, GError **error)
{
	size_t size = packet->size - HEAD_SIZE;

	if (packet->octets[1] == PLACE_INLINE)
		return g_bytes_new(packet->octets + HEAD_SIZE, size);
	if (packet->octets[1] == PLACE_MEMFD && size == 0 &&
	    packet->n_fds > 0) {
		autofd int fd = packet->fds[--packet->n_fds];

		return memfd_map(fd, CHANNEL_BODY_MAX, error);
	}
	fail_set(error, FAIL_PERMANENT, "malformed message from another role");
	return NULL;
}

/* Sets *body_out to NULL for a message that has none, and must have none. */
static bool
take_body(struct packet *packet, const char *type, GVariant **body_out,
    GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GVariant) body = NULL;

	*body_out = NULL;
	if (!type && packet->octets[1] == PLACE_NONE &&
	    packet->size == HEAD_SIZE)
		return true;
	if (!type || packet->octets[1] == PLACE_NONE)
		return fail_set(error, FAIL_PERMANENT,
		    "message %u from another role %s a body", packet->octets[0],
		    type ? "lacks" : "must not have");
	bytes = body_bytes(packet, error);
	if (!bytes)
		return false;
	/* Octets can not be malformed: GLib would look at each of them. */
	body = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type),
	    bytes, strcmp(type, "ay") == 0));
	if (!g_variant_is_normal_form(body))
		return fail_set(error, FAIL_PERMANENT,
		    "message %u from another role is not of type %s",
		    packet->octets[0], type);
	*body_out = g_steal_pointer(&body);
	return true;
}

enum channel_result
channel_receive(int fd, int timeout_ms, const char *(*type_of)(guint8 type),
    channel_message *message_out, GError **error)
{
	struct packet packet = { .size = 0 };
	enum channel_result result = wait_readable(fd, timeout_ms, error);

	*message_out = (channel_message){ .fds = { -1, -1, -1, -1 } };
	if (result == CHANNEL_MESSAGE)
		result = receive_packet(fd, &packet, error);
	if (result == CHANNEL_MESSAGE) {
		uint8_t type = packet.octets[0];

		message_out->type = type;
		if (!take_body(&packet, type_of(type), &message_out->body,
		        error))
			result = CHANNEL_ERROR;
	}
	if (result == CHANNEL_MESSAGE && packet.n_fds > CHANNEL_FDS_MAX) {
		fail_set(error, FAIL_PERMANENT,
		    "too many descriptors from another role");
		channel_message_clear(message_out);
		result = CHANNEL_ERROR;
	}
	if (result == CHANNEL_MESSAGE)
		for (guint i = 0; i < packet.n_fds; i++)
			message_out->fds[i] = autofd_steal(&packet.fds[i]);
	packet_clear(&packet);
	return result;
}
