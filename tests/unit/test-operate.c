/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's verbs: each does what it says or nothing, says which, and
 * stands in the audit under the caller's name. */
#include "base/autofd.h"
#include "base/clock.h"
#include "base/memfd.h"
#include "intake/readerchild.h"
#include "mime/parse.h"
#include "store/letters.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-operator.h"
#include "util-store.h"
#include <string.h>
#include <sysexits.h>

#define ALICE "alice@example.com"

/* Hold 1: alice's mail without her token. */
static guint64 make_hold(struct operator* bench)
{
	g_autofree char *raw = util_desk_mail(ALICE, "support@example.com",
	    UTIL_SUBMISSION, "Subject: mine\n", "without a token\n");

	return operator_takes(bench, raw, ACCEPT_HELD);
}

static void
set_state(struct operator* bench, guint64 number, guint32 state)
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
test_refused(struct operator* bench, gconstpointer data)
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
		{ "assign 1", EX_DATAERR,
		    "assign: something is missing behind the number\n" },
		{ "assign 1 mallory", EX_DATAERR,
		    "no agent is named mallory\n" },
		{ "assign 99 alice", EX_DATAERR, "ticket 99: there is none\n" },
		{ "merge 1", EX_DATAERR,
		    "merge: something is missing behind the number\n" },
		{ "merge 1 x", EX_DATAERR,
		    "merge: a ticket's number is wanted\n" },
		{ "tag 1 +A!", EX_DATAERR, "+A! can not be a tag\n" },
		{ "split 1 7", EX_DATAERR, "entry 7 is no customer's mail\n" },
		{ "block add nobody", EX_DATAERR,
		    "nobody is neither address nor domain\n" },
		{ "block add example.com", EX_DATAERR,
		    "example.com is the desk's own, or an agent's\n" },
		{ "block remove example.net", EX_DATAERR,
		    "example.net: neither blocked nor flagged\n" },
		{ "merge 1 99", EX_DATAERR, "ticket 99: there is none\n" },
		{ "merge 99 1", EX_DATAERR, "ticket 99: there is none\n" },
		{ "merge 1 1", EX_DATAERR, "ticket 1: it leads to itself\n" },
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
		operator_says(bench, rows[i].words, rows[i].status,
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
test_ticket(struct operator* bench, gconstpointer data)
{
	static const struct {
		const char *words, *action;
		guint32 status;
		const char *assignee;
	} rows[] = {
		{ "close 1", "ticket.status", TICKET_CLOSED, "" },
		{ "close 1", "ticket.status", TICKET_CLOSED, "" },
		{ "assign 1 bob", "ticket.assign", TICKET_CLOSED, "bob" },
		{ "reopen 1", "ticket.status", TICKET_OPEN, "bob" },
		{ "assign 1 alice", "ticket.assign", TICKET_OPEN, "alice" },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 now = UTIL_DESK_NOW + 1000 * ((gint64)i + 1);
		clock_set_for_test(now, 1000000);
		operator_says(bench, rows[i].words, EX_OK, "");
		g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);
		g_assert_cmpuint(ticket->status, ==, rows[i].status);
		g_assert_cmpstr(ticket->assignee, ==, rows[i].assignee);
		g_assert_cmpint(ticket->updated, ==, now);
		operator_audited(bench, rows[i].action, "ticket 1",
		    OPERATOR_ACTOR);
	}
	/* of the operator's verbs only assign writes: to whom it is given */
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE, NULL), ==, 4);
	g_assert_cmpuint(look_count(bench->desk, LETTER_NOTICE,
	                     "bob@example.com"),
	    ==, 2);
}

static void
test_queue_states(struct operator* bench, gconstpointer data)
{
	static const char done[] = "1 of 1 letters: %s\n";
	static const char not_done[] = "letter 1: it is %s; %s\n";
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
		bool sending = rows[i].from == LETTER_DOT;
		g_autofree char *answer = rows[i].can
		    ? g_strdup_printf(done, rows[i].verb)
		    : g_strdup_printf(not_done, letter_state_name(rows[i].from),
		          sending ? "its sender has it: look again in a "
		                    "moment, with docketd running"
		                  : "that can not be done to it");
		set_state(bench, 1, rows[i].from);
		operator_says(bench, words, rows[i].can ? EX_OK : EX_DATAERR,
		    answer);
		g_autoptr(letter) letter = look_letter(bench->desk, 1);
		g_assert_cmpuint(letter->state, ==, rows[i].to);
		if (!rows[i].can)
			continue;
		operator_audited(bench, action, "letter 1", OPERATOR_ACTOR);
		g_assert_cmpint(letter->done != 0, ==,
		    rows[i].to == LETTER_DROPPED);
		if (rows[i].to == LETTER_READY)
			g_assert_cmpint(letter->due, ==, UTIL_DESK_NOW + 5000);
	}
}

/* A sender lets letter 1 into its dot, and is done with it. */
static struct dotlog *let_out(struct operator* bench)
{
	g_autoptr(GError) error = NULL;
	struct store *store = bench->desk->store;
	g_autoptr(dotlog) log = dotlog_new(store->dir, 0, 255);
	g_autoptr(letter) letter = look_letter(bench->desk, 1);

	scratch_dots(bench->desk->store->kv, log);
	g_assert_true(dotlog_write(log, store->kv, &letter, 1, &error));
	return g_steal_pointer(&log);
}

/* In the store it is ready; its sender's log knows better. */
static void
test_queue_in_dot(struct operator* bench, gconstpointer data)
{
	static const char *const verbs[] = { "hold", "drop", "retry" };
	g_autoptr(dotlog) log = let_out(bench);

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		g_autofree char *words =
		    g_strdup_printf("queue %s 1", verbs[i]);
		operator_says(bench, words, EX_DATAERR,
		    "letter 1: it is dot; its sender has it: look again in a "
		    "moment, with docketd running\n");
	}
	operator_says(bench, "queue hold all", EX_OK, "2 of 3 letters: hold\n");
	g_autoptr(letter) letter = look_letter(bench->desk, 1);
	g_assert_cmpuint(letter->state, ==, LETTER_READY);
	scratch_dots(bench->desk->store->kv, log);
	operator_says(bench, "queue hold 1", EX_OK, "1 of 1 letters: hold\n");
}

/* "all": those to which it can be done, of those that wait. */
static void
test_queue_all(struct operator* bench, gconstpointer data)
{
	(void)data;
	set_state(bench, 1, LETTER_DOT);
	operator_says(bench, "queue hold all", EX_OK, "2 of 3 letters: hold\n");
	set_state(bench, 1, LETTER_SENT);
	operator_says(bench, "queue retry all", EX_OK,
	    "2 of 2 letters: retry\n");
	operator_says(bench, "queue drop all", EX_OK, "2 of 2 letters: drop\n");
	operator_says(bench, "queue retry all", EX_OK,
	    "0 of 0 letters: retry\n");
	set_state(bench, 1, LETTER_DOT);
	operator_says(bench, "queue retry all", EX_OK,
	    "0 of 1 letters: retry\n");
	operator_audited(bench, "queue.drop", "letter 2", OPERATOR_ACTOR);
	operator_audited(bench, "queue.drop", "letter 3", OPERATOR_ACTOR);
	operator_audited(bench, "queue.drop", "letter 1", NULL);
}

static void
test_hold_drop(struct operator* bench, gconstpointer data)
{
	(void)data;
	make_hold(bench);
	operator_says(bench, "hold drop 1", EX_OK,
	    "hold 1: dropped; the mail is kept in the archive\n");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_DROPPED);
	g_assert_cmpstr(hold->done_by, ==, OPERATOR_ACTOR);
	g_assert_cmpint(hold->done, ==, UTIL_DESK_NOW);
	operator_audited(bench, "hold.drop", "hold 1", OPERATOR_ACTOR);
	operator_says(bench, "hold drop 1", EX_DATAERR,
	    "hold 1: already released or dropped\n");
	operator_says(bench, "hold release 1", EX_DATAERR,
	    "hold 1: already released or dropped\n");
}

static void
test_hold_release_twice(struct operator* bench, gconstpointer data)
{
	(void)data;
	make_hold(bench);
	operator_says(bench, "hold release 1", EX_OK,
	    "hold 1: released onto ticket 2\n");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
	g_assert_cmpstr(hold->done_by, ==, OPERATOR_ACTOR);
	operator_audited(bench, "hold.release", "hold 1", OPERATOR_ACTOR);
	operator_audited(bench, "ticket.new", "ticket 2", OPERATOR_ACTOR);
	operator_says(bench, "hold release 1", EX_DATAERR,
	    "hold 1: already released or dropped\n");
	/* the same mail once more is known, and is not held again */
	g_autofree char *raw = util_desk_mail(ALICE, "support@example.com",
	    UTIL_SUBMISSION, "Subject: mine\n", "without a token\n");
	g_assert_cmpuint(operator_takes(bench, raw, ACCEPT_DUPLICATE), ==, 2);
}

static void
assert_delivers(struct operator* bench, const char *raw, const char *answer)
{
	autofd int fd = util_inbox_memfd(raw);
	int status = -1;
	g_autofree char *text = operator_say(bench, "deliver", fd, &status);

	g_assert_cmpstr(text, ==, answer);
	g_assert_cmpint(status, ==, EX_OK);
}

static void
test_deliver(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw = util_desk_mail("dave@example.net",
	    "support@example.com", UTIL_DMARC, "Subject: by hand\n", "text\n");
	g_autofree char *agents = util_desk_mail(ALICE, "support@example.com",
	    UTIL_SUBMISSION, "Subject: mine\n", "Words.\n");

	assert_delivers(bench, raw, "ticket 2\n");
	operator_audited(bench, "ticket.new", "ticket 2", OPERATOR_ACTOR);
	g_autoptr(entry) entry = look_entry(bench->desk, 2, 0);
	const struct entry_source *source =
	    g_ptr_array_index(entry->sources, 0);
	g_assert_cmpstr(source->account, ==, "");
	assert_delivers(bench, raw, "ticket 2 (known before)\n");
	assert_delivers(bench, agents, "hold 1\n");
	operator_audited(bench, "mail.hold", "hold 1", OPERATOR_ACTOR);
}

/* A caller could change what is not sealed while it is read. */
static void
test_deliver_unsealed(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	autofd int fd = memfd_new("docket-test", &error);
	int status = -1;

	g_assert_true(memfd_append(fd, "From: a\r\n\r\n", 11, &error));
	g_autofree char *text = operator_say(bench, "deliver", fd, &status);
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
		void (*test)(struct operator* bench, gconstpointer data);
	} tests[] = {
		{ "/operate/refused", test_refused },
		{ "/operate/ticket", test_ticket },
		{ "/operate/queue-states", test_queue_states },
		{ "/operate/queue-in-dot", test_queue_in_dot },
		{ "/operate/queue-all", test_queue_all },
		{ "/operate/hold-drop", test_hold_drop },
		{ "/operate/hold-release-twice", test_hold_release_twice },
		{ "/operate/deliver", test_deliver },
		{ "/operate/deliver-unsealed", test_deliver_unsealed },
	};

	if (argc > 1 && g_str_has_prefix(argv[1], "--role=reader"))
		return readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct operator, NULL, operator_open,
		    tests[i].test, operator_close);
	g_test_add_func("/operate/types", test_types);
	return g_test_run();
}
