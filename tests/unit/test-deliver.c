/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters going out to a relay on a loopback port: each exactly once, what is
 * in doubt counted, what is our own fault never failed (K10-K16). */
#include "base/clock.h"
#include "mime/parse.h"
#include "store/dotlog.h"
#include "store/letters.h"
#include "util-look.h"
#include "util-outbox.h"
#include "util-store.h"
#include <glib/gstdio.h>
#include <string.h>

#define TO "carol@example.org"
#define LARGE (8 * 1024 * 1024) /* octets: more than any socket's buffers */

/* One letter, one answer; what becomes of the letter. */
struct fate {
	guint32 state;
	guint32 code, attempt, ambiguous;
	bool waits; /* due later than it was */
};
#define SENT                                  \
	{                                     \
		LETTER_SENT, 250, 1, 0, false \
	}
#define FAILED(code)                             \
	{                                        \
		LETTER_FAILED, code, 1, 0, false \
	}
#define LATER(code)                            \
	{                                      \
		LETTER_READY, code, 1, 0, true \
	}
#define OUR_FAULT(code)                        \
	{                                      \
		LETTER_READY, code, 0, 0, true \
	}
#define UNTOUCHED                            \
	{                                    \
		LETTER_READY, 0, 0, 0, false \
	}

static const struct row {
	const char *name, *conf;
	struct smtp_rule rules[2];
	struct fate fate;
	guint taken;
} rows[] = {
	{ "accepted", NULL, { { NULL, 0, NULL } }, SENT, 1 },
	{ "4xx to MAIL", NULL, { { "MAIL", 0, "451 4.3.0 later" } }, LATER(451),
	    0 },
	{ "4xx to RCPT", NULL, { { "RCPT", 0, "450 4.2.0 greylisted" } },
	    LATER(450), 0 },
	{ "4xx to DATA", NULL, { { "DATA", 0, "452 4.3.1 full" } }, LATER(452),
	    0 },
	{ "4xx to the dot", NULL, { { "DOT", 0, "451 4.7.1 later" } },
	    LATER(451), 0 },
	{ "421 to RCPT", NULL, { { "RCPT", 0, "!421 4.3.2 going" } },
	    LATER(421), 0 },
	{ "421 to the dot", NULL, { { "DOT", 0, "!421 4.3.2 going" } },
	    LATER(421), 0 },
	{ "5xx to MAIL: too large", NULL,
	    { { "MAIL", 0, "552 5.3.4 too large" } }, FAILED(552), 0 },
	{ "5xx to RCPT", NULL, { { "RCPT", 0, "550 5.1.1 no such user" } },
	    FAILED(550), 0 },
	{ "5xx to DATA", NULL, { { "DATA", 0, "554 5.6.0 no" } }, FAILED(554),
	    0 },
	{ "5xx to the dot", NULL, { { "DOT", 0, "550 5.7.1 spam" } },
	    FAILED(550), 0 },
	{ "closed at the greeting", NULL, { { "GREET", 0, NULL } }, UNTOUCHED,
	    0 },
	{ "554 as greeting", NULL, { { "GREET", 0, "!554 no" } }, UNTOUCHED,
	    0 },
	{ "5xx to EHLO", NULL, { { "EHLO", 0, "502 what" } }, UNTOUCHED, 0 },
	{ "closed at MAIL", NULL, { { "MAIL", 0, NULL } }, LATER(0), 0 },
	{ "closed at RCPT", NULL, { { "RCPT", 0, NULL } }, LATER(0), 0 },
	{ "closed at DATA", NULL, { { "DATA", 0, NULL } }, LATER(0), 0 },
	{ "closed amid the body", NULL, { { "BODY", 0, NULL } }, LATER(0), 0 },
	{ "closed at the dot", NULL, { { "DOT", 0, NULL } },
	    { LETTER_READY, 0, 1, 1, true }, 0 },
	{ "closed at the dot, hold", "sending = { ambiguous = \"hold\"; };\n",
	    { { "DOT", 0, NULL } }, { LETTER_HELD, 0, 1, 1, true }, 0 },
	{ "closed amid the body, hold",
	    "sending = { ambiguous = \"hold\"; };\n", { { "BODY", 0, NULL } },
	    LATER(0), 0 },
	{ "sender refused", NULL, { { "MAIL", 0, "550 5.7.1 not you" } },
	    OUR_FAULT(550), 0 },
	{ "relaying denied", NULL,
	    { { "RCPT", 0, "554 5.7.1 relaying denied" } }, OUR_FAULT(554), 0 },
};

static void
test_answers(void)
{
	g_autofree char *lines = g_strnfill(LARGE, 'x');

	for (gsize i = 0; i < LARGE / 80; i++)
		memcpy(lines + i * 80 + 78, "\r\n", 2);
	memcpy(lines + LARGE - 2, "\r\n", 2);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		bool amid = row->rules[0].verb != NULL &&
		    g_str_equal(row->rules[0].verb, "BODY");
		struct outbox bench;
		g_test_message("%s", row->name);
		outbox_open(&bench, row->rules, row->conf);
		outbox_add(&bench, 1, TO,
		    amid ? lines : "Subject: x\r\n\r\ntext\r\n");
		outbox_run(&bench);
		g_autoptr(letter) letter = look_letter(bench.desk, 1);
		g_assert_cmpuint(letter->state, ==, row->fate.state);
		g_assert_cmpuint(letter->code, ==, row->fate.code);
		g_assert_cmpuint(letter->attempt, ==, row->fate.attempt);
		g_assert_cmpuint(letter->ambiguous, ==, row->fate.ambiguous);
		g_assert_cmpint(letter->due > UTIL_DESK_NOW, ==,
		    row->fate.waits);
		g_assert_cmpint(letter->done != 0, ==,
		    letter_is_final(letter->state));
		g_assert_cmpuint(bench.relay->seen->letters, ==, row->taken);
		outbox_close(&bench);
	}
}

/* The promise of the module: that it is in its dot is known before the dot is
 * sent. */
static void
test_dot_is_committed(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 3);
	outbox_run(&bench);
	const struct smtp_seen *seen = bench.relay->seen;
	g_assert_cmpuint(seen->letters, ==, 3);
	for (guint i = 0; i < 3; i++) {
		g_assert_cmpuint(seen->state[i], ==, LETTER_DOT);
		/* the one before it is known to be accepted */
		g_assert_cmpuint(seen->in_dot[i], ==, 1);
	}
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 3);
	outbox_close(&bench);
}

static void
test_many(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 524);
	g_assert_cmpint(outbox_run(&bench), ==, 0); /* there is more */
	g_assert_cmpuint(bench.relay->seen->letters, ==, 512);
	g_assert_cmpint(outbox_run(&bench), >, 0);
	g_assert_cmpint(outbox_run(&bench), >, 0);
	outbox_assert_each_once(bench.relay->seen, 524);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 524);
	outbox_close(&bench);
}

/* The first letter shows the relay's pace; of the others send_batch go into
 * their dot at a time. A stop takes back what was not begun. */
static void
check_batch(const char *conf, guint in_dot)
{
	struct outbox bench;

	outbox_open(&bench, NULL, conf);
	outbox_add_letters(&bench, 10);
	struct smtp_seen *seen = bench.relay->seen;
	seen->stop_at = 6;
	outbox_run(&bench);
	g_assert_cmpuint(seen->letters, ==, 6);
	for (guint i = 0; i < 6; i++) {
		g_assert_cmpuint(seen->state[i], ==, LETTER_DOT);
		g_assert_cmpuint(seen->in_dot[i], ==, i == 0 ? 1 : in_dot);
	}
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 6);
	g_assert_cmpuint(outbox_count(&bench, LETTER_READY), ==, 4);
	g_autoptr(letter) untouched = look_letter(bench.desk, 7);
	g_assert_cmpuint(untouched->attempt, ==, 0);
	g_assert_cmpuint(untouched->ambiguous, ==, 0);
	g_assert_cmpint(untouched->due, ==, UTIL_DESK_NOW);
	/* and nobody takes it for sent if the process dies now */
	struct deliver *next = outbox_deliver(&bench, 0, 255);
	g_autoptr(GError) error = NULL;
	g_assert_true(deliver_recover(next, &error));
	deliver_free(next);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 6);
	g_autoptr(letter) after = look_letter(bench.desk, 7);
	g_assert_cmpuint(after->ambiguous, ==, 0);
	seen->stop = 0;
	outbox_run(&bench);
	outbox_assert_each_once(seen, 10);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 10);
	outbox_close(&bench);
}

static void
test_batch(void)
{
	check_batch(NULL, 1);
	check_batch("sending = { send_batch = 4; };\n", 4);
}

/* A batch whose relay goes away amid it: only what it was told is in doubt. */
static void
test_batch_breaks(void)
{
	static const struct smtp_rule rules[] = { { "DOT", 4, NULL },
		{ NULL, 0, NULL } };
	struct outbox bench;

	outbox_open(&bench, rules, "sending = { send_batch = 4; };\n");
	outbox_add_letters(&bench, 8);
	outbox_run(&bench);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 3);
	g_assert_cmpuint(outbox_count(&bench, LETTER_READY), ==, 5);
	for (guint64 i = 1; i <= 8; i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i);
		g_assert_cmpuint(letter->ambiguous, ==, i == 4);
		g_assert_cmpuint(letter->attempt, ==, i <= 4);
	}
	outbox_close(&bench);
}

/* What one of a batch was answered is in the store before the next goes into
 * its dot: a line says that all before it were accepted. */
static void
test_batch_refused(void)
{
	static const struct smtp_rule rules[] = { { "DOT", 3, "451 later" },
		{ "RCPT", 5, "550 5.1.1 no such user" },
		{ "DOT", 5, "550 5.7.1 spam" }, { NULL, 0, NULL } };
	static const guint32 states[] = { LETTER_SENT, LETTER_SENT,
		LETTER_READY, LETTER_SENT, LETTER_FAILED, LETTER_FAILED,
		LETTER_SENT };
	struct outbox bench;

	outbox_open(&bench, rules, NULL);
	outbox_add_letters(&bench, G_N_ELEMENTS(states));
	outbox_run(&bench);
	const struct smtp_seen *seen = bench.relay->seen;
	for (guint i = 0; i < seen->letters; i++)
		g_assert_cmpuint(seen->in_dot[i], ==, 1);
	for (guint64 i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i + 1);
		g_assert_cmpuint(letter->state, ==, states[i]);
		g_assert_cmpuint(letter->ambiguous, ==, 0);
		g_assert_cmpuint(letter->attempt, ==, 1);
	}
	outbox_close(&bench);
}

static void
test_stop(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 3);
	bench.relay->seen->stop_at = 1;
	outbox_run(&bench);
	g_assert_cmpuint(bench.relay->seen->letters, ==, 1);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 1);
	g_assert_cmpuint(outbox_count(&bench, LETTER_READY), ==, 2);
	outbox_close(&bench);
}

/* We died between dot and answer: in doubt, and nobody else's letters are. */
static void
test_recover(void)
{
	static const struct {
		const char *conf;
		guint32 state;
	} modes[] = {
		{ NULL, LETTER_READY },
		{ "sending = { ambiguous = \"hold\"; };\n", LETTER_HELD },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
		struct outbox bench;
		g_autoptr(GError) error = NULL;
		outbox_open(&bench, NULL, modes[i].conf);
		outbox_add_letters(&bench, 3);
		for (guint64 n = 1; n <= 2; n++) {
			g_autoptr(letter) letter = look_letter(bench.desk, n);
			letter->state = LETTER_DOT;
			letter->share = n == 1 ? 10 : 200;
			outbox_put(&bench, letter);
		}
		struct deliver *half = outbox_deliver(&bench, 0, 127);
		g_assert_true(deliver_recover(half, &error));
		g_autoptr(letter) ours = look_letter(bench.desk, 1);
		g_assert_cmpuint(ours->state, ==, modes[i].state);
		g_assert_cmpuint(ours->ambiguous, ==, 1);
		g_autoptr(letter) theirs = look_letter(bench.desk, 2);
		g_assert_cmpuint(theirs->state, ==, LETTER_DOT);
		g_assert_cmpuint(theirs->ambiguous, ==, 0);
		g_autoptr(letter) other = look_letter(bench.desk, 3);
		g_assert_cmpuint(other->state, ==, LETTER_READY);
		g_assert_cmpuint(other->ambiguous, ==, 0);
		/* and once recovered, not again */
		g_assert_true(deliver_recover(half, &error));
		g_autoptr(letter) again = look_letter(bench.desk, 1);
		g_assert_cmpuint(again->ambiguous, ==, 1);
		deliver_free(half);
		outbox_close(&bench);
	}
}

/* Five letters, and lines for the first three: as a sender that died leaves
 * them. Letter 5 waits for its time. */
static void
leave_lines(struct outbox *bench)
{
	g_autoptr(GError) error = NULL;
	struct store *store = bench->desk->store;
	g_autoptr(dotlog) log = dotlog_new(store->dir, 0, 255);

	outbox_add_letters(bench, 5);
	for (guint64 n = 1; n <= 5; n++) {
		g_autoptr(letter) letter = look_letter(bench->desk, n);
		letter->share = n == 4 ? 200 : 10;
		letter->due += n == 5 ? 1000 : 0;
		outbox_put(bench, letter);
	}
	scratch_dots(store->kv, log);
	for (guint64 n = 1; n <= 3; n++) {
		g_autoptr(letter) letter = look_letter(bench->desk, n);
		g_assert_true(dotlog_write(log, store->kv, &letter, 1, &error));
	}
}

static void
assert_letter(struct outbox *bench, guint64 number, guint32 state,
    guint ambiguous)
{
	g_autoptr(letter) letter = look_letter(bench->desk, number);

	g_test_message("letter %" G_GUINT64_FORMAT, number);
	g_assert_cmpuint(letter->state, ==, state);
	g_assert_cmpuint(letter->ambiguous, ==, ambiguous);
	g_assert_cmpuint(letter->attempt, ==,
	    state == LETTER_SENT || ambiguous > 0);
	g_assert_cmpint(letter->done != 0, ==, state == LETTER_SENT);
}

/* We died amid a batch: one letter is in doubt, however many were sent, and
 * whoever has their shares now. Without the log all that were due are. */
static void
test_recover_lines(void)
{
	g_autoptr(GError) error = NULL;

	for (guint lost = 0; lost < 2; lost++) {
		struct outbox bench;

		outbox_open(&bench, NULL, NULL);
		leave_lines(&bench);
		g_autofree char *path = g_build_filename(bench.desk->store->dir,
		    "outbox", "000-255", NULL);
		if (lost)
			g_assert_cmpint(g_unlink(path), ==, 0);
		struct deliver *half = outbox_deliver(&bench, 0, 127);
		g_assert_true(deliver_recover(half, &error));
		assert_letter(&bench, 1, lost ? LETTER_READY : LETTER_SENT,
		    lost);
		assert_letter(&bench, 2, lost ? LETTER_READY : LETTER_SENT,
		    lost);
		assert_letter(&bench, 3, LETTER_READY, 1);
		assert_letter(&bench, 4, LETTER_READY, 0); /* another's */
		assert_letter(&bench, 5, LETTER_READY, 0);
		/* the old log no longer speaks for these shares */
		g_assert_true(deliver_recover(half, &error));
		assert_letter(&bench, 3, LETTER_READY, 1);
		deliver_free(half);
		half = outbox_deliver(&bench, 128, 255);
		g_assert_true(deliver_recover(half, &error));
		deliver_free(half);
		assert_letter(&bench, 4, LETTER_READY, lost);
		clock_set_for_test(UTIL_DESK_NOW + 1000, 1001000);
		outbox_run(&bench);
		g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 5);
		g_assert_cmpuint(bench.relay->seen->letters, ==, lost ? 5 : 3);
		outbox_close(&bench);
	}
}

/* One refusal does not end the session for the letters after it. */
static void
test_refusal_amid(void)
{
	static const struct smtp_rule rules[] = {
		{ "RCPT", 2, "550 5.1.1 no such user" },
		{ "DOT", 2, "451 4.3.0 later" }, { NULL, 0, NULL }
	};
	struct outbox bench;

	outbox_open(&bench, rules, NULL);
	outbox_add_letters(&bench, 4);
	outbox_run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 2);
	g_assert_cmpuint(outbox_count(&bench, LETTER_FAILED), ==, 1);
	g_assert_cmpuint(outbox_count(&bench, LETTER_READY), ==, 1);
	outbox_close(&bench);
}

/* Only what is due and ours goes; when to look again. */
static void
test_due(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 4);
	for (guint64 i = 1; i <= 3; i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i);
		if (i == 1)
			letter->due = UTIL_DESK_NOW + 5000;
		if (i == 2)
			letter->state = LETTER_HELD;
		letter->share = i == 3 ? 200 : 10;
		outbox_put(&bench, letter);
	}
	g_autoptr(letter) ours = look_letter(bench.desk, 4);
	ours->share = 10;
	outbox_put(&bench, ours);
	deliver_free(bench.deliver);
	bench.deliver = outbox_deliver(&bench, 0, 127);
	g_assert_cmpint(outbox_run(&bench), ==, 5000);
	g_assert_cmpuint(bench.relay->seen->letters, ==, 1);
	g_assert_cmpstr(bench.relay->seen->to[0], ==, "c4@example.org");
	outbox_close(&bench);
}

/* A letter whose octets can not be read fails, is not sent half, and stops no
 * other. */
static void
test_damaged(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 3);
	g_autoptr(letter) letter = look_letter(bench.desk, 2);
	letter->text.offset += 1000000;
	outbox_put(&bench, letter);
	outbox_run(&bench);
	outbox_run(&bench);
	outbox_assert_each_once(bench.relay->seen, 2);
	g_autoptr(letter) after = look_letter(bench.desk, 2);
	g_assert_cmpuint(after->state, ==, LETTER_FAILED);
	g_assert_nonnull(strstr(after->response, "archive"));
	outbox_close(&bench);
}

static struct outbox *taken_back;

/* The operator holds letter 2 while it is on its way: the call before it is the
 * third, after connecting and letter 1's. */
static void
take_back(guint call)
{
	g_autoptr(letter) letter = look_letter(taken_back->desk, 2);

	if (call != 3 || letter->state != LETTER_READY)
		return;
	letter->state = LETTER_HELD;
	outbox_put(taken_back, letter);
}

/* rules: what else happens to it, or NULL. */
static void
check_taken_back(const struct smtp_rule *rules)
{
	struct outbox bench;

	outbox_open(&bench, rules, NULL);
	outbox_add_letters(&bench, 3);
	taken_back = &bench;
	outbox_alive.calls = 0;
	outbox_alive.then = take_back;
	outbox_run(&bench);
	outbox_alive.then = NULL;
	g_autoptr(letter) held = look_letter(bench.desk, 2);
	g_assert_cmpuint(held->state, ==, LETTER_HELD);
	g_assert_cmpuint(held->attempt, ==, 0);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 2);
	outbox_assert_each_once(bench.relay->seen, 2);
	outbox_close(&bench);
}

/* His word stands, too, where the letter did not come as far as its dot. */
static void
test_taken_back(void)
{
	static const struct smtp_rule rules[] = {
		{ "RCPT", 2, "450 4.2.0 greylisted" }, { NULL, 0, NULL }
	};

	check_taken_back(NULL);
	check_taken_back(rules);
}

static void
test_behind(void)
{
	struct outbox bench;
	g_autoptr(GError) error = NULL;
	bool behind = true;

	outbox_open(&bench, NULL, NULL);
	g_assert_true(deliver_is_behind(bench.deliver, &behind, &error));
	g_assert_false(behind);
	outbox_add_letters(&bench, 1);
	g_assert_true(deliver_is_behind(bench.deliver, &behind, &error));
	g_assert_true(behind);
	outbox_run(&bench);
	g_assert_true(deliver_is_behind(bench.deliver, &behind, &error));
	g_assert_false(behind);
	outbox_close(&bench);
}

/* What SIZE announced is what came, or a little more. */
static void
test_size(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 1);
	outbox_run(&bench);
	const struct smtp_seen *seen = bench.relay->seen;
	g_assert_cmpuint(seen->declared[0], >=, seen->size[0] - 1);
	outbox_close(&bench);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(void);
	} tests[] = {
		{ "/deliver/answers", test_answers },
		{ "/deliver/dot-is-committed", test_dot_is_committed },
		{ "/deliver/many", test_many },
		{ "/deliver/batch", test_batch },
		{ "/deliver/batch-breaks", test_batch_breaks },
		{ "/deliver/batch-refused", test_batch_refused },
		{ "/deliver/stop", test_stop },
		{ "/deliver/recover", test_recover },
		{ "/deliver/recover-lines", test_recover_lines },
		{ "/deliver/refusal-amid", test_refusal_amid },
		{ "/deliver/due", test_due },
		{ "/deliver/damaged", test_damaged },
		{ "/deliver/taken-back", test_taken_back },
		{ "/deliver/behind", test_behind },
		{ "/deliver/size", test_size },
	};

	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	return g_test_run();
}
