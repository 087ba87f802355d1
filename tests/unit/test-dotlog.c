/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dot log: what it says after a crash at any place, and that nothing makes
 * it call a letter accepted, or not begun, that may not be. */
#include "store/dotlog.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "util-golden.h"
#include "util-store.h"

#define NOW G_GINT64_CONSTANT(1772445600000)
#define LINE 512

struct bench {
	struct scratch scratch;
	struct dotlog *log;
};

static void
set_up(struct bench *bench, gconstpointer data)
{
	clock_set_for_test(NOW, 0);
	scratch_set_up(&bench->scratch, data);
	g_autofree char *dir =
	    g_build_filename(bench->scratch.dir, "outbox", NULL);
	g_assert_cmpint(mkdir(dir, 0700), ==, 0);
	bench->log = dotlog_new(bench->scratch.dir, 0, 255);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	dotlog_free(bench->log);
	scratch_tear_down(&bench->scratch, data);
}

static void
begin(struct bench *bench)
{
	g_assert_true(dotlog_begin(bench->log, bench->scratch.txn,
	    &bench->scratch.error));
}

/* Lines of one letter each: first, first + 1, ... */
static void
write_lines(struct bench *bench, guint64 first, guint n)
{
	for (guint i = 0; i < n; i++) {
		guint64 letter = first + i;
		clock_set_for_test(NOW + i, 0);
		g_assert_true(dotlog_write(bench->log, &letter, 1,
		    &bench->scratch.error));
	}
}

/* What the log of these shares says of letters 1 to 5: "-" not begun, "d"
 * doubtful, "a" accepted. */
static void
assert_words(struct bench *bench, guint32 first, guint32 last,
    const char *expected)
{
	g_autoptr(dotlog) log = dotlog_new(bench->scratch.dir, first, last);
	g_autoptr(dotlog_found) found =
	    dotlog_read(log, bench->scratch.txn, &bench->scratch.error);
	char words[6] = "";

	g_assert_nonnull(found);
	for (guint i = 0; i < 5; i++) {
		gint64 when = 0;
		enum dotlog_word word = dotlog_word(found, i + 1, &when);
		words[i] = "-da"[word];
		if (word == DOTLOG_ACCEPTED)
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
	static const guint64 three[] = { 2, 3, 4 };

	(void)data;
	assert_words(bench, 0, 255, "-----"); /* no log was ever made */
	begin(bench);
	assert_words(bench, 0, 255, "-----");
	write_lines(bench, 1, 1);
	assert_words(bench, 0, 255, "d----");
	g_assert_true(dotlog_write(bench->log, three, 3,
	    &bench->scratch.error));
	assert_words(bench, 0, 255, "addd-");
	write_lines(bench, 5, 1);
	assert_words(bench, 0, 255, "aaaad");
}

/* A new batch knows nothing of the old one, though its lines are still there;
 * nor does one that was never committed. */
static void
test_batches(struct bench *bench, gconstpointer data)
{
	(void)data;
	begin(bench);
	write_lines(bench, 1, 5);
	begin(bench);
	assert_words(bench, 0, 255, "-----");
	write_lines(bench, 3, 1);
	assert_words(bench, 0, 255, "--d--");
}

static void
test_full_batch(struct bench *bench, gconstpointer data)
{
	guint64 most[DOTS_MOST];

	(void)data;
	begin(bench);
	write_lines(bench, 1000, DOTLOG_LINES - 1);
	for (guint i = 0; i < DOTS_MOST; i++)
		most[i] = G_MAXUINT64 - i;
	most[0] = 4;
	g_assert_true(dotlog_write(bench->log, most, DOTS_MOST,
	    &bench->scratch.error));
	assert_words(bench, 0, 255, "---d-");
}

/* A power cut tears the newest line; a disk that forgets may take any. */
static void
test_damage(struct bench *bench, gconstpointer data)
{
	(void)data;
	begin(bench);
	write_lines(bench, 1, 4);
	assert_words(bench, 0, 255, "aaad-");
	damage(bench, 3 * LINE + 40, 100, 0); /* was never written whole */
	assert_words(bench, 0, 255, "aad--");
	damage(bench, LINE + 5, 1, 'x'); /* one amid them: who knows */
	assert_words(bench, 0, 255, "adddd");
	damage(bench, 0, LINE, 0);
	assert_words(bench, 0, 255, "ddddd"); /* 3 is the newest */
}

/* A log that is gone, or too short, tells nothing of anybody. */
static void
test_lost(struct bench *bench, gconstpointer data)
{
	g_autofree char *path =
	    g_build_filename(bench->scratch.dir, "outbox", "000-255", NULL);

	(void)data;
	begin(bench);
	write_lines(bench, 1, 2);
	g_assert_cmpint(truncate(path, 2 * LINE), ==, 0);
	assert_words(bench, 0, 255, "ddddd");
	g_assert_cmpint(unlink(path), ==, 0);
	assert_words(bench, 0, 255, "ddddd");
	/* made anew where it was too short or missing, it goes on */
	dotlog_free(bench->log);
	bench->log = dotlog_new(bench->scratch.dir, 0, 255);
	begin(bench);
	write_lines(bench, 1, 2);
	assert_words(bench, 0, 255, "ad---");
}

/* Another number of senders since: their logs still speak for their letters,
 * but not to those who have other shares. */
static void
test_other_shares(struct bench *bench, gconstpointer data)
{
	g_autoptr(dotlog) half = dotlog_new(bench->scratch.dir, 128, 255);
	guint64 letter = 5;

	(void)data;
	begin(bench);
	write_lines(bench, 1, 2);
	g_assert_true(dotlog_begin(half, bench->scratch.txn,
	    &bench->scratch.error));
	g_assert_true(dotlog_write(half, &letter, 1, &bench->scratch.error));
	assert_words(bench, 0, 127, "ad---");
	assert_words(bench, 128, 255, "ad--d");
	assert_words(bench, 200, 210, "ad--d");
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
		{ "/dotlog/golden", test_golden },
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, NULL, set_up,
		    tests[i].test, tear_down);
	return g_test_run();
}
