/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dot log: what it says after a crash at any place, and that nothing makes
 * it call a letter accepted, or not begun, that may not be. */
#include "store/dotlog.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "store/dotread.h"
#include "store/letters.h"
#include "util-golden.h"
#include "util-store.h"

#define NOW G_GINT64_CONSTANT(1772445600000)
#define LINE DOTLINE_SIZE
#define LOCK_MS 100 /* a sender that does not wait is done long before */

struct bench {
	struct scratch scratch;
	struct dotlog *log;
};

static void
put_letter(struct bench *bench, guint64 number)
{
	g_autoptr(letter) letter = letter_new();

	letter->number = number;
	letter->created = letter->due = NOW;
	letter->share = 100;
	g_assert_true(letters_put(bench->scratch.txn, letter,
	    &bench->scratch.error));
}

static void
set_up(struct bench *bench, gconstpointer data)
{
	clock_set_for_test(NOW, 0);
	scratch_set_up(&bench->scratch, data);
	g_autofree char *dir =
	    g_build_filename(bench->scratch.dir, "outbox", NULL);
	g_assert_cmpint(mkdir(dir, 0700), ==, 0);
	bench->log = dotlog_new(bench->scratch.dir, 0, 255);
	for (guint64 n = 1; n <= 5; n++)
		put_letter(bench, n);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	dotlog_free(bench->log);
	scratch_tear_down(&bench->scratch, data);
}

/* What the log does has transactions of its own. */
static void
pause_txn(struct bench *bench)
{
	scratch_commit(g_steal_pointer(&bench->scratch.txn));
}

static void
go_on(struct bench *bench)
{
	bench->scratch.txn = scratch_begin(bench->scratch.kv, KV_WRITE);
}

static void
begin(struct bench *bench, struct dotlog *log)
{
	pause_txn(bench);
	scratch_dots(bench->scratch.kv, log);
	go_on(bench);
}

/* A line of letters first, first + 1, ... */
static void
write_line(struct bench *bench, struct dotlog *log, guint64 first, guint n)
{
	g_autoptr(GPtrArray) letters =
	    g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);

	for (guint i = 0; i < n; i++)
		g_ptr_array_add(letters,
		    letters_get(bench->scratch.txn, first + i,
		        &bench->scratch.error));
	pause_txn(bench);
	g_assert_true(dotlog_write(log, bench->scratch.kv,
	    (struct letter *const *)letters->pdata, n, &bench->scratch.error));
	go_on(bench);
}

/* Lines of one letter each: first, first + 1, ... */
static void
write_lines(struct bench *bench, guint64 first, guint n)
{
	for (guint i = 0; i < n; i++) {
		clock_set_for_test(NOW + i, 0);
		write_line(bench, bench->log, first + i, 1);
	}
}

/* What the logs say of letters 1 to 5, of that share: "-" not begun, "d"
 * doubtful, "a" accepted. */
static void
assert_words(struct bench *bench, guint32 share, const char *expected)
{
	g_autoptr(dotread) found = dotread_all(bench->scratch.dir,
	    bench->scratch.txn, &bench->scratch.error);
	char words[6] = "";

	g_assert_nonnull(found);
	for (guint i = 0; i < 5; i++) {
		gint64 when = 0;
		struct letter letter = {
			.number = i + 1, .share = share, .due = NOW
		};
		enum dotread_word word = dotread_word(found, &letter, &when);
		words[i] = "-da"[word];
		if (word == DOTREAD_ACCEPTED)
			g_assert_cmpint(when, >=, NOW);
	}
	g_assert_cmpstr(words, ==, expected);
}

/* Damages the file: size octets at that place become value. */
static void
damage(struct bench *bench, off_t at, gsize size, int value)
{
	g_autofree char *path =
	    g_build_filename(bench->scratch.dir, "outbox", "000-255", NULL);
	g_autofree char *octets = g_malloc(size);
	autofd int fd = open(path, O_WRONLY | O_CLOEXEC);

	memset(octets, value, size);
	g_assert_cmpint(pwrite(fd, octets, size, at), ==, (gssize)size);
}

static void
test_lines(struct bench *bench, gconstpointer data)
{
	(void)data;
	assert_words(bench, 100, "-----"); /* no log was ever made */
	begin(bench, bench->log);
	assert_words(bench, 100, "-----");
	write_lines(bench, 1, 1);
	assert_words(bench, 100, "d----");
	write_line(bench, bench->log, 2, 3);
	assert_words(bench, 100, "addd-");
	write_lines(bench, 5, 1);
	assert_words(bench, 100, "aaaad");
}

/* A new batch knows nothing of the old one, though its lines are still there;
 * nor does one that was never committed. */
static void
test_batches(struct bench *bench, gconstpointer data)
{
	(void)data;
	begin(bench, bench->log);
	write_lines(bench, 1, 5);
	begin(bench, bench->log);
	assert_words(bench, 100, "-----");
	write_lines(bench, 3, 1);
	assert_words(bench, 100, "--d--");
}

static void
test_full_batch(struct bench *bench, gconstpointer data)
{
	(void)data;
	for (guint64 n = 1; n < DOTS_MOST; n++)
		put_letter(bench, G_MAXUINT64 - n);
	put_letter(bench, G_MAXUINT64);
	g_assert_true(dotlog_is_full(bench->log)); /* has no batch yet */
	g_assert_false(dotlog_has_lines(bench->log));
	begin(bench, bench->log);
	g_assert_false(dotlog_is_full(bench->log));
	g_assert_false(dotlog_has_lines(bench->log));
	for (guint i = 0; i < DOTLINE_MOST - 1; i++)
		write_line(bench, bench->log, 4, 1);
	g_assert_true(dotlog_has_lines(bench->log));
	g_assert_false(dotlog_is_full(bench->log));
	/* the longest numbers, as many as may be */
	write_line(bench, bench->log, G_MAXUINT64 - DOTS_MOST + 1, DOTS_MOST);
	g_assert_true(dotlog_is_full(bench->log));
	assert_words(bench, 100, "---a-");
	begin(bench, bench->log);
	g_assert_false(dotlog_is_full(bench->log));
	g_assert_false(dotlog_has_lines(bench->log));
}

/* A power cut tears the newest line; a disk that forgets may take any. */
static void
test_damage(struct bench *bench, gconstpointer data)
{
	(void)data;
	begin(bench, bench->log);
	write_lines(bench, 1, 4);
	assert_words(bench, 100, "aaad-");
	damage(bench, 3 * LINE + 40, 100, 0); /* was never written whole */
	assert_words(bench, 100, "aad--");
	damage(bench, LINE + 5, 1, 'x'); /* one amid them: who knows */
	assert_words(bench, 100, "adddd");
	damage(bench, 0, LINE, 0);
	assert_words(bench, 100, "ddddd"); /* 3 is the newest */
}

/* A log that is gone, or too short, tells nothing of anybody. */
static void
test_lost(struct bench *bench, gconstpointer data)
{
	g_autofree char *path =
	    g_build_filename(bench->scratch.dir, "outbox", "000-255", NULL);

	(void)data;
	begin(bench, bench->log);
	write_lines(bench, 1, 2);
	g_assert_cmpint(truncate(path, 2 * LINE), ==, 0);
	assert_words(bench, 100, "ddddd");
	g_assert_cmpint(unlink(path), ==, 0);
	assert_words(bench, 100, "ddddd");
	/* made anew where it was too short or missing, it goes on */
	dotlog_free(bench->log);
	bench->log = dotlog_new(bench->scratch.dir, 0, 255);
	begin(bench, bench->log);
	write_lines(bench, 1, 2);
	assert_words(bench, 100, "ad---");
}

/* Another number of senders since: the old log speaks for the letters of those
 * who have not begun yet, and for no other. */
static void
test_other_shares(struct bench *bench, gconstpointer data)
{
	g_autoptr(dotlog) half = dotlog_new(bench->scratch.dir, 128, 255);

	(void)data;
	begin(bench, bench->log);
	write_lines(bench, 1, 2);
	assert_words(bench, 127, "ad---");
	assert_words(bench, 128, "ad---");
	begin(bench, half);
	write_line(bench, half, 5, 1);
	assert_words(bench, 127, "ad---");
	assert_words(bench, 128, "----d");
	/* one sender again */
	g_autoptr(dotlog) one = dotlog_new(bench->scratch.dir, 0, 255);
	begin(bench, one);
	assert_words(bench, 128, "-----");
	assert_words(bench, 0, "-----");
}

static void
assert_letter(struct bench *bench, guint64 number, guint32 state)
{
	g_autoptr(letter) letter = dotread_letter(bench->scratch.dir,
	    bench->scratch.txn, number, &bench->scratch.error);

	g_assert_nonnull(letter);
	g_assert_cmpuint(letter->state, ==, state);
}

/* Who wants to change a letter sees which are out. A log that is lost keeps
 * nobody from holding what may have been. */
static void
test_letter(struct bench *bench, gconstpointer data)
{
	g_autofree char *path =
	    g_build_filename(bench->scratch.dir, "outbox", "000-255", NULL);

	(void)data;
	assert_letter(bench, 1, LETTER_READY);
	begin(bench, bench->log);
	write_line(bench, bench->log, 1, 1);
	write_line(bench, bench->log, 2, 2);
	assert_letter(bench, 1, LETTER_DOT);
	assert_letter(bench, 2, LETTER_DOT);
	assert_letter(bench, 3, LETTER_DOT);
	assert_letter(bench, 4, LETTER_READY);
	begin(bench, bench->log);
	assert_letter(bench, 1, LETTER_READY);
	g_assert_cmpint(unlink(path), ==, 0);
	pause_txn(bench);
	go_on(bench);
	assert_letter(bench, 1, LETTER_READY);
	g_assert_null(dotread_letter(bench->scratch.dir, bench->scratch.txn, 77,
	    &bench->scratch.error));
	g_assert_no_error(bench->scratch.error);
}

/* A sender in a process of its own, which wants letters 1 and 2 to go out: says
 * so, writes its line, and tells their states. */
static void
let_out(const char *dir, int pipe_fd)
{
	GError *error = NULL;
	struct kv *kv = kv_open(dir, KV_READ_WRITE, &error);
	struct dotlog *log = dotlog_new(dir, 0, 255);
	struct letter one = { .number = 1 }, two = { .number = 2 };
	struct letter *letters[] = { &one, &two };
	char states[2];

	scratch_dots(kv, log);
	g_assert_cmpint(write(pipe_fd, "begun", 5), ==, 5);
	raise(SIGSTOP);
	g_assert_true(dotlog_write(log, kv, letters, 2, &error));
	states[0] = (char)one.state;
	states[1] = (char)two.state;
	g_assert_cmpint(write(pipe_fd, states, 2), ==, 2);
	_exit(0);
}

/* What is looked at in a transaction stays as it is until that has ended: a
 * letter goes out, or is held, never both. */
static void
test_lock(struct bench *bench, gconstpointer data)
{
	int pipe_fds[2], status = 0;
	char begun[5], states[2];

	(void)data;
	pause_txn(bench);
	g_assert_cmpint(pipe(pipe_fds), ==, 0);
	pid_t child = fork();
	if (child == 0)
		let_out(bench->scratch.dir, pipe_fds[1]);
	g_assert_cmpint(read(pipe_fds[0], begun, 5), ==, 5);
	g_assert_cmpint(waitpid(child, &status, WUNTRACED), ==, child);
	g_assert_true(WIFSTOPPED(status));
	go_on(bench);
	g_autoptr(letter) letter = dotread_letter(bench->scratch.dir,
	    bench->scratch.txn, 1, &bench->scratch.error);
	g_assert_cmpuint(letter->state, ==, LETTER_READY);
	g_assert_cmpint(kill(child, SIGCONT), ==, 0);
	struct pollfd wait = { .fd = pipe_fds[0], .events = POLLIN };
	g_assert_cmpint(poll(&wait, 1, LOCK_MS), ==, 0); /* it waits */
	letter->state = LETTER_HELD;
	g_assert_true(letters_put(bench->scratch.txn, letter,
	    &bench->scratch.error));
	pause_txn(bench);
	g_assert_cmpint(read(pipe_fds[0], states, 2), ==, 2);
	g_assert_cmpint(states[0], ==, LETTER_HELD);
	g_assert_cmpint(states[1], ==, LETTER_READY);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	go_on(bench);
	assert_words(bench, 100, "-d---");
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static gboolean
decode(GBytes *record, GError **error)
{
	struct dots dots;

	return dots_decode(record, &dots, error);
}

static void
test_golden(struct bench *bench, gconstpointer data)
{
	struct dots dots = { .batch = G_GUINT64_CONSTANT(0x0123456789abcdef),
		.line = 63,
		.when = NOW,
		.letters = { 1, 77, G_MAXUINT64 },
		.n = 3 };
	struct dots back;
	g_autoptr(GBytes) record = dots_encode(&dots);

	(void)data;
	golden_check("dots-v1", record);
	g_assert_true(dots_decode(record, &back, &bench->scratch.error));
	g_assert_cmpuint(back.batch, ==, dots.batch);
	g_assert_cmpuint(back.line, ==, dots.line);
	g_assert_cmpint(back.when, ==, dots.when);
	g_assert_cmpuint(back.n, ==, dots.n);
	for (gsize i = 0; i < dots.n; i++)
		g_assert_cmpuint(back.letters[i], ==, dots.letters[i]);
	golden_mutate(record, decode);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/dotlog/lines", test_lines },
		{ "/dotlog/batches", test_batches },
		{ "/dotlog/full-batch", test_full_batch },
		{ "/dotlog/damage", test_damage },
		{ "/dotlog/lost", test_lost },
		{ "/dotlog/other-shares", test_other_shares },
		{ "/dotlog/letter", test_letter },
		{ "/dotlog/lock", test_lock },
		{ "/dotlog/golden", test_golden },
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, NULL, set_up,
		    tests[i].test, tear_down);
	return g_test_run();
}
