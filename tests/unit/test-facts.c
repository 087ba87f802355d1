/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store says about each clue of a mail. A clue about which it says
 * nothing must stay unknown: what is taken for known opens a ticket. */
#include "base/clock.h"
#include "intake/scan.h"
#include "mime/parse.h"
#include "pipeline/facts.h"
#include "pipeline/freeze.h"
#include "route/replyaddr.h"
#include "store/people.h"
#include "store/tickets.h"
#include "util-look.h"
#include <string.h>

#define DAVE "dave@example.net"

/* A desk with ticket 1: carol on seat 0, dave on seat 1; agents have had their
 * notices, so alice's store-wide seat is 1. */
static struct util_desk *
desk_with_ticket(void)
{
	struct util_desk *desk = util_desk_new(NULL);
	g_autoptr(GError) error = NULL;

	look_first_mail(desk);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	ticket_add_seat(ticket, DAVE, "Dave", TICKET_VERIFIED);
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return desk;
}

/* The clues of a mail from that address with these header lines. */
static GPtrArray *
clues_of(struct util_desk *desk, const char *from, const char *to,
    const char *header)
{
	g_autofree char *raw =
	    util_desk_mail(from, to, UTIL_DMARC, header, "text\n");
	struct scan_limits limits = { 1 << 20, 1 << 18, 1 << 15, 1000, 1 << 16,
		50, 1000, 256, 500, 1000, 100, 200 };
	struct accept_mail mail = { .header = scan_header(raw, strlen(raw),
		                        &limits) };
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);

	mail.from = g_strdup(from);
	GPtrArray *clues = facts_clues(&desk->accept, txn, &mail, &error);
	g_assert_no_error(error);
	header_free(mail.header);
	g_free(mail.from);
	return clues;
}

static char *
token_address(struct util_desk *desk, guint8 role, guint16 seat, guint64 number,
    const char *holder)
{
	struct token what = { .role = role, .seat = seat, .number = number };
	g_autofree char *token = token_issue(desk->ring, &what, holder);

	return replyaddr_make(&desk->settings->desk, token);
}

static void
redirect(struct util_desk *desk, guint64 from, guint32 from_seat, guint64 to,
    guint32 to_seat)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	g_assert_true(tickets_redirect(txn, from, from_seat, to, to_seat,
	    &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
test_tokens(void)
{
	static const struct {
		const char *name;
		guint8 role;
		guint16 seat;
		guint64 number;
		bool known;
		const char *holder, *agent;
		guint64 ticket;
		guint32 on_seat;
	} rows[] = {
		{ "customer", TOKEN_CUSTOMER, 0, 1, true, LOOK_CUSTOMER, NULL,
		    1, 0 },
		{ "participant", TOKEN_PARTICIPANT, 1, 1, true, DAVE, NULL, 1,
		    1 },
		{ "seat that nobody has", TOKEN_PARTICIPANT, 2, 1, false, NULL,
		    NULL, 0, 0 },
		{ "the last seat there can be", TOKEN_PARTICIPANT, 4095, 1,
		    false, NULL, NULL, 0, 0 },
		{ "ticket that is not there", TOKEN_CUSTOMER, 0, 9, false, NULL,
		    NULL, 0, 0 },
		{ "agent", TOKEN_AGENT, 1, 1, true, "alice@example.com",
		    "alice", 1, 0 },
		{ "note", TOKEN_NOTE, 2, 1, true, "bob@example.com", "bob", 1,
		    0 },
		{ "agent of a ticket that is not there", TOKEN_AGENT, 1, 9,
		    false, "alice@example.com", "alice", 0, 0 },
		{ "agent that there is not", TOKEN_AGENT, 77, 1, false, NULL,
		    NULL, 0, 0 },
		{ "desk address", TOKEN_DESK, 1, 0, true, "alice@example.com",
		    "alice", 0, 0 },
		{ "desk address of nobody", TOKEN_DESK, 77, 0, false, NULL,
		    NULL, 0, 0 },
		{ "confirm", TOKEN_CONFIRM, 0, 1, false, NULL, NULL, 0, 0 },
		{ "rating", TOKEN_RATING, 0, 1, false, NULL, NULL, 0, 0 },
	};
	g_autoptr(util_desk) desk = desk_with_ticket();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *to = token_address(desk, rows[i].role,
		    rows[i].seat, rows[i].number, LOOK_CUSTOMER);
		g_autoptr(GPtrArray) clues =
		    clues_of(desk, LOOK_CUSTOMER, to, NULL);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(clues->len, ==, 1);
		const struct thread_clue *clue = g_ptr_array_index(clues, 0);
		g_assert_cmpint(clue->kind, ==, THREAD_TOKEN);
		g_assert_cmpint(clue->known, ==, rows[i].known);
		g_assert_cmpstr(clue->holder, ==, rows[i].holder);
		g_assert_cmpstr(clue->agent, ==, rows[i].agent);
		g_assert_cmpuint(clue->ticket, ==, rows[i].ticket);
		g_assert_cmpuint(clue->seat, ==, rows[i].on_seat);
	}
}

/* The token of a merged ticket leads on; its holder stays who it was. */
static void
test_redirects(void)
{
	g_autoptr(util_desk) desk = desk_with_ticket();
	g_autofree char *raw = util_desk_mail(DAVE, "support@example.com",
	    UTIL_DMARC, "Message-ID: <two@example.net>\n", "another\n");
	g_autoptr(accept_mail) second = util_desk_take(desk, raw, 2);
	g_autofree char *to = token_address(desk, TOKEN_CUSTOMER, 0, 2, DAVE);
	g_autofree char *agents =
	    token_address(desk, TOKEN_AGENT, 1, 2, "alice@example.com");
	static const char foreign[] = "References: <two@example.net>\n";

	g_assert_cmpuint(second->number, ==, 2);
	redirect(desk, 2, 0, 1, 1);
	g_autoptr(GPtrArray) clues = clues_of(desk, DAVE, to, foreign);
	g_assert_cmpuint(clues->len, ==, 2);
	for (guint i = 0; i < clues->len; i++) {
		const struct thread_clue *clue = g_ptr_array_index(clues, i);
		g_assert_true(clue->known);
		g_assert_cmpuint(clue->ticket, ==, 1);
		g_assert_cmpuint(clue->seat, ==, 1);
	}
	const struct thread_clue *token = g_ptr_array_index(clues, 0);
	g_assert_cmpstr(token->holder, ==, DAVE);
	g_autoptr(GPtrArray) his =
	    clues_of(desk, "alice@example.com", agents, NULL);
	const struct thread_clue *clue = g_ptr_array_index(his, 0);
	g_assert_cmpuint(clue->ticket, ==, 1);
	g_assert_cmpuint(clue->token.number, ==, 2);
}

/* Ids and bounce addresses of our own letters. */
static void
test_letters(void)
{
	static const struct {
		const char *name;
		guint32 kind;
		const char *to;
		guint64 ticket;
	} rows[] = {
		{ "acknowledgement", LETTER_ACKNOWLEDGEMENT, LOOK_CUSTOMER, 1 },
		{ "notice", LETTER_NOTICE, "alice@example.com", 1 },
	};
	g_autoptr(util_desk) desk = desk_with_ticket();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(letter) letter =
		    util_desk_letter(desk, rows[i].kind, rows[i].to);
		g_autofree char *id = look_field(desk, letter, "Message-ID");
		g_autofree char *header =
		    g_strdup_printf("In-Reply-To: %s\n", id);
		g_autofree char *token = token_short_issue(desk->ring,
		    TOKEN_USE_BOUNCE, letter->number);
		g_autofree char *to =
		    replyaddr_bounce(&desk->settings->desk, token);
		g_autoptr(GPtrArray) clues = clues_of(desk, DAVE, to, header);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(clues->len, ==, 2);
		for (guint n = 0; n < clues->len; n++) {
			const struct thread_clue *clue =
			    g_ptr_array_index(clues, n);
			g_assert_cmpint(clue->kind, ==,
			    n == 0 ? THREAD_BOUNCE : THREAD_OWN_ID);
			g_assert_true(clue->known);
			g_assert_cmpstr(clue->holder, ==, rows[i].to);
			g_assert_cmpuint(clue->letter, ==, letter->number);
			g_assert_cmpuint(clue->letter_kind, ==, rows[i].kind);
			g_assert_cmpuint(clue->ticket, ==, rows[i].ticket);
		}
	}
}

/* A letter of ours that is not in this store: another desk's, or lost. */
static void
test_unknown_letter(void)
{
	g_autoptr(util_desk) desk = desk_with_ticket();
	g_autofree char *token =
	    token_short_issue(desk->ring, TOKEN_USE_BOUNCE, 999);
	g_autofree char *to = replyaddr_bounce(&desk->settings->desk, token);
	g_autoptr(GPtrArray) clues = clues_of(desk, DAVE, to, NULL);
	const struct thread_clue *clue = g_ptr_array_index(clues, 0);

	g_assert_cmpuint(clues->len, ==, 1);
	g_assert_cmpint(clue->kind, ==, THREAD_BOUNCE);
	g_assert_false(clue->known);
	g_assert_cmpuint(clue->ticket, ==, 0);
}

static void
test_foreign(void)
{
	static const struct {
		const char *name, *from, *id;
		bool known, on_ticket;
		guint32 seat;
	} rows[] = {
		{ "the author", LOOK_CUSTOMER, "one@example.org", true, true,
		    0 },
		{ "a participant", DAVE, "one@example.org", true, true, 1 },
		{ "case apart", "Dave@Example.NET", "one@example.org", true,
		    true, 1 },
		{ "a stranger who saw it", "mallory@example.net",
		    "one@example.org", true, false, 0 },
		{ "an id nobody knows", LOOK_CUSTOMER, "none@example.org",
		    false, false, 0 },
	};
	g_autoptr(util_desk) desk = desk_with_ticket();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *header =
		    g_strdup_printf("In-Reply-To: <%s>\n", rows[i].id);
		g_autoptr(GPtrArray) clues =
		    clues_of(desk, rows[i].from, "support@example.com", header);
		const struct thread_clue *clue = g_ptr_array_index(clues, 0);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(clues->len, ==, 1);
		g_assert_cmpint(clue->kind, ==, THREAD_FOREIGN_ID);
		g_assert_cmpint(clue->known, ==, rows[i].known);
		g_assert_cmpint(clue->on_ticket, ==, rows[i].on_ticket);
		g_assert_cmpuint(clue->seat, ==, rows[i].seat);
		g_assert_cmpuint(clue->ticket, ==, rows[i].known ? 1 : 0);
	}
}

/* explain works without a store: then nothing is known. */
static void
test_without_store(void)
{
	g_autoptr(util_desk) desk = desk_with_ticket();
	g_autofree char *to =
	    token_address(desk, TOKEN_CUSTOMER, 0, 1, LOOK_CUSTOMER);
	g_autofree char *raw =
	    util_desk_mail(LOOK_CUSTOMER, to, UTIL_DMARC, NULL, "text\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 5);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) clues =
	    facts_clues(&desk->accept, NULL, mail, &error);
	const struct thread_clue *clue = g_ptr_array_index(clues, 0);

	g_assert_cmpuint(clues->len, ==, 1);
	g_assert_false(clue->known);
	g_assert_null(clue->holder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/facts/tokens", test_tokens);
	g_test_add_func("/facts/redirects", test_redirects);
	g_test_add_func("/facts/letters", test_letters);
	g_test_add_func("/facts/unknown-letter", test_unknown_letter);
	g_test_add_func("/facts/foreign", test_foreign);
	g_test_add_func("/facts/without-store", test_without_store);
	return g_test_run();
}
