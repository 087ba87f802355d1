/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages between roles: what one sends the other gets, and whatever a hostile
 * peer writes into the socket is refused without a descriptor left open. */
#include "base/channel.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/fail.h"
#include "base/memfd.h"

enum { TYPE_STOP = 1, TYPE_TEXT, TYPE_BYTES, TYPE_NUMBER };

static const char *
type_of(guint8 type)
{
	switch (type) {
	case TYPE_TEXT:
		return "(ss)";
	case TYPE_BYTES:
		return "ay";
	case TYPE_NUMBER:
		return "u";
	default:
		return NULL;
	}
}

static guint
count_fds(void)
{
	DIR *folder = opendir("/proc/self/fd");
	guint n = 0;

	g_assert_nonnull(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static GVariant *
bytes_variant(size_t size)
{
	guint8 *data = g_malloc(size + 1);

	for (size_t i = 0; i < size; i++)
		data[i] = (guint8)(i * 7 + i / 251);
	return g_variant_new_from_data(G_VARIANT_TYPE_BYTESTRING, data, size,
	    TRUE, g_free, data);
}

static void
pair(int fds[2])
{
	g_autoptr(GError) error = NULL;

	g_assert_true(channel_pair(fds, &error));
	g_assert_no_error(error);
}

static void
test_text(void)
{
	int fds[2];
	g_autoptr(GError) error = NULL;
	g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };
	const char *a, *b;

	pair(fds);
	g_assert_true(channel_send(fds[0], TYPE_TEXT,
	    g_variant_new("(ss)", "one", "two"), NULL, 0, &error));
	g_assert_cmpint(channel_receive(fds[1], 1000, type_of, &message,
	                    &error),
	    ==, CHANNEL_MESSAGE);
	g_assert_no_error(error);
	g_assert_cmpuint(message.type, ==, TYPE_TEXT);
	g_variant_get(message.body, "(&s&s)", &a, &b);
	g_assert_cmpstr(a, ==, "one");
	g_assert_cmpstr(b, ==, "two");
	g_assert_cmpint(message.fds[0], ==, -1);
	close(fds[0]);
	close(fds[1]);
}

static void
test_no_body(void)
{
	int fds[2];
	g_autoptr(GError) error = NULL;
	g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };

	pair(fds);
	g_assert_true(channel_send(fds[0], TYPE_STOP, NULL, NULL, 0, &error));
	g_assert_cmpint(channel_receive(fds[1], -1, type_of, &message, &error),
	    ==, CHANNEL_MESSAGE);
	g_assert_null(message.body);
	g_assert_cmpuint(message.type, ==, TYPE_STOP);
	close(fds[0]);
	close(fds[1]);
}

static void
test_sizes(void)
{
	static const size_t sizes[] = { 0, 1, CHANNEL_INLINE - 1,
		CHANNEL_INLINE, CHANNEL_INLINE + 1, 4096 * 16,
		20 * 1024 * 1024 };
	int fds[2];
	guint before;

	pair(fds);
	before = count_fds();
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GVariant) body =
		    g_variant_ref_sink(bytes_variant(sizes[i]));
		channel_message message;

		g_assert_true(channel_send(fds[0], TYPE_BYTES, body, NULL, 0,
		    &error));
		g_assert_cmpint(channel_receive(fds[1], 1000, type_of, &message,
		                    &error),
		    ==, CHANNEL_MESSAGE);
		g_assert_cmpuint(g_variant_get_size(message.body), ==,
		    sizes[i]);
		g_assert_true(g_variant_equal(body, message.body));
		channel_message_clear(&message);
		channel_message_clear(&message);
		g_assert_cmpuint(count_fds(), ==, before);
	}
	close(fds[0]);
	close(fds[1]);
}

/* Descriptors arrive in order, also beside a body in a memfd. */
static void
test_descriptors(void)
{
	static const size_t sizes[] = { 10, CHANNEL_INLINE + 10 };
	int fds[2];

	pair(fds);
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };
		int sent[CHANNEL_FDS_MAX];
		char content[8];

		for (int n = 0; n < CHANNEL_FDS_MAX; n++) {
			sent[n] = memfd_new("test", &error);
			g_snprintf(content, sizeof(content), "%d", n);
			g_assert_true(memfd_append(sent[n], content, 1,
			    &error));
		}
		g_assert_true(channel_send(fds[0], TYPE_BYTES,
		    bytes_variant(sizes[i]), sent, CHANNEL_FDS_MAX, &error));
		g_assert_cmpint(channel_receive(fds[1], 1000, type_of, &message,
		                    &error),
		    ==, CHANNEL_MESSAGE);
		for (int n = 0; n < CHANNEL_FDS_MAX; n++) {
			g_assert_cmpint(pread(message.fds[n], content, 1, 0),
			    ==, 1);
			g_assert_cmpint(content[0], ==, '0' + n);
			g_assert_cmpint(fcntl(message.fds[n], F_GETFD) &
			        FD_CLOEXEC,
			    ==, FD_CLOEXEC);
			close(sent[n]);
		}
	}
	close(fds[0]);
	close(fds[1]);
}

static void
test_timeout_and_end(void)
{
	int fds[2];
	g_autoptr(GError) error = NULL;
	channel_message message;

	pair(fds);
	g_assert_cmpint(channel_receive(fds[1], 0, type_of, &message, &error),
	    ==, CHANNEL_TIMEOUT);
	g_assert_cmpint(channel_receive(fds[1], 20, type_of, &message, &error),
	    ==, CHANNEL_TIMEOUT);
	close(fds[0]);
	g_assert_cmpint(channel_receive(fds[1], -1, type_of, &message, &error),
	    ==, CHANNEL_CLOSED);
	g_assert_no_error(error);
	g_assert_false(channel_send(fds[1], TYPE_STOP, NULL, NULL, 0, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	close(fds[1]);
}

/* --- a hostile peer: raw packets ----------------------------------------- */

static void
send_raw(int fd, const void *octets, size_t size, const int *fds, size_t n_fds)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int) * 16)];
	} control;
	struct iovec part = { .iov_base = (void *)(guintptr)octets,
		.iov_len = size };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
	struct cmsghdr *rights;

	memset(&control, 0, sizeof(control));
	if (n_fds > 0) {
		header.msg_control = &control;
		header.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
		rights = CMSG_FIRSTHDR(&header);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(rights), fds, sizeof(int) * n_fds);
	}
	g_assert_cmpint(sendmsg(fd, &header, MSG_NOSIGNAL), ==, (gssize)size);
}

static const struct {
	const char *name;
	const char *octets;
	size_t size;
	size_t n_fds; /* unsealed memfds */
} bad_packets[] = {
	{ "too short", "\x01", 1, 0 },
	{ "body that must not be", "\x01\x01xx", 4, 0 },
	{ "bytes behind no body", "\x01\x00xx", 4, 0 },
	{ "no body where one must be", "\x02\x00", 2, 0 },
	{ "unknown place", "\x02\x07xx", 4, 0 },
	{ "not normal: no NUL", "\x02\x01one", 5, 0 },
	{ "not normal: bad offset", "\x02\x01one\0two\0\x63", 11, 0 },
	{ "number of three octets",
	    "\x04\x01"
	    "abc",
	    5, 0 },
	{ "number of five octets",
	    "\x04\x01"
	    "abcde",
	    7, 0 },
	{ "memfd without descriptor", "\x03\x02", 2, 0 },
	{ "memfd with inline bytes", "\x03\x02xx", 4, 1 },
	{ "memfd that is not sealed", "\x03\x02", 2, 1 },
	{ "one descriptor too many", "\x03\x01xx", 4, CHANNEL_FDS_MAX + 1 },
	{ "far too many descriptors", "\x03\x01xx", 4, 12 },
};

static void
test_hostile(void)
{
	int fds[2], extra[12];
	g_autoptr(GError) setup = NULL;
	guint before;

	pair(fds);
	for (size_t i = 0; i < G_N_ELEMENTS(extra); i++)
		extra[i] = memfd_new("test", &setup);
	before = count_fds();
	for (size_t i = 0; i < G_N_ELEMENTS(bad_packets); i++) {
		g_autoptr(GError) error = NULL;
		channel_message message;

		g_test_message("%s", bad_packets[i].name);
		send_raw(fds[0], bad_packets[i].octets, bad_packets[i].size,
		    extra, bad_packets[i].n_fds);
		g_assert_cmpint(channel_receive(fds[1], 1000, type_of, &message,
		                    &error),
		    ==, CHANNEL_ERROR);
		g_assert_true(fail_is(error, FAIL_PERMANENT));
		g_assert_null(message.body);
		g_assert_cmpint(message.fds[0], ==, -1);
		g_assert_cmpuint(count_fds(), ==, before);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(extra); i++)
		close(extra[i]);
	close(fds[0]);
	close(fds[1]);
}

static void
test_oversize_packet(void)
{
	int fds[2];
	g_autoptr(GError) error = NULL;
	g_autofree char *octets = g_malloc0(CHANNEL_INLINE + 3);
	channel_message message;

	pair(fds);
	octets[0] = TYPE_BYTES;
	octets[1] = 1;
	send_raw(fds[0], octets, CHANNEL_INLINE + 3, NULL, 0);
	g_assert_cmpint(channel_receive(fds[1], 1000, type_of, &message,
	                    &error),
	    ==, CHANNEL_ERROR);
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	close(fds[0]);
	close(fds[1]);
}

/* A memfd can claim any size without using memory. */
static void
test_huge_memfd(void)
{
	int fds[2];
	g_autoptr(GError) error = NULL;
	channel_message message;
	autofd int fd = memfd_new("test", &error);

	pair(fds);
	g_assert_cmpint(ftruncate(fd, (off_t)CHANNEL_BODY_MAX + 1), ==, 0);
	g_assert_true(memfd_seal(fd, &error));
	send_raw(fds[0], "\x03\x02", 2, &fd, 1);
	g_assert_cmpint(channel_receive(fds[1], 1000, type_of, &message,
	                    &error),
	    ==, CHANNEL_ERROR);
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	close(fds[0]);
	close(fds[1]);
}

/* A peer that falls behind makes the sender wait, and nothing gets lost. */
static void
test_slow_peer(void)
{
	enum { COUNT = 200 };
	int fds[2], status;
	pid_t child;

	pair(fds);
	child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		for (int i = 0; i < COUNT; i++)
			if (!channel_send(fds[0], TYPE_BYTES,
			        bytes_variant(CHANNEL_INLINE), NULL, 0, NULL))
				_exit(1);
		_exit(0);
	}
	close(fds[0]);
	g_usleep(20000);
	for (int i = 0; i < COUNT; i++) {
		channel_message message;

		g_assert_cmpint(channel_receive(fds[1], 5000, type_of, &message,
		                    NULL),
		    ==, CHANNEL_MESSAGE);
		channel_message_clear(&message);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	close(fds[1]);
}

/* The kernel lets a user have only so many descriptors on their way: without
 * privilege a sender has to wait, and nothing is lost. */
static void
send_many(int fd, int count)
{
	const struct rlimit few = { 16, 16 };

	if (setrlimit(RLIMIT_NOFILE, &few) != 0 ||
	    (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)))
		_exit(2);
	for (int i = 0; i < count; i++)
		if (!channel_send(fd, TYPE_BYTES,
		        bytes_variant(CHANNEL_INLINE + 1), NULL, 0, NULL))
			_exit(1);
	_exit(0);
}

static void
test_many_on_their_way(void)
{
	enum { COUNT = 100 };
	int fds[2], status = 0;
	pid_t child;

	pair(fds);
	child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		send_many(fds[0], COUNT);
	close(fds[0]);
	g_usleep(100000);
	for (int i = 0; i < COUNT; i++) {
		g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };

		g_assert_cmpint(channel_receive(fds[1], 10000, type_of,
		                    &message, NULL),
		    ==, CHANNEL_MESSAGE);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	close(fds[1]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/channel/text", test_text);
	g_test_add_func("/channel/no-body", test_no_body);
	g_test_add_func("/channel/sizes", test_sizes);
	g_test_add_func("/channel/descriptors", test_descriptors);
	g_test_add_func("/channel/timeout-and-end", test_timeout_and_end);
	g_test_add_func("/channel/hostile", test_hostile);
	g_test_add_func("/channel/oversize-packet", test_oversize_packet);
	g_test_add_func("/channel/huge-memfd", test_huge_memfd);
	g_test_add_func("/channel/slow-peer", test_slow_peer);
	g_test_add_func("/channel/many-on-their-way", test_many_on_their_way);
	return g_test_run();
}
