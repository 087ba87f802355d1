/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers say, and what it means for a letter: the words are those of real
 * servers. The rule behind every row: a customer's answer fails only for
 * what is about that customer or that answer. */
#include "smtp/outcome.h"

#include <string.h>

#include "base/fail.h"

#define AT(step) OUTCOME_##step
#define ACCEPTED OUTCOME_ACCEPTED
#define LATER OUTCOME_LATER
#define REFUSED OUTCOME_REFUSED
#define OUR_FAULT OUTCOME_OUR_FAULT

static const struct row {
	const char *name;
	enum outcome_step step;
	const char *reply;
	enum outcome_kind kind;
} rows[] = {
	{ "greeting", AT(GREETING), "220 mx ESMTP", ACCEPTED },
	{ "greeting 554", AT(GREETING), "554 no SMTP here", OUR_FAULT },
	{ "greeting 421", AT(GREETING), "421 too busy", LATER },
	{ "greeting 250", AT(GREETING), "250 hello", LATER },
	{ "EHLO", AT(EHLO), "250 mx", ACCEPTED },
	{ "EHLO 502", AT(EHLO), "502 not implemented", OUR_FAULT },
	{ "EHLO 450", AT(EHLO), "450 later", LATER },
	{ "STARTTLS", AT(STARTTLS), "220 go", ACCEPTED },
	{ "STARTTLS 454", AT(STARTTLS), "454 TLS not available", LATER },
	{ "STARTTLS 502", AT(STARTTLS), "502 what", OUR_FAULT },
	{ "AUTH", AT(AUTH), "235 2.7.0 welcome", ACCEPTED },
	{ "AUTH 250", AT(AUTH), "250 ok", LATER },
	{ "AUTH 535", AT(AUTH), "535 5.7.8 bad credentials", OUR_FAULT },
	{ "AUTH 454", AT(AUTH), "454 4.7.0 try later", LATER },
	{ "AUTH 432", AT(AUTH), "432 4.7.12 change password", OUR_FAULT },
	{ "AUTH 334 left over", AT(AUTH), "334 ", LATER },

	{ "MAIL", AT(MAIL), "250 2.1.0 ok", ACCEPTED },
	{ "MAIL 354", AT(MAIL), "354 what", LATER },
	{ "MAIL 451", AT(MAIL), "451 4.3.0 later", LATER },
	{ "MAIL 421", AT(MAIL), "421 4.7.0 closing", LATER },
	{ "MAIL 530", AT(MAIL), "530 5.7.0 Authentication Required",
	    OUR_FAULT },
	{ "MAIL 550 sender refused", AT(MAIL), "550 5.7.1 sender denied",
	    OUR_FAULT },
	{ "MAIL 553 sender", AT(MAIL), "553 no such sender", OUR_FAULT },
	{ "MAIL 501", AT(MAIL), "501 5.5.4 unknown parameter", OUR_FAULT },
	{ "MAIL too big", AT(MAIL), "552 5.3.4 too big", REFUSED },
	{ "MAIL too big, plain", AT(MAIL), "552 message exceeds size",
	    REFUSED },
	{ "MAIL 552 our disk quota", AT(MAIL), "552 5.2.2 over quota",
	    OUR_FAULT },
	{ "MAIL too long for policy", AT(MAIL), "550 5.2.3 length", REFUSED },
	{ "MAIL no UTF-8", AT(MAIL), "553 5.6.7 not ASCII", REFUSED },

	{ "RCPT", AT(RCPT), "250 2.1.5 ok", ACCEPTED },
	{ "RCPT 251", AT(RCPT), "251 will forward", ACCEPTED },
	{ "RCPT 252", AT(RCPT), "252 cannot verify", ACCEPTED },
	{ "RCPT 450 greylisted", AT(RCPT),
	    "450 4.2.0 <a@example.com>: Recipient address rejected: Greylisted",
	    LATER },
	{ "RCPT 452", AT(RCPT), "452 4.2.2 mailbox full", LATER },
	{ "RCPT 550", AT(RCPT), "550 5.1.1 no such user", REFUSED },
	{ "RCPT 550 bare", AT(RCPT), "550 no such user", REFUSED },
	{ "RCPT 552", AT(RCPT), "552 5.2.2 mailbox full", REFUSED },
	{ "RCPT policy", AT(RCPT), "550 5.7.1 blocked by the recipient",
	    REFUSED },
	{ "RCPT 503", AT(RCPT), "503 5.5.1 need MAIL command", LATER },
	{ "Postfix relay", AT(RCPT),
	    "554 5.7.1 <a@example.net>: Relay access denied", OUR_FAULT },
	{ "Postfix relay, deferred", AT(RCPT),
	    "454 4.7.1 <a@example.net>: Relay access denied", OUR_FAULT },
	{ "relay, deferred, plain", AT(RCPT), "454 relay access denied",
	    OUR_FAULT },
	{ "Exim relay", AT(RCPT), "550 relay not permitted", OUR_FAULT },
	{ "Sendmail relay", AT(RCPT),
	    "550 5.7.1 a@example.net... Relaying denied", OUR_FAULT },
	{ "Exchange relay", AT(RCPT),
	    "550 5.7.54 SMTP; Unable to relay recipient", OUR_FAULT },
	{ "old Exchange relay", AT(RCPT),
	    "550 5.7.1 Unable to relay for a@example.net", OUR_FAULT },
	{ "Courier relay", AT(RCPT), "513 Relaying denied.", OUR_FAULT },
	{ "qmail relay", AT(RCPT),
	    "553 sorry, that domain isn't in my list of allowed rcpthosts "
	    "(#5.7.1)",
	    OUR_FAULT },
	{ "a recipient called relay", AT(RCPT),
	    "550 <relay@example.com> unknown", REFUSED },
	{ "a host called relay", AT(RCPT),
	    "550 host relay.example.com said: no such user", REFUSED },
	{ "a user unknown at the relay", AT(RCPT),
	    "550 5.1.1 unknown at this relay", REFUSED },
	{ "RCPT login wanted", AT(RCPT), "550 5.7.1 Authentication required",
	    OUR_FAULT },
	{ "RCPT 530", AT(RCPT), "530 5.7.57 Client not authenticated",
	    OUR_FAULT },
	{ "RCPT 5.7.57", AT(RCPT), "550 5.7.57 not authenticated", OUR_FAULT },
	{ "RCPT 535", AT(RCPT), "535 Authentication required.", OUR_FAULT },
	{ "RCPT 538", AT(RCPT), "538 encryption required", OUR_FAULT },
	{ "RCPT 525", AT(RCPT), "525 5.7.13 account disabled", OUR_FAULT },
	{ "RCPT 5.7.8", AT(RCPT), "554 5.7.8 bad credentials", OUR_FAULT },
	{ "RCPT 5.7.9", AT(RCPT), "554 5.7.9 too weak", OUR_FAULT },
	{ "RCPT 5.7.10", AT(RCPT), "554 5.7.10 needs TLS", OUR_FAULT },
	{ "RCPT 5.7.11", AT(RCPT), "554 5.7.11 needs TLS", OUR_FAULT },
	{ "RCPT 5.7.14", AT(RCPT), "554 5.7.14 no trust", OUR_FAULT },
	{ "RCPT 5.7.0", AT(RCPT), "550 5.7.0 go away", OUR_FAULT },
	{ "Exchange: closed to outsiders", AT(RCPT),
	    "550 5.7.12 sender was not authenticated by organization",
	    REFUSED },
	{ "Postfix sender at RCPT", AT(RCPT),
	    "553 5.7.1 <d@example.org>: Sender address rejected: not owned by "
	    "user d",
	    OUR_FAULT },
	{ "Postfix client at RCPT", AT(RCPT),
	    "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access "
	    "denied",
	    OUR_FAULT },
	{ "Postfix HELO at RCPT", AT(RCPT),
	    "504 5.5.2 <x>: Helo command rejected: need fully-qualified "
	    "hostname",
	    OUR_FAULT },
	{ "RCPT bad sender system", AT(RCPT), "550 5.1.8 bad sender",
	    OUR_FAULT },
	{ "RCPT bad sender", AT(RCPT), "550 5.1.7 bad sender", OUR_FAULT },

	{ "DATA", AT(DATA), "354 go on", ACCEPTED },
	{ "DATA 250", AT(DATA), "250 ok", LATER },
	{ "DATA 451", AT(DATA), "451 later", LATER },
	{ "DATA 554", AT(DATA), "554 5.5.1 no valid recipients", REFUSED },
	{ "DATA 503", AT(DATA), "503 RCPT first", LATER },
	{ "body 552", AT(BODY), "552 5.3.4 too much", REFUSED },
	{ "body 250", AT(BODY), "250 ok", LATER },

	{ "dot", AT(DOT), "250 2.0.0 queued as 1", ACCEPTED },
	{ "dot 354", AT(DOT), "354 go on", LATER },
	{ "dot 451", AT(DOT), "451 4.3.0 later", LATER },
	{ "dot 421", AT(DOT), "421 closing", LATER },
	{ "dot 554", AT(DOT), "554 5.7.1 spam", REFUSED },
	{ "dot 552", AT(DOT), "552 5.3.4 too big", REFUSED },
	{ "dot 550 relay in the text", AT(DOT), "550 5.7.1 relay blocked",
	    REFUSED },
	{ "Gmail blocks content", AT(DOT), "552 5.7.0 blocked content",
	    REFUSED },
	{ "Exchange send-as", AT(DOT), "550 5.7.60 may not send as",
	    OUR_FAULT },
	{ "Exchange SendAsDenied", AT(DOT), "554 5.2.252 SendAsDenied",
	    OUR_FAULT },
	{ "Exchange no relaying for a tenant", AT(RCPT),
	    "550 5.7.64 TenantAttribution", OUR_FAULT },
	{ "Exchange daily limit", AT(DOT), "550 5.1.90 daily limit",
	    OUR_FAULT },
	{ "Gmail daily limit", AT(DOT), "550 5.4.5 Daily sending quota",
	    OUR_FAULT },
};

static void
read_reply(struct reply *reply, const char *line)
{
	g_autofree char *whole = g_strconcat(line, "\r\n", NULL);
	gsize used;

	g_assert_cmpint(reply_feed(reply, whole, strlen(whole), &used), ==,
	    REPLY_DONE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(reply) reply = reply_new();
	OUTCOME_AUTO struct outcome outcome = { 0 };

	read_reply(reply, row->reply);
	outcome_set_reply(&outcome, row->step, reply);
	g_assert_cmpstr(outcome_kind_name(outcome.kind), ==,
	    outcome_kind_name(row->kind));
	g_assert_cmpstr(outcome_step_name(outcome.step), ==,
	    outcome_step_name(row->step));
	g_assert_cmpuint(outcome.code, ==, reply->code);
	g_assert_cmpstr(outcome.enhanced, ==, reply->enhanced);
	g_assert_nonnull(outcome.text);
	g_assert_false(outcome.lost || outcome.stale);
}

/* No code whatsoever at any step fails a letter before there is one. */
static void
test_no_letter_no_refusal(void)
{
	for (guint step = OUTCOME_CONNECT; step <= OUTCOME_AUTH; step++)
		for (guint code = 200; code < 600; code++)
			g_assert_cmpint(outcome_classify(step, code, "", "x"),
			    !=, REFUSED);
}

/* Only a 2xx or 354 accepts, only a 5xx refuses, every 4xx waits. */
static void
test_classes(void)
{
	for (guint step = OUTCOME_CONNECT; step <= OUTCOME_DOT; step++)
		for (guint code = 200; code < 600; code++) {
			enum outcome_kind kind =
			    outcome_classify(step, code, "", "");

			if (kind == ACCEPTED)
				g_assert_true(code < 300 || code == 354);
			if (kind == REFUSED)
				g_assert_cmpuint(code, >=, 500);
			if (code >= 500)
				g_assert_cmpint(kind, !=, ACCEPTED);
		}
}

static const struct {
	enum fail_code code;
	enum outcome_step step;
	enum outcome_kind kind;
	bool relay;
} errors[] = {
	{ FAIL_TEMPORARY, AT(CONNECT), LATER, true },
	{ FAIL_CONFIG, AT(CONNECT), OUR_FAULT, true },
	{ FAIL_PERMANENT, AT(STARTTLS), OUR_FAULT, true },
	{ FAIL_LIMIT, AT(AUTH), OUR_FAULT, true },
	{ FAIL_TEMPORARY, AT(BODY), LATER, true },
	{ FAIL_PERMANENT, AT(BODY), REFUSED, false },
	{ FAIL_LIMIT, AT(BODY), REFUSED, false },
	{ FAIL_CONFIG, AT(MAIL), OUR_FAULT, false },
	{ FAIL_STORE, AT(BODY), LATER, true },
};

static void
test_errors(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(errors); i++) {
		OUTCOME_AUTO struct outcome outcome = { 0 };
		g_autoptr(GError) error = NULL;

		fail_set(&error, errors[i].code, "x");
		outcome_set_error(&outcome, errors[i].step, error);
		g_assert_cmpint(outcome.kind, ==, errors[i].kind);
		g_assert_cmpint(outcome_is_relay(&outcome), ==,
		    errors[i].relay);
		g_assert_cmpuint(outcome.code, ==, 0);
		g_assert_cmpstr(outcome.text, ==, "x");
	}
}

static const struct {
	enum outcome_step step;
	const char *reply;
	bool relay;
} relays[] = {
	{ AT(GREETING), "421 busy", true },
	{ AT(AUTH), "535 5.7.8 no", true },
	{ AT(RCPT), "421 closing", true },
	{ AT(RCPT), "450 4.2.0 greylisted", false },
	{ AT(RCPT), "550 5.1.1 no", false },
	{ AT(RCPT), "554 5.7.1 relay access denied", false },
	{ AT(MAIL), "550 5.1.8 bad sender", false },
	{ AT(DOT), "250 ok", false },
};

static void
test_is_relay(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(relays); i++) {
		OUTCOME_AUTO struct outcome outcome = { 0 };
		g_autoptr(reply) reply = reply_new();

		read_reply(reply, relays[i].reply);
		outcome_set_reply(&outcome, relays[i].step, reply);
		g_assert_cmpint(outcome_is_relay(&outcome), ==,
		    relays[i].relay);
	}
}

static void
test_text(void)
{
	OUTCOME_AUTO struct outcome outcome = { .lost = true };
	OUTCOME_AUTO struct outcome taken = { 0 };
	g_autofree char *long_text = g_strnfill(2000, 'x');

	outcome_set(&outcome, AT(MAIL), LATER, "a \xff %s", long_text);
	g_assert_true(g_utf8_validate(outcome.text, -1, NULL));
	g_assert_cmpint(g_utf8_strlen(outcome.text, -1), ==, REPLY_TEXT_MAX);
	g_assert_false(outcome.lost);
	outcome_move(&taken, &outcome);
	g_assert_null(outcome.text);
	g_assert_cmpint(taken.kind, ==, LATER);
	g_assert_true(g_str_has_prefix(taken.text, "a "));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/outcome/reply/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/outcome/no-letter", test_no_letter_no_refusal);
	g_test_add_func("/outcome/classes", test_classes);
	g_test_add_func("/outcome/errors", test_errors);
	g_test_add_func("/outcome/is-relay", test_is_relay);
	g_test_add_func("/outcome/text", test_text);
	return g_test_run();
}
