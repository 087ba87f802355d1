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
/* The customer replies to the newest letter to him, or to this address. */
static guint64
reply(struct util_desk *desk, const char *to, const char *text)
{
	g_autofree char *found = to != NULL
	    ? g_strdup(to)
	    : look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, found, UTIL_DMARC, NULL, text);

	return util_desk_put(desk, raw);
}

static void
close_ticket(struct util_desk *desk, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ticket) ticket = look_ticket(desk, number);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	ticket_set_status(ticket, TICKET_CLOSED, clock_now());
	g_assert_true(tickets_put(txn, ticket, &error));
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
	g_assert_cmpuint(util_desk_put(desk, answer), ==, 2);
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
	g_assert_cmpuint(util_desk_put(desk, forged), ==, 2);
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

/* Takes in what this person writes to that address, authenticated. */
static guint64
write_as(struct util_desk *desk, const char *from, const char *to,
    const char *more_header, const char *text)
{
	g_autofree char *raw =
	    util_desk_mail(from, to, UTIL_DMARC, more_header, text);

	return util_desk_put(desk, raw);
}

/* Every letter to that person, its octets joined; the caller frees. */
static char *
all_to(struct util_desk *desk, const char *to)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		g_autofree char *octets = util_desk_octets(desk, letter);
		if (g_str_equal(letter->to, to))
			g_string_append(all, octets);
	}
	return g_string_free(all, FALSE);
}

/* A participant has a reply address of his own, gets the answers and speaks for
 * himself; nothing of the others is in his letters. */
static void
test_participant(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new(QUEUE("cc = \"authenticated\";"));

	write_as(desk, CAROL, "support@example.com",
	    "Cc: dave@example.net, support+x@example.com, " ALICE "\n"
	    "Message-ID: <carols@example.org>\n",
	    "We wait.\n");
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpuint(ticket->seats->len, ==, 2);
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "Soon.");
	util_desk_put(desk, answer);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 2);
	g_autofree char *daves =
	    look_reply_to(desk, LETTER_ANSWER, "dave@example.net");
	g_autofree char *carols = look_reply_to(desk, LETTER_ANSWER, CAROL);
	g_assert_cmpstr(daves, !=, carols);
	g_assert_cmpuint(write_as(desk, "dave@example.net", daves, NULL,
	                     "I am Dave.\n"),
	    ==, 1);
	g_autoptr(entry) entry = look_entry(desk, 1, 2);
	g_assert_cmpuint(entry->kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpuint(entry->seat, ==, 1);
	g_autofree char *all = all_to(desk, "dave@example.net");
	rules_assert_holds(all, "Soon.");
	rules_assert_lacks(all, "We wait.");
	rules_assert_lacks(all, "carols@example.org");
	rules_assert_lacks(all, CAROL);
	/* with the customer's address he is a stranger there */
	g_assert_cmpuint(write_as(desk, "dave@example.net", carols, NULL,
	                     "I am not Carol.\n"),
	    ==, 1);
	g_autoptr(entry) stranger = look_entry(desk, 1, 3);
	g_assert_cmpuint(stranger->kind, ==, ENTRY_THIRD_PARTY);
}

/* The three steps of 2024: a forged requester, a guessed address, himself in
 * Cc. Nobody gets anything. */
static void
test_cc_takeover(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new(QUEUE("cc = \"authenticated\";"));

	look_first_mail(desk);
	for (guint i = 0; i < 2; i++) {
		g_autofree char *raw =
		    util_desk_mail(CAROL, "support+id1@example.com", UTIL_NONE,
		        i ? "Cc: mallory@example.net\n"
		            "In-Reply-To: <one@example.org>\n"
		            "Subject: Re: [#1] Where is my deposit?\n"
		          : "Cc: mallory@example.net\n",
		        i ? "Please show me.\n" : "Add my friend.\n");
		g_assert_cmpuint(util_desk_put(desk, raw), ==, 2 + i);
	}
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "Who?");
	util_desk_put(desk, answer);
	for (guint64 number = 1; number <= 3; number++) {
		g_autoptr(ticket) ticket = look_ticket(desk, number);
		g_assert_cmpuint(ticket->seats->len, ==, 1);
	}
	g_autofree char *all = all_to(desk, "mallory@example.net");
	g_assert_cmpstr(all, ==, "");
}

/* A third party with the customer's reply address is shown to the agents, with
 * a banner, and that is all that ever happens. */
static void
test_third_party(void)
{
	static const char mallory[] = "mallory@example.net";
	g_autoptr(util_desk) desk =
	    util_desk_new(QUEUE("cc = \"authenticated\"; "
	                        "closed_policy = \"new\";"));

	look_first_mail(desk);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	for (guint i = 0; i < 2; i++) {
		if (i == 1)
			close_ticket(desk, 1);
		g_assert_cmpuint(write_as(desk, mallory, to,
		                     "Cc: friend@example.net\n"
		                     "Reply-To: other@example.net\n"
		                     "Message-ID: <evil@example.net>\n",
		                     i ? "Closed?\n" : "PAY ME INSTEAD\n"),
		    ==, 1);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		g_assert_cmpuint(ticket->status, ==,
		    i ? TICKET_CLOSED : TICKET_OPEN);
		g_assert_cmpuint(ticket->seats->len, ==, 1);
	}
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *shown = util_desk_octets(desk, notice);
	rules_assert_holds(shown, "A THIRD PARTY");
	rules_assert_holds(shown, "other@example.net");
	/* the agent answers that very notice, and the customer writes again */
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "No.");
	util_desk_put(desk, answer);
	reply(desk, to, "Thank you.\n");
	g_autofree char *again = look_answer(desk, ALICE, NULL, "Welcome.");
	util_desk_put(desk, again);
	g_autofree char *carols = all_to(desk, CAROL);
	rules_assert_holds(carols, "Welcome.");
	rules_assert_lacks(carols, "PAY ME");
	rules_assert_lacks(carols, "example.net");
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		rules_assert_lacks(letter->to, "example.net");
	}
}

/* Who writes through a form is the customer, and has proved nothing. */
static void
test_form(void)
{
	g_autoptr(util_desk) desk = util_desk_new(
	    "forms = ( { from = \"form@shop.example\"; } );\n" QUEUE(
	        "acknowledge = \"all\";"));

	write_as(desk, "form@shop.example", "support@example.com",
	    "Reply-To: Vera <vera@example.net>\n"
	    "Auto-Submitted: auto-generated\n",
	    "I wrote in a form.\n");
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	const struct ticket_seat *seat = g_ptr_array_index(ticket->seats, 0);
	g_assert_cmpstr(seat->address, ==, "vera@example.net");
	g_assert_cmpstr(seat->name, ==, "");
	g_assert_false(seat->verified);
	g_autoptr(entry) entry = look_entry(desk, 1, 0);
	g_assert_cmpuint(entry->kind, ==, ENTRY_CUSTOMER);
	g_autofree char *all = all_to(desk, "vera@example.net");
	rules_assert_lacks(all, "in a form");
	g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, NULL), ==, 1);
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
	g_test_add_func("/storms/participant", test_participant);
	g_test_add_func("/storms/cc-takeover", test_cc_takeover);
	g_test_add_func("/storms/third-party", test_third_party);
	g_test_add_func("/storms/form", test_form);
	return g_test_run();
}
