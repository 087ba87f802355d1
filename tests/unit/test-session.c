/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command at a time: what ends a session, what does not, and that nothing
 * is sent once nobody knows where in the stream we are. */
#include "imap/session.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "util-peer.h"

#define HOST "mail.example.com"
#define OK "S:* OK ready\r\n"
#define LOGOUT(tag) "C:" tag " LOGOUT\r\n", "S:" tag " OK x\r\n"

struct bench {
	struct peer peer;
	struct session *session;
};

static void
start(struct bench *bench, const char *const *script)
{
	g_autoptr(GError) error = NULL;

	bench->peer = peer_start(script);
	bench->session =
	    session_new(transport_from_fd(bench->peer.fd), HOST, 1000);
	g_assert_true(session_greet(bench->session, SESSION_PREAUTH_ALLOWED,
	    &error));
	g_assert_no_error(error);
}

static void
finish(struct bench *bench)
{
	session_free(bench->session);
	g_assert_true(peer_finish(&bench->peer));
}

/* The session refuses all that would send something. */
static void
assert_closed(struct session *session)
{
	g_autoptr(GPtrArray) steps = g_ptr_array_new();
	g_autoptr(GBytes) line = g_bytes_new_static("NOOP", 4);
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(steps, line);
	g_assert_false(session_is_open(session));
	g_assert_false(session_run(session, "NOOP", 0, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_cmpstr(error->message, ==, HOST ": the session is closed");
	g_clear_error(&error);
	g_assert_false(session_exchange(session, steps, &error));
	g_assert_cmpstr(error->message, ==, HOST ": the session is closed");
	g_clear_error(&error);
	g_assert_false(session_begin(session, 0, &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
}

/* Answers to one command. words NULL: it succeeds. */
struct run_row {
	const char *name, *answer, *words;
	gboolean open; /* afterwards */
	const char *code;
};

static const struct run_row runs[] = {
	{ "done", "S:1 OK x\r\n", NULL, TRUE, "" },
	{ "done, with a code", "S:1 OK [READ-WRITE] x\r\n", NULL, TRUE,
	    "READ-WRITE" },
	{ "news before the answer", "S:* 5 EXISTS\r\n* 0 RECENT\r\n1 OK x\r\n",
	    NULL, TRUE, "" },
	{ "refused", "S:1 NO not today\r\n",
	    HOST " refused the command: not today", TRUE, "" },
	{ "refused with a code", "S:1 NO [LIMIT] slow down\r\n",
	    HOST " refused the command: LIMIT, slow down", TRUE, "LIMIT" },
	{ "refused with control octets", "S:1 NO a\x1b[31mb\r\n",
	    "refused the command: a\\x1b[31mb", TRUE, "" },
	{ "not understood there", "S:1 BAD what?\r\n",
	    HOST " refused the command: what?", TRUE, "" },
	{ "not understood here", "S:1 MAYBE x\r\n", "", FALSE, "" },
	{ "a foreign tag", "S:2 OK x\r\n",
	    HOST ": the server answered with a foreign tag", FALSE, "" },
	{ "a tag that only begins so", "S:1x OK x\r\n",
	    HOST ": the server answered with a foreign tag", FALSE, "" },
	{ "farewell", "S:* BYE closing\r\n", HOST " ended the session: closing",
	    FALSE, "" },
	{ "gone", NULL, HOST ": the server closed the connection", FALSE, "" },
	{ "gone in the middle", "S:1 O",
	    HOST ": the server closed the connection", FALSE, "" },
	{ "not IMAP", "S:220 mx.example.com ESMTP\r\n", "", FALSE, "" },
	{ "libetpan's crash", "S:* OK [PERMANENTFLAGS (% x)] y\r\n1 OK x\r\n",
	    NULL, TRUE, "" },
};

static void
test_run(gconstpointer data)
{
	const struct run_row *row = data;
	const char *const script[] = { OK, "C:1 NOOP\r\n", row->answer,
		row->answer && row->open ? "C:2 LOGOUT\r\n" : NULL,
		"S:2 OK x\r\n", NULL };
	g_autoptr(GError) error = NULL;
	struct bench bench;
	bool done;

	start(&bench, script);
	done = session_run(bench.session, "NOOP", 0, &error);
	g_assert_true(done == (row->words == NULL));
	if (!done) {
		g_test_message("%s", error->message);
		g_assert_true(fail_is(error, FAIL_TEMPORARY));
		g_assert_nonnull(strstr(error->message, row->words));
		g_assert_nonnull(strstr(error->message, HOST));
	}
	g_assert_true(session_is_open(bench.session) == row->open);
	if (row->open)
		g_assert_cmpstr(session_reply(bench.session)->code, ==,
		    row->code);
	else
		assert_closed(bench.session);
	finish(&bench);
}

static void
test_greeting(void)
{
	static const struct {
		const char *greeting;
		enum session_preauth preauth;
		gboolean taken, is_preauth;
		enum fail_code code;
	} rows[] = {
		{ "S:* OK x\r\n", SESSION_PREAUTH_REFUSED, TRUE, FALSE, 0 },
		{ "S:* PREAUTH x\r\n", SESSION_PREAUTH_ALLOWED, TRUE, TRUE, 0 },
		{ "S:* PREAUTH x\r\n", SESSION_PREAUTH_REFUSED, FALSE, TRUE,
		    FAIL_CONFIG },
		{ "S:* BYE x\r\n", SESSION_PREAUTH_ALLOWED, FALSE, FALSE,
		    FAIL_TEMPORARY },
		{ "S:* BAD x\r\n", SESSION_PREAUTH_ALLOWED, FALSE, FALSE,
		    FAIL_TEMPORARY },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const script[] = { rows[i].greeting,
			rows[i].taken ? "C:1 LOGOUT\r\n" : "E", NULL };
		struct peer peer = peer_start(script);
		struct session *session =
		    session_new(transport_from_fd(peer.fd), HOST, 1000);
		g_autoptr(GError) error = NULL;

		g_test_message("%s", rows[i].greeting);
		g_assert_true(session_greet(session, rows[i].preauth, &error) ==
		    rows[i].taken);
		g_assert_true(session_is_preauth(session) ==
		    rows[i].is_preauth);
		if (!rows[i].taken) {
			g_assert_true(fail_is(error, rows[i].code));
			assert_closed(session);
		}
		session_free(session);
		g_assert_true(peer_finish(&peer));
	}
}

static GPtrArray *
make_steps(const char *first, const char *second)
{
	GPtrArray *steps =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	g_ptr_array_add(steps, g_bytes_new_static(first, strlen(first)));
	if (second)
		g_ptr_array_add(steps,
		    g_bytes_new_static(second, strlen(second)));
	return steps;
}

static void
test_exchange(void)
{
	static const char *const script[] = { OK, "C:1 LOGIN {1}\r\n", "N",
		"S:+ go\r\n", "C:x\r\n", "S:1 OK x\r\n", "C:2 A\r\n",
		"S:2 NO [AUTHENTICATIONFAILED] no\r\n", "C:3 A\r\n", "S:+ \r\n",
		"C:b\r\n", "S:+ eyJ9\r\n", "C:\r\n", "S:3 NO x\r\n",
		LOGOUT("4"), NULL };
	g_autoptr(GPtrArray) login = make_steps("LOGIN {1}", "x");
	g_autoptr(GPtrArray) two = make_steps("A", "b");
	g_autoptr(GError) error = NULL;
	struct bench bench;

	start(&bench, script);
	g_assert_true(session_exchange(bench.session, login, &error));
	g_assert_no_error(error);
	/* A NO before the second step: it is not sent. */
	g_assert_false(session_exchange(bench.session, two, &error));
	g_assert_cmpstr(session_reply(bench.session)->code, ==,
	    "AUTHENTICATIONFAILED");
	g_clear_error(&error);
	/* One more "+" than there are steps gets an empty line. */
	g_assert_false(session_exchange(bench.session, two, &error));
	g_assert_true(session_is_open(bench.session));
	finish(&bench);
}

static void
test_asks_on_and_on(void)
{
	static const char *const script[] = { OK, "C:1 A\r\n", "S:+ \r\n",
		"C:b\r\n", "S:+ \r\n", "C:\r\n", "S:+ \r\n", "E", NULL };
	g_autoptr(GPtrArray) two = make_steps("A", "b");
	g_autoptr(GError) error = NULL;
	struct bench bench;

	start(&bench, script);
	g_assert_false(session_exchange(bench.session, two, &error));
	g_assert_nonnull(strstr(error->message, "asks on and on"));
	assert_closed(bench.session);
	finish(&bench);
}

static void
test_capabilities(void)
{
	static const char *const script[] = { OK, "C:1 CAPABILITY\r\n",
		"S:* CAPABILITY IMAP4rev1 MOVE AUTH=PLAIN\r\n1 OK x\r\n",
		LOGOUT("2"), NULL };
	g_autoptr(GError) error = NULL;
	struct bench bench;

	start(&bench, script);
	g_assert_false(session_can(bench.session, "MOVE")); /* not asked yet */
	g_assert_true(session_capabilities(bench.session, &error));
	g_assert_true(session_can(bench.session, "MOVE"));
	g_assert_true(session_can(bench.session, "move"));
	g_assert_false(session_can(bench.session, "MOV"));
	g_assert_false(session_can(bench.session, "IDLE"));
	g_assert_false(session_can(bench.session, "PLAIN"));
	g_assert_true(session_can_auth(bench.session, "PLAIN"));
	g_assert_false(session_can_auth(bench.session, "MOVE"));
	g_assert_cmpstr(session_host(bench.session), ==, HOST);
	finish(&bench);
}

static void
test_patience(void)
{
	static const struct {
		const char *answer;
		gboolean for_now;
	} rows[] = {
		{ "S:1 NO [UNAVAILABLE] x\r\n", TRUE },
		{ "S:1 NO [inuse] x\r\n", TRUE },
		{ "S:1 NO [LIMIT] x\r\n", TRUE },
		{ "S:1 NO [SERVERBUG] x\r\n", TRUE },
		{ "S:1 NO [OVERQUOTA] x\r\n", TRUE },
		{ "S:1 NO [AUTHENTICATIONFAILED] x\r\n", FALSE },
		{ "S:1 NO [NONEXISTENT] x\r\n", FALSE },
		{ "S:1 NO UNAVAILABLE\r\n", FALSE },
		{ "S:1 NO x\r\n", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const script[] = { OK, "C:1 NOOP\r\n",
			rows[i].answer, LOGOUT("2"), NULL };
		g_autoptr(GError) error = NULL;
		struct bench bench;

		g_test_message("%s", rows[i].answer);
		start(&bench, script);
		g_assert_false(session_run(bench.session, "NOOP", 0, &error));
		g_assert_true(session_refused_for_now(bench.session) ==
		    rows[i].for_now);
		finish(&bench);
	}
}

static void
test_pump(void)
{
	static const char *const script[] = { OK, "C:1 IDLE\r\n",
		"S:+ idling\r\n", "C:x\r\n", "S:* 4 EXISTS\r\n", "C:x\r\n",
		"S:* BYE night\r\n", NULL };
	g_autoptr(GBytes) idle = g_bytes_new_static("IDLE", 4);
	g_autoptr(GBytes) more = g_bytes_new_static("x", 1);
	g_autoptr(GError) error = NULL;
	struct session *session;
	struct bench bench;

	start(&bench, script);
	session = bench.session;
	g_assert_true(session_begin(session, 0, &error));
	g_assert_true(session_send_command(session, idle, &error));
	g_assert_cmpint(session_pump(session, -1, 20000, &error), ==,
	    SESSION_OCTETS);
	g_assert_cmpuint(gate_continued(session_gate(session)), ==, 1);
	g_assert_cmpint(session_pump(session, -1, 20, &error), ==,
	    SESSION_TIMEOUT);
	g_assert_false(gate_news(session_gate(session)));
	session_renew(session);
	g_assert_true(session_send(session, more, &error));
	g_assert_cmpint(session_pump(session, -1, 20000, &error), ==,
	    SESSION_OCTETS);
	g_assert_true(gate_news(session_gate(session)));
	g_assert_true(session_send(session, more, &error));
	g_assert_cmpint(session_pump(session, -1, 20000, &error), ==,
	    SESSION_FAILED);
	g_assert_cmpstr(error->message, ==, HOST " ended the session: night");
	assert_closed(session);
	finish(&bench);
}

static void
test_break(void)
{
	static const char *const script[] = { OK, "E", NULL };
	g_autoptr(GError) error = NULL;
	struct bench bench;

	start(&bench, script);
	g_assert_false(session_break(bench.session, "enough", &error));
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	g_assert_cmpstr(error->message, ==, HOST ": enough");
	assert_closed(bench.session);
	finish(&bench); /* and no LOGOUT */
}

/* A server that does not answer to LOGOUT holds up a stop for 2 s at most. */
static void
test_log_out(void)
{
	static const char *const script[] = { OK, "C:1 LOGOUT\r\n", "E", NULL };
	struct bench bench;
	gint64 began;

	start(&bench, script);
	began = clock_boot();
	finish(&bench);
	g_assert_cmpint(clock_boot() - began, <, 10000);
	session_free(NULL);
}

static void
test_quote_folder(void)
{
	static const struct {
		const char *folder, *quoted;
	} rows[] = {
		{ "INBOX", "\"INBOX\"" },
		{ "", "\"\"" },
		{ "a b/c", "\"a b/c\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "Entw\xc3\xbcrfe", "\"Entw&APw-rfe\"" },
		{ "R&D", "\"R&-D\"" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *quoted = session_quote_folder(rows[i].folder);

		g_assert_cmpstr(quoted, ==, rows[i].quoted);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(runs); i++) {
		g_autofree char *path =
		    g_strdup_printf("/session/run/%s", runs[i].name);
		g_test_add_data_func(path, &runs[i], test_run);
	}
	g_test_add_func("/session/greeting", test_greeting);
	g_test_add_func("/session/exchange", test_exchange);
	g_test_add_func("/session/asks-on-and-on", test_asks_on_and_on);
	g_test_add_func("/session/capabilities", test_capabilities);
	g_test_add_func("/session/patience", test_patience);
	g_test_add_func("/session/pump", test_pump);
	g_test_add_func("/session/break", test_break);
	g_test_add_func("/session/log-out", test_log_out);
	g_test_add_func("/session/quote-folder", test_quote_folder);
	return g_test_run();
}
