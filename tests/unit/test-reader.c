/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader and its client: batches, deaths, deadlines, lies. This program is
 * its own reader (--role=reader), which misbehaves when a mail asks for it. */
#include "intake/reader.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/channel.h"
#include "base/log.h"
#include "base/memfd.h"
#include "intake/readerchild.h"
#include "util-reader.h"

/* Set for readers that shall misbehave; it travels in an option that the client
 * hands on to its child. */
#define FAULTS "JOURNAL_STREAM"

#define MAIL(subject) "From: a@example.com\nSubject: " subject "\n\nHi\n"

/* A sealed memfd of the mails, one behind the other. */
static int
make_batch(const char *const *mails, struct reader_mail *places, guint n)
{
	int fd = memfd_new("test", NULL);
	guint64 offset = 0;

	for (guint i = 0; i < n; i++) {
		places[i].offset = offset;
		places[i].length = strlen(mails[i]);
		offset += places[i].length;
		g_assert_true(memfd_append(fd, mails[i], strlen(mails[i]),
		    NULL));
	}
	g_assert_true(memfd_seal(fd, NULL));
	return fd;
}

static struct reader *
new_reader(gint64 wall_seconds)
{
	g_autoptr(settings) settings = settings_defaults();

	settings->limits.parse_wall_seconds = wall_seconds;
	return reader_new(&settings->limits, SETTINGS_SANDBOX_REQUIRED);
}

static void
expect(struct reader *reader, const char *subject)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) record = NULL;
	g_autoptr(message) message = reader_next(reader, &record, &error);

	g_assert_no_error(error);
	g_assert_nonnull(message);
	g_assert_nonnull(record);
	if (subject) {
		g_assert_cmpstr(message->subject, ==, subject);
		g_assert_cmpstr(message->text, ==, "Hi\n");
	} else {
		g_assert_true(message->flags & MESSAGE_FLAG_UNREADABLE);
	}
}

static void
begin(struct reader *reader, const char *const *mails, guint n)
{
	g_autoptr(GError) error = NULL;
	struct reader_mail places[8];
	autofd int fd = make_batch(mails, places, n);

	g_assert_true(reader_begin(reader, fd, places, n, &error));
	g_assert_no_error(error);
}

static void
test_batches(void)
{
	static const char *const first[] = { MAIL("one"), MAIL("two"),
		MAIL("three") };
	static const char *const second[] = { MAIL("four") };
	g_autoptr(reader) reader = new_reader(30);

	begin(reader, first, 3);
	expect(reader, "one");
	expect(reader, "two");
	expect(reader, "three");
	begin(reader, second, 1);
	expect(reader, "four");
}

static void
test_nothing_left(void)
{
	static const char *const mails[] = { MAIL("one") };
	g_autoptr(reader) reader = new_reader(30);
	g_autoptr(GError) error = NULL;

	g_assert_null(reader_next(reader, NULL, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_clear_error(&error);
	begin(reader, mails, 1);
	expect(reader, "one");
	g_assert_null(reader_next(reader, NULL, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
}

/* A batch that was not collected does not leak into the next. */
static void
test_dropped_batch(void)
{
	static const char *const first[] = { MAIL("one"), MAIL("two") };
	static const char *const second[] = { MAIL("three") };
	g_autoptr(reader) reader = new_reader(30);

	begin(reader, first, 2);
	expect(reader, "one");
	begin(reader, second, 1);
	expect(reader, "three");
}

static void
test_renew(void)
{
	static const char *const mails[] = { MAIL("one"), MAIL("two") };
	g_autoptr(reader) reader = new_reader(30);

	begin(reader, mails, 2);
	expect(reader, "one");
	reader_renew(reader);
	expect(reader, "two");
	reader_renew(reader);
	begin(reader, mails, 1);
	expect(reader, "one");
}

/* An answer that does not fit into one packet. */
static void
test_large(void)
{
	g_autofree char *body = g_strnfill(250000, 'x');
	g_autofree char *mail =
	    g_strconcat("Subject: big\n\n", body, "\n", NULL);
	const char *const mails[] = { mail, mail, MAIL("after") };
	g_autoptr(reader) reader = new_reader(30);

	begin(reader, mails, 3);
	for (guint i = 0; i < 2; i++) {
		g_autoptr(message) message = reader_next(reader, NULL, NULL);

		g_assert_nonnull(message);
		g_assert_cmpuint(strlen(message->text), ==, 250001);
	}
	expect(reader, "after");
}

/* Answers that wait as descriptors: where no privilege lifts the kernel's bound
 * on them, none may be lost however many there are. */
static void
read_many(void)
{
	g_autofree char *body = g_strnfill(100000, 'x');
	g_autofree char *mail =
	    g_strconcat("Subject: big\n\n", body, "\n", NULL);
	g_autoptr(reader) reader = new_reader(30);
	g_autoptr(GError) error = NULL;
	struct reader_mail places[64];
	const char *mails[64];

	for (guint i = 0; i < 64; i++)
		mails[i] = mail;
	autofd int fd = make_batch(mails, places, 64);
	g_assert_true(reader_begin(reader, fd, places, 64, &error));
	g_usleep(300000); /* the child runs ahead as far as it may */
	for (guint i = 0; i < 64; i++) {
		g_autoptr(message) message = reader_next(reader, NULL, &error);

		g_assert_no_error(error);
		g_assert_cmpstr(message->subject, ==, "big");
	}
}

static void
test_many_unprivileged(void)
{
	int status = 0;
	autofd int log = memfd_new("log", NULL);
	char said[4096] = "";
	pid_t child = fork();

	if (child == 0) {
		dup2(log, STDERR_FILENO);
		if (getuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(2);
		read_many();
		_exit(0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	/* A reader that died of it would have been replaced in silence. */
	g_assert_cmpint(pread(log, said, sizeof said - 1, 0), >=, 0);
	g_assert_null(strstr(said, "reader.end"));
}

/* As whoever has other work between two mails. */
static void
pump_for(struct reader *reader, guint ms)
{
	for (guint i = 0; i < ms; i++) {
		g_usleep(1000);
		reader_pump(reader);
	}
}

/* Each fault costs its own mail and no other, also when answers are taken as
 * they come. */
static void
test_fault(gconstpointer data)
{
	const char *fault = data;
	g_autofree char *bad = g_strdup_printf("Subject: %s\n\nHi\n", fault);
	const char *const mails[] = { MAIL("one"), bad, MAIL("three"), bad,
		MAIL("five") };

	setenv(FAULTS, "faults", 1);
	for (guint ms = 0; ms <= 20; ms += 20) {
		g_autoptr(reader) reader = new_reader(1);

		begin(reader, mails, 5);
		pump_for(reader, ms);
		expect(reader, "one");
		pump_for(reader, ms);
		expect(reader, NULL);
		pump_for(reader, ms);
		expect(reader, "three");
		expect(reader, NULL);
		pump_for(reader, ms);
		expect(reader, "five");
	}
	unsetenv(FAULTS);
}

/* Many more than are asked for at once: all answers are there when they are
 * wanted, though the reader is gone by then. */
static void
test_pump(void)
{
	const char *mails[64];
	struct reader_mail places[64];
	g_autoptr(reader) reader = new_reader(30);
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < 64; i++)
		mails[i] = i % 2 ? MAIL("odd") : MAIL("even");
	autofd int fd = make_batch(mails, places, 64);
	setenv(FAULTS, "faults", 1);
	g_assert_true(reader_begin(reader, fd, places, 64, &error));
	/* A reader that is needed once more would not start. */
	setenv(FAULTS, "no-start", 1);
	pump_for(reader, 500);
	for (guint i = 0; i < 64; i++)
		expect(reader, i % 2 ? "odd" : "even");
	unsetenv(FAULTS);
	g_assert_null(reader_next(reader, NULL, NULL));
}

/* What was taken of a batch that nobody asked for any more is no answer to the
 * next. */
static void
test_pump_dropped(void)
{
	static const char *const first[] = { MAIL("one"), MAIL("two") };
	static const char *const second[] = { MAIL("three") };
	g_autoptr(reader) reader = new_reader(30);

	begin(reader, first, 2);
	pump_for(reader, 50);
	expect(reader, "one");
	begin(reader, second, 1);
	pump_for(reader, 50);
	expect(reader, "three");
}

/* A reader that can not close itself in is an error that says to try later. */
static void
test_no_start(void)
{
	static const char *const mails[] = { MAIL("one") };
	struct reader_mail places[1];
	autofd int fd = make_batch(mails, places, 1);
	g_autoptr(reader) reader = new_reader(1);
	g_autoptr(GError) error = NULL;

	setenv(FAULTS, "no-start", 1);
	g_assert_false(reader_begin(reader, fd, places, 1, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	unsetenv(FAULTS);
}

/* One that was started ahead is used; where it could not start, a fresh one is,
 * and only what that can not do either is told. */
static void
test_warm(void)
{
	static const char *const mails[] = { MAIL("one") };
	struct reader_mail places[1];
	autofd int fd = make_batch(mails, places, 1);
	g_autoptr(reader) reader = new_reader(30);
	g_autoptr(GError) error = NULL;

	setenv(FAULTS, "no-start", 1);
	reader_warm(reader);
	reader_warm(reader);
	g_assert_false(reader_begin(reader, fd, places, 1, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	reader_warm(reader);
	unsetenv(FAULTS);
	begin(reader, mails, 1);
	expect(reader, "one");
	reader_warm(reader);
	begin(reader, mails, 1);
	expect(reader, "one");
}

/* No child and no descriptor is left behind. */
static void
test_nothing_stays(void)
{
	static const char *const mails[] = { MAIL("one"), MAIL("two") };
	guint before[2] = { 0, 0 };

	for (guint round = 0; round < 2; round++) {
		struct reader *reader = new_reader(30);
		DIR *folder;

		begin(reader, mails, 2);
		expect(reader, "one");
		reader_free(reader);
		g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
		g_assert_cmpint(errno, ==, ECHILD);
		folder = opendir("/proc/self/fd");
		while (readdir(folder))
			before[round]++;
		closedir(folder);
	}
	g_assert_cmpuint(before[0], ==, before[1]);
}

/* --- the misbehaving reader -------------------------------------------- */

static void
misbehave(int fd, const char *mail)
{
	static const guint8 junk[] = { 1, 2, 3 };

	if (strstr(mail, "Subject: crash"))
		abort();
	if (strstr(mail, "Subject: exit"))
		exit(0);
	if (strstr(mail, "Subject: hang"))
		sleep(60);
	if (strstr(mail, "Subject: junk"))
		(void)!channel_send(fd, READERCHILD_RECORD,
		    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, junk,
		        sizeof junk, 1),
		    NULL, 0, NULL);
	if (strstr(mail, "Subject: type"))
		(void)!channel_send(fd, READERCHILD_HELLO, NULL, NULL, 0, NULL);
	if (strstr(mail, "Subject: outside")) {
		g_autoptr(message) message = message_new();
		struct message_part *part = message_part_new();
		g_autoptr(GBytes) record = NULL;

		g_free(part->name);
		part->name = g_strdup("x");
		part->length = 1000000;
		g_ptr_array_add(message->parts, part);
		record = message_encode(message);
		(void)!channel_send(fd, READERCHILD_RECORD,
		    g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, record,
		        TRUE),
		    NULL, 0, NULL);
	}
}

/* Answers with the subject as any reader would, but for faults. */
static void
answer(int fd, const char *mail)
{
	g_autoptr(message) message = message_new();
	g_autoptr(GBytes) record = NULL;
	const char *subject = strstr(mail, "Subject: ") + 9;

	misbehave(fd, mail);
	g_free(message->subject);
	message->subject = g_strndup(subject, strcspn(subject, "\n"));
	g_free(message->text);
	message->text = g_strdup("Hi\n");
	record = message_encode(message);
	(void)!channel_send(fd, READERCHILD_RECORD,
	    g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, record, TRUE),
	    NULL, 0, NULL);
}

static int
run_as_reader(void)
{
	const char *fault = getenv(FAULTS);

	if (g_strcmp0(fault, "faults") == 0)
		return util_reader_serve(3, answer);
	if (g_strcmp0(fault, "no-start") == 0)
		return 75;
	return readerchild_main(3);
}

int
main(int argc, char **argv)
{
	static const char *const faults[] = { "crash", "exit", "hang", "junk",
		"type", "outside" };

	if (argc > 1 && strcmp(argv[1], "--role=reader") == 0)
		return run_as_reader();
	g_test_init(&argc, &argv, NULL);
	unsetenv(FAULTS);
	log_open("test", LOG_ERROR);
	g_test_add_func("/reader/batches", test_batches);
	g_test_add_func("/reader/many-unprivileged", test_many_unprivileged);
	g_test_add_func("/reader/nothing-left", test_nothing_left);
	g_test_add_func("/reader/dropped-batch", test_dropped_batch);
	g_test_add_func("/reader/renew", test_renew);
	g_test_add_func("/reader/pump", test_pump);
	g_test_add_func("/reader/pump-dropped", test_pump_dropped);
	g_test_add_func("/reader/large", test_large);
	g_test_add_func("/reader/no-start", test_no_start);
	g_test_add_func("/reader/warm", test_warm);
	g_test_add_func("/reader/nothing-stays", test_nothing_stays);
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		g_autofree char *path =
		    g_strconcat("/reader/fault/", faults[i], NULL);

		g_test_add_data_func(path, faults[i], test_fault);
	}
	return g_test_run();
}
