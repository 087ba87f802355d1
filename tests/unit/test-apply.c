/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the store because of a mail: entry, status, hold, audit; and
 * that a batch is written whole or not at all. */
#include "base/clock.h"
#include "base/fail.h"
#include "mime/parse.h"
#include "pipeline/accept.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/tickets.h"
#include "util-look.h"
#include <string.h>

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"

static void
set_status(struct util_desk *desk, guint32 status)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	ticket_set_status(ticket, status, UTIL_DESK_NOW);
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

/* Mails onto ticket 1 from several hands. */
enum author { OWNER, UNPROVED, STRANGER, MACHINE, AGENT };

static char *
mail_of(struct util_desk *desk, enum author author)
{
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);

	switch (author) {
	case OWNER:
		return util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "More.\n");
	case UNPROVED:
		return util_desk_mail(CAROL, to, UTIL_NONE, NULL, "More.\n");
	case STRANGER:
		return util_desk_mail("mallory@example.net", to, UTIL_DMARC,
		    NULL, "More.\n");
	case MACHINE:
		return util_desk_mail(CAROL, to, UTIL_DMARC,
		    "Auto-Submitted: auto-replied\n", "I am away.\n");
	case AGENT:
		return look_answer(desk, ALICE, NULL, "It is done.");
	}
	g_assert_not_reached();
}

/* Who may change a ticket's status, and to what. */
static void
test_status(void)
{
	static const struct {
		const char *name;
		enum author author;
		guint32 before, after, kind, notices;
	} rows[] = {
		{ "customer, open", OWNER, TICKET_OPEN, TICKET_OPEN,
		    ENTRY_CUSTOMER, 2 },
		{ "customer, pending", OWNER, TICKET_PENDING, TICKET_OPEN,
		    ENTRY_CUSTOMER, 2 },
		{ "customer, solved", OWNER, TICKET_SOLVED, TICKET_OPEN,
		    ENTRY_CUSTOMER, 2 },
		{ "customer, closed", OWNER, TICKET_CLOSED, TICKET_OPEN,
		    ENTRY_CUSTOMER, 2 },
		{ "unproved, pending", UNPROVED, TICKET_PENDING, TICKET_OPEN,
		    ENTRY_CUSTOMER, 2 },
		{ "stranger, pending", STRANGER, TICKET_PENDING, TICKET_PENDING,
		    ENTRY_THIRD_PARTY, 2 },
		{ "stranger, closed", STRANGER, TICKET_CLOSED, TICKET_CLOSED,
		    ENTRY_THIRD_PARTY, 2 },
		{ "machine, solved", MACHINE, TICKET_SOLVED, TICKET_SOLVED,
		    ENTRY_AUTOMATIC, 2 },
		{ "agent, open", AGENT, TICKET_OPEN, TICKET_PENDING,
		    ENTRY_AGENT, 1 },
		{ "agent, closed", AGENT, TICKET_CLOSED, TICKET_PENDING,
		    ENTRY_AGENT, 1 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		look_first_mail(desk);
		set_status(desk, rows[i].before);
		g_autofree char *raw = mail_of(desk, rows[i].author);
		clock_set_for_test(UTIL_DESK_NOW + 5000, 1005000);
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		g_assert_cmpuint(ticket->status, ==, rows[i].after);
		g_assert_cmpuint(ticket->entries, ==, 2);
		g_assert_cmpint(ticket->updated, ==, UTIL_DESK_NOW + 5000);
		g_assert_cmpuint(ticket->seats->len, ==, 1);
		g_autoptr(entry) entry = look_entry(desk, 1, 1);
		g_assert_cmpuint(entry->kind, ==, rows[i].kind);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==,
		    2 + rows[i].notices);
	}
}

static void
test_entry(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autoptr(entry) first = look_entry(desk, 1, 0);
	g_assert_cmpuint(first->seat, ==, 0);
	g_assert_cmpstr(first->from_addr, ==, CAROL);
	g_assert_cmpstr(first->agent, ==, "");
	g_assert_cmpstr(first->message_id, ==, "one@example.org");
	g_assert_cmpint(first->received, ==, UTIL_DESK_NOW);
	g_assert_cmpint(first->date, ==, UTIL_DESK_NOW / 1000 - 120);
	g_assert_cmpuint(first->shown, ==, ENTRY_SHOWN_ALL);
	/* an agent's: his words only, his name, his store-wide seat */
	g_autofree char *raw = look_answer(desk, ALICE, NULL, "It is done.");
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_autoptr(entry) second = look_entry(desk, 1, 1);
	g_assert_cmpstr(second->agent, ==, "alice");
	g_assert_cmpuint(second->seat, ==, 1);
	g_assert_true(g_str_has_prefix(mail->message->text, "It is done."));
	g_assert_cmpuint(second->shown, ==, strlen("It is done."));
	g_autofree char *actor = look_audit(desk, "entry.add", "ticket 1");
	g_assert_cmpstr(actor, ==, "docketd");
}

/* Raw mail and record are what the entry says, to the octet. */
static void
test_archived(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail(CAROL, "support@example.com",
	    UTIL_DMARC, NULL, "hello\n");
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_autoptr(entry) entry = look_entry(desk, 1, 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) kept =
	    archive_read(desk->store->archive, &entry->raw, &error);
	g_autoptr(GBytes) record =
	    archive_read(desk->store->archive, &entry->record, &error);
	g_autoptr(message) message =
	    message_decode(record, strlen(raw), &error);

	g_assert_no_error(error);
	g_autoptr(GBytes) wanted = g_bytes_new_static(raw, strlen(raw));
	g_assert_true(g_bytes_equal(kept, wanted));
	g_assert_cmpstr(message->text, ==, mail->message->text);
}

/* The second mail of a batch finds the ticket that the first has opened. */
static void
test_within_batch(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *a = util_desk_mail(CAROL, "support@example.com",
	    UTIL_DMARC, "Message-ID: <a@example.org>\n", "one\n");
	g_autofree char *b =
	    util_desk_mail(CAROL, "support@example.com", UTIL_DMARC,
	        "Message-ID: <b@example.org>\nIn-Reply-To: <a@example.org>\n",
	        "two\n");
	g_autoptr(accept_mail) first = util_desk_next(desk, a);
	g_autoptr(accept_mail) second = util_desk_next(desk, b);

	g_assert_cmpuint(first->number, ==, 1);
	g_assert_cmpuint(second->number, ==, 1);
	g_assert_cmpuint(second->seq, ==, 1);
}

/* A stranger with an agent's reply address: the owner hears of it. */
static void
test_alarm(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new("owner_email = \"owner@example.net\";\n");

	look_first_mail(desk);
	g_autofree char *to = look_reply_to(desk, LETTER_NOTICE, ALICE);
	for (guint i = 0; i < 2; i++) {
		g_autofree char *text = g_strdup_printf("try %u\n", i);
		g_autofree char *raw = util_desk_mail("mallory@example.net", to,
		    UTIL_DMARC, "Subject: hi\n", text);
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(hold) hold = look_hold(desk, mail->number);
		g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_STRANGER);
		g_assert_cmpstr(hold->from_addr, ==, "mallory@example.net");
		g_assert_cmpstr(hold->subject, ==, "hi");
		g_assert_cmpuint(hold->ticket, ==, 1);
		const struct entry_source *source =
		    g_ptr_array_index(hold->sources, 0);
		g_assert_cmpstr(source->folder, ==, "INBOX");
	}
	g_assert_cmpuint(look_count(desk, LETTER_ALARM, "owner@example.net"),
	    ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, 2);
	g_autofree char *actor = look_audit(desk, "mail.hold", "hold 2");
	g_assert_cmpstr(actor, ==, "docketd");
}

/* A bounce of a letter: of the customer's it is news, of a notice it is not,
 * or two broken mailboxes would feed each other. */
static void
test_bounces(void)
{
	static const struct {
		guint32 kind;
		const char *to;
		guint notices;
	} rows[] = {
		{ LETTER_ACKNOWLEDGEMENT, CAROL, 2 },
		{ LETTER_NOTICE, ALICE, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		look_first_mail(desk);
		g_autoptr(letter) letter =
		    util_desk_letter(desk, rows[i].kind, rows[i].to);
		g_autofree char *token = token_short_issue(desk->ring,
		    TOKEN_USE_BOUNCE, letter->number);
		g_autofree char *to =
		    replyaddr_bounce(&desk->settings->desk, token);
		g_autofree char *raw = g_strdup_printf(
		    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\n"
		    "To: <%s>\r\nSubject: Undelivered Mail\r\n"
		    "MIME-Version: 1.0\r\nContent-Type: multipart/report; "
		    "report-type=delivery-status; boundary=\"b\"\r\n\r\n"
		    "--b\r\n\r\nIt failed.\r\n\r\n--b\r\nContent-Type: "
		    "message/delivery-status\r\n\r\nReporting-MTA: dns; "
		    "mx.example.net\r\n\r\nFinal-Recipient: rfc822; %s\r\n"
		    "Action: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n",
		    to, rows[i].to);
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(mail->number, ==, 1);
		g_autoptr(entry) entry = look_entry(desk, 1, 1);
		g_assert_cmpuint(entry->kind, ==, ENTRY_BOUNCE);
		g_assert_nonnull(strstr(entry->remark, rows[i].to));
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==,
		    2 + rows[i].notices);
	}
}

/* Sixty acknowledgements a minute to everybody together. */
static void
test_ack_cap(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 62; i++) {
		g_autofree char *from = g_strdup_printf("c%u@example.org", i);
		g_autofree char *raw = util_desk_mail(from,
		    "support@example.com", UTIL_DMARC, NULL, "hello\n");
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_assert_cmpuint(mail->number, ==, i + 1);
	}
	g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, NULL), ==,
	    60);
	clock_set_for_test(UTIL_DESK_NOW + 60000, 1060000);
	g_autofree char *raw = util_desk_mail("next@example.org",
	    "support@example.com", UTIL_DMARC, NULL, "hello\n");
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_assert_cmpuint(mail->number, ==, 63);
	g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, NULL), ==,
	    61);
}

static bool
refuse(struct kv_txn *txn, void *context, GError **error)
{
	(void)txn;
	return fail_set(error, *(enum fail_code *)context, "no");
}

/* What the batch's last step refuses leaves nothing behind: no entry, no key by
 * which the mail would be known when it comes again. */
static void
test_whole_or_nothing(void)
{
	static enum fail_code codes[] = { FAIL_TEMPORARY, FAIL_STORE };

	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw = util_desk_mail("dave@example.net",
		    "support@example.com", UTIL_NONE, NULL, "hello\n");
		g_autoptr(util_desk) model = util_desk_new(NULL);
		g_autoptr(accept_mail) mail = util_desk_next(model, raw);
		g_autoptr(GPtrArray) mails = g_ptr_array_new();
		g_autoptr(GError) error = NULL;
		/* prepared for the other desk, not yet in this one's archive */
		mail->raw_blob = mail->record_blob = (struct blob){ 0 };
		g_ptr_array_add(mails, mail);
		g_assert_false(accept_batch(&desk->accept, mails, refuse,
		    &codes[i], &error));
		g_assert_true(fail_is(error, codes[i]));
		g_autoptr(ticket) none = look_ticket(desk, 1);
		g_assert_null(none);
		g_clear_error(&error);
		g_assert_true(accept_batch(&desk->accept, mails, NULL, NULL,
		    &error));
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpuint(mail->number, ==, 1);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, 2);
	}
}

/* A desk where no mail to billing@ can be taken in: its agent has a name that
 * no settings file may have, and the store refuses it. */
static struct util_desk *
desk_with_fault(void)
{
	struct util_desk *desk = util_desk_new(
	    "queues = ( { name = \"support\"; addresses = "
	    "[ \"support@example.com\" ]; agents = [ \"alice\" ]; },\n"
	    "  { name = \"billing\"; addresses = [ \"billing@example.com\" ]; "
	    "agents = [ \"bob\" ]; } );\n");
	struct settings_agent *bob =
	    g_ptr_array_index(desk->settings->agents, 1);
	struct settings_queue *billing =
	    g_ptr_array_index(desk->settings->queues, 1);

	g_free(bob->name);
	bob->name = g_strnfill(300, 'b');
	g_free(billing->agents[0]);
	billing->agents[0] = g_strdup(bob->name);
	return desk;
}

/* An error that is about one mail holds that mail; the others go on. */
static void
test_refused_alone(void)
{
	g_autoptr(util_desk) desk = desk_with_fault();
	g_autoptr(util_desk) model = util_desk_new(NULL);
	static const char *const to[] = { "support@example.com",
		"billing@example.com", "support@example.com" };
	g_autoptr(GPtrArray) mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)accept_mail_free);
	g_autoptr(GPtrArray) raws = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < 3; i++) {
		g_autofree char *text = g_strdup_printf("text %u\n", i);
		char *raw = util_desk_mail("dave@example.net", to[i], UTIL_NONE,
		    NULL, text);
		struct accept_mail *mail = util_desk_next(model, raw);
		mail->raw_blob = mail->record_blob = (struct blob){ 0 };
		g_ptr_array_add(raws, raw);
		g_ptr_array_add(mails, mail);
	}
	g_assert_true(accept_batch(&desk->accept, mails, NULL, NULL, &error));
	for (guint i = 0; i < 3; i++) {
		const struct accept_mail *mail = g_ptr_array_index(mails, i);
		g_assert_cmpint(mail->result, ==,
		    i == 1 ? ACCEPT_HELD : ACCEPT_ENTRY);
	}
	g_autoptr(hold) hold = look_hold(desk, 1);
	g_assert_cmpuint(hold->cause, ==, HOLD_NOT_TAKEN_IN);
	g_assert_cmpstr(hold->detail, !=, "");
	g_assert_cmpuint(hold->raw.length, >, 0);
	/* numbers without a gap, letters once, although the batch ran twice */
	g_autoptr(ticket) second = look_ticket(desk, 2);
	g_autoptr(ticket) third = look_ticket(desk, 3);
	g_assert_nonnull(second);
	g_assert_null(third);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/apply/status", test_status);
	g_test_add_func("/apply/entry", test_entry);
	g_test_add_func("/apply/archived", test_archived);
	g_test_add_func("/apply/within-batch", test_within_batch);
	g_test_add_func("/apply/alarm", test_alarm);
	g_test_add_func("/apply/bounces", test_bounces);
	g_test_add_func("/apply/ack-cap", test_ack_cap);
	g_test_add_func("/apply/whole-or-nothing", test_whole_or_nothing);
	g_test_add_func("/apply/refused-alone", test_refused_alone);
	return g_test_run();
}
