/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relays that fail, rest, and serve again: no letter is blamed for what is the
 * relay's fault or ours, and the operator hears of both (K16). */
#include "base/clock.h"
#include "mime/parse.h"
#include "store/health.h"
#include "util-look.h"
#include "util-outbox.h"
#include <string.h>

#define TO "carol@example.org"
#define MINUTE G_GINT64_CONSTANT(60000)

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
trouble_of(struct outbox *bench, const char *subject)
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
	struct outbox bench;
	struct settings_relay *relay;

	outbox_open(&bench, rules, NULL);
	relay = g_ptr_array_index(bench.desk->settings->relays, 0);
	relay->user = (g_free(relay->user), g_strdup("support"));
	deliver_free(bench.deliver);
	bench.deliver = outbox_deliver(&bench, 0, 255);
	outbox_add_letters(&bench, 3);
	gint64 wake = outbox_run(&bench);
	g_assert_cmpint(wake, >, 0);
	g_assert_cmpint(wake, <=, MINUTE);
	g_assert_cmpuint(outbox_count(&bench, LETTER_READY), ==, 3);
	g_autoptr(letter) letter = look_letter(bench.desk, 1);
	g_assert_cmpuint(letter->attempt, ==, 0);
	g_autofree char *trouble = trouble_of(&bench, "relay relay1");
	g_assert_nonnull(strstr(trouble, "wrong"));
	/* it is not hammered */
	outbox_run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	clock_set_for_test(UTIL_DESK_NOW + MINUTE, 1000000 + MINUTE);
	outbox_run(&bench);
	outbox_assert_each_once(bench.relay->seen, 3);
	g_autofree char *works = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(works, ==, "");
	outbox_close(&bench);
}

/* A sender that died while its relay failed: the next one clears its trouble,
 * or the alarms would never end. */
static void
test_trouble_of_old(void)
{
	struct outbox bench;
	g_autoptr(GError) error = NULL;

	outbox_open(&bench, NULL, NULL);
	g_assert_true(health_note(bench.desk->store->kv, "relay relay1",
	    "535 wrong", UTIL_DESK_NOW - MINUTE, &error));
	outbox_add_letters(&bench, 1);
	outbox_run(&bench);
	g_autofree char *works = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(works, ==, "");
	outbox_close(&bench);
}

/* K16 again: relaying denied is no letter's fault, and somebody must hear. */
static void
test_relaying_denied_is_trouble(void)
{
	static const struct smtp_rule rules[] = {
		{ "RCPT", 1, "554 5.7.1 relaying denied" }, { NULL, 0, NULL }
	};
	struct outbox bench;

	outbox_open(&bench, rules, NULL);
	outbox_add_letters(&bench, 1);
	outbox_run(&bench);
	g_autofree char *trouble = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(trouble, !=, NULL);
	g_assert_nonnull(strstr(trouble, "relaying denied"));
	clock_set_for_test(UTIL_DESK_NOW + 20 * MINUTE, 9000000);
	outbox_run(&bench);
	g_assert_cmpuint(outbox_count(&bench, LETTER_SENT), ==, 1);
	g_autofree char *works = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(works, ==, "");
	outbox_close(&bench);
}

static void
test_second_relay(void)
{
	static const char conf[] = "# the second one is put in by hand below\n";
	struct outbox bench;
	struct settings_relay *spare = g_new0(struct settings_relay, 1);

	outbox_open(&bench, NULL, conf);
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
	bench.deliver = outbox_deliver(&bench, 0, 255);
	outbox_add_letters(&bench, 3);
	outbox_run(&bench);
	outbox_assert_each_once(bench.relay->seen, 3);
	g_autoptr(letter) letter = look_letter(bench.desk, 1);
	g_assert_cmpstr(letter->relay, ==, "relay2");
	g_assert_cmpuint(letter->attempt, ==, 1);
	g_autofree char *trouble = trouble_of(&bench, "relay relay1");
	g_assert_cmpstr(trouble, !=, "");
	outbox_close(&bench);
}

/* No relay at all can be reached: the letters stay as they were. */
static void
test_no_relay(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	smtp_relay_use(bench.desk, 0, smtp_dead_port());
	deliver_free(bench.deliver);
	bench.deliver = outbox_deliver(&bench, 0, 255);
	outbox_add_letters(&bench, 2);
	gint64 wake = outbox_run(&bench);
	g_assert_cmpint(wake, >, 0);
	g_autoptr(letter) letter = look_letter(bench.desk, 1);
	g_assert_cmpuint(letter->state, ==, LETTER_READY);
	g_assert_cmpuint(letter->attempt, ==, 0);
	g_assert_cmpint(letter->due, ==, UTIL_DESK_NOW);
	outbox_close(&bench);
}

/* A server that hangs up between letters costs no letter an attempt. */
static void
test_stale_session(void)
{
	static const struct smtp_rule rules[] = { { "DOT", 1, "!250 ok" },
		{ "MAIL", 3, NULL }, { NULL, 0, NULL } };
	struct outbox bench;

	outbox_open(&bench, rules, NULL);
	outbox_add_letters(&bench, 4);
	outbox_run(&bench);
	outbox_assert_each_once(bench.relay->seen, 4);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 3);
	for (guint64 i = 1; i <= 4; i++) {
		g_autoptr(letter) letter = look_letter(bench.desk, i);
		g_assert_cmpuint(letter->attempt, ==, 1);
		g_assert_cmpuint(letter->ambiguous, ==, 0);
	}
	outbox_close(&bench);
}

/* A session that has been idle is closed politely, a fresh one is kept. */
static void
test_rest(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 1);
	outbox_run(&bench);
	clock_set_for_test(UTIL_DESK_NOW, 1000000 + 30000);
	deliver_rest(bench.deliver);
	outbox_add(&bench, 2, TO, "Subject: x\r\n\r\n\r\n");
	outbox_run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 1);
	clock_set_for_test(UTIL_DESK_NOW, 1000000 + 61001);
	deliver_rest(bench.deliver);
	g_assert_cmpuint(bench.relay->seen->quits, ==, 1);
	outbox_add(&bench, 3, TO, "Subject: x\r\n\r\n\r\n");
	outbox_run(&bench);
	g_assert_cmpuint(bench.relay->seen->connections, ==, 2);
	outbox_close(&bench);
}

/* What may wait is announced, for longer than it may take. */
static void
test_alive(void)
{
	struct outbox bench;

	outbox_open(&bench, NULL, NULL);
	outbox_add_letters(&bench, 2);
	outbox_alive.calls = 0;
	outbox_alive.least = G_MAXUINT;
	outbox_run(&bench);
	g_assert_cmpuint(outbox_alive.calls, ==, 3); /* connect, two letters */
	g_assert_cmpuint(outbox_alive.least, >=, 3 * SUBMIT_STEP_SECONDS);
	outbox_close(&bench);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(void);
	} tests[] = {
		{ "/relay/wrong-password", test_wrong_password },
		{ "/relay/trouble-of-old", test_trouble_of_old },
		{ "/relay/relaying-denied", test_relaying_denied_is_trouble },
		{ "/relay/second", test_second_relay },
		{ "/relay/none", test_no_relay },
		{ "/relay/stale-session", test_stale_session },
		{ "/relay/rest", test_rest },
		{ "/relay/alive", test_alive },
	};

	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	return g_test_run();
}
