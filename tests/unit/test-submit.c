/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole session against a scripted server that compares every octet: each
 * verb with good, bad, absent and hostile answers. */
#include "smtp/submit.h"

#include <string.h>

#include "util-peer.h"

#define AT(step) OUTCOME_##step

#define HI "S:220 mx.example.com ESMTP\r\n"
#define EHLO "C:EHLO desk.example.org\r\n"
#define SIMPLE HI, EHLO, "S:250 mx.example.com\r\n"
#define PIPES HI, EHLO, "S:250-mx.example.com\r\n250 PIPELINING\r\n"
#define MAIL "C:MAIL FROM:<b@example.org>\r\n"
#define RCPT "C:RCPT TO:<a@example.com>\r\n"
#define DATA "C:DATA\r\n"
#define GROUP \
	"C:MAIL FROM:<b@example.org>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n"
#define OK "S:250 2.0.0 ok\r\n"
#define GO "S:354 go on\r\n"
#define TEXT "C:Subject: x\r\n\r\n..dot\r\n"
#define DOT "C:.\r\n"
#define QUIT "C:QUIT\r\n", "S:221 bye\r\n", "E"
/* A reply of 100,000 lines, and one of a megabyte without an end. */
#define LINES "*100000:250-more\r\n"
#define LONG "*20000:550 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* How it ends: kind, step and code; LOST: with nobody knowing. */
#define END(kind, step, code) OUTCOME_##kind, OUTCOME_##step, code, false
#define LOST(code) OUTCOME_LATER, OUTCOME_DOT, code, true

static const char letter[] = "Subject: x\r\n\r\n.dot\r\n";

static const struct submit_relay plain = {
	.name = "relay1",
	.host = "mx.example.com",
	.tls = TRANSPORT_TLS_NONE,
	.ehlo_name = "desk.example.org",
};
static const struct submit_envelope envelope = {
	.sender = "b@example.org",
	.recipient = "a@example.com",
};

static struct submit *
open_on(const struct peer *peer, const struct submit_relay *relay,
    struct outcome *outcome)
{
	return submit_open_on(transport_from_fd(peer->fd), relay, outcome);
}

/* One letter from MAIL to the answer to the dot. */
static bool
deliver(struct submit *session, struct outcome *outcome)
{
	return submit_begin(session, &envelope, outcome) &&
	    submit_data(session, letter, strlen(letter), outcome) &&
	    submit_dot(session, NULL, outcome) &&
	    submit_answer(session, outcome);
}

static const struct row {
	const char *name;
	const char *script[16];
	enum outcome_kind kind;
	enum outcome_step step;
	guint code;
	bool lost;
} rows[] = {
	{ "accepted",
	    { SIMPLE, MAIL, OK, RCPT, OK, DATA, GO, TEXT, DOT,
	        "S:250 2.0.0 queued\r\n", QUIT },
	    END(ACCEPTED, DOT, 250) },
	{ "accepted, pipelined",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:250 queued\r\n", QUIT },
	    END(ACCEPTED, DOT, 250) },
	{ "accepted, replies in one",
	    { PIPES, GROUP, "S:250 a\r\n250 b\r\n354 c\r\n", TEXT, DOT, OK,
	        QUIT },
	    END(ACCEPTED, DOT, 250) },
	{ "accepted, several lines to each verb",
	    { PIPES, GROUP, "S:250-a\r\n250 b\r\n", "S:250-c\r\n250 d\r\n",
	        "S:354-e\r\n354 f\r\n", TEXT, DOT, "S:250-g\r\n250 h\r\n",
	        QUIT },
	    END(ACCEPTED, DOT, 250) },

	{ "greeting 421", { "S:421 busy\r\n", "E" },
	    END(LATER, GREETING, 421) },
	{ "greeting 554", { "S:554 no\r\n", "E" },
	    END(OUR_FAULT, GREETING, 554) },
	{ "greeting never", { NULL }, END(LATER, GREETING, 0) },
	{ "greeting without code", { "S:hello\r\n", "E" },
	    END(LATER, GREETING, 0) },
	{ "greeting of 100,000 lines", { "*100000:220-x\r\n", "E" },
	    END(LATER, GREETING, 0) },
	{ "greeting of a megabyte", { LONG, "E" }, END(LATER, GREETING, 0) },
	{ "greeting and more", { "S:220 a\r\n250 b\r\n", "E" },
	    END(LATER, EHLO, 0) },
	{ "EHLO 502", { HI, EHLO, "S:502 what\r\n", "E" },
	    END(OUR_FAULT, EHLO, 502) },
	{ "EHLO 421", { HI, EHLO, "S:421 busy\r\n", "E" },
	    END(LATER, EHLO, 421) },
	{ "EHLO drop", { HI, EHLO }, END(LATER, EHLO, 0) },
	{ "EHLO of 100,000 lines", { HI, EHLO, LINES, "E" },
	    END(LATER, EHLO, 0) },
	{ "EHLO with 8-bit text",
	    { HI, EHLO, "S:250 \xff\xfe\r\n", MAIL, "S:550 \xe9\r\n", QUIT },
	    END(OUR_FAULT, MAIL, 550) },

	{ "MAIL 451", { SIMPLE, MAIL, "S:451 later\r\n", QUIT },
	    END(LATER, MAIL, 451) },
	{ "MAIL 550", { SIMPLE, MAIL, "S:550 sender\r\n", QUIT },
	    END(OUR_FAULT, MAIL, 550) },
	{ "MAIL 421", { SIMPLE, MAIL, "S:421 closing\r\n", "E" },
	    END(LATER, MAIL, 421) },
	{ "MAIL drop", { SIMPLE, MAIL }, END(LATER, MAIL, 0) },
	{ "MAIL 100,000 lines", { SIMPLE, MAIL, LINES, "E" },
	    END(LATER, MAIL, 0) },
	{ "MAIL a megabyte", { SIMPLE, MAIL, LONG, "E" }, END(LATER, MAIL, 0) },
	{ "MAIL two replies", { SIMPLE, MAIL, "S:250 a\r\n250 b\r\n", "E" },
	    END(LATER, RCPT, 0) },
	{ "RCPT 450", { SIMPLE, MAIL, OK, RCPT, "S:450 4.2.0 grey\r\n", QUIT },
	    END(LATER, RCPT, 450) },
	{ "RCPT 550", { SIMPLE, MAIL, OK, RCPT, "S:550 5.1.1 no\r\n", QUIT },
	    END(REFUSED, RCPT, 550) },
	{ "RCPT relay denied",
	    { SIMPLE, MAIL, OK, RCPT, "S:554 5.7.1 Relay access denied\r\n",
	        QUIT },
	    END(OUR_FAULT, RCPT, 554) },
	{ "RCPT 421", { SIMPLE, MAIL, OK, RCPT, "S:421 closing\r\n", "E" },
	    END(LATER, RCPT, 421) },
	{ "RCPT drop", { SIMPLE, MAIL, OK, RCPT }, END(LATER, RCPT, 0) },
	{ "RCPT without code", { SIMPLE, MAIL, OK, RCPT, "S:yes\r\n", "E" },
	    END(LATER, RCPT, 0) },
	{ "DATA 451",
	    { SIMPLE, MAIL, OK, RCPT, OK, DATA, "S:451 later\r\n", QUIT },
	    END(LATER, DATA, 451) },
	{ "DATA 554",
	    { SIMPLE, MAIL, OK, RCPT, OK, DATA, "S:554 no\r\n", QUIT },
	    END(REFUSED, DATA, 554) },
	{ "DATA 250", { SIMPLE, MAIL, OK, RCPT, OK, DATA, OK, QUIT },
	    END(LATER, DATA, 250) },
	{ "DATA drop", { SIMPLE, MAIL, OK, RCPT, OK, DATA },
	    END(LATER, DATA, 0) },
	{ "354 twice", { PIPES, GROUP, OK, OK, "S:354 a\r\n354 b\r\n", "E" },
	    END(LATER, DATA, 0) },
	{ "250 before the dot",
	    { PIPES, GROUP, OK, OK, "S:354 a\r\n250 done\r\n", "E" },
	    END(LATER, DATA, 0) },

	{ "dot 451",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:451 4\r\n", QUIT },
	    END(LATER, DOT, 451) },
	{ "dot 554",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:554 5.7.1 spam\r\n",
	        QUIT },
	    END(REFUSED, DOT, 554) },
	{ "dot 421",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:421 closing\r\n", "E" },
	    END(LATER, DOT, 421) },
	{ "dot drop", { PIPES, GROUP, OK, OK, GO, TEXT, DOT }, LOST(0) },
	{ "dot, half a reply",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:250 o" }, LOST(0) },
	{ "dot without code",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:thanks\r\n", "E" },
	    LOST(0) },
	{ "dot 354",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:354 again\r\n", "E" },
	    LOST(354) },
	{ "dot, one reply too many",
	    { PIPES, GROUP, OK, OK, GO, TEXT, DOT, "S:250 a\r\n250 b\r\n",
	        "E" },
	    END(ACCEPTED, DOT, 250) },

	{ "pipelined, RCPT refused, DATA too",
	    { PIPES, GROUP, OK, "S:550 5.1.1 no\r\n", "S:554 no\r\n", QUIT },
	    END(REFUSED, RCPT, 550) },
	{ "pipelined, RCPT refused, DATA taken: a lone dot",
	    { PIPES, GROUP, OK, "S:550 5.1.1 no\r\n", GO, DOT, "S:554 none\r\n",
	        QUIT },
	    END(REFUSED, RCPT, 550) },
	{ "pipelined, RCPT refused, the lone dot taken",
	    { PIPES, GROUP, OK, "S:550 5.1.1 no\r\n", GO, DOT, OK, QUIT },
	    END(REFUSED, RCPT, 550) },
	{ "pipelined, RCPT deferred, DATA taken",
	    { PIPES, GROUP, OK, "S:451 4.2.0 grey\r\n", GO, DOT, "S:554 x\r\n",
	        QUIT },
	    END(LATER, RCPT, 451) },
	{ "pipelined, MAIL refused, RCPT and DATA too",
	    { PIPES, GROUP, "S:550 a\r\n", "S:503 b\r\n", "S:503 c\r\n", QUIT },
	    END(OUR_FAULT, MAIL, 550) },
	{ "pipelined, MAIL refused, the rest taken: never a dot",
	    { PIPES, GROUP, "S:451 a\r\n", OK, GO, "E" },
	    END(LATER, MAIL, 451) },
	{ "pipelined, MAIL 421", { PIPES, GROUP, "S:421 closing\r\n", "E" },
	    END(LATER, MAIL, 421) },
	{ "pipelined, drop after MAIL", { PIPES, GROUP, OK },
	    END(LATER, RCPT, 0) },
	{ "pipelined, drop after a refusal",
	    { PIPES, GROUP, OK, "S:550 5.1.1 no\r\n" },
	    END(REFUSED, RCPT, 550) },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct peer peer = peer_start(row->script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	struct submit *session = open_on(&peer, &plain, &outcome);

	if (session) {
		bool taken = deliver(session, &outcome);

		g_assert_cmpint(taken, ==, row->kind == OUTCOME_ACCEPTED);
		g_assert_cmpuint(submit_count(session), ==, taken ? 1 : 0);
	}
	submit_close(session);
	g_assert_cmpstr(outcome_step_name(outcome.step), ==,
	    outcome_step_name(row->step));
	g_assert_cmpstr(outcome_kind_name(outcome.kind), ==,
	    outcome_kind_name(row->kind));
	g_assert_cmpuint(outcome.code, ==, row->code);
	g_assert_cmpint(outcome.lost, ==, row->lost);
	g_assert_false(outcome.stale);
	g_assert_nonnull(outcome.text);
	g_assert_true(g_utf8_validate(outcome.text, -1, NULL));
	g_assert_true(peer_finish(&peer));
}

/* Two letters over one session, the first of them refused: RSET between. */
static void
test_two_letters(void)
{
	static const char *const script[] = { PIPES, GROUP, OK,
		"S:550 5.1.1 no\r\n", "S:503 no\r\n", "C:RSET\r\n", OK, GROUP,
		OK, OK, GO, TEXT, DOT, OK, GROUP, OK, OK, GO, TEXT, DOT, OK,
		QUIT, NULL };
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	struct submit *session = open_on(&peer, &plain, &outcome);

	g_assert_nonnull(session);
	g_assert_false(deliver(session, &outcome));
	g_assert_true(submit_is_open(session));
	g_assert_true(deliver(session, &outcome));
	g_assert_true(deliver(session, &outcome));
	g_assert_cmpuint(submit_count(session), ==, 2);
	submit_close(session);
	g_assert_true(peer_finish(&peer));
}

/* One letter whose state is committed already, with another behind it. */
static bool
deliver_on(struct submit *session, const struct submit_envelope *next,
    struct outcome *outcome)
{
	return submit_begin(session, &envelope, outcome) &&
	    submit_data(session, letter, strlen(letter), outcome) &&
	    submit_dot(session, next, outcome) &&
	    submit_answer(session, outcome);
}

#define TEXT_DOT "C:Subject: x\r\n\r\n..dot\r\n.\r\n"
#define TEXT_DOT_GROUP                                                    \
	"C:Subject: x\r\n\r\n..dot\r\n.\r\nMAIL FROM:<b@example.org>\r\n" \
	"RCPT TO:<a@example.com>\r\nDATA\r\n"

/* What the server says to the next letter's commands, how that ends, and
 * whether it was lost: every reply is taken for its own letter. */
static const struct {
	const char *name;
	const char *script[24];
	guint letters;
	enum outcome_kind kinds[3];
	bool lost, stale;
} trains[] = {
	{ "three",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP, OK, OK, OK, GO,
	        TEXT_DOT_GROUP, "S:250 a\r\n250 b\r\n250 c\r\n354 d\r\n",
	        TEXT_DOT, OK, QUIT },
	    3, { OUTCOME_ACCEPTED, OUTCOME_ACCEPTED, OUTCOME_ACCEPTED }, false,
	    false },
	{ "the first refused at its dot",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP, "S:554 spam\r\n", OK,
	        OK, GO, TEXT_DOT, OK, QUIT },
	    2, { OUTCOME_REFUSED, OUTCOME_ACCEPTED }, false, false },
	{ "the second refused at RCPT",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP, OK, OK,
	        "S:550 5.1.1 no\r\n", "S:503 no\r\n", QUIT },
	    2, { OUTCOME_ACCEPTED, OUTCOME_REFUSED }, false, false },
	{ "421 after the first",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP, OK,
	        "S:421 enough letters\r\n", "E" },
	    2, { OUTCOME_ACCEPTED, OUTCOME_LATER }, false, true },
	{ "the end after the first",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP, OK }, 2,
	    { OUTCOME_ACCEPTED, OUTCOME_LATER }, false, true },
	{ "the end at the first's dot",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP }, 1, { OUTCOME_LATER },
	    true, false },
	{ "one reply too many is not DATA's",
	    { PIPES, GROUP, OK, OK, GO, TEXT_DOT_GROUP,
	        "S:250 a\r\n250 more\r\n250 b\r\n250 c\r\n354 d\r\n", "E" },
	    2, { OUTCOME_ACCEPTED, OUTCOME_LATER }, false, false },
	{ "no PIPELINING: nothing goes ahead",
	    { SIMPLE, MAIL, OK, RCPT, OK, DATA, GO, TEXT_DOT, OK, MAIL,
	        "S:451 "
	        "later\r\n",
	        QUIT },
	    2, { OUTCOME_ACCEPTED, OUTCOME_LATER }, false, false },
};

static void
test_train(gconstpointer data)
{
	const typeof(*trains) *row = data;
	struct peer peer = peer_start(row->script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	struct submit *session = open_on(&peer, &plain, &outcome);

	g_assert_nonnull(session);
	for (guint i = 0; i < row->letters; i++) {
		bool last = i + 1 == row->letters && !row->lost;

		g_test_message("letter %u", i);
		(void)deliver_on(session, last ? NULL : &envelope, &outcome);
		g_assert_cmpstr(outcome_kind_name(outcome.kind), ==,
		    outcome_kind_name(row->kinds[i]));
	}
	g_assert_cmpint(outcome.lost, ==, row->lost);
	g_assert_cmpint(outcome.stale, ==, row->stale);
	submit_close(session);
	g_assert_true(peer_finish(&peer));
}

/* Another letter than the announced, or none: the connection is closed, and
 * nothing of it can look like the end of one. */
static void
test_other_than_announced(void)
{
	static const struct submit_envelope other = {
		.sender = "b@example.org",
		.recipient = "c@example.com",
	};

	for (guint i = 0; i < 2; i++) {
		static const char *const script[] = { PIPES, GROUP, OK, OK, GO,
			TEXT_DOT_GROUP, OK, "E", NULL };
		struct peer peer = peer_start(script);
		OUTCOME_AUTO struct outcome outcome = { 0 };
		struct submit *session = open_on(&peer, &plain, &outcome);

		g_assert_true(deliver_on(session, &envelope, &outcome));
		g_assert_true(submit_is_open(session));
		if (i == 0) {
			g_assert_false(submit_begin(session, &other, &outcome));
			g_assert_true(outcome.stale);
			g_assert_false(submit_is_open(session));
		}
		submit_close(session);
		g_assert_true(peer_finish(&peer));
	}
}

static const struct {
	const char *name, *last;
	enum outcome_step step;
	bool unasked; /* said or done before the second MAIL */
} ends[] = {
	{ "an unasked 421", "S:421 idle\r\n", AT(MAIL), true },
	{ "the end", "N", AT(MAIL), true },
	{ "421 to MAIL", "S:421 enough letters\r\n", AT(MAIL), false },
};

/* A kept session that ended meanwhile says so, and takes nothing of the letter.
 */
static void
test_stale(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
		const char *script[] = { PIPES, GROUP, OK, OK, GO, TEXT, DOT,
			OK, ends[i].unasked ? "N" : GROUP, ends[i].last, NULL };
		struct peer peer = peer_start(script);
		OUTCOME_AUTO struct outcome outcome = { 0 };
		struct submit *session = open_on(&peer, &plain, &outcome);

		g_assert_nonnull(session);
		g_assert_true(deliver(session, &outcome));
		if (ends[i].unasked)
			g_assert_true(peer_finish(&peer));
		g_assert_false(deliver(session, &outcome));
		g_assert_true(outcome.stale);
		g_assert_cmpint(outcome.kind, ==, OUTCOME_LATER);
		g_assert_cmpint(outcome.step, ==, ends[i].step);
		g_assert_false(submit_is_open(session));
		submit_close(session);
		if (!ends[i].unasked)
			g_assert_true(peer_finish(&peer));
	}
}

static const struct {
	const char *name;
	struct submit_envelope envelope;
	enum outcome_kind kind;
} unsendable[] = {
	{ "CR LF in the recipient", { "", "a@example.com>\r\nDATA", false, 0 },
	    OUTCOME_REFUSED },
	{ "CR LF in the sender",
	    { "b@example.org\r\n", "a@example.com", false, 0 },
	    OUTCOME_OUR_FAULT },
	{ "SMTPUTF8 not offered", { "", "j\xc3\xb6rg@example.com", false, 0 },
	    OUTCOME_REFUSED },
	{ "over its SIZE", { "", "a@example.com", false, 1001 },
	    OUTCOME_REFUSED },
};

/* Letters that cannot go say so without a word to the server, which stays
 * fit for the next. */
static void
test_refused_before_sending(void)
{
	static const char *const script[] = { HI, EHLO,
		"S:250-mx\r\n250-SIZE 1000\r\n250 PIPELINING\r\n", GROUP, OK,
		OK, GO, TEXT, DOT, OK, QUIT, NULL };
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	struct submit *session = open_on(&peer, &plain, &outcome);

	g_assert_nonnull(session);
	g_assert_cmpuint(submit_capability(session)->size, ==, 1000);
	for (guint i = 0; i < G_N_ELEMENTS(unsendable); i++) {
		g_assert_false(submit_begin(session, &unsendable[i].envelope,
		    &outcome));
		g_assert_cmpint(outcome.kind, ==, unsendable[i].kind);
		g_assert_cmpuint(outcome.code, ==, 0);
		g_assert_true(submit_is_open(session));
	}
	g_assert_true(deliver(session, &outcome));
	submit_close(session);
	g_assert_true(peer_finish(&peer));
}

static void
test_bad_ehlo_name(void)
{
	static const char *const script[] = { HI, "E", NULL };
	struct submit_relay relay = plain;
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };

	relay.ehlo_name = "x\r\nMAIL FROM:<>";
	g_assert_null(open_on(&peer, &relay, &outcome));
	g_assert_cmpint(outcome.kind, ==, OUTCOME_OUR_FAULT);
	g_assert_true(peer_finish(&peer));
}

static void
test_connection_refused(void)
{
	struct submit_relay relay = plain;
	OUTCOME_AUTO struct outcome outcome = { 0 };

	relay.host = "127.0.0.1";
	relay.port = 1; /* tcpmux: nobody listens */
	g_assert_null(submit_open(&relay, &outcome));
	g_assert_cmpint(outcome.kind, ==, OUTCOME_LATER);
	g_assert_cmpint(outcome.step, ==, AT(CONNECT));
	g_assert_true(outcome_is_relay(&outcome));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/submit/reply/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(trains); i++) {
		g_autofree char *path =
		    g_strdup_printf("/submit/train/%s", trains[i].name);

		g_test_add_data_func(path, &trains[i], test_train);
	}
	g_test_add_func("/submit/other-than-announced",
	    test_other_than_announced);
	g_test_add_func("/submit/two-letters", test_two_letters);
	g_test_add_func("/submit/stale", test_stale);
	g_test_add_func("/submit/unsendable", test_refused_before_sending);
	g_test_add_func("/submit/ehlo-name", test_bad_ehlo_name);
	g_test_add_func("/submit/refused", test_connection_refused);
	return g_test_run();
}
