/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline on a real store: what a mail becomes, and what goes out because
 * of it. Every test states what a customer, an agent or an operator relies on.
 */
#include "base/clock.h"
#include "mime/parse.h"
#include "model/hold.h"
#include "pipeline/accept.h"
#include "store/holds.h"
#include "store/tickets.h"
#include "util-desk.h"
#include <string.h>

#define CUSTOMER "carol@example.org"

static struct ticket *
get_ticket(struct util_desk *desk, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	struct ticket *ticket = tickets_get(txn, number, &error);

	g_assert_no_error(error);
	return ticket;
}

static struct entry *
get_entry(struct util_desk *desk, guint64 number, guint32 seq)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	struct entry *entry = tickets_get_entry(txn, number, seq, &error);

	g_assert_no_error(error);
	return entry;
}

/* The Reply-To address of the newest letter of that kind to that person. */
static char *
reply_to(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);
	g_autofree char *octets = util_desk_octets(desk, letter);
	char *value = util_desk_field(octets, "Reply-To");

	g_assert_nonnull(value);
	return g_strdelimit(value, "<>", ' ') ? g_strstrip(value) : NULL;
}

static guint
count_letters(struct util_desk *desk, guint32 kind)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	guint n = 0;

	for (guint i = 0; i < letters->len; i++)
		n += ((struct letter *)g_ptr_array_index(letters, i))->kind ==
		    kind;
	return n;
}

/* A first mail of the customer on ticket 1, authenticated. */
static void
first_mail(struct util_desk *desk)
{
	g_autofree char *raw = util_desk_mail(CUSTOMER, "support@example.com",
	    UTIL_DMARC,
	    "Subject: Where is my deposit?\nMessage-ID: <one@example.org>\n",
	    "I sent 2 coins yesterday.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, 1);
}

static void
test_new(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	first_mail(desk);
	g_autoptr(ticket) ticket = get_ticket(desk, 1);
	g_assert_cmpstr(ticket->subject, ==, "Where is my deposit?");
	g_assert_cmpuint(ticket->entries, ==, 1);
	const struct ticket_seat *seat = g_ptr_array_index(ticket->seats, 0);
	g_assert_cmpstr(seat->address, ==, CUSTOMER);
	g_assert_true(seat->verified);
	g_autoptr(entry) entry = get_entry(desk, 1, 0);
	g_assert_cmpint(entry->kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpint(entry->auth, ==, VERDICT_AUTH_DMARC);
	g_assert_cmpuint(count_letters(desk, LETTER_ACKNOWLEDGEMENT), ==, 1);
	g_assert_cmpuint(count_letters(desk, LETTER_NOTICE), ==, 2);
}

static void
test_acknowledgement(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	first_mail(desk);
	g_autoptr(letter) ack =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, CUSTOMER);
	g_autofree char *octets = util_desk_octets(desk, ack);
	g_autofree char *automatic = util_desk_field(octets, "Auto-Submitted");
	g_autofree char *suppress =
	    util_desk_field(octets, "X-Auto-Response-Suppress");
	g_autofree char *answers = util_desk_field(octets, "In-Reply-To");
	g_autofree char *reply = util_desk_field(octets, "Reply-To");

	g_assert_cmpstr(ack->sender, ==, "");
	g_assert_cmpstr(automatic, ==, "auto-replied");
	g_assert_cmpstr(suppress, ==, "All");
	g_assert_cmpstr(answers, ==, "<one@example.org>");
	g_assert_nonnull(strstr(reply, "support+"));
	g_assert_null(strstr(octets, "2 coins"));
}

static void
test_no_acknowledgement(void)
{
	static const struct {
		const char *name, *header;
		enum util_auth auth;
	} rows[] = {
		{ "not authenticated", "", UTIL_NONE },
		{ "automatic", "Auto-Submitted: auto-generated\n", UTIL_DMARC },
		{ "bulk", "Precedence: bulk\n", UTIL_DMARC },
		{ "list", "List-Id: <l.example.org>\n", UTIL_DMARC },
		{ "null sender", "Return-Path: <>\n", UTIL_DMARC },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw =
		    util_desk_mail(CUSTOMER, "support@example.com",
		        rows[i].auth, rows[i].header, "hello\n");
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(count_letters(desk, LETTER_ACKNOWLEDGEMENT),
		    ==, 0);
		g_assert_cmpuint(count_letters(desk, LETTER_NOTICE), ==, 2);
	}
}

static void
test_one_acknowledgement_a_day(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail(CUSTOMER, "support@example.com",
	    UTIL_DMARC, "Subject: another\n", "a second matter\n");

	first_mail(desk);
	g_autoptr(accept_mail) second = util_desk_take(desk, raw, 2);
	g_assert_cmpuint(second->number, ==, 2);
	g_assert_cmpuint(count_letters(desk, LETTER_ACKNOWLEDGEMENT), ==, 1);
	clock_set_for_test(UTIL_DESK_NOW + G_GINT64_CONSTANT(25) * 3600 * 1000,
	    90000000);
	g_autofree char *later = util_desk_mail(CUSTOMER, "support@example.com",
	    UTIL_DMARC, "Subject: third\n", "a third matter\n");
	g_autoptr(accept_mail) third = util_desk_take(desk, later, 3);
	g_assert_cmpuint(third->number, ==, 3);
	g_assert_cmpuint(count_letters(desk, LETTER_ACKNOWLEDGEMENT), ==, 2);
}

static void
test_duplicates(void)
{
	static const char same[] =
	    "Subject: Where is my deposit?\nMessage-ID: <one@example.org>\n";
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *copy = util_desk_mail(CUSTOMER, "support@example.com",
	    UTIL_DMARC, same, "I sent 2 coins yesterday.\n");
	g_autofree char *other_way =
	    g_strconcat("Received: from relay.example.net by mx.example.com "
	                "with LMTP; Mon, 2 Mar 2026 09:59:30 +0000\r\n",
	        copy, NULL);

	first_mail(desk);
	g_autoptr(accept_mail) again = util_desk_take(desk, copy, 2);
	g_assert_cmpint(again->result, ==, ACCEPT_DUPLICATE);
	g_autoptr(accept_mail) canon = util_desk_take(desk, other_way, 3);
	g_assert_cmpint(canon->result, ==, ACCEPT_DUPLICATE);
	g_assert_cmpuint(canon->number, ==, 1);
	g_autoptr(entry) entry = get_entry(desk, 1, 0);
	g_assert_cmpuint(entry->sources->len, ==, 3);
	g_assert_cmpuint(count_letters(desk, LETTER_NOTICE), ==, 2);
}

/* Whoever repeats an id must not make a real mail vanish. */
static void
test_reused_message_id(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail("dave@example.net",
	    "support@example.com", UTIL_DMARC,
	    "Subject: mine\nMessage-ID: <one@example.org>\n", "my own words\n");

	first_mail(desk);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, 2);
}

static void
test_reply(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	first_mail(desk);
	g_autofree char *to = reply_to(desk, LETTER_ACKNOWLEDGEMENT, CUSTOMER);
	g_autofree char *raw = util_desk_mail(CUSTOMER, to, UTIL_DMARC,
	    "Subject: Re: whatever\n", "It has arrived after all.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, 1);
	g_assert_cmpuint(mail->seq, ==, 1);
	g_autoptr(ticket) ticket = get_ticket(desk, 1);
	g_assert_cmpuint(ticket->entries, ==, 2);
	g_assert_cmpuint(count_letters(desk, LETTER_ACKNOWLEDGEMENT), ==, 1);
}

/* A token in strange hands is shown, and gives nothing. */
static void
test_third_party(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	first_mail(desk);
	g_autofree char *to = reply_to(desk, LETTER_ACKNOWLEDGEMENT, CUSTOMER);
	g_autofree char *raw = util_desk_mail("mallory@example.net", to,
	    UTIL_DMARC, "Subject: Re: x\n", "send it to me instead\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);
	g_assert_cmpuint(mail->number, ==, 1);
	g_autoptr(entry) entry = get_entry(desk, 1, mail->seq);
	g_assert_cmpint(entry->kind, ==, ENTRY_THIRD_PARTY);
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		g_assert_cmpstr(letter->to, !=, "mallory@example.net");
	}
	g_autoptr(ticket) ticket = get_ticket(desk, 1);
	g_assert_cmpuint(ticket->seats->len, ==, 1);
}

/* What alice's client makes of a notice: her words, then all of it quoted. */
static char *
agents_reply(struct util_desk *desk, const char *words)
{
	g_autoptr(letter) notice =
	    util_desk_letter(desk, LETTER_NOTICE, "alice@example.com");
	g_autofree char *octets = util_desk_octets(desk, notice);
	const struct settings_limits *limits = &desk->settings->limits;
	struct parse_limits parse = { .mime_depth = 50,
		.mime_parts = 100,
		.attachments = 100,
		.attachment_bytes = limits->attachment_bytes,
		.attachments_bytes = limits->attachments_bytes,
		.addresses = 100,
		.references = 20,
		.encoded_words = 100,
		.text_bytes = limits->text_bytes };
	g_autoptr(message) message =
	    parse_message(octets, strlen(octets), &parse);
	g_auto(GStrv) lines = g_strsplit(message->text, "\n", -1);
	GString *reply = g_string_new(words);

	g_string_append(reply,
	    "\n\nOn Mon, Mar 2, 2026 Example Support wrote:\n");
	for (guint i = 0; lines[i] != NULL; i++)
		g_string_append_printf(reply, "> %s\n", lines[i]);
	return g_string_free(reply, FALSE);
}

static void
test_agent_answers(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	first_mail(desk);
	g_autofree char *to =
	    reply_to(desk, LETTER_NOTICE, "alice@example.com");
	g_autofree char *text =
	    agents_reply(desk, "Your deposit is on its way.");
	g_autofree char *raw = util_desk_mail("alice@example.com", to,
	    UTIL_SUBMISSION, "Subject: Re: x\nUser-Agent: Client 1\n", text);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_autoptr(letter) answer =
	    util_desk_letter(desk, LETTER_ANSWER, CUSTOMER);
	g_autofree char *octets = util_desk_octets(desk, answer);
	g_autofree char *from = util_desk_field(octets, "From");
	g_autofree char *subject = util_desk_field(octets, "Subject");
	g_assert_nonnull(strstr(octets, "Your deposit is on its way."));
	g_assert_null(strstr(octets, "alice@example.com"));
	g_assert_null(strstr(octets, "2 coins"));
	g_assert_null(strstr(octets, "CUSTOMER"));
	g_assert_null(strstr(octets, "Auto-Submitted"));
	g_assert_null(strstr(octets, "Client 1"));
	g_assert_nonnull(strstr(from, "support@example.com"));
	g_assert_cmpstr(subject, ==, "Re: Where is my deposit?");
	g_assert_cmpstr(answer->sender, !=, "");
	g_autoptr(ticket) ticket = get_ticket(desk, 1);
	g_assert_cmpstr(ticket->assignee, ==, "alice");
}

static void
test_agent_held(void)
{
	static const struct {
		const char *name, *from;
		enum util_auth auth;
		const char *header;
		guint32 cause;
	} rows[] = {
		{ "forged From", "alice@example.com", UTIL_NONE, "",
		    HOLD_AGENT_UNVERIFIED },
		{ "stolen token", "mallory@example.net", UTIL_DMARC, "",
		    HOLD_AGENT_STRANGER },
		{ "sent over a list", "alice@example.com", UTIL_SUBMISSION,
		    "List-Id: <team.example.com>\nPrecedence: list\n",
		    HOLD_AGENT_AUTOMATIC },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_test_message("%s", rows[i].name);
		first_mail(desk);
		g_autofree char *to =
		    reply_to(desk, LETTER_NOTICE, "alice@example.com");
		g_autofree char *text = agents_reply(desk, "I am away.");
		g_autofree char *raw = util_desk_mail(rows[i].from, to,
		    rows[i].auth, rows[i].header, text);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);
		g_autoptr(GError) error = NULL;
		g_autoptr(kv_txn) txn =
		    kv_begin(desk->store->kv, KV_READ, &error);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(hold) hold = holds_get(txn, mail->number, &error);
		g_assert_cmpint(hold->cause, ==, rows[i].cause);
		kv_abort(g_steal_pointer(&txn));
		g_assert_cmpuint(count_letters(desk, LETTER_ANSWER), ==, 0);
	}
}

/* The same bytes again after a crash between commit and mark: nothing new. */
static void
test_again_after_hold(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail("alice@example.com",
	    "support@example.com", UTIL_SUBMISSION, "Subject: hi\n", "hello\n");
	g_autoptr(accept_mail) first = util_desk_take(desk, raw, 1);
	g_autoptr(accept_mail) again = util_desk_take(desk, raw, 1);

	g_assert_cmpint(first->result, ==, ACCEPT_HELD);
	g_assert_cmpint(again->result, ==, ACCEPT_DUPLICATE);
	g_assert_cmpuint(again->number, ==, first->number);
}

/* Old mail found at the first start is filed in silence; old mail that waited
 * while docket stood still reaches the agents. */
static void
test_backlog(void)
{
	static const struct {
		gboolean backlog;
		gint64 age_hours;
		guint notices;
	} rows[] = { { TRUE, 25, 0 }, { TRUE, 23, 2 }, { FALSE, 25, 2 } };

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw = util_desk_mail(CUSTOMER,
		    "support@example.com", UTIL_DMARC, "", "hello\n");
		desk->backlog = rows[i].backlog;
		desk->age = rows[i].age_hours * 3600 * 1000;
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(count_letters(desk, LETTER_NOTICE), ==,
		    rows[i].notices);
	}
}

/* An address that no letter can go to stops nothing. */
static void
test_unwritable_address(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail("\"a b\\\r c\"@exa mple",
	    "support@example.com", UTIL_NONE, "", "hello\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(count_letters(desk, LETTER_NOTICE), ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/accept/new", test_new);
	g_test_add_func("/accept/acknowledgement", test_acknowledgement);
	g_test_add_func("/accept/no-acknowledgement", test_no_acknowledgement);
	g_test_add_func("/accept/one-a-day", test_one_acknowledgement_a_day);
	g_test_add_func("/accept/duplicates", test_duplicates);
	g_test_add_func("/accept/reused-id", test_reused_message_id);
	g_test_add_func("/accept/reply", test_reply);
	g_test_add_func("/accept/third-party", test_third_party);
	g_test_add_func("/accept/agent-answers", test_agent_answers);
	g_test_add_func("/accept/agent-held", test_agent_held);
	g_test_add_func("/accept/again-after-hold", test_again_after_hold);
	g_test_add_func("/accept/backlog", test_backlog);
	g_test_add_func("/accept/unwritable", test_unwritable_address);
	return g_test_run();
}
