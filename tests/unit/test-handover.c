/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A notice that never arrived goes to a colleague: once, and never back. */
#include "pipeline/handover.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/upkeep.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/letters.h"
#include "store/tickets.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define OWNER "owner@example.net"

/* A desk whose ticket 1 is alice's, and a mail of which only she was told. */
static struct util_desk *
desk_of_alice(void)
{
	struct util_desk *desk =
	    util_desk_new("owner_email = \"" OWNER "\";\n");
	g_autoptr(GError) error = NULL;

	look_first_mail(desk);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_free(ticket->assignee);
	ticket->assignee = g_strdup("alice");
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	clock_set_for_test(UTIL_DESK_NOW + 60000, 1060000);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "It is URGENT now.\n");
	g_autofree char *attached = look_attach(raw, "a.txt", "attached\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, attached, 50);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 1);
	return desk;
}

/* The newest notice to that agent: what becomes of it. */
static guint64
set_state(struct util_desk *desk, const char *agent, guint32 state)
{
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, agent);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	letter->state = state;
	letter->done = clock_now();
	letter->code = 550;
	g_assert_true(letters_put(txn, letter, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return letter->number;
}

static void
keep(struct util_desk *desk)
{
	struct inbox inbox;
	g_autoptr(GError) error = NULL;
	bool letters = false;

	util_inbox_open(&inbox, desk);
	g_assert_true(upkeep_run(&inbox, &letters, &error));
	g_assert_no_error(error);
	util_inbox_close(&inbox);
}

static void
test_next(void)
{
	g_autoptr(util_desk) desk = desk_of_alice();

	set_state(desk, ALICE, LETTER_FAILED);
	keep(desk);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 2);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, BOB);
	g_autofree char *octets = util_desk_octets(desk, letter);
	rules_assert_holds(octets, "It is URGENT now.");
	rules_assert_holds(octets, "a.txt");
	g_autofree char *reply = util_desk_field(octets, "Reply-To");
	g_assert_nonnull(reply);
	g_autoptr(letter) alarm = util_desk_letter(desk, LETTER_ALARM, OWNER);
	g_autofree char *said = util_desk_octets(desk, alarm);
	rules_assert_holds(said, "agent bob");
	/* told once */
	keep(desk);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, 4);
	/* his answer goes to the customer like any other */
	g_autofree char *answer = look_answer(desk, BOB, NULL, "I am on it.");
	g_autoptr(accept_mail) mail = util_desk_take(desk, answer, 51);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, CAROL), ==, 1);
}

/* Both fail: it ends there, with two alarms and no third notice. */
static void
test_nobody_left(void)
{
	g_autoptr(util_desk) desk = desk_of_alice();

	set_state(desk, ALICE, LETTER_FAILED);
	keep(desk);
	set_state(desk, BOB, LETTER_FAILED);
	for (guint i = 0; i < 3; i++)
		keep(desk);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_ALARM, OWNER), ==, 2);
}

/* Where a colleague has had the same notice, nobody needs another. */
static void
test_colleague_has_it(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new("owner_email = \"" OWNER "\";\n");

	look_first_mail(desk);
	set_state(desk, ALICE, LETTER_FAILED);
	keep(desk);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_ALARM, OWNER), ==, 1);
}

/* Taken by the agent's server, and returned an hour later. */
static void
test_returned(void)
{
	static const struct {
		const char *name, *action, *status;
		guint notices;
	} rows[] = {
		{ "for good", "failed", "5.1.1", 2 },
		{ "only late", "delayed", "4.2.2", 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = desk_of_alice();
		guint64 number = set_state(desk, ALICE, LETTER_SENT);
		g_autofree char *token =
		    token_short_issue(desk->ring, TOKEN_USE_BOUNCE, number);
		g_autofree char *to =
		    replyaddr_bounce(&desk->settings->desk, token);
		g_autofree char *raw = g_strdup_printf(
		    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\n"
		    "To: <%s>\r\nSubject: Undelivered Mail\r\n"
		    "MIME-Version: 1.0\r\nContent-Type: multipart/report; "
		    "report-type=delivery-status; boundary=\"b\"\r\n\r\n"
		    "--b\r\n\r\nIt failed.\r\n\r\n--b\r\nContent-Type: "
		    "message/delivery-status\r\n\r\nReporting-MTA: dns; "
		    "mx.example.net\r\n\r\nFinal-Recipient: rfc822; " ALICE
		    "\r\nAction: %s\r\nStatus: %s\r\n\r\n--b--\r\n",
		    to, rows[i].action, rows[i].status);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 60);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(mail->number, ==, 1);
		keep(desk);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==,
		    rows[i].notices);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
		g_autoptr(letter) letter = look_letter(desk, number);
		g_assert_cmpuint(letter->state, ==,
		    rows[i].notices == 2 ? LETTER_FAILED : LETTER_SENT);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/handover/next", test_next);
	g_test_add_func("/handover/nobody-left", test_nobody_left);
	g_test_add_func("/handover/colleague-has-it", test_colleague_has_it);
	g_test_add_func("/handover/returned", test_returned);
	return g_test_run();
}
