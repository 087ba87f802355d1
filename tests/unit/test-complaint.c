/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complaints: what is one and what only speaks of one, who is kept from it, and
 * that no answer goes out on one agent's word. */
#include "desk/complaint.h"

#include <string.h>
#include <sysexits.h>

#include "desk/complaintwords.h"
#include "mime/parse.h"
#include "util-look.h"
#include "util-operator.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define EVE "eve@example.com"
#define BOSS "boss@example.net"

static const struct {
	const char *name, *subject, *words;
	bool complains;
} rows[] = {
	{ "subject", "Complaint", "", true },
	{ "subject, and more", "Formal complaint: ticket 7", "", true },
	{ "words", "x", "Hello,\nI would like\nto complain about you.", true },
	{ "curly apostrophe", "x",
	    "I\xe2\x80\x99"
	    "d like to complain.",
	    true },
	{ "German", "Beschwerde", "", true },
	{ "German words", "x", "Hiermit beschwere ich mich.", true },
	{ "Russian", "Re: x", "Я хочу подать жалобу на вас.", true },
	{ "Chinese", "x", "你好，我要投诉你们的客服。", true },
	{ "Japanese", "x", "正式な苦情として扱ってください。", true },
	{ "Arabic", "شكوى", "", true },
	{ "how complaints work", "How do complaints work?", "", false },
	{ "a question", "Complaint?", "", false },
	{ "of a form", "Complaint form missing", "", false },
	{ "no complaint", "x", "I have no complaints, all is well.", false },
	{ "somebody else's", "x", "The compiler complains about it.", false },
	{ "anger", "Where is my money???", "This is terrible!", false },
	{ "within a word", "x", "hobeschwerde einlegenx", false },
	{ "nothing", "", "", false },
};

static void
test_says(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(complaint_says(rows[i].subject, rows[i].words),
		    ==, rows[i].complains);
	}
}

/* Each phrase of the table is found by itself, in its own form. */
static void
test_table(void)
{
	guint n = 0;
	const struct complaintwords_row *row = complaintwords_rows(&n);

	g_assert_cmpuint(n, ==, 22);
	for (; n > 0; n--, row++) {
		g_auto(GStrv) starts = g_strsplit(row->subjects, "|", -1);
		g_auto(GStrv) words = g_strsplit(row->phrases, "|", -1);

		for (guint i = 0; starts[i]; i++) {
			g_test_message("%s: %s", row->language, starts[i]);
			g_assert_true(complaint_says(starts[i], ""));
		}
		for (guint i = 0; words[i]; i++) {
			g_autofree char *line =
			    g_strdup_printf("x, %s.", words[i]);

			g_test_message("%s: %s", row->language, words[i]);
			g_assert_true(complaint_says("", line));
		}
	}
}

static const char conf[] =
    "queues = ( { name = \"support\"; addresses = [ \"support@example.com\" ];"
    " agents = [ \"alice\", \"bob\" ]; },\n"
    " { name = \"complaints\"; addresses = [ \"complaints@example.com\" ];"
    ""
    " agents = [ \"alice\", \"bob\" ];"
    " supervisor = [ \"" BOSS "\", \"" ALICE "\" ]; } );\n";

/* The desk of the other tests, with a queue of complaints and eve in it. */
static void
open_desk(struct operator* bench, gconstpointer data)
{
	struct settings_agent *eve = g_new0(struct settings_agent, 1);
	struct settings *settings;

	(void)data;
	bench->desk = util_desk_new(conf);
	settings = bench->desk->settings;
	eve->name = g_strdup("eve");
	eve->public_name = g_strdup("Eve");
	eve->addresses = g_strsplit(EVE, ",", -1);
	eve->languages = g_new0(char *, 1);
	g_ptr_array_add(settings->agents, eve);
	struct settings_queue *queue = settings->queues->pdata[1];
	g_strfreev(queue->agents);
	queue->agents = g_strsplit("alice,bob,eve", ",", -1);
	g_free(settings->desk.complaints);
	settings->desk.complaints = g_strdup("complaints");
	look_first_mail(bench->desk);
}

static void
close_desk(struct operator* bench, gconstpointer data)
{
	(void)data;
	util_desk_free(bench->desk);
}

static guint64
send(struct operator* bench, const char *to, const char *header,
    const char *words)
{
	g_autofree char *raw =
	    util_desk_mail(CAROL, to, UTIL_DMARC, header, words);

	return operator_takes(bench, raw, ACCEPT_ENTRY);
}

static void
assert_complaint(struct operator* bench, guint64 number, const char *about)
{
	g_autoptr(ticket) ticket = look_ticket(bench->desk, number);
	g_autofree char *barred = g_strjoinv(",", ticket->barred);

	g_assert_cmpstr(ticket->queue, ==, "complaints");
	g_assert_cmpstr(barred, ==, about);
}

static guint
notices(struct operator* bench, const char *to)
{
	return look_count(bench->desk, LETTER_NOTICE, to);
}

/* By address, by words, and with a name in them. */
static void
test_new(struct operator* bench, gconstpointer data)
{
	guint alice, bob;

	(void)data;
	g_assert_cmpuint(send(bench, "complaints@example.com", "Subject: x\n",
	                     "It took too long.\n"),
	    ==, 2);
	assert_complaint(bench, 2, "");
	operator_audited(bench, "complaint.about", "ticket 2", "docketd");
	g_assert_cmpuint(notices(bench, BOSS), ==, 1);
	alice = notices(bench, ALICE);
	bob = notices(bench, BOB);
	g_assert_cmpuint(send(bench, "support@example.com", "Subject: y\n",
	                     "I want to complain about Alice.\n"),
	    ==, 3);
	assert_complaint(bench, 3, "alice");
	/* alice is a supervisor there, too, and hears nothing */
	g_assert_cmpuint(notices(bench, ALICE), ==, alice);
	g_assert_cmpuint(notices(bench, BOB), ==, bob + 1);
	g_assert_cmpuint(notices(bench, BOSS), ==, 2);
}

/* On a ticket: one of its own, linked, and kept from who answered. */
static void
test_reply(struct operator* bench, gconstpointer data)
{
	guint alice;

	(void)data;
	g_autofree char *raw =
	    look_answer(bench->desk, ALICE, NULL, "We can not help you.");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	alice = notices(bench, ALICE);
	g_autofree char *to = look_reply_to(bench->desk, LETTER_ANSWER, CAROL);
	g_assert_cmpuint(send(bench, to, "Subject: Re: Where is my deposit?\n",
	                     "This is a formal complaint.\n"),
	    ==, 2);
	assert_complaint(bench, 2, "alice");
	g_autoptr(ticket) ticket = look_ticket(bench->desk, 2);
	g_assert_cmpuint(ticket->linked, ==, 1);
	g_assert_cmpuint(notices(bench, ALICE), ==, alice);
	/* what it was about goes on */
	g_assert_cmpuint(send(bench, to, "Subject: Re: x\n", "One more.\n"), ==,
	    1);
	g_assert_cmpuint(notices(bench, ALICE), ==, alice + 1);
}

/* bob's answer waits for eve; alice, about whom it is, can do nothing. */
static void
test_second(struct operator* bench, gconstpointer data)
{
	(void)data;
	send(bench, "support@example.com", "Subject: y\n",
	    "I want to complain about Alice.\n");
	g_autofree char *raw =
	    look_answer(bench->desk, BOB, NULL, "We are sorry.");
	guint64 number = operator_takes(bench, raw, ACCEPT_HELD);
	g_autoptr(hold) hold = look_hold(bench->desk, number);
	g_assert_cmpuint(hold->cause, ==, HOLD_SECOND);
	g_assert_cmpstr(hold->agent, ==, "eve");
	g_assert_cmpuint(look_count(bench->desk, LETTER_CONFIRM, EVE), ==, 1);
	g_assert_cmpuint(look_count(bench->desk, LETTER_CONFIRM, BOB), ==, 0);
	g_assert_cmpuint(look_count(bench->desk, LETTER_ANSWER, CAROL), ==, 0);
	g_autoptr(letter) letter =
	    util_desk_letter(bench->desk, LETTER_CONFIRM, EVE);
	g_autofree char *text = look_text(bench->desk, letter);
	rules_assert_holds(text, "a second pair of");
	rules_assert_holds(text, "| We are sorry.");
	const char *word = strstr(text, "\n    ");
	g_autofree char *typed = g_strndup(word + 5, 8);
	g_autofree char *answer = look_reply(bench->desk, LETTER_CONFIRM, EVE,
	    UTIL_SUBMISSION, NULL, typed);
	operator_takes(bench, answer, ACCEPT_CONFIRM);
	g_assert_cmpuint(look_count(bench->desk, LETTER_ANSWER, CAROL), ==, 1);
	g_autoptr(entry) entry = look_entry(bench->desk, 2, 1);
	g_assert_cmpstr(entry->agent, ==, "bob");
}

/* An agent makes a complaint of a ticket. */
static void
test_command(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *first =
	    look_answer(bench->desk, ALICE, NULL, "We can not help you.");
	operator_takes(bench, first, ACCEPT_ENTRY);
	g_autofree char *raw =
	    look_answer(bench->desk, BOB, NULL, "#complaint");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	assert_complaint(bench, 1, "alice");
	operator_audited(bench, "complaint.about", "ticket 1", "agent bob");
	/* and she can not close it */
	g_autofree char *close =
	    look_answer(bench->desk, ALICE, NULL, "#close");
	guint64 number = operator_takes(bench, close, ACCEPT_HELD);
	g_autoptr(hold) hold = look_hold(bench->desk, number);
	g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_DISABLED);
	g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);
	g_assert_cmpstr(ticket->assignee, ==, "");
	g_assert_cmpuint(ticket->status, !=, TICKET_CLOSED);
}

#define ADD(name, function)                                              \
	g_test_add("/complaint/" name, struct operator, NULL, open_desk, \
	    function, close_desk)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/complaint/says", test_says);
	g_test_add_func("/complaint/table", test_table);
	ADD("new", test_new);
	ADD("reply", test_reply);
	ADD("second", test_second);
	ADD("command", test_command);
	return g_test_run();
}
