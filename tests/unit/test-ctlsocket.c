/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docketctl's end of the operator socket, against a keeper that is a child of
 * the test. */
#include "ctl/ctlsocket.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/channel.h"
#include "base/fail.h"
#include "base/memfd.h"
#include "pipeline/operate.h"

static char *
make_dir(void)
{
	g_autoptr(GError) error = NULL;
	char *dir = g_dir_make_tmp("docket-socket-XXXXXX", &error);

	g_assert_no_error(error);
	return dir;
}

static void
remove_dir(const char *dir)
{
	g_autofree char *socket_path = g_build_filename(dir, "socket", NULL);
	g_autofree char *lock = g_build_filename(dir, "lock", NULL);

	g_remove(socket_path);
	g_remove(lock);
	g_assert_cmpint(g_rmdir(dir), ==, 0);
}

static int
listen_in(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "socket", NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address),
	    ==, 0);
	g_assert_cmpint(listen(fd, 4), ==, 0);
	return fd;
}

/* What the keeper does with a request. */
enum manner { ECHO, GO_AWAY, NONSENSE };

/* Answers the words and the mail's octets, with status 7. */
static void
keep(int listener, enum manner manner)
{
	g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };
	g_autoptr(GString) text = g_string_new(NULL);
	int fd = accept(listener, NULL, NULL);

	if (channel_receive(fd, 5000, operate_type_of, &message, NULL) !=
	        CHANNEL_MESSAGE ||
	    manner == GO_AWAY)
		_exit(0);
	g_autofree const char **words = g_variant_get_strv(message.body, NULL);
	for (guint i = 0; words[i]; i++)
		g_string_append_printf(text, "%s,", words[i]);
	if (message.fds[0] >= 0) {
		g_autoptr(GBytes) mail = memfd_map(message.fds[0], 100, NULL);
		g_string_append_len(text, g_bytes_get_data(mail, NULL),
		    (gssize)g_bytes_get_size(mail));
	}
	guint8 type = manner == ECHO ? OPERATE_ANSWER : OPERATE_REQUEST;
	GVariant *body = manner == ECHO ? g_variant_new("(is)", 7, text->str)
	                                : g_variant_new_strv(words, -1);
	_exit(channel_send(fd, type, body, NULL, 0, NULL) ? 0 : 1);
}

static enum ctlsocket_result
ask(const char *dir, enum manner manner, int input, int *status, char **text,
    GError **error)
{
	static const char *const words[] = { "hold", "drop", "3", NULL };
	int listener = listen_in(dir);
	pid_t child = fork();

	if (child == 0)
		keep(listener, manner);
	enum ctlsocket_result result =
	    ctlsocket_ask(dir, words, input, status, text, error);
	close(listener);
	waitpid(child, NULL, 0);
	return result;
}

static void
test_answer(void)
{
	g_autofree char *dir = make_dir();
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	g_assert_cmpint(ask(dir, ECHO, -1, &status, &text, &error), ==,
	    CTLSOCKET_ANSWERED);
	g_assert_no_error(error);
	g_assert_cmpint(status, ==, 7);
	g_assert_cmpstr(text, ==, "hold,drop,3,");
	remove_dir(dir);
}

static void
test_mail(void)
{
	g_autofree char *dir = make_dir();
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0, fd = memfd_new("test", &error);

	g_assert_true(memfd_append(fd, "octets", 6, &error));
	g_assert_true(memfd_seal(fd, &error));
	g_assert_cmpint(ask(dir, ECHO, fd, &status, &text, &error), ==,
	    CTLSOCKET_ANSWERED);
	g_assert_cmpstr(text, ==, "hold,drop,3,octets");
	close(fd);
	remove_dir(dir);
}

static void
test_gone(void)
{
	g_autofree char *dir = make_dir();
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	g_assert_cmpint(ask(dir, GO_AWAY, -1, &status, &text, &error), ==,
	    CTLSOCKET_FAILED);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	remove_dir(dir);
}

static void
test_nonsense(void)
{
	g_autofree char *dir = make_dir();
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	g_assert_cmpint(ask(dir, NONSENSE, -1, &status, &text, &error), ==,
	    CTLSOCKET_FAILED);
	g_assert_nonnull(error);
	g_assert_null(text);
	remove_dir(dir);
}

static enum ctlsocket_result
ask_nobody(const char *dir, GError **error)
{
	static const char *const words[] = { "close", "1", NULL };
	g_autofree char *text = NULL;
	int status = 0;

	return ctlsocket_ask(dir, words, -1, &status, &text, error);
}

static void
test_nobody(void)
{
	g_autofree char *dir = make_dir();
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ask_nobody(dir, &error), ==, CTLSOCKET_NO_DAEMON);
	g_assert_cmpint(ctlsocket_daemon(dir), ==, 0);
	/* Left by a daemon that died. */
	close(listen_in(dir));
	g_assert_cmpint(ask_nobody(dir, &error), ==, CTLSOCKET_NO_DAEMON);
	g_assert_cmpint(ctlsocket_daemon(dir), ==, 0);
	g_assert_no_error(error);
	remove_dir(dir);
}

static void
test_long_name(void)
{
	g_autofree char *dir = g_strnfill(200, 'd');
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ask_nobody(dir, &error), ==, CTLSOCKET_FAILED);
	g_assert_true(fail_is(error, FAIL_CONFIG));
}

static void
test_daemon(void)
{
	g_autofree char *dir = make_dir();
	g_autofree char *lock = g_build_filename(dir, "lock", NULL);
	int listener = listen_in(dir);

	g_assert_cmpint(ctlsocket_daemon(dir), ==, -1);
	g_assert_true(g_file_set_contents(lock, "4711\n", -1, NULL));
	g_assert_cmpint(ctlsocket_daemon(dir), ==, 4711);
	g_assert_true(g_file_set_contents(lock, "nonsense", -1, NULL));
	g_assert_cmpint(ctlsocket_daemon(dir), ==, -1);
	close(listener);
	remove_dir(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctlsocket/answer", test_answer);
	g_test_add_func("/ctlsocket/mail", test_mail);
	g_test_add_func("/ctlsocket/gone", test_gone);
	g_test_add_func("/ctlsocket/nonsense", test_nonsense);
	g_test_add_func("/ctlsocket/nobody", test_nobody);
	g_test_add_func("/ctlsocket/long-name", test_long_name);
	g_test_add_func("/ctlsocket/daemon", test_daemon);
	return g_test_run();
}
