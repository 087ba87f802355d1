/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents do by commands in their mails, from the mail to the store: each
 * command once, right and wrong; a mail that is wrong anywhere does nothing. */
#include "pipeline/bycommand.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/blocks.h"
#include "store/people.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"

#define QUEUES                                                           \
	"queues = ( { name = \"support\"; addresses = [ "                \
	"\"support@example.com\" ]; },\n { name = \"sales\"; addresses " \
	"= [ \"sales@example.com\" ]; agents = [ \"bob\" ]; } );\n"

/* A desk with carol's ticket, and alice's mail in answer to her notice. */
static struct util_desk *
desk_after(const char *words)
{
	struct util_desk *desk = util_desk_new(QUEUES);
	g_autofree char *raw = NULL;

	look_first_mail(desk);
	raw = look_answer(desk, ALICE, NULL, words);
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	return desk;
}

static void
test_each(void)
{
	static const struct {
		const char *name, *words, *state;
		guint answers; /* letters to customers */
		guint told;    /* letters to bob, the first notice among them */
		const char *audit;
	} rows[] = {
		{ "take", "#take", "open support 'alice' 3 [] ga", 0, 1,
		    "ticket.assign" },
		{ "assign", "#assign bob", "open support 'bob' 3 [] ga", 0, 2,
		    "ticket.assign" },
		{ "assign and answer", "#assign BOB\nHe will help you.",
		    "pending support 'bob' 3 [] ga", 1, 3, "ticket.assign" },
		{ "nobody", "#take\n#assign nobody", "open support '' 3 [] ga",
		    0, 1, "ticket.assign" },
		{ "queue", "#queue sales", "open sales '' 3 [] ga", 0, 2,
		    "ticket.queue" },
		{ "priority", "#priority 5", "open support '' 5 [] ga", 0, 1,
		    "ticket.priority" },
		{ "status", "#status solved", "solved support '' 3 [] ga", 0, 1,
		    "ticket.status" },
		{ "solved with an answer", "#solved\nIt is done.",
		    "solved support 'alice' 3 [] ga", 1, 2, "ticket.status" },
		{ "open with an answer", "#open\nWe look into it.",
		    "open support 'alice' 3 [] ga", 1, 2, "entry.add" },
		{ "tags", "#tag +refund +api -x",
		    "open support '' 3 [api,refund] ga", 0, 1, "ticket.tag" },
		{ "tags by a phone", "#Tag +Refund\n#tag \xe2\x80\x93refund",
		    "open support '' 3 [] ga", 0, 1, "ticket.tag" },
		{ "cc", "#cc add eve@example.net",
		    "open support '' 3 [] ga eve@example.net", 0, 1,
		    "ticket.cc" },
		{ "cc and answer", "#cc eve@example.net\nHello both.",
		    "pending support 'alice' 3 [] ga eve@example.net", 2, 2,
		    "ticket.cc" },
		{ "cc and away",
		    "#cc add eve@example.net\n#cc remove Eve@example.net\nHi.",
		    "pending support 'alice' 3 [] ga eve@example.net-", 1, 2,
		    "ticket.cc" },
		{ "language", "#lang pt-BR", "open support '' 3 [] pt-BR", 0, 1,
		    "ticket.language" },
		{ "spam", "#spam", "closed support '' 3 [spam] ga", 0, 1,
		    "block.spam" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = desk_after(rows[i].words);
		g_autofree char *state = look_state(desk, 1);
		const char *object = g_str_equal(rows[i].audit, "block.spam")
		    ? CAROL
		    : "ticket 1";

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(state, ==, rows[i].state);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==,
		    rows[i].answers);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==,
		    rows[i].told);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1);
		g_autofree char *actor =
		    look_audit(desk, rows[i].audit, object);
		g_assert_nonnull(actor);
		if (!g_str_equal(rows[i].audit, "entry.add"))
			g_assert_cmpstr(actor, ==, "agent alice");
	}
}

/* One wrong command, and the good one above it is not done either. */
static void
test_wrong(void)
{
	static const struct {
		const char *words, *says;
	} rows[] = {
		{ "#tag +x\n#assign bbo", "the nearest name: bob" },
		{ "#tag +x\n#queue slaes", "the nearest name: sales" },
		{ "#tag +x\n#priority 9", "priorities go from 1 to 5" },
		{ "#tag +x\n#status done", "there are open, pending" },
		{ "#tag +x y!", "y! can not be a tag" },
		{ "#tag +x\n#cc add nobody", "an address, are wanted" },
		{ "#tag +x\n#cc add bob@example.com", "one of the desk's" },
		{ "#tag +x\n#cc remove carol@example.org", "is the customer" },
		{ "#tag +x\n#cc remove eve@example.net", "does not take part" },
		{ "#tag +x\n#lang xx", "there are no letters in xx" },
		{ "#tag +x\n#merge 9", "ticket 9: there is none" },
		{ "#tag +x\n#merge 1", "it leads to itself" },
		{ "#tag +x\n#split 5", "entry 5 is no customer's mail" },
		{ "#tag +x\n#macro hello", "there is no such prepared text" },
		{ "#tag +x\n#undo", "you have sent no answer here" },
		{ "#tag +x\n#block example.com", "the desk's own" },
		{ "#tag +x\n#show 9", "ticket 9: there is none" },
		{ "#tag +x\n#list done", "there are open, pending" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words =
		    g_strconcat(rows[i].words, "\nHe lies.", NULL);
		g_autoptr(util_desk) desk = desk_after(words);
		g_autofree char *state = look_state(desk, 1);
		g_autoptr(letter) letter =
		    util_desk_letter(desk, LETTER_NOTICE, ALICE);
		g_autofree char *text = look_text(desk, letter);

		g_test_message("%s", rows[i].words);
		g_assert_cmpstr(state, ==, "open support '' 3 [] ga");
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
		rules_assert_holds(text, rows[i].says);
		rules_assert_holds(text, "Nothing was sent to the customer");
		rules_assert_holds(text, "He lies.");
		g_autofree char *audit =
		    look_audit(desk, "ticket.tag", "ticket 1");
		g_assert_null(audit);
	}
}

/* A second matter in one mail, and two mails of one matter. */
static void
test_split_and_merge(void)
{
	g_autoptr(util_desk) desk = desk_after("#split 0");
	g_autoptr(ticket) made = look_ticket(desk, 2);
	g_autoptr(ticket) old = look_ticket(desk, 1);

	g_assert_nonnull(made);
	g_assert_cmpuint(made->linked, ==, 1);
	g_assert_cmpuint(old->linked, ==, 2);
	const struct ticket_seat *customer = g_ptr_array_index(made->seats, 0);
	g_assert_cmpstr(customer->address, ==, CAROL);
	g_autoptr(entry) copy = look_entry(desk, 2, 0);
	g_autoptr(entry) first = look_entry(desk, 1, 0);
	g_assert_cmpuint(copy->raw.offset, ==, first->raw.offset);
	g_autofree char *audit = look_audit(desk, "ticket.split", "ticket 2");
	g_assert_cmpstr(audit, ==, "agent alice");
	/* the newest notice is the transcript, then the one of ticket 2 */
	g_autofree char *raw = look_answer(desk, BOB, NULL, "#merge 1");
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_assert_cmpuint(mail->number, ==, 2);
	g_autoptr(ticket) gone = look_ticket(desk, 2);
	g_assert_cmpuint(gone->merged_into, ==, 1);
	g_assert_cmpuint(gone->status, ==, TICKET_CLOSED);
	g_autofree char *merged = look_audit(desk, "ticket.merge", "ticket 2");
	g_assert_cmpstr(merged, ==, "agent bob");
}

/* An agent's desk address. */
static char *
desk_address(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	struct token what = { .role = TOKEN_DESK };
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	what.seat = (guint16)people_agent_seat(txn, "alice", ALICE, &error);
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	g_autofree char *token = token_issue(desk->ring, &what, ALICE);
	return replyaddr_make(&desk->settings->desk, token);
}

static void
test_transcript(void)
{
	static const struct {
		const char *name, *words, *says, *lacks;
	} rows[] = {
		{ "list", "#list", "1 open support - " CAROL, NULL },
		{ "search", "#search deposit", "Where is my deposit?", NULL },
		{ "search in vain", "#search bicycle", "nothing found", NULL },
		{ "show", "#show 1", "--- 0 customer", NULL },
		{ "several", "#list\n#show 1", "#show 1", NULL },
		{ "block", "#block spam.example", "its mail is held", NULL },
		{ "a slip", "#lsit", "the nearest command: #list",
		    "Where is my" },
		{ "one good, one bad", "#block spam.example\n#show 9",
		    "Nothing was done.", NULL },
		{ "on a ticket only", "#take", "not understood", NULL },
		{ "help", "#help", "#search WORDS", NULL },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(QUEUES);
		struct blocks_row block = { 0 };
		g_autoptr(GError) error = NULL;

		look_first_mail(desk);
		g_autofree char *to = desk_address(desk);
		g_autofree char *raw = util_desk_mail(ALICE, to,
		    UTIL_SUBMISSION, "Subject: commands\n", rows[i].words);
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_autoptr(letter) letter =
		    util_desk_letter(desk, LETTER_NOTICE, ALICE);
		g_autofree char *text = look_text(desk, letter);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_CONFIRM);
		g_assert_cmpuint(letter->ticket, ==, 0);
		rules_assert_holds(text, rows[i].says);
		if (rows[i].lacks)
			rules_assert_lacks(text, rows[i].lacks);
		g_autoptr(hold) hold = look_hold(desk, mail->number);
		g_assert_cmpuint(hold->cause, ==, HOLD_COMMANDS);
		g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
		g_autoptr(kv_txn) txn =
		    kv_begin(desk->store->kv, KV_READ, &error);
		g_assert_true(blocks_find(txn, "x@spam.example", &block,
		    &error));
		g_assert_cmpint(block.kind, ==,
		    g_str_equal(rows[i].name, "block") ? BLOCKS_HELD
		                                       : BLOCKS_NONE);
		blocks_clear(&block);
	}
}

/* Nobody but the agent is ever answered, and no machine. */
static void
test_no_transcript(void)
{
	static const struct {
		const char *name, *from, *header;
		enum util_auth auth;
	} rows[] = {
		{ "a responder", ALICE,
		    "Subject: x\nAuto-Submitted: auto-replied\n",
		    UTIL_SUBMISSION },
		{ "not proved", ALICE, "Subject: x\n", UTIL_NONE },
		{ "somebody else", "mallory@example.net", "Subject: x\n",
		    UTIL_DMARC },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(QUEUES);

		look_first_mail(desk);
		g_autofree char *to = desk_address(desk);
		g_autofree char *raw = util_desk_mail(rows[i].from, to,
		    rows[i].auth, rows[i].header, "#list\n");
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(GPtrArray) letters = util_desk_letters(desk);
		for (guint n = 0; n < letters->len; n++) {
			g_autofree char *text =
			    look_text(desk, g_ptr_array_index(letters, n));
			rules_assert_lacks(text, "What came of your commands");
		}
	}
}

/* What is blocked is kept and nobody is told; a word of the operator's takes it
 * in. */
static void
test_blocked(void)
{
	g_autoptr(util_desk) desk = desk_after("#block example.net");
	g_autofree char *raw = util_desk_mail("eve@mail.example.net",
	    "support@example.com", UTIL_DMARC, "Subject: Buy\n", "Buy!\n");
	g_autoptr(GPtrArray) before = util_desk_letters(desk);
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_autoptr(hold) hold = look_hold(desk, mail->number);
	g_autoptr(GPtrArray) after = util_desk_letters(desk);

	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
	g_assert_cmpuint(hold->cause, ==, HOLD_BLOCKED);
	g_assert_cmpstr(hold->detail, ==, "example.net");
	g_assert_cmpuint(after->len, ==, before->len);
	g_autofree char *other = util_desk_mail("eve@notexample.net",
	    "support@example.com", UTIL_DMARC, "Subject: Hi\n", "Hi!\n");
	g_autoptr(accept_mail) good = util_desk_next(desk, other);
	g_assert_cmpint(good->result, ==, ACCEPT_ENTRY);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/bycommand/each", test_each);
	g_test_add_func("/bycommand/wrong", test_wrong);
	g_test_add_func("/bycommand/split and merge", test_split_and_merge);
	g_test_add_func("/bycommand/transcript", test_transcript);
	g_test_add_func("/bycommand/no transcript", test_no_transcript);
	g_test_add_func("/bycommand/blocked", test_blocked);
	return g_test_run();
}
