/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody names a customer's UID: who is written to, and by what it is proved
 * or not, whatever an attacker sends. */
#include "pipeline/identify.h"

#include <string.h>

#include "base/clock.h"
#include "base/strings.h"
#include "desk/identity.h"
#include "mime/parse.h"
#include "store/directory.h"
#include "store/tickets.h"
#include "util-look.h"
#include "util-rules.h"

#define MALLORY "mallory@evil.example"
#define OWNER "owner@example.net"
#define DESK "support@example.com"
#define ALICE "alice@example.com"
#define SECURITY "security@example.com"

static guint32 next_uid = 400;

static void
add_person(struct util_desk *desk, const char *uid, const char *addresses)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(person) person = person_new();
	const char *problem = NULL;

	g_assert_true(person_set(person, "uid", uid, &problem));
	g_assert_true(person_set(person, "addresses", addresses, &problem));
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_assert_true(directory_put(txn, person, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static struct util_desk *
new_desk(void)
{
	struct util_desk *desk = util_desk_new(NULL);
	struct settings_queue *queue =
	    g_ptr_array_index(desk->settings->queues, 0);

	queue->identity = SETTINGS_IDENTITY_ASK;
	strings_set(&desk->settings->desk.security_email, SECURITY);
	add_person(desk, "10000077", OWNER " owner@work.example");
	add_person(desk, "10000088", "other@example.net");
	return desk;
}

static void
take(struct util_desk *desk, const char *from, const char *to,
    enum util_auth auth, const char *header, const char *text)
{
	g_autofree char *raw = util_desk_mail(from, to, auth, header, text);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, next_uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
}

static void
set_identity(struct util_desk *desk, guint32 identity)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(ticket) ticket = tickets_get(txn, 1, &error);

	ticket->identity = identity;
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
first_mail(struct util_desk *desk, const char *uid)
{
	g_autofree char *text =
	    g_strdup_printf("Please help me. UID: %s\n", uid);

	take(desk, MALLORY, DESK, UTIL_DMARC, "Subject: x\n", text);
}

/* The text of the letter to that address from that template's kind; "" when
 * there is none. */
static char *
text_to(struct util_desk *desk, guint32 kind, const char *to)
{
	if (look_count(desk, kind, to) == 0)
		return g_strdup("");
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);

	return look_text(desk, letter);
}

/* The word stands on a line by itself. */
static char *
word_in(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		if (strlen(lines[i]) == 10 && !strpbrk(lines[i], " .,:@"))
			return g_strdup(lines[i]);
	g_assert_not_reached();
}

/* Whether a UID is somebody's is not to be seen from what the writer gets. */
static void
test_probe(void)
{
	g_autofree char *known = NULL;

	for (guint i = 0; i < 2; i++) {
		g_autoptr(util_desk) desk = new_desk();

		first_mail(desk, i == 0 ? "10000077" : "10000099");
		g_autofree char *got = text_to(desk, LETTER_DESK, MALLORY);
		rules_assert_holds(got, "Your request is about an account");
		rules_assert_lacks(got, "10000");
		rules_assert_lacks(got, OWNER);
		g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, NULL), ==,
		    i == 0 ? 1 : 0);
		if (i == 0)
			known = g_steal_pointer(&got);
		else
			g_assert_cmpstr(got, ==, known);
	}
}

/* What the owner reads has nothing that a stranger wrote. */
static void
test_letters(void)
{
	g_autoptr(util_desk) desk = new_desk();

	first_mail(desk, "10000077");
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autofree char *confirm = text_to(desk, LETTER_CONFIRM, OWNER);
	g_autofree char *notice = text_to(desk, LETTER_NOTICE, ALICE);
	g_autofree char *word = word_in(confirm);
	g_autofree char *actor =
	    look_audit(desk, "ticket.identity", "ticket 1");

	g_assert_cmpuint(ticket->identity, ==, TICKET_IDENTITY_ASKED);
	g_assert_cmpstr(ticket->identity_to, ==, OWNER);
	rules_assert_holds(confirm, "m***@evil.example");
	rules_assert_lacks(confirm, "mallory");
	rules_assert_lacks(confirm, "help me");
	rules_assert_holds(notice,
	    "Identity: NOT PROVED: UID 10000077 is registered with another "
	    "address; the customer and the registered address were asked");
	rules_assert_lacks(notice, word);
	g_assert_nonnull(actor);
	/* once a ticket */
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, MALLORY);
	take(desk, MALLORY, to, UTIL_DMARC, "Subject: Re: x\n",
	    "UID: 10000077, I said.\n");
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, NULL), ==, 1);
	g_assert_cmpuint(look_count(desk, LETTER_DESK, MALLORY), ==, 1);
}

/* Five tickets an hour bring five letters to one address. */
static void
test_cap(void)
{
	g_autoptr(util_desk) desk = new_desk();

	for (guint i = 0; i < 7; i++) {
		g_autofree char *from = g_strdup_printf("m%u@evil.example", i);

		take(desk, from, DESK, UTIL_DMARC, "Subject: x\n",
		    "UID: 10000077\n");
		g_assert_cmpuint(look_count(desk, LETTER_DESK, from), ==, 1);
	}
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, OWNER), ==, 5);
	/* nor does one sender reach many */
	for (guint i = 0; i < 7; i++) {
		g_autofree char *uid = g_strdup_printf("200000%02u", i);
		g_autofree char *owner = g_strdup_printf("o%u@x.example", i);

		add_person(desk, uid, owner);
		first_mail(desk, uid);
	}
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, NULL), ==, 10);
}

enum said { THE_WORD, NO, NOTHING };
enum to { HIS, CUSTOMERS }; /* which reply address is used */

static const struct {
	const char *name, *from;
	enum util_auth auth;
	enum to to;
	enum said said;
	const char *header;
	guint32 want; /* ticket_identity */
} answers[] = {
	{ "the registered address", OWNER, UTIL_DMARC, HIS, THE_WORD, "",
	    TICKET_IDENTITY_PROVED },
	{ "another registered address", "owner@work.example", UTIL_DMARC, HIS,
	    THE_WORD, "", TICKET_IDENTITY_PROVED },
	{ "spoofed, not authenticated", OWNER, UTIL_NONE, HIS, THE_WORD, "",
	    TICKET_IDENTITY_ASKED },
	{ "the stranger, who has the letter", MALLORY, UTIL_DMARC, HIS,
	    THE_WORD, "", TICKET_IDENTITY_ASKED },
	{ "another customer", "other@example.net", UTIL_DMARC, HIS, THE_WORD,
	    "", TICKET_IDENTITY_ASKED },
	{ "an out-of-office answer with all of it", OWNER, UTIL_DMARC, HIS,
	    THE_WORD, "Auto-Submitted: auto-replied\n", TICKET_IDENTITY_ASKED },
	{ "lured to write, without the word", OWNER, UTIL_DMARC, HIS, NOTHING,
	    "", TICKET_IDENTITY_ASKED },
	{ "the owner, at the stranger's reply address", OWNER, UTIL_DMARC,
	    CUSTOMERS, THE_WORD, "", TICKET_IDENTITY_ASKED },
	{ "the owner says no", OWNER, UTIL_DMARC, HIS, NO, "",
	    TICKET_IDENTITY_DENIED },
	{ "somebody says no in his name", OWNER, UTIL_NONE, HIS, NO, "",
	    TICKET_IDENTITY_ASKED },
};

static void
test_answers(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autoptr(util_desk) desk = new_desk();

		g_test_message("%s", answers[i].name);
		first_mail(desk, "10000077");
		g_autofree char *confirm = text_to(desk, LETTER_CONFIRM, OWNER);
		g_autofree char *word = word_in(confirm);
		g_autofree char *his =
		    look_reply_to(desk, LETTER_CONFIRM, OWNER);
		g_autofree char *customers =
		    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, MALLORY);
		g_autofree char *header =
		    g_strconcat("Subject: Re: y\n", answers[i].header, NULL);
		g_autofree char *text =
		    g_strconcat(answers[i].said == THE_WORD ? word
		            : answers[i].said == NO         ? "No"
		                                            : "Who are you?",
		        "\n\nOn Mon, 2 Mar 2026 at 10:00, Support wrote:\n> ",
		        word, "\n", NULL);
		take(desk, answers[i].from,
		    answers[i].to == HIS ? his : customers, answers[i].auth,
		    header, text);

		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		bool denied = answers[i].want == TICKET_IDENTITY_DENIED;
		g_assert_cmpuint(ticket->identity, ==, answers[i].want);
		g_assert_cmpstr(ticket->identity_by, ==,
		    answers[i].want >= TICKET_IDENTITY_PROVED ? answers[i].from
		                                              : "");
		g_assert_cmpuint(look_count(desk, LETTER_ALARM, SECURITY), ==,
		    denied);
		/* he takes no part, and the stranger hears nothing */
		g_assert_cmpuint(ticket->seats->len, ==, 1);
		g_assert_cmpuint(look_count(desk, LETTER_DESK, MALLORY), ==, 1);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
	}
}

/* What quotes the letter below his own words is not his word. */
static void
test_quoted(void)
{
	g_autoptr(util_desk) desk = new_desk();

	first_mail(desk, "10000077");
	g_autofree char *confirm = text_to(desk, LETTER_CONFIRM, OWNER);
	g_autofree char *his = look_reply_to(desk, LETTER_CONFIRM, OWNER);
	g_auto(GStrv) lines = g_strsplit(confirm, "\n", -1);
	g_autofree char *quoted = g_strjoinv("\n> ", lines);
	g_autofree char *text = g_strconcat(
	    "What is this?\n\nOn Mon, 2 Mar 2026 at 10:00, Support wrote:\n> ",
	    quoted, "\n", NULL);
	take(desk, OWNER, his, UTIL_DMARC, "Subject: Re: y\n", text);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpuint(ticket->identity, ==, TICKET_IDENTITY_ASKED);
	g_autofree char *notice = text_to(desk, LETTER_NOTICE, ALICE);
	rules_assert_holds(notice, "without the word of the confirm letter");
}

/* It is proved for that account, and for no other. */
static void
assert_only_that(struct util_desk *desk)
{
	g_autofree char *his = look_reply_to(desk, LETTER_DESK, MALLORY);

	take(desk, MALLORY, his, UTIL_DMARC, "Subject: Re: x\n",
	    "My UID is 10000077, as I said.\n");
	g_autoptr(ticket) same = look_ticket(desk, 1);
	g_assert_cmpuint(same->identity, ==, TICKET_IDENTITY_SHOWN);
	take(desk, MALLORY, his, UTIL_DMARC, "Subject: Re: x\n",
	    "And what of UID 10000088?\n");
	g_autoptr(ticket) other = look_ticket(desk, 1);
	g_assert_cmpuint(other->identity, <, TICKET_IDENTITY_PROVED);
}

/* An agent who has seen documents says so, where the queue takes them. */
static void
test_documents(void)
{
	static const struct {
		const char *command;
		gint64 setting;
		guint32 before, after;
		const char *says; /* to the agent; NULL: nothing is wrong */
	} rows[] = {
		{ "#proved 10000077 passport, photograph",
		    SETTINGS_IDENTITY_DOCUMENTS, TICKET_IDENTITY_ASKED,
		    TICKET_IDENTITY_SHOWN, NULL },
		{ "#proved 10000077 passport", SETTINGS_IDENTITY_DOCUMENTS,
		    TICKET_IDENTITY_DENIED, TICKET_IDENTITY_DENIED,
		    "has said that it was somebody else" },
		{ "#proved 10000077 passport", SETTINGS_IDENTITY_DOCUMENTS,
		    TICKET_IDENTITY_NONE, TICKET_IDENTITY_NONE,
		    "is not in question" },
		{ "#proved 10000077 passport", SETTINGS_IDENTITY_ASK,
		    TICKET_IDENTITY_ASKED, TICKET_IDENTITY_ASKED,
		    "queue takes no documents" },
		{ "#proved 10000077", SETTINGS_IDENTITY_DOCUMENTS,
		    TICKET_IDENTITY_ASKED, TICKET_IDENTITY_ASKED,
		    "the account's UID and what was seen" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = new_desk();
		struct settings_queue *queue =
		    g_ptr_array_index(desk->settings->queues, 0);

		g_test_message("%s: %s", rows[i].command,
		    rows[i].says ? rows[i].says : "done");
		queue->identity = rows[i].setting;
		first_mail(desk, "10000077");
		set_identity(desk, rows[i].before);
		g_autofree char *raw =
		    look_answer(desk, ALICE, NULL, rows[i].command);
		util_desk_put(desk, raw);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		g_autofree char *done =
		    look_audit(desk, "ticket.identity", "ticket 1");
		g_autofree char *notice = text_to(desk, LETTER_NOTICE, ALICE);
		g_assert_cmpuint(ticket->identity, ==, rows[i].after);
		if (rows[i].says) {
			rules_assert_holds(notice, rows[i].says);
			g_assert_cmpstr(done, !=, "agent alice");
			continue;
		}
		g_assert_cmpstr(done, ==, "agent alice");
		g_autofree char *text = identity_text(ticket, "today");
		g_assert_cmpstr(text, ==,
		    "proved for UID 10000077 by documents, says alice, today: "
		    "passport, photograph");
		assert_only_that(desk);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	clock_set_for_test(UTIL_DESK_NOW, 1000);
	g_test_add_func("/identify/probe", test_probe);
	g_test_add_func("/identify/letters", test_letters);
	g_test_add_func("/identify/cap", test_cap);
	g_test_add_func("/identify/answers", test_answers);
	g_test_add_func("/identify/quoted", test_quoted);
	g_test_add_func("/identify/documents", test_documents);
	return g_test_run();
}
