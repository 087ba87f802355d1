/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail that would never end, or should not begin again: closed matters, third
 * parties, floods, loops. Each on a whole desk, for what counts is which
 * letters stand in the store in the end. */
#include "base/clock.h"
#include "mime/parse.h"
#include "store/tickets.h"
#include "util-look.h"
#include "util-rules.h"
#include <string.h>

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))

#define QUEUE(options)                                  \
	"queues = ( { name = \"support\"; addresses = " \
	"[ \"support@example.com\" ]; " options " } );\n"

/* Takes a mail in as an entry; its ticket. */
static guint64
take(struct util_desk *desk, const char *raw)
{
	static guint32 uid = 100;
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	return mail->number;
}

/* The customer replies to the newest letter to him, or to this address. */
static guint64
reply(struct util_desk *desk, const char *to, const char *text)
{
	g_autofree char *found = to != NULL
	    ? g_strdup(to)
	    : look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, found, UTIL_DMARC, NULL, text);

	return take(desk, raw);
}

static void
close_ticket(struct util_desk *desk, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ticket) ticket = look_ticket(desk, number);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	ticket_set_status(ticket, TICKET_CLOSED, clock_now());
	g_assert_true(tickets_put(txn, ticket, ticket->updated, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
pass(gint64 ms)
{
	clock_set_for_test(clock_now() + ms, clock_boot() + ms);
}

/* A reply to a closed ticket makes one new ticket, and all that he writes to
 * the old addresses goes there; an agent's old notice leads there as well. */
static void
test_closed_new(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new(QUEUE("closed_policy = \"new\";"));

	look_first_mail(desk);
	g_autofree char *old =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	close_ticket(desk, 1);
	g_assert_cmpuint(reply(desk, old, "One more thing.\n"), ==, 2);
	g_autoptr(ticket) first = look_ticket(desk, 1);
	g_autoptr(ticket) second = look_ticket(desk, 2);
	g_assert_cmpuint(first->status, ==, TICKET_CLOSED);
	g_assert_cmpuint(first->entries, ==, 1);
	g_assert_cmpuint(first->linked, ==, 2);
	g_assert_cmpuint(second->status, ==, TICKET_OPEN);
	g_assert_cmpuint(second->linked, ==, 1);
	g_autoptr(entry) entry = look_entry(desk, 2, 0);
	rules_assert_holds(entry->remark, "continues ticket 1");
	/* the old address once more, and the answer of an agent */
	g_assert_cmpuint(reply(desk, old, "And another.\n"), ==, 2);
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "Done.");
	g_assert_cmpuint(take(desk, answer), ==, 2);
	g_autofree char *to = look_reply_to(desk, LETTER_ANSWER, CAROL);
	g_assert_cmpstr(to, !=, old);
	g_assert_cmpuint(reply(desk, to, "Thanks.\n"), ==, 2);
}

/* Nobody who has not proved to be the holder moves the holder's addresses. */
static void
test_closed_new_unproved(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new(QUEUE("closed_policy = \"new\";"));

	look_first_mail(desk);
	g_autofree char *old =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *forged =
	    util_desk_mail(CAROL, old, UTIL_NONE, NULL, "I am Carol.\n");
	close_ticket(desk, 1);
	g_assert_cmpuint(take(desk, forged), ==, 2);
	g_assert_cmpuint(reply(desk, old, "It is me.\n"), ==, 3);
	g_autoptr(ticket) first = look_ticket(desk, 1);
	g_assert_cmpuint(first->linked, ==, 3);
}

static void
test_closed_late(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUE("reopen_days = 14;"));

	look_first_mail(desk);
	close_ticket(desk, 1);
	pass(14 * DAY_MS - 1);
	g_assert_cmpuint(reply(desk, NULL, "In time.\n"), ==, 1);
	g_autoptr(ticket) open = look_ticket(desk, 1);
	g_assert_cmpuint(open->status, ==, TICKET_OPEN);
	g_assert_cmpint(open->closed, ==, 0);
	close_ticket(desk, 1);
	pass(14 * DAY_MS);
	g_assert_cmpuint(reply(desk, NULL, "Too late.\n"), ==, 2);
}

/* He is told three times a day at most, whatever answers; then the agents hear
 * of it. Nothing is lost meanwhile. */
static void
test_closed_reject(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new(QUEUE("closed_policy = \"reject\";"));

	look_first_mail(desk);
	close_ticket(desk, 1);
	pass(DAY_MS);
	for (guint i = 0; i < 20; i++) {
		g_autofree char *text = g_strdup_printf("Again, %u.\n", i);
		g_assert_cmpuint(reply(desk, NULL, text), ==, 1);
	}
	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 3);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1 + 17);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpuint(ticket->status, ==, TICKET_CLOSED);
	g_assert_cmpuint(ticket->entries, ==, 21);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_DESK, CAROL);
	g_autofree char *octets = util_desk_octets(desk, letter);
	rules_assert_holds(octets, "closed");
	rules_assert_holds(octets, "support@example.com");
	g_autofree char *automatic = util_desk_field(octets, "Auto-Submitted");
	g_assert_cmpstr(automatic, ==, "auto-generated");
	pass(DAY_MS);
	reply(desk, NULL, "The next day.\n");
	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 4);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/storms/closed-new", test_closed_new);
	g_test_add_func("/storms/closed-new-unproved",
	    test_closed_new_unproved);
	g_test_add_func("/storms/closed-late", test_closed_late);
	g_test_add_func("/storms/closed-reject", test_closed_reject);
	return g_test_run();
}
