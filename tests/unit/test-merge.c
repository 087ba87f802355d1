/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that were merged: what comes later goes to the survivor, in the right
 * seat, and nobody comes to read what was not his. */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "store/tickets.h"
#include "util-look.h"
#include "util-operator.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"

/* A mail that must become an entry; its ticket. */
static guint64
write_as(struct operator* bench, const char *from, const char *to,
    const char *more_header, const char *text)
{
	g_autofree char *raw =
	    util_desk_mail(from, to, UTIL_DMARC, more_header, text);

	return operator_takes(bench, raw, ACCEPT_ENTRY);
}

/* A new matter of that person; its ticket. */
static guint64
open_ticket(struct operator* bench, const char *from)
{
	static guint count;
	g_autofree char *id =
	    g_strdup_printf("Message-ID: <m%u@example.org>\n", ++count);

	return write_as(bench, from, "support@example.com", id, "Another.\n");
}

static char *
ack_address(struct operator* bench, const char *to)
{
	return look_reply_to(bench->desk, LETTER_ACKNOWLEDGEMENT, to);
}

static void
set_status(struct operator* bench, guint64 number, guint32 status)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ticket) ticket = look_ticket(bench->desk, number);
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_WRITE, &error);

	ticket_set_status(ticket, status, clock_now());
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

/* The customer's old letter, the agent's old notice, a bounce of the old
 * letter: all of it goes on at the survivor. */
static void
test_goes_on(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *old = ack_address(bench, CAROL);
	g_autofree char *agents = look_answer(bench->desk, ALICE, NULL, "Yes.");
	g_assert_cmpuint(open_ticket(bench, CAROL), ==, 2);
	operator_says(bench, "merge 1 2", EX_OK,
	    "ticket 1: merged into ticket 2\n");
	operator_audited(bench, "ticket.merge", "ticket 1", OPERATOR_ACTOR);
	g_autoptr(ticket) gone = look_ticket(bench->desk, 1);
	g_assert_cmpuint(gone->merged_into, ==, 2);
	g_assert_cmpuint(gone->status, ==, TICKET_CLOSED);
	g_assert_cmpint(gone->closed, !=, 0);
	g_autoptr(entry) note = look_entry(bench->desk, 2, 1);
	g_assert_cmpuint(note->kind, ==, ENTRY_NOTE);
	g_assert_cmpstr(note->remark, ==, "ticket 1 was merged into this one");
	g_assert_cmpuint(write_as(bench, CAROL, old, NULL, "More.\n"), ==, 2);
	g_autoptr(entry) more = look_entry(bench->desk, 2, 2);
	g_assert_cmpuint(more->kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpuint(more->seat, ==, 0);
	g_assert_cmpuint(operator_takes(bench, agents, ACCEPT_ENTRY), ==, 2);
	g_autoptr(letter) letter =
	    util_desk_letter(bench->desk, LETTER_ANSWER, CAROL);
	g_assert_cmpuint(letter->ticket, ==, 2);
	/* without its token, by the old letter's Message-ID */
	g_assert_cmpuint(write_as(bench, CAROL, "support@example.com",
	                     "In-Reply-To: <one@example.org>\n", "By id.\n"),
	    ==, 2);
}

/* A participant keeps his seat, whatever number it has on the survivor. */
static void
test_seats(struct operator* bench, gconstpointer data)
{
	struct settings_queue *queue =
	    g_ptr_array_index(bench->desk->settings->queues, 0);

	(void)data;
	queue->cc = SETTINGS_CC_AUTHENTICATED;
	write_as(bench, CAROL, "support@example.com",
	    "Cc: dave@example.net\nMessage-ID: <two@example.org>\n", "Two.\n");
	g_autofree char *answer = look_answer(bench->desk, ALICE, NULL, "Hm.");
	g_assert_cmpuint(operator_takes(bench, answer, ACCEPT_ENTRY), ==, 2);
	g_autofree char *daves =
	    look_reply_to(bench->desk, LETTER_ANSWER, "dave@example.net");
	write_as(bench, CAROL, "support@example.com",
	    "Cc: eve@example.net, dave@example.net\n"
	    "Message-ID: <three@example.org>\n",
	    "Three.\n");
	operator_says(bench, "merge 2 3", EX_OK,
	    "ticket 2: merged into ticket 3\n");
	g_assert_cmpuint(write_as(bench, "dave@example.net", daves, NULL,
	                     "I am Dave.\n"),
	    ==, 3);
	g_autoptr(entry) entry = look_entry(bench->desk, 3, 2);
	g_assert_cmpuint(entry->kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpuint(entry->seat, ==, 2);
}

/* Different people's tickets are linked and nothing else. */
static void
test_others(struct operator* bench, gconstpointer data)
{
	struct settings_queue *queue =
	    g_ptr_array_index(bench->desk->settings->queues, 0);
	static const struct {
		const char *name, *words, *answer;
	} rows[] = {
		{ "another customer", "merge 1 2",
		    "ticket 1: not merged, other people are on ticket 2; the "
		    "two are linked\n" },
		{ "a participant who is not on the other", "merge 3 1",
		    "ticket 3: not merged, other people are on ticket 1; the "
		    "two are linked\n" },
	};

	(void)data;
	queue->cc = SETTINGS_CC_AUTHENTICATED;
	g_assert_cmpuint(open_ticket(bench, "mallory@example.net"), ==, 2);
	write_as(bench, CAROL, "support@example.com", "Cc: dave@example.net\n",
	    "Three.\n");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		operator_says(bench, rows[i].words, EX_OK, rows[i].answer);
	}
	operator_audited(bench, "ticket.link", "ticket 1", OPERATOR_ACTOR);
	operator_audited(bench, "ticket.merge", "ticket 1", NULL);
	g_autoptr(ticket) one = look_ticket(bench->desk, 1);
	g_assert_cmpuint(one->merged_into, ==, 0);
	g_assert_cmpuint(one->status, ==, TICKET_OPEN);
	g_assert_cmpuint(one->linked, ==, 3);
	g_autofree char *mallorys = ack_address(bench, "mallory@example.net");
	g_assert_cmpuint(write_as(bench, "mallory@example.net", mallorys, NULL,
	                     "What do they say?\n"),
	    ==, 2);
	/* the other way round it goes: Carol is on both */
	operator_says(bench, "merge 1 3", EX_OK,
	    "ticket 1: merged into ticket 3\n");
}

/* Chains lead to their end, circles are refused. */
static void
test_chain(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *old = ack_address(bench, CAROL);
	for (guint64 number = 2; number <= 12; number++) {
		g_autofree char *words =
		    g_strdup_printf("merge %" G_GUINT64_FORMAT
		                    " %" G_GUINT64_FORMAT,
		        number - 1, number);
		g_autofree char *said =
		    g_strdup_printf("ticket %" G_GUINT64_FORMAT
		                    ": merged into ticket %" G_GUINT64_FORMAT
		                    "\n",
		        number - 1, number);
		g_assert_cmpuint(open_ticket(bench, CAROL), ==, number);
		operator_says(bench, words, EX_OK, said);
	}
	g_assert_cmpuint(write_as(bench, CAROL, old, NULL, "Where?\n"), ==, 12);
	operator_says(bench, "merge 1 5", EX_DATAERR,
	    "ticket 1: already merged into 2\n");
	operator_says(bench, "merge 12 1", EX_DATAERR,
	    "ticket 12: it leads to itself\n");
	g_assert_cmpuint(open_ticket(bench, CAROL), ==, 13);
	operator_says(bench, "merge 13 3", EX_OK,
	    "ticket 13: merged into ticket 12\n");
}

/* What was still to be done on one of the two is to be done. */
static void
test_status(struct operator* bench, gconstpointer data)
{
	static const struct {
		const char *name;
		guint32 from, to, after;
	} rows[] = {
		{ "open into closed", TICKET_OPEN, TICKET_CLOSED, TICKET_OPEN },
		{ "closed into open", TICKET_CLOSED, TICKET_OPEN, TICKET_OPEN },
		{ "pending into solved", TICKET_PENDING, TICKET_SOLVED,
		    TICKET_PENDING },
		{ "closed into closed", TICKET_CLOSED, TICKET_CLOSED,
		    TICKET_CLOSED },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint64 from = open_ticket(bench, CAROL);
		guint64 to = open_ticket(bench, CAROL);
		g_autofree char *words =
		    g_strdup_printf("merge %" G_GUINT64_FORMAT
		                    " %" G_GUINT64_FORMAT,
		        from, to);
		int status = -1;

		set_status(bench, from, rows[i].from);
		set_status(bench, to, rows[i].to);
		g_autofree char *said = operator_say(bench, words, -1, &status);
		g_test_message("%s: %s", rows[i].name, said);
		g_assert_cmpint(status, ==, EX_OK);
		g_autoptr(ticket) after = look_ticket(bench->desk, to);
		g_assert_cmpuint(after->status, ==, rows[i].after);
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct operator* bench, gconstpointer data);
	} tests[] = {
		{ "/merge/goes-on", test_goes_on },
		{ "/merge/seats", test_seats },
		{ "/merge/others", test_others },
		{ "/merge/chain", test_chain },
		{ "/merge/status", test_status },
	};

	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct operator, NULL, operator_open,
		    tests[i].test, operator_close);
	return g_test_run();
}
