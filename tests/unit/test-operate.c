/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's verbs: each does what it says or nothing, says which, and
 * stands in the audit under the caller's name. */
#include "base/autofd.h"
#include "base/clock.h"
#include "base/memfd.h"
#include "intake/readerchild.h"
#include "mime/parse.h"
#include "pipeline/operate.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/letters.h"
#include "util-inbox.h"
#include "util-look.h"
#include <string.h>
#include <sysexits.h>

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define ACTOR "uid 7"

struct bench {
	struct util_desk *desk;
	struct inbox inbox;
};

/* Ticket 1 with letters 1 to 3: acknowledgement and two notices. */
static void
set_up(struct bench *bench, gconstpointer data)
{
	(void)data;
	bench->desk = util_desk_new(NULL);
	util_inbox_open(&bench->inbox, bench->desk);
	look_first_mail(bench->desk);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	util_inbox_close(&bench->inbox);
	util_desk_free(bench->desk);
}

/* Carries out words, separated by blanks; the answer's text. */
static char *
say(struct bench *bench, const char *words, int input, int *status_out)
{
	g_auto(GStrv) argv = g_strsplit(words, " ", -1);
	GString *out = g_string_new(NULL);
	struct operate operate = { &bench->inbox, ACTOR, input };
	bool broken = true;

	*status_out =
	    operate_run(&operate, (const char *const *)argv, out, &broken);
	g_assert_false(broken);
	/* what the inbox does next is its own doing again */
	g_assert_cmpstr(bench->inbox.accept.actor, ==, "docketd");
	return g_string_free(out, FALSE);
}

static void
assert_says(struct bench *bench, const char *words, int status,
    const char *answer)
{
	int got = -1;
	g_autofree char *text = say(bench, words, -1, &got);

	g_test_message("%s", words);
	g_assert_cmpstr(text, ==, answer);
	g_assert_cmpint(got, ==, status);
}

static void
assert_audit(struct bench *bench, const char *action, const char *object,
    const char *actor)
{
	g_autofree char *found = look_audit(bench->desk, action, object);

	g_assert_cmpstr(found, ==, actor);
}

static guint64
take(struct bench *bench, const char *raw, enum accept_result wanted)
{
	static guint32 uid = 100;
	g_autoptr(accept_mail) mail = util_desk_take(bench->desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, wanted);
	return mail->number;
}

/* Hold 1: alice's mail without her token. */
static guint64
make_hold(struct bench *bench)
{
	g_autofree char *raw = util_desk_mail(ALICE, "support@example.com",
	    UTIL_SUBMISSION, "Subject: mine\n", "without a token\n");

	return take(bench, raw, ACCEPT_HELD);
}

static void
set_state(struct bench *bench, guint64 number, guint32 state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(letter) letter = look_letter(bench->desk, number);
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_WRITE, &error);

	letter->state = state;
	letter->attempt = 3;
	g_assert_true(letters_put(txn, letter, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

/* What can not be done is refused with words, and changes nothing. */
static void
test_refused(struct bench *bench, gconstpointer data)
{
	static const struct {
		const char *words;
		int status;
		const char *answer;
	} rows[] = {
		{ "", EX_USAGE, "docketctl: no such verb\n" },
		{ "erase 1", EX_USAGE, "docketctl: no such verb\n" },
		{ "close", EX_DATAERR, "close: a number is wanted\n" },
		{ "close 0", EX_DATAERR, "close: a number is wanted\n" },
		{ "close -1", EX_DATAERR, "close: a number is wanted\n" },
		{ "close 1x", EX_DATAERR, "close: a number is wanted\n" },
		{ "close 99999999999999999999", EX_DATAERR,
		    "close: a number is wanted\n" },
		{ "close 99", EX_DATAERR, "ticket 99: there is none\n" },
		{ "reopen 99", EX_DATAERR, "ticket 99: there is none\n" },
		{ "assign 1", EX_DATAERR, "assign: no agent is named that\n" },
		{ "assign 1 mallory", EX_DATAERR,
		    "assign: no agent is named mallory\n" },
		{ "assign 99 alice", EX_DATAERR, "ticket 99: there is none\n" },
		{ "hold release 99", EX_DATAERR, "hold 99: there is none\n" },
		{ "hold drop 99", EX_DATAERR, "hold 99: there is none\n" },
		{ "hold release", EX_DATAERR, "hold: a number is wanted\n" },
		{ "hold release x", EX_DATAERR, "hold: a number is wanted\n" },
		{ "hold show 1", EX_DATAERR, "hold show: no such verb\n" },
		{ "hold 1", EX_DATAERR, "hold: a number is wanted\n" },
		{ "queue retry 99", EX_DATAERR, "letter 99: there is none\n" },
		{ "queue retry x", EX_DATAERR,
		    "x: a letter's number, or all, is wanted\n" },
		{ "queue retry", EX_DATAERR, "queue: a number is wanted\n" },
		{ "queue list 1", EX_DATAERR, "queue list: no such verb\n" },
		{ "queue 1", EX_DATAERR, "queue: a number is wanted\n" },
		{ "deliver", EX_DATAERR, "deliver: no mail was handed over\n" },
	};

	(void)data;
	g_assert_cmpuint(make_hold(bench), ==, 1);
	clock_set_for_test(UTIL_DESK_NOW + 5000, 1005000);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_says(bench, rows[i].words, rows[i].status,
		    rows[i].answer);
	g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);
	g_assert_cmpint(ticket->updated, ==, UTIL_DESK_NOW);
	g_assert_cmpstr(ticket->assignee, ==, "");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_HELD);
	g_autoptr(letter) letter = look_letter(bench->desk, 1);
	g_assert_cmpuint(letter->state, ==, LETTER_READY);
	g_assert_cmpint(letter->due, ==, UTIL_DESK_NOW);
}

static void
test_ticket(struct bench *bench, gconstpointer data)
{
	static const struct {
		const char *words, *action;
		guint32 status;
		const char *assignee;
	} rows[] = {
		{ "close 1", "ticket.close", TICKET_CLOSED, "" },
		{ "close 1", "ticket.close", TICKET_CLOSED, "" },
		{ "assign 1 bob", "ticket.assign", TICKET_CLOSED, "bob" },
		{ "reopen 1", "ticket.reopen", TICKET_OPEN, "bob" },
		{ "assign 1 alice", "ticket.assign", TICKET_OPEN, "alice" },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 now = UTIL_DESK_NOW + 1000 * ((gint64)i + 1);
		clock_set_for_test(now, 1000000);
		assert_says(bench, rows[i].words, EX_OK, "");
		g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);
		g_assert_cmpuint(ticket->status, ==, rows[i].status);
		g_assert_cmpstr(ticket->assignee, ==, rows[i].assignee);
		g_assert_cmpint(ticket->updated, ==, now);
		assert_audit(bench, rows[i].action, "ticket 1", ACTOR);
	}
	/* the operator's verbs write to nobody */
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, NULL), ==, 2);
}

static void
test_queue_states(struct bench *bench, gconstpointer data)
{
	static const char done[] = "1 of 1 letters: %s\n";
	static const char not_done[] =
	    "letter 1: it is %s; that can not be done to it\n";
	static const struct {
		const char *verb;
		guint32 from, to;
		bool can;
	} rows[] = {
		{ "retry", LETTER_READY, LETTER_READY, true },
		{ "retry", LETTER_HELD, LETTER_READY, true },
		{ "retry", LETTER_FAILED, LETTER_READY, true },
		{ "retry", LETTER_DOT, LETTER_DOT, false },
		{ "retry", LETTER_SENT, LETTER_SENT, false },
		{ "retry", LETTER_DROPPED, LETTER_DROPPED, false },
		{ "hold", LETTER_READY, LETTER_HELD, true },
		{ "hold", LETTER_DOT, LETTER_DOT, false },
		{ "hold", LETTER_SENT, LETTER_SENT, false },
		{ "drop", LETTER_READY, LETTER_DROPPED, true },
		{ "drop", LETTER_HELD, LETTER_DROPPED, true },
		{ "drop", LETTER_FAILED, LETTER_DROPPED, true },
		{ "drop", LETTER_DOT, LETTER_DOT, false },
		{ "drop", LETTER_SENT, LETTER_SENT, false },
	};

	(void)data;
	clock_set_for_test(UTIL_DESK_NOW + 5000, 1005000);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words =
		    g_strdup_printf("queue %s 1", rows[i].verb);
		g_autofree char *action =
		    g_strdup_printf("queue.%s", rows[i].verb);
		g_autofree char *answer = rows[i].can
		    ? g_strdup_printf(done, rows[i].verb)
		    : g_strdup_printf(not_done,
		          letter_state_name(rows[i].from));
		set_state(bench, 1, rows[i].from);
		assert_says(bench, words, rows[i].can ? EX_OK : EX_DATAERR,
		    answer);
		g_autoptr(letter) letter = look_letter(bench->desk, 1);
		g_assert_cmpuint(letter->state, ==, rows[i].to);
		if (!rows[i].can)
			continue;
		assert_audit(bench, action, "letter 1", ACTOR);
		g_assert_cmpint(letter->done != 0, ==,
		    rows[i].to == LETTER_DROPPED);
		if (rows[i].to == LETTER_READY)
			g_assert_cmpint(letter->due, ==, UTIL_DESK_NOW + 5000);
	}
}

/* "all": those to which it can be done, of those that wait. */
static void
test_queue_all(struct bench *bench, gconstpointer data)
{
	(void)data;
	set_state(bench, 1, LETTER_DOT);
	assert_says(bench, "queue hold all", EX_OK, "2 of 3 letters: hold\n");
	set_state(bench, 1, LETTER_SENT);
	assert_says(bench, "queue retry all", EX_OK, "2 of 2 letters: retry\n");
	assert_says(bench, "queue drop all", EX_OK, "2 of 2 letters: drop\n");
	assert_says(bench, "queue retry all", EX_OK, "0 of 0 letters: retry\n");
	assert_audit(bench, "queue.drop", "letter 2", ACTOR);
	assert_audit(bench, "queue.drop", "letter 3", ACTOR);
	assert_audit(bench, "queue.drop", "letter 1", NULL);
}

static void
test_hold_drop(struct bench *bench, gconstpointer data)
{
	(void)data;
	make_hold(bench);
	assert_says(bench, "hold drop 1", EX_OK,
	    "hold 1: dropped; the mail is kept in the archive\n");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_DROPPED);
	g_assert_cmpstr(hold->done_by, ==, ACTOR);
	g_assert_cmpint(hold->done, ==, UTIL_DESK_NOW);
	assert_audit(bench, "hold.drop", "hold 1", ACTOR);
	assert_says(bench, "hold drop 1", EX_DATAERR,
	    "hold 1: already released or dropped\n");
	assert_says(bench, "hold release 1", EX_DATAERR,
	    "hold 1: already released or dropped\n");
}

static void
test_hold_release_twice(struct bench *bench, gconstpointer data)
{
	(void)data;
	make_hold(bench);
	assert_says(bench, "hold release 1", EX_OK,
	    "hold 1: released onto ticket 2\n");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
	g_assert_cmpstr(hold->done_by, ==, ACTOR);
	assert_audit(bench, "hold.release", "hold 1", ACTOR);
	assert_audit(bench, "ticket.new", "ticket 2", ACTOR);
	assert_says(bench, "hold release 1", EX_DATAERR,
	    "hold 1: already released or dropped\n");
	/* the same mail once more is known, and is not held again */
	g_autofree char *raw = util_desk_mail(ALICE, "support@example.com",
	    UTIL_SUBMISSION, "Subject: mine\n", "without a token\n");
	g_assert_cmpuint(take(bench, raw, ACCEPT_DUPLICATE), ==, 2);
}

/* A mail that is held for each cause, as it comes. */
static char *
answer_unproved(struct bench *bench)
{
	g_autofree char *good = look_answer(bench->desk, ALICE, NULL, "Words.");
	const char *from = strstr(good, "From: ");

	return g_strconcat("Received: from x by mx.example.com with ESMTP;"
	                   " Mon, 2 Mar 2026 09:59:00 +0000\r\n",
	    from, NULL);
}

static char *
answer_of_stranger(struct bench *bench)
{
	g_autofree char *to = look_reply_to(bench->desk, LETTER_NOTICE, ALICE);

	return util_desk_mail("mallory@example.net", to, UTIL_DMARC, NULL,
	    "Words of a stranger.\n");
}

static char *
answer_without_marker(struct bench *bench)
{
	g_autofree char *to = look_reply_to(bench->desk, LETTER_NOTICE, ALICE);

	return util_desk_mail(ALICE, to, UTIL_SUBMISSION, NULL,
	    "Words.\n\n> a quoted line\n");
}

static char *
answer_automatic(struct bench *bench)
{
	return look_answer(bench->desk, ALICE, "Auto-Submitted: auto-replied\n",
	    "Words.");
}

static char *
answer_empty(struct bench *bench)
{
	return look_answer(bench->desk, ALICE, NULL, "");
}

static char *
answer_of_disabled(struct bench *bench)
{
	struct settings_agent *alice =
	    g_ptr_array_index(bench->desk->settings->agents, 0);

	alice->disabled = 1;
	return look_answer(bench->desk, ALICE, NULL, "Words.");
}

static char *
mail_without_token(struct bench *bench)
{
	(void)bench;
	return util_desk_mail(ALICE, "support@example.com", UTIL_SUBMISSION,
	    "Subject: mine\n", "Words.\n");
}

static char *
answer_of_lost_ticket(struct bench *bench)
{
	struct token what = { .role = TOKEN_CUSTOMER, .number = 77 };
	g_autofree char *token = token_issue(bench->desk->ring, &what, CAROL);
	g_autofree char *to =
	    replyaddr_make(&bench->desk->settings->desk, token);

	return util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "Words.\n");
}

static char *
answer_with_two(struct bench *bench)
{
	g_autofree char *one = look_reply_to(bench->desk, LETTER_NOTICE, ALICE);
	g_autofree char *two =
	    look_reply_to(bench->desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *both = g_strdup_printf("%s, %s", two, one);

	return util_desk_mail(CAROL, both, UTIL_DMARC, NULL, "Words.\n");
}

/* What a release brings about: on which ticket, as what, and whether the
 * customer gets the words. */
static void
test_release_causes(void)
{
	static const struct {
		guint32 cause;
		char *(*make)(struct bench *bench);
		guint64 ticket;
		guint32 entry;
		guint answers;
	} rows[] = {
		{ HOLD_AGENT_UNVERIFIED, answer_unproved, 1, ENTRY_AGENT, 1 },
		{ HOLD_AGENT_NO_TOKEN, mail_without_token, 2, ENTRY_CUSTOMER,
		    0 },
		{ HOLD_AGENT_STRANGER, answer_of_stranger, 1, ENTRY_THIRD_PARTY,
		    0 },
		{ HOLD_AGENT_NO_MARKER, answer_without_marker, 1, ENTRY_AGENT,
		    1 },
		{ HOLD_AGENT_DISABLED, answer_of_disabled, 1, ENTRY_AGENT, 1 },
		{ HOLD_TWO_TOKENS, answer_with_two, 1, ENTRY_CUSTOMER, 0 },
		{ HOLD_AGENT_AUTOMATIC, answer_automatic, 1, ENTRY_AGENT, 1 },
		{ HOLD_AGENT_EMPTY, answer_empty, 1, ENTRY_NOTE, 0 },
		{ HOLD_TICKET_GONE, answer_of_lost_ticket, 2, ENTRY_CUSTOMER,
		    0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench;
		g_test_message("%s", hold_cause_text(rows[i].cause));
		set_up(&bench, NULL);
		g_autofree char *raw = rows[i].make(&bench);
		g_autofree char *answer = g_strdup_printf(
		    "hold 1: released onto ticket %" G_GUINT64_FORMAT "\n",
		    rows[i].ticket);
		g_assert_cmpuint(take(&bench, raw, ACCEPT_HELD), ==, 1);
		g_autoptr(hold) hold = look_hold(bench.desk, 1);
		g_assert_cmpuint(hold->cause, ==, rows[i].cause);
		assert_says(&bench, "hold release 1", EX_OK, answer);
		g_autoptr(entry) entry = look_entry(bench.desk, rows[i].ticket,
		    rows[i].ticket == 1 ? 1 : 0);
		g_assert_cmpuint(entry->kind, ==, rows[i].entry);
		g_assert_cmpuint(look_count(bench.desk, LETTER_ANSWER, CAROL),
		    ==, rows[i].answers);
		g_assert_cmpuint(look_count(bench.desk, LETTER_ANSWER, NULL),
		    ==, rows[i].answers);
		assert_audit(&bench, "hold.release", "hold 1", ACTOR);
		tear_down(&bench, NULL);
	}
}

/* Two faults: one release lifts one of them. */
static void
test_held_again(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw = answer_without_marker(bench);
	g_autofree char *unproved =
	    g_strconcat("Received: from x by mx.example.com with ESMTP;"
	                " Mon, 2 Mar 2026 09:59:00 +0000\r\n",
	        strstr(raw, "From: "), NULL);

	g_assert_cmpuint(take(bench, unproved, ACCEPT_HELD), ==, 1);
	assert_says(bench, "hold release 1", EX_OK,
	    "hold 1: held again as 2, for another cause\n");
	g_autoptr(hold) second = look_hold(bench->desk, 2);
	g_assert_cmpuint(second->cause, ==, HOLD_AGENT_NO_MARKER);
	g_assert_cmpuint(second->state, ==, HOLD_HELD);
	g_assert_cmpuint(second->lifted, ==, hold_bit(HOLD_AGENT_UNVERIFIED));
	assert_says(bench, "hold release 2", EX_OK,
	    "hold 2: released onto ticket 1\n");
	g_assert_cmpuint(look_count(bench->desk, LETTER_ANSWER, CAROL), ==, 1);
}

static void
test_release_without_mail(struct bench *bench, gconstpointer data)
{
	static char inbox[] = "INBOX", name[] = "account1", none[] = "";
	const struct settings_account account = {
		.name = name, .folder = inbox, .quarantine_folder = none
	};
	struct dedupe_uid uid = { 1, 1, 5 };
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_true(inbox_quarantine(&bench->inbox, &uid, &account, &error));
	assert_says(bench, "hold release 1", EX_DATAERR,
	    "hold 1: its mail lies on the server only\n");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_HELD);
}

static void
assert_delivers(struct bench *bench, const char *raw, const char *answer)
{
	autofd int fd = util_inbox_memfd(raw);
	int status = -1;
	g_autofree char *text = say(bench, "deliver", fd, &status);

	g_assert_cmpstr(text, ==, answer);
	g_assert_cmpint(status, ==, EX_OK);
}

static void
test_deliver(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw = util_desk_mail("dave@example.net",
	    "support@example.com", UTIL_DMARC, "Subject: by hand\n", "text\n");
	g_autofree char *agents = mail_without_token(bench);

	assert_delivers(bench, raw, "ticket 2\n");
	assert_audit(bench, "ticket.new", "ticket 2", ACTOR);
	g_autoptr(entry) entry = look_entry(bench->desk, 2, 0);
	const struct entry_source *source =
	    g_ptr_array_index(entry->sources, 0);
	g_assert_cmpstr(source->account, ==, "");
	assert_delivers(bench, raw, "ticket 2 (known before)\n");
	assert_delivers(bench, agents, "hold 1\n");
	assert_audit(bench, "mail.hold", "hold 1", ACTOR);
}

/* A caller could change what is not sealed while it is read. */
static void
test_deliver_unsealed(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	autofd int fd = memfd_new("docket-test", &error);
	int status = -1;

	g_assert_true(memfd_append(fd, "From: a\r\n\r\n", 11, &error));
	g_autofree char *text = say(bench, "deliver", fd, &status);
	g_assert_cmpint(status, ==, EX_DATAERR);
	g_assert_cmpstr(text, !=, "");
}

static void
test_types(void)
{
	g_assert_cmpstr(operate_type_of(OPERATE_REQUEST), ==, "as");
	g_assert_cmpstr(operate_type_of(OPERATE_ANSWER), ==, "(is)");
	g_assert_null(operate_type_of(0));
	g_assert_null(operate_type_of(3));
	g_assert_null(operate_type_of(255));
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/operate/refused", test_refused },
		{ "/operate/ticket", test_ticket },
		{ "/operate/queue-states", test_queue_states },
		{ "/operate/queue-all", test_queue_all },
		{ "/operate/hold-drop", test_hold_drop },
		{ "/operate/hold-release-twice", test_hold_release_twice },
		{ "/operate/held-again", test_held_again },
		{ "/operate/release-without-mail", test_release_without_mail },
		{ "/operate/deliver", test_deliver },
		{ "/operate/deliver-unsealed", test_deliver_unsealed },
	};

	if (argc > 1 && g_str_has_prefix(argv[1], "--role=reader"))
		return readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, NULL, set_up,
		    tests[i].test, tear_down);
	g_test_add_func("/operate/release-causes", test_release_causes);
	g_test_add_func("/operate/types", test_types);
	return g_test_run();
}
