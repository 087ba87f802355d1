/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets which words: nobody sees another's reply address, a customer never
 * sees the desk's inside, attachments go where they belong. */
#include "base/clock.h"
#include "mime/parse.h"
#include "route/replyaddr.h"
#include "store/people.h"
#include "store/tickets.h"
#include "util-look.h"
#include <string.h>

#define CAROL LOOK_CUSTOMER
#define DAVE "dave@example.net"
#define ALICE "alice@example.com"
#define BOB "bob@example.com"

static char *
octets_to(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);

	return util_desk_octets(desk, letter);
}

static void
add_seat(struct util_desk *desk, const char *address, const char *name,
    enum ticket_proof proof)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	ticket_add_seat(ticket, address, name, proof);
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static guint
attachments(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);

	return letter->attachments->len;
}

/* The address for notes in the newest notice to that agent. */
static char *
note_address(struct util_desk *desk, const char *agent)
{
	g_autofree char *octets = octets_to(desk, LETTER_NOTICE, agent);
	g_auto(GStrv) lines = g_strsplit(octets, "=\r\n", -1);
	g_autofree char *text = g_strjoinv("", lines);
	const char *label = strstr(text, "Internal note: ");

	g_assert_nonnull(label);
	label += strlen("Internal note: ");
	return g_strndup(label, strcspn(label, "\r\n"));
}

/* Each notice has its own agent's reply address and no other. */
static void
test_own_tokens(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *alices = look_reply_to(desk, LETTER_NOTICE, ALICE);
	g_autofree char *bobs = look_reply_to(desk, LETTER_NOTICE, BOB);
	g_autofree char *carols =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	static const struct {
		guint32 kind;
		const char *to;
	} letters[] = { { LETTER_NOTICE, ALICE }, { LETTER_NOTICE, BOB },
		{ LETTER_ACKNOWLEDGEMENT, CAROL } };
	const char *tokens[] = { alices, bobs, carols };

	for (guint i = 0; i < 3; i++) {
		g_autofree char *octets =
		    octets_to(desk, letters[i].kind, letters[i].to);
		for (guint n = 0; n < 3; n++)
			g_assert_cmpint(strstr(octets, tokens[n]) != NULL, ==,
			    n == i);
	}
}

/* A notice tells what was said before, notes as well; none of it, and neither
 * of its two addresses, is in what the customer gets. */
static void
test_conversation(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *notes = note_address(desk, ALICE);
	g_autofree char *note = util_desk_mail(ALICE, notes, UTIL_SUBMISSION,
	    NULL, "Careful with this one.\nTwo lines.\n");
	g_assert_cmpuint(util_desk_put(desk, note), ==, 1);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "Any news?\n");
	util_desk_put(desk, raw);
	g_autofree char *notice = octets_to(desk, LETTER_NOTICE, BOB);
	const char *news = strstr(notice, "Any news?");
	const char *inside = strstr(notice, "INTERNAL NOTE by alice");
	const char *first = strstr(notice, "carol@example.org wrote");
	g_assert_true(news && inside && first);
	g_assert_true(news < inside && inside < first);
	g_assert_nonnull(strstr(notice,
	    "Careful with this one.\r\nTwo lines."));
	g_assert_null(strstr(notice, notes));
	g_autofree char *answer = look_answer(desk, BOB, NULL, "Soon.");
	util_desk_put(desk, answer);
	g_autofree char *sent = octets_to(desk, LETTER_ANSWER, CAROL);
	g_assert_nonnull(strstr(sent, "Soon."));
	g_assert_null(strstr(sent, "Careful"));
	g_assert_null(strstr(sent, "conversation"));
}

/* What a customer quotes of ours gives nobody a token: neither their own nor
 * one that they got hold of. */
static void
test_scrubbed(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *carols =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *alices = look_reply_to(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text =
	    g_strdup_printf("See below.\n> Reply-To: %s\n> <mailto:%s>\n",
	        carols, alices);
	g_autofree char *raw =
	    util_desk_mail(CAROL, carols, UTIL_DMARC, NULL, text);
	util_desk_put(desk, raw);
	g_autofree char *notice = octets_to(desk, LETTER_NOTICE, BOB);
	g_assert_nonnull(strstr(notice, "See below."));
	g_assert_null(strstr(notice, carols));
	g_assert_null(strstr(notice, alices));
	/* and the agent's words on their way out */
	g_autofree char *words = g_strdup_printf("Write to %s.", alices);
	g_autofree char *answer = look_answer(desk, ALICE, NULL, words);
	util_desk_put(desk, answer);
	g_autofree char *sent = octets_to(desk, LETTER_ANSWER, CAROL);
	g_assert_nonnull(strstr(sent, "Write to"));
	g_assert_null(strstr(sent, alices));
}

/* Everybody on the ticket is answered, each under their own address. */
static void
test_participants(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	add_seat(desk, DAVE, "Dave", TICKET_VERIFIED);
	add_seat(desk, "erin@example.net", "Erin", TICKET_UNVERIFIED);
	add_seat(desk, "no address", "", TICKET_UNVERIFIED);
	add_seat(desk, "support@example.com", "", TICKET_UNVERIFIED);
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "It is done.");
	util_desk_put(desk, answer);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 3);
	g_autofree char *carols = look_reply_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *daves = look_reply_to(desk, LETTER_ANSWER, DAVE);
	g_assert_cmpstr(carols, !=, daves);
	g_autofree char *to_carol = octets_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *to_dave = octets_to(desk, LETTER_ANSWER, DAVE);
	g_assert_null(strstr(to_carol, DAVE));
	g_assert_null(strstr(to_carol, daves));
	g_assert_null(strstr(to_dave, CAROL));
	g_assert_nonnull(strstr(to_dave, "It is done."));
	/* whose address was never proved is not called by a name */
	g_autofree char *to_erin =
	    octets_to(desk, LETTER_ANSWER, "erin@example.net");
	g_autofree char *field = util_desk_field(to_erin, "To");
	g_assert_null(strstr(field, "Erin"));
	/* dave answers, on his seat */
	g_autofree char *raw =
	    util_desk_mail(DAVE, daves, UTIL_DMARC, NULL, "Thanks.\n");
	g_assert_cmpuint(util_desk_put(desk, raw), ==, 1);
	g_autoptr(entry) entry = look_entry(desk, 1, 2);
	g_assert_cmpuint(entry->kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpuint(entry->seat, ==, 1);
}

/* Their client threads by their own newest mail. */
static void
test_answers_newest(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	add_seat(desk, DAVE, "Dave", TICKET_VERIFIED);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw = util_desk_mail(CAROL, to, UTIL_DMARC,
	    "Message-ID: <three@example.org>\n", "More.\n");
	util_desk_put(desk, raw);
	g_autofree char *stranger = util_desk_mail("mallory@example.net", to,
	    UTIL_DMARC, "Message-ID: <evil@example.net>\n", "Mine.\n");
	util_desk_put(desk, stranger);
	g_autofree char *answer = look_answer(desk, ALICE,
	    "Message-ID: <hers@example.com>\n", "Yes.");
	util_desk_put(desk, answer);
	g_autofree char *carols = octets_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *answers = util_desk_field(carols, "In-Reply-To");
	g_assert_cmpstr(answers, ==, "<three@example.org>");
	g_assert_null(strstr(carols, "evil@example.net"));
	g_assert_null(strstr(carols, "hers@example.com"));
	g_autofree char *daves = octets_to(desk, LETTER_ANSWER, DAVE);
	g_assert_null(strstr(daves, "three@example.org"));
}

/* A customer's file goes to the agents, not back; an agent's to the customer.
 */
static void
test_attachments(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *plain = util_desk_mail(CAROL, "support@example.com",
	    UTIL_DMARC, "Subject: file\n", "Here it is.\n");
	g_autofree char *raw = look_attach(plain, "proof.pdf", "the proof");
	static const char in_base64[] = "dGhlIHByb29m"; /* the proof */

	util_desk_put(desk, raw);
	g_assert_cmpuint(attachments(desk, LETTER_NOTICE, ALICE), ==, 1);
	g_assert_cmpuint(attachments(desk, LETTER_NOTICE, BOB), ==, 1);
	g_assert_cmpuint(attachments(desk, LETTER_ACKNOWLEDGEMENT, CAROL), ==,
	    0);
	g_autofree char *notice = octets_to(desk, LETTER_NOTICE, ALICE);
	g_assert_nonnull(strstr(notice, in_base64));
	g_assert_nonnull(strstr(notice, "proof.pdf"));
	g_autofree char *without = look_answer(desk, ALICE, NULL, "Thanks.");
	util_desk_put(desk, without);
	g_autofree char *first = octets_to(desk, LETTER_ANSWER, CAROL);
	g_assert_null(strstr(first, in_base64));
	g_assert_null(strstr(first, "proof.pdf"));
	g_autofree char *reply = look_answer(desk, ALICE, NULL, "See this.");
	g_autofree char *with = look_attach(reply, "form.pdf", "the form");
	util_desk_put(desk, with);
	g_assert_cmpuint(attachments(desk, LETTER_ANSWER, CAROL), ==, 1);
	g_autofree char *second = octets_to(desk, LETTER_ANSWER, CAROL);
	g_assert_nonnull(strstr(second, "form.pdf"));
	g_assert_nonnull(strstr(second, "dGhlIGZvcm0="));
}

/* A notice names its author; a customer sees the desk. */
static void
test_names(void)
{
	static const struct {
		const char *from, *name;
	} rows[] = {
		{ "Carol <carol@example.org>", "Carol via Example Support" },
		{ "carol@example.org", "carol via Example Support" },
		{ "Example Support <carol@example.org>", "Example Support" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *mail = util_desk_mail(CAROL,
		    "support@example.com", UTIL_NONE, NULL, "hello\n");
		g_auto(GStrv) parts =
		    g_strsplit(mail, "From: " CAROL "\r\n", 2);
		g_autofree char *raw = g_strconcat(parts[0],
		    "From: ", rows[i].from, "\r\n", parts[1], NULL);
		util_desk_put(desk, raw);
		g_autofree char *notice = octets_to(desk, LETTER_NOTICE, ALICE);
		g_autofree char *from = util_desk_field(notice, "From");
		g_test_message("%s", rows[i].from);
		g_assert_nonnull(strstr(from, rows[i].name));
		g_assert_nonnull(strstr(from, "<support@example.com>"));
	}
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	look_first_mail(desk);
	g_autofree char *alices = look_answer(desk, ALICE, NULL, "Yes.");
	util_desk_put(desk, alices);
	g_autofree char *answer = octets_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *from = util_desk_field(answer, "From");
	g_assert_nonnull(strstr(from, "Alice via Example Support"));
}

/* Mail to a queue's address is that queue's agents' alone. */
static void
test_queues(void)
{
	static const char conf[] =
	    "queues = ( { name = \"support\"; addresses = "
	    "[ \"support@example.com\" ]; agents = [ \"alice\" ]; },\n"
	    "  { name = \"billing\"; addresses = [ \"billing@example.com\" ]; "
	    "agents = [ \"bob\" ]; acknowledge = \"never\"; } );\n";
	static const struct {
		const char *to, *queue;
		guint alice, bob, acks;
	} rows[] = {
		{ "support@example.com", "support", 1, 0, 1 },
		{ "billing@example.com", "billing", 0, 1, 0 },
		{ "other@example.com", "support", 1, 0, 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(conf);
		g_autofree char *raw = util_desk_mail(CAROL, rows[i].to,
		    UTIL_DMARC, NULL, "hello\n");
		g_test_message("%s", rows[i].to);
		util_desk_put(desk, raw);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		g_assert_cmpstr(ticket->queue, ==, rows[i].queue);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==,
		    rows[i].alice);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==,
		    rows[i].bob);
		g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT,
		                     CAROL),
		    ==, rows[i].acks);
	}
}

/* An agent whose address changed keeps the seat, and the new address gets a
 * token of its own. */
static void
test_agent_moved(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *before = look_reply_to(desk, LETTER_NOTICE, ALICE);
	struct settings_agent *alice =
	    g_ptr_array_index(desk->settings->agents, 0);
	g_free(alice->addresses[0]);
	alice->addresses[0] = g_strdup("alice@example.net");
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "More.\n");
	util_desk_put(desk, raw);
	g_autofree char *after =
	    look_reply_to(desk, LETTER_NOTICE, "alice@example.net");
	g_assert_cmpstr(before, !=, after);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	g_autofree char *agent = NULL;
	g_autofree char *address = NULL;
	g_assert_true(people_agent_of_seat(txn, 1, &agent, &address, &error));
	g_assert_cmpstr(agent, ==, "alice");
	g_assert_cmpstr(address, ==, "alice@example.net");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/correspond/own-tokens", test_own_tokens);
	g_test_add_func("/correspond/scrubbed", test_scrubbed);
	g_test_add_func("/correspond/conversation", test_conversation);
	g_test_add_func("/correspond/participants", test_participants);
	g_test_add_func("/correspond/answers-newest", test_answers_newest);
	g_test_add_func("/correspond/attachments", test_attachments);
	g_test_add_func("/correspond/names", test_names);
	g_test_add_func("/correspond/queues", test_queues);
	g_test_add_func("/correspond/agent-moved", test_agent_moved);
	return g_test_run();
}
