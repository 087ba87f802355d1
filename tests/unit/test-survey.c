/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "How was our help?" from the letter to the figures: who is asked, once; whose
 * mail is a vote and whose is not; that a vote opens nothing; and who hears. */
#include "desk/survey.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "store/closures.h"
#include "util-look.h"
#include "util-operator.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define BOSS "boss@example.net"

static struct settings_queue *queue_of(struct operator* bench)
{
	return g_ptr_array_index(bench->desk->settings->queues, 0);
}

static void
open_asking(struct operator* bench, gconstpointer data)
{
	operator_open(bench, data);
	queue_of(bench)->survey = TRUE;
}

/* The text of the newest letter to the customer of that kind. */
static char *
text_of(struct operator* bench, guint32 kind)
{
	g_autoptr(letter) letter = util_desk_letter(bench->desk, kind, CAROL);

	return look_text(bench->desk, letter);
}

/* The address of a step in a letter's text. */
static char *
address_of(const char *text, guint step)
{
	g_autofree char *tail = g_strdup_printf("?subject=%u/5>", step);
	const char *end = strstr(text, tail);
	const char *start;

	g_assert_nonnull(end);
	start = g_strrstr_len(text, end - text, "<mailto:");
	g_assert_nonnull(start);
	start += strlen("<mailto:");
	return g_strndup(start, (gsize)(end - start));
}

static void
send(struct operator* bench, const char *from, const char *to,
    const char *header, const char *words)
{
	g_autofree char *raw =
	    util_desk_mail(from, to, UTIL_DMARC, header, words);

	operator_takes(bench, raw, ACCEPT_ENTRY);
}

static struct closure *
closure_of(struct operator* bench, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_READ, &error);

	return closures_get(txn, number, &error);
}

static void
assert_vote(struct operator* bench, guint vote)
{
	g_autoptr(closure) closure = closure_of(bench, 1);
	g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);

	g_assert_nonnull(closure);
	g_assert_cmpuint(closure->vote, ==, vote);
	g_assert_cmpuint(ticket->status, ==, TICKET_SOLVED);
}

static char *solve(struct operator* bench)
{
	operator_says(bench, "solve 1", EX_OK, "");
	return text_of(bench, LETTER_DESK);
}

/* By address, changed, and not by anything that answers by itself. */
static void
test_vote(struct operator* bench, gconstpointer data)
{
	static const struct {
		const char *name, *from;
		guint step;
		const char *header, *words;
		guint vote; /* that stands then */
	} rows[] = {
		{ "a stranger", "eve@example.net", 1, "Subject: 1/5\n", "", 0 },
		{ "out of office", CAROL, 1,
		    "Subject: away\nAuto-Submitted: auto-replied\n", "x\n", 0 },
		{ "fantastic", CAROL, 5, "Subject: 5/5\n", "", 5 },
		{ "again", CAROL, 5, "Subject: again\n", "", 5 },
		{ "changed", CAROL, 3, "Subject: 3/5\n", "", 3 },
	};

	(void)data;
	g_autofree char *text = solve(bench);
	rules_assert_holds(text, "How was our help");
	rules_assert_holds(text, "- 5 😍 Fantastic <mailto:support+");
	rules_assert_holds(text, "- 1 😡 Terrible <mailto:support+");
	guint notices = look_count(bench->desk, LETTER_NOTICE, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *to = address_of(text, rows[i].step);

		g_test_message("%s", rows[i].name);
		send(bench, rows[i].from, to, rows[i].header, rows[i].words);
		assert_vote(bench, rows[i].vote);
	}
	g_autoptr(closure) closure = closure_of(bench, 1);
	g_assert_cmpuint(closure->changes, ==, 1);
	operator_audited(bench, "rating.vote", "ticket 1", "seat 0");
	/* the stranger and the machine are told of, votes alone are not */
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, NULL), ==,
	    notices + 4);
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 1);
}

/* In a reply, in words; the comment reaches the agents, and no text that is
 * none becomes a vote. */
static void
test_reply(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *text = solve(bench);
	g_autofree char *to = look_reply_to(bench->desk, LETTER_DESK, CAROL);
	guint before = look_count(bench->desk, LETTER_NOTICE, ALICE);

	send(bench, CAROL, to, "Subject: Re: x\n",
	    "4\n\nGood, but the form is hard to find.\n");
	assert_vote(bench, 4);
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, ALICE), ==,
	    before + 1);
	g_autoptr(entry) entry = look_entry(bench->desk, 1, 1);
	g_assert_cmpstr(entry->remark, ==, "rated 4 of 5, good");
	send(bench, CAROL, to, "Subject: Re: x\n", "Отлично!\n");
	assert_vote(bench, 5);
	g_autoptr(entry) second = look_entry(bench->desk, 1, 2);
	g_assert_cmpstr(second->remark, ==,
	    "rated 5 of 5, fantastic (before: 4)");
	send(bench, CAROL, to, "Subject: Re: x\n", "5 days and no money\n");
	g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);
	g_assert_cmpuint(ticket->status, ==, TICKET_OPEN);
	g_autoptr(closure) closure = closure_of(bench, 1);
	g_assert_cmpuint(closure->vote, ==, 5);
	/* open again: a digit is an answer to somebody's question */
	send(bench, CAROL, to, "Subject: Re: x\n", "2\n");
	g_autoptr(closure) same = closure_of(bench, 1);
	g_assert_cmpuint(same->vote, ==, 5);
}

/* The answer that solves asks as well, in one letter; the next solving again,
 * and the first one's addresses stay the first one's. */
static void
test_answer(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw =
	    look_answer(bench->desk, ALICE, NULL, "#solved\nIt is done.");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	g_autofree char *text = text_of(bench, LETTER_ANSWER);
	rules_assert_holds(text, "It is done.");
	rules_assert_holds(text, "Fantastic <mailto:");
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 0);
	operator_says(bench, "reopen 1", EX_OK, "");
	clock_set_for_test(UTIL_DESK_NOW + 1000, 1001000);
	g_autofree char *again = solve(bench);
	g_autofree char *to = address_of(text, 4);
	g_autofree char *second = address_of(again, 2);
	g_assert_cmpstr(to, !=, second);
	send(bench, CAROL, to, "Subject: 4/5\n", "");
	send(bench, CAROL, second, "Subject: 2/5\n", "");
	assert_vote(bench, 4);
	g_autoptr(closure) one = closure_of(bench, 1);
	g_autoptr(closure) two = closure_of(bench, 2);
	g_assert_cmpstr(one->agent, ==, "alice");
	g_assert_cmpstr(one->language, ==, "en");
	g_assert_cmpuint(two->vote, ==, 2);
}

/* A plain answer asks nothing, and a queue without the switch never does. */
static void
test_not_asked(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw =
	    look_answer(bench->desk, ALICE, NULL, "Please send the number.");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	g_autofree char *answer = text_of(bench, LETTER_ANSWER);
	rules_assert_lacks(answer, "mailto:");
	queue_of(bench)->survey = FALSE;
	g_autofree char *text = solve(bench);
	rules_assert_lacks(text, "mailto:");
	rules_assert_lacks(text, "\n\n\n");
	g_assert_null(closure_of(bench, 1));
}

/* Up to survey_low the supervisors hear: agents and others, but not who was
 * rated; without any, the owner. */
static void
test_low(struct operator* bench, gconstpointer data)
{
	static char boss[] = BOSS, alice[] = ALICE, bob[] = BOB;
	char *both[] = { boss, alice, bob, NULL };
	struct settings_queue *queue = queue_of(bench);
	char **none = queue->supervisor;

	(void)data;
	g_autofree char *raw =
	    look_answer(bench->desk, ALICE, NULL, "#solved\nIt is done.");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	g_autofree char *text = text_of(bench, LETTER_ANSWER);
	g_autofree char *three = address_of(text, 3);
	g_autofree char *two = address_of(text, 2);
	g_autofree char *one = address_of(text, 1);
	guint mine = look_count(bench->desk, LETTER_NOTICE, ALICE);
	guint his = look_count(bench->desk, LETTER_NOTICE, BOB);
	queue->supervisor = both;
	send(bench, CAROL, three, "Subject: 3/5\n", "");
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, BOSS), ==, 0);
	send(bench, CAROL, two, "Subject: 2/5\n", "");
	queue->supervisor = none;
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, BOSS), ==, 1);
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, BOB), ==,
	    his + 1);
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, ALICE), ==,
	    mine);
	g_autoptr(letter) letter =
	    util_desk_letter(bench->desk, LETTER_NOTICE, BOSS);
	g_autofree char *told = look_text(bench->desk, letter);
	rules_assert_holds(told, "Rated: 2 of 5, bad");
	rules_assert_holds(told, "Solved by: alice");
	g_free(bench->desk->settings->owner_email);
	bench->desk->settings->owner_email = g_strdup("owner@example.net");
	send(bench, CAROL, one, "Subject: 1/5\n", "");
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE,
	                     "owner@example.net"),
	    ==, 1);
}

/* In the customer's language. */
static void
test_language(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw = look_answer(bench->desk, ALICE, NULL,
	    "#lang de\n#solved\nDas ist erledigt.");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	g_autofree char *text = text_of(bench, LETTER_ANSWER);
	rules_assert_holds(text, "Wie gut haben wir Ihnen geholfen?");
	rules_assert_holds(text, "- 3 😐 Mittelmäßig <mailto:");
}

#define ADD(name, function)                                             \
	g_test_add("/survey/" name, struct operator, NULL, open_asking, \
	    function, operator_close)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	ADD("vote", test_vote);
	ADD("reply", test_reply);
	ADD("answer", test_answer);
	ADD("not asked", test_not_asked);
	ADD("low", test_low);
	ADD("language", test_language);
	return g_test_run();
}
