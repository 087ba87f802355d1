/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters going out to a relay on a loopback port: each exactly once, what is
 * in doubt counted, what is our own fault never failed (K10-K16). */
#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/deliver.h"
#include "store/health.h"
#include "store/letters.h"
#include "util-look.h"
#include "util-smtp.h"
#include <string.h>

#define TO "carol@example.org"
#define MINUTE G_GINT64_CONSTANT(60000)
#define LARGE (8 * 1024 * 1024) /* octets: more than any socket's buffers */

struct bench {
	struct smtp_relay *relay;
	struct util_desk *desk;
	GHashTable *secrets;
	struct deliver *deliver;
};

/* Called before each step, as the supervisor's sign of life is given. */
static struct {
	guint calls, least;
	void (*then)(guint call);
} alive;

static void
on_alive(unsigned int seconds)
{
	alive.calls++;
	alive.least = MIN(alive.least, seconds);
	if (alive.then != NULL)
		alive.then(alive.calls);
}

static struct deliver *
deliver_shares(struct bench *bench, guint32 first, guint32 last)
{
	return deliver_new(bench->desk->store, bench->desk->settings,
	    bench->secrets, first, last, on_alive);
}

static struct deliver *
deliver_of(struct bench *bench)
{
	return deliver_shares(bench, 0, 255);
}

/* A desk whose first relay follows the rules. */
static void
open_bench(struct bench *bench, const struct smtp_rule *rules, const char *conf)
{
	bench->relay = smtp_relay_new(rules);
	bench->desk = util_desk_new(conf);
	bench->secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	    (GDestroyNotify)g_bytes_unref);
	g_hash_table_insert(bench->secrets, g_strdup("relay:relay1"),
	    g_bytes_new("pass", 4));
	g_autofree char *state =
	    g_build_filename(bench->desk->dir, "state", NULL);
	g_strlcpy(bench->relay->seen->state_dir, state,
	    sizeof bench->relay->seen->state_dir);
	smtp_relay_use(bench->desk, 0, bench->relay->port);
	bench->deliver = deliver_of(bench);
}

static void
close_bench(struct bench *bench)
{
	deliver_free(bench->deliver);
	g_hash_table_unref(bench->secrets);
	util_desk_free(bench->desk);
	smtp_relay_free(bench->relay);
}

static void
put(struct bench *bench, const struct letter *letter)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_WRITE, &error);

	g_assert_true(letters_put(txn, letter, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
add_letter(struct bench *bench, guint64 number, const char *to,
    const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(letter) letter = letter_new();
	struct archive *archive = bench->desk->store->archive;

	letter->number = number;
	letter->to = (g_free(letter->to), g_strdup(to));
	letter->sender =
	    (g_free(letter->sender), g_strdup("support@example.com"));
	letter->created = letter->due = UTIL_DESK_NOW;
	letter->share = letter_share(0, to);
	g_assert_true(archive_append(archive, text, strlen(text), NULL,
	    &letter->text, &error));
	g_assert_true(archive_sync(archive, &error));
	put(bench, letter);
}

static void
add_letters(struct bench *bench, guint n)
{
	for (guint i = 1; i <= n; i++) {
		g_autofree char *to = g_strdup_printf("c%u@example.org", i);
		add_letter(bench, i, to, "Subject: x\r\n\r\n.text\r\n");
	}
}

static gint64
run(struct bench *bench)
{
	g_autoptr(GError) error = NULL;
	gint64 wake = -1;

	g_assert_true(deliver_round(bench->deliver, &bench->relay->seen->stop,
	    &wake, &error));
	g_assert_no_error(error);
	return wake;
}

static guint
count_state(struct bench *bench, guint32 state)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(bench->desk);
	guint n = 0;

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		n += letter->state == state;
	}
	return n;
}

static void
assert_each_once(struct smtp_seen *seen, guint n)
{
	g_autoptr(GHashTable) once = g_hash_table_new(g_str_hash, g_str_equal);

	g_assert_cmpuint(seen->letters, ==, n);
	for (guint i = 0; i < n; i++)
		g_assert_true(g_hash_table_add(once, seen->to[i]));
}

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
		struct bench bench;
		g_test_message("%s", row->name);
		open_bench(&bench, row->rules, row->conf);
		add_letter(&bench, 1, TO,
		    amid ? lines : "Subject: x\r\n\r\ntext\r\n");
		run(&bench);
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
		close_bench(&bench);
	}
}

/* The promise of the module: the state is committed before the dot is sent. */
static void
test_dot_is_committed(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 3);
	run(&bench);
	const struct smtp_seen *seen = bench.relay->seen;
	g_assert_cmpuint(seen->letters, ==, 3);
	for (guint i = 0; i < 3; i++) {
		g_assert_cmpuint(seen->state[i], ==, LETTER_DOT);
		/* the one before it is recorded in the same transaction */
		g_assert_cmpuint(seen->in_dot[i], ==, 1);
	}
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 3);
	close_bench(&bench);
}

static void
test_many(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 70);
	g_assert_cmpint(run(&bench), ==, 0); /* there is more */
	g_assert_cmpuint(bench.relay->seen->letters, ==, 64);
	g_assert_cmpint(run(&bench), >, 0);
	g_assert_cmpint(run(&bench), >, 0);
	assert_each_once(bench.relay->seen, 70);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 70);
	close_bench(&bench);
}

/* send_batch: several dots a commit; a stop takes back what was not begun. */
static void
test_batch_of_dots(void)
{
	static const guint in_dot[] = { 4, 4, 4, 4, 4, 4 };
	struct bench bench;

	open_bench(&bench, NULL, "sending = { send_batch = 4; };\n");
	add_letters(&bench, 10);
	struct smtp_seen *seen = bench.relay->seen;
	seen->stop_at = 6;
	run(&bench);
	g_assert_cmpuint(seen->letters, ==, 6);
	for (guint i = 0; i < G_N_ELEMENTS(in_dot); i++) {
		g_assert_cmpuint(seen->state[i], ==, LETTER_DOT);
		g_assert_cmpuint(seen->in_dot[i], ==, in_dot[i]);
	}
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 6);
	g_assert_cmpuint(count_state(&bench, LETTER_READY), ==, 4);
	g_autoptr(letter) marked = look_letter(bench.desk, 7);
	g_assert_cmpuint(marked->attempt, ==, 0);
	g_assert_cmpuint(marked->ambiguous, ==, 0);
	g_assert_cmpint(marked->due, ==, UTIL_DESK_NOW);
	seen->stop = 0;
	run(&bench);
	assert_each_once(seen, 10);
	close_bench(&bench);
}

/* A batch whose relay goes away amid it: only what it was told is in doubt. */
static void
test_batch_breaks(void)
{
	static const struct smtp_rule rules[] = { { "DOT", 2, NULL },
		{ NULL, 0, NULL } };
	struct bench bench;

	open_bench(&bench, rules, "sending = { send_batch = 4; };\n");
	add_letters(&bench, 4);
	run(&bench);
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 1);
	g_assert_cmpuint(count_state(&bench, LETTER_READY), ==, 3);
	for (guint64 i = 1; i <= 4; i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i);
		g_assert_cmpuint(letter->ambiguous, ==, i == 2);
		g_assert_cmpuint(letter->attempt, ==, i <= 2);
	}
	close_bench(&bench);
}

static void
test_stop(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 3);
	bench.relay->seen->stop_at = 1;
	run(&bench);
	g_assert_cmpuint(bench.relay->seen->letters, ==, 1);
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 1);
	g_assert_cmpuint(count_state(&bench, LETTER_READY), ==, 2);
	close_bench(&bench);
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
		struct bench bench;
		g_autoptr(GError) error = NULL;
		open_bench(&bench, NULL, modes[i].conf);
		add_letters(&bench, 3);
		for (guint64 n = 1; n <= 2; n++) {
			g_autoptr(letter) letter = look_letter(bench.desk, n);
			letter->state = LETTER_DOT;
			letter->share = n == 1 ? 10 : 200;
			put(&bench, letter);
		}
		struct deliver *half = deliver_shares(&bench, 0, 127);
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
		close_bench(&bench);
	}
}

struct trouble {
	const char *subject;
	char *text;
	gint64 since;
};

static bool
find_trouble(const char *subject, const char *text, gint64 since, void *context)
{
	struct trouble *found = context;

	if (!g_str_equal(subject, found->subject))
		return true;
	found->text = g_strdup(text);
	found->since = since;
	return false;
}

/* What status says of that relay; NULL: nothing was ever noted. */
static char *
trouble_of(struct bench *bench, const char *subject)
{
	struct trouble found = { .subject = subject };
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_READ, &error);

	g_assert_true(health_each(txn, find_trouble, &found, &error));
	return found.text;
}

/* K16: nothing fails for our wrong password; all goes once it is right. */
static void
test_wrong_password(void)
{
	static const struct smtp_rule rules[] = {
		{ "AUTH", 1, "535 5.7.8 wrong" }, { NULL, 0, NULL }
	};
	struct bench bench;
	struct settings_relay *relay;

	open_bench(&bench, rules, NULL);
	relay = g_ptr_array_index(bench.desk->settings->relays, 0);
	relay->user = (g_free(relay->user), g_strdup("support"));
	deliver_free(bench.deliver);
	bench.deliver = deliver_of(&bench);
	add_letters(&bench, 3);
	gint64 wake = run(&bench);
	g_assert_cmpint(wake, >, 0);
	g_assert_cmpint(wake, <=, MINUTE);
	g_assert_cmpuint(count_state(&bench, LETTER_READY), ==, 3);
	g_autoptr(letter) letter = look_letter(bench.desk, 1);
	g_assert_cmpuint(letter->attempt, ==, 0);
	g_autofree char *trouble = trouble_of(&bench, "relay relay1");
	g_assert_nonnull(strstr(trouble, "wrong"));
	/* it is not hammered */
	run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	clock_set_for_test(UTIL_DESK_NOW + MINUTE, 1000000 + MINUTE);
	run(&bench);
	assert_each_once(bench.relay->seen, 3);
	g_autofree char *works = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(works, ==, "");
	close_bench(&bench);
}

/* A sender that died while its relay failed: the next one clears its trouble,
 * or the alarms would never end. */
static void
test_trouble_of_old(void)
{
	struct bench bench;
	g_autoptr(GError) error = NULL;

	open_bench(&bench, NULL, NULL);
	g_assert_true(health_note(bench.desk->store->kv, "relay relay1",
	    "535 wrong", UTIL_DESK_NOW - MINUTE, &error));
	add_letters(&bench, 1);
	run(&bench);
	g_autofree char *works = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(works, ==, "");
	close_bench(&bench);
}

/* K16 again: relaying denied is no letter's fault, and somebody must hear. */
static void
test_relaying_denied_is_trouble(void)
{
	static const struct smtp_rule rules[] = {
		{ "RCPT", 1, "554 5.7.1 relaying denied" }, { NULL, 0, NULL }
	};
	struct bench bench;

	open_bench(&bench, rules, NULL);
	add_letters(&bench, 1);
	run(&bench);
	g_autofree char *trouble = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(trouble, !=, NULL);
	g_assert_nonnull(strstr(trouble, "relaying denied"));
	clock_set_for_test(UTIL_DESK_NOW + 20 * MINUTE, 9000000);
	run(&bench);
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 1);
	g_autofree char *works = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(works, ==, "");
	close_bench(&bench);
}

static void
test_second_relay(void)
{
	static const char conf[] = "# the second one is put in by hand below\n";
	struct bench bench;
	struct settings_relay *spare = g_new0(struct settings_relay, 1);

	open_bench(&bench, NULL, conf);
	struct settings *settings = bench.desk->settings;
	const struct settings_relay *first =
	    g_ptr_array_index(settings->relays, 0);
	*spare = (struct settings_relay){ .name = g_strdup("relay2"),
		.host = g_strdup(first->host),
		.ca_file = g_strdup(""),
		.user = g_strdup(""),
		.password_file = g_strdup(""),
		.ehlo_name = g_strdup(first->ehlo_name) };
	g_ptr_array_add(settings->relays, spare);
	smtp_relay_use(bench.desk, 0, smtp_dead_port());
	smtp_relay_use(bench.desk, 1, bench.relay->port);
	deliver_free(bench.deliver);
	bench.deliver = deliver_of(&bench);
	add_letters(&bench, 3);
	run(&bench);
	assert_each_once(bench.relay->seen, 3);
	g_autoptr(letter) letter = look_letter(bench.desk, 1);
	g_assert_cmpstr(letter->relay, ==, "relay2");
	g_assert_cmpuint(letter->attempt, ==, 1);
	g_autofree char *trouble = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(trouble, !=, "");
	close_bench(&bench);
}

/* No relay at all can be reached: the letters stay as they were. */
static void
test_no_relay(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	smtp_relay_use(bench.desk, 0, smtp_dead_port());
	deliver_free(bench.deliver);
	bench.deliver = deliver_of(&bench);
	add_letters(&bench, 2);
	gint64 wake = run(&bench);
	g_assert_cmpint(wake, >, 0);
	g_autoptr(letter) letter = look_letter(bench.desk, 1);
	g_assert_cmpuint(letter->state, ==, LETTER_READY);
	g_assert_cmpuint(letter->attempt, ==, 0);
	g_assert_cmpint(letter->due, ==, UTIL_DESK_NOW);
	close_bench(&bench);
}

/* A server that hangs up between letters costs no letter an attempt. */
static void
test_stale_session(void)
{
	static const struct smtp_rule rules[] = { { "DOT", 1, "!250 ok" },
		{ "MAIL", 3, NULL }, { NULL, 0, NULL } };
	struct bench bench;

	open_bench(&bench, rules, NULL);
	add_letters(&bench, 4);
	run(&bench);
	assert_each_once(bench.relay->seen, 4);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 3);
	for (guint64 i = 1; i <= 4; i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i);
		g_assert_cmpuint(letter->attempt, ==, 1);
		g_assert_cmpuint(letter->ambiguous, ==, 0);
	}
	close_bench(&bench);
}

/* One refusal does not end the session for the letters after it. */
static void
test_refusal_amid(void)
{
	static const struct smtp_rule rules[] = {
		{ "RCPT", 2, "550 5.1.1 no such user" },
		{ "DOT", 2, "451 4.3.0 later" }, { NULL, 0, NULL }
	};
	struct bench bench;

	open_bench(&bench, rules, NULL);
	add_letters(&bench, 4);
	run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 2);
	g_assert_cmpuint(count_state(&bench, LETTER_FAILED), ==, 1);
	g_assert_cmpuint(count_state(&bench, LETTER_READY), ==, 1);
	close_bench(&bench);
}

/* Only what is due and ours goes; when to look again. */
static void
test_due(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 4);
	for (guint64 i = 1; i <= 3; i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i);
		if (i == 1)
			letter->due = UTIL_DESK_NOW + 5000;
		if (i == 2)
			letter->state = LETTER_HELD;
		letter->share = i == 3 ? 200 : 10;
		put(&bench, letter);
	}
	g_autoptr(letter) ours = look_letter(bench.desk, 4);
	ours->share = 10;
	put(&bench, ours);
	deliver_free(bench.deliver);
	bench.deliver = deliver_shares(&bench, 0, 127);
	g_assert_cmpint(run(&bench), ==, 5000);
	g_assert_cmpuint(bench.relay->seen->letters, ==, 1);
	g_assert_cmpstr(bench.relay->seen->to[0], ==, "c4@example.org");
	close_bench(&bench);
}

/* A session that has been idle is closed politely, a fresh one is kept. */
static void
test_rest(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 1);
	run(&bench);
	clock_set_for_test(UTIL_DESK_NOW, 1000000 + 30000);
	deliver_rest(bench.deliver);
	add_letter(&bench, 2, TO, "Subject: x\r\n\r\n\r\n");
	run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	clock_set_for_test(UTIL_DESK_NOW, 1000000 + 61001);
	deliver_rest(bench.deliver);
	g_assert_cmpuint(bench.relay->seen->quits, ==, 1);
	add_letter(&bench, 3, TO, "Subject: x\r\n\r\n\r\n");
	run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 2);
	close_bench(&bench);
}

/* A letter whose octets can not be read fails, is not sent half, and stops no
 * other. */
static void
test_damaged(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 3);
	g_autoptr(letter) letter = look_letter(bench.desk, 2);
	letter->text.offset += 1000000;
	put(&bench, letter);
	run(&bench);
	run(&bench);
	assert_each_once(bench.relay->seen, 2);
	g_autoptr(letter) after = look_letter(bench.desk, 2);
	g_assert_cmpuint(after->state, ==, LETTER_FAILED);
	g_assert_nonnull(strstr(after->response, "archive"));
	close_bench(&bench);
}

static struct bench *taken_back;

/* The operator holds letter 2 while it is on its way: the call before its step
 * is the third, after connecting and letter 1's two. */
static void
take_back(guint call)
{
	g_autoptr(letter) letter = look_letter(taken_back->desk, 2);

	if (call != 4 || letter->state != LETTER_READY)
		return;
	letter->state = LETTER_HELD;
	put(taken_back, letter);
}

static void
test_taken_back(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 3);
	taken_back = &bench;
	alive.calls = 0;
	alive.then = take_back;
	run(&bench);
	alive.then = NULL;
	g_autoptr(letter) held = look_letter(bench.desk, 2);
	g_assert_cmpuint(held->state, ==, LETTER_HELD);
	g_assert_cmpuint(held->attempt, ==, 0);
	g_assert_cmpuint(count_state(&bench, LETTER_SENT), ==, 2);
	assert_each_once(bench.relay->seen, 2);
	close_bench(&bench);
}

/* Each step that may wait is announced, for longer than it may take. */
static void
test_alive(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 2);
	alive.calls = 0;
	alive.least = G_MAXUINT;
	run(&bench);
	g_assert_cmpuint(alive.calls, ==, 5); /* connect; letter, dot, twice */
	g_assert_cmpuint(alive.least, >=, 600);
	close_bench(&bench);
}

static void
test_behind(void)
{
	struct bench bench;
	g_autoptr(GError) error = NULL;
	bool behind = true;

	open_bench(&bench, NULL, NULL);
	g_assert_true(deliver_is_behind(bench.deliver, &behind, &error));
	g_assert_false(behind);
	add_letters(&bench, 1);
	g_assert_true(deliver_is_behind(bench.deliver, &behind, &error));
	g_assert_true(behind);
	run(&bench);
	g_assert_true(deliver_is_behind(bench.deliver, &behind, &error));
	g_assert_false(behind);
	close_bench(&bench);
}

/* What SIZE announced is what came, or a little more. */
static void
test_size(void)
{
	struct bench bench;

	open_bench(&bench, NULL, NULL);
	add_letters(&bench, 1);
	run(&bench);
	const struct smtp_seen *seen = bench.relay->seen;
	g_assert_cmpuint(seen->declared[0], >=, seen->size[0] - 1);
	close_bench(&bench);
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
		{ "/deliver/batch-of-dots", test_batch_of_dots },
		{ "/deliver/batch-breaks", test_batch_breaks },
		{ "/deliver/stop", test_stop },
		{ "/deliver/recover", test_recover },
		{ "/deliver/wrong-password", test_wrong_password },
		{ "/deliver/trouble-of-old", test_trouble_of_old },
		{ "/deliver/relaying-denied", test_relaying_denied_is_trouble },
		{ "/deliver/second-relay", test_second_relay },
		{ "/deliver/no-relay", test_no_relay },
		{ "/deliver/stale-session", test_stale_session },
		{ "/deliver/refusal-amid", test_refusal_amid },
		{ "/deliver/due", test_due },
		{ "/deliver/rest", test_rest },
		{ "/deliver/damaged", test_damaged },
		{ "/deliver/taken-back", test_taken_back },
		{ "/deliver/alive", test_alive },
		{ "/deliver/behind", test_behind },
		{ "/deliver/size", test_size },
	};

	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	return g_test_run();
}
