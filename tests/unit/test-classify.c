/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, machines, lists and loops: a row a mailer. */
#include "classify/classify.h"

#include <string.h>

#include "util-rules.h"

static const struct {
	const char *name, *header, *from, *subject;
	enum verdict_class class;
	gboolean respond;
} rows[] = {
	/* People. */
	{ "plain", "Return-Path: <jane@customer.example>\n", "jane@c.example",
	    "Help", VERDICT_HUMAN, TRUE },
	{ "Auto-Submitted: no", "Auto-Submitted: no\n", "jane@c.example",
	    "Help", VERDICT_HUMAN, TRUE },
	{ "Auto-Submitted: No, with a comment", "Auto-Submitted: No (x)\n",
	    "jane@c.example", "", VERDICT_HUMAN, TRUE },
	{ "Outlook's suppress is no proof",
	    "X-Auto-Response-Suppress: DR, OOF, AutoReply\n", "jane@c.example",
	    "Help", VERDICT_HUMAN, FALSE },
	{ "suppress none", "X-Auto-Response-Suppress: None\n", "jane@c.example",
	    "Help", VERDICT_HUMAN, TRUE },
	{ "X-Loop is no proof", "X-Loop: alias@c.example\n", "jane@c.example",
	    "Help", VERDICT_HUMAN, FALSE },
	{ "Precedence: normal", "Precedence: normal\n", "jane@c.example", "",
	    VERDICT_HUMAN, TRUE },
	{ "asks about an out of office answer", "", "jane@c.example",
	    "Re: your out of office", VERDICT_HUMAN, TRUE },
	{ "no-reply", "", "no-reply@shop.example", "Order", VERDICT_HUMAN,
	    FALSE },
	{ "noreply with more", "", "shop-NoReply-17@shop.example", "Order",
	    VERDICT_HUMAN, FALSE },
	{ "do-not-reply", "", "do-not-reply@shop.example", "", VERDICT_HUMAN,
	    FALSE },
	{ "bounce address", "", "bounces+77@esp.example", "", VERDICT_HUMAN,
	    FALSE },
	{ "noreply is the domain's name", "", "jane@noreply.example", "",
	    VERDICT_HUMAN, TRUE },
	{ "a docket field from outside", "X-Docket-Ticket: 1042\n",
	    "jane@c.example", "", VERDICT_HUMAN, TRUE },
	{ "another docket's letter", "X-Docket-Loop: help@other.example\n",
	    "jane@c.example", "", VERDICT_HUMAN, TRUE },

	/* Machines. */
	{ "auto-replied", "Auto-Submitted: auto-replied\n", "jane@c.example",
	    "", VERDICT_AUTOMATIC, FALSE },
	{ "auto-generated with parameters",
	    "auto-submitted: auto-generated; type=x\n", "cron@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "auto-notified", "Auto-Submitted: auto-notified\n", "jane@c.example",
	    "", VERDICT_AUTOMATIC, FALSE },
	{ "X-Autoreply", "X-Autoreply: yes\n", "jane@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "X-Autoreply: no", "X-Autoreply: no\n", "jane@c.example", "",
	    VERDICT_HUMAN, TRUE },
	{ "X-Autorespond", "X-Autorespond: Help\n", "jane@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "X-Mail-Autoreply", "X-Mail-Autoreply: x\n", "jane@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Amazon", "X-Amazon-Mail-Relay-Type: notification\n",
	    "x@amazon.example", "", VERDICT_AUTOMATIC, FALSE },
	{ "null sender", "Return-Path: <>\n", "jane@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "mailer-daemon", "", "MAILER-DAEMON@mx.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "postmaster", "", "postmaster@c.example", "", VERDICT_AUTOMATIC,
	    FALSE },
	{ "Precedence: auto_reply", "Precedence: auto_reply\n",
	    "jane@c.example", "", VERDICT_AUTOMATIC, FALSE },
	{ "Precedence: bulk", "Precedence: Bulk\n", "jane@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Precedence: junk", "Precedence: junk\n", "jane@c.example", "",
	    VERDICT_AUTOMATIC, FALSE },

	/* Out of office by subject alone. */
	{ "English", "", "jane@c.example", "Out of Office: Help",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Exchange", "", "jane@c.example", "Automatic reply: Help",
	    VERDICT_AUTOMATIC, FALSE },
	{ "German", "", "jane@c.example", "Automatische Antwort: Hilfe",
	    VERDICT_AUTOMATIC, FALSE },
	{ "German, Notes", "", "jane@c.example", "Abwesenheitsnotiz: Hilfe",
	    VERDICT_AUTOMATIC, FALSE },
	{ "French", "", "jane@c.example", "Réponse automatique : Aide",
	    VERDICT_AUTOMATIC, FALSE },
	{ "French in capitals", "", "jane@c.example", "RÉPONSE AUTOMATIQUE",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Spanish", "", "jane@c.example", "Respuesta automática: Ayuda",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Dutch", "", "jane@c.example", "Automatisch antwoord: Hulp",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Italian", "", "jane@c.example", "Risposta automatica: Aiuto",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Portuguese", "", "jane@c.example", "Resposta automática: Ajuda",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Swedish", "", "jane@c.example", "Automatiskt svar: Hjälp",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Russian", "", "jane@c.example", "Автоматический ответ: x",
	    VERDICT_AUTOMATIC, FALSE },
	{ "Chinese", "", "jane@c.example", "自动答复: x", VERDICT_AUTOMATIC,
	    FALSE },

	/* Lists. */
	{ "List-Id", "List-Id: <l.example>\nPrecedence: bulk\n",
	    "jane@c.example", "", VERDICT_LIST, FALSE },
	{ "List-Unsubscribe", "List-Unsubscribe: <mailto:x@y.example>\n",
	    "news@shop.example", "", VERDICT_LIST, FALSE },
	{ "Precedence: list", "Precedence: list\n", "jane@c.example", "",
	    VERDICT_LIST, FALSE },
	{ "an automatic answer over a list",
	    "List-Id: <l.example>\nAuto-Submitted: auto-replied\n",
	    "jane@c.example", "", VERDICT_AUTOMATIC, FALSE },

	/* Loops. */
	{ "our own letter", "X-Docket-Loop: support@example.com\n",
	    "jane@c.example", "", VERDICT_LOOP, FALSE },
	{ "our own letter, case changed",
	    "x-docket-loop: SUPPORT@example.com\n", "jane@c.example", "",
	    VERDICT_LOOP, FALSE },
	{ "our own letter without its field",
	    "Message-ID: <docket.abcdefghijklmnopqrstuvwxyz23@example.com>\n",
	    "Support@example.com", "", VERDICT_LOOP, FALSE },
	{ "our own letter, From rewritten",
	    "Message-ID: <DOCKET.Abcdefghijklmnopqrstuvwxyz23@Example.com>\n",
	    "list@c.example", "", VERDICT_LOOP, FALSE },
	{ "another desk's letter",
	    "Message-ID: <docket.abcdefghijklmnopqrstuvwxyz23@c.example>\n",
	    "help@c.example", "", VERDICT_HUMAN, TRUE },
	{ "a domain that begins like ours",
	    "Message-ID: "
	    "<docket.abcdefghijklmnopqrstuvwxyz23@example.com.evil.example>\n",
	    "jane@c.example", "", VERDICT_HUMAN, TRUE },
	{ "a ticket's root is no letter",
	    "Message-ID: <docket.ticket.7@example.com>\n", "jane@c.example", "",
	    VERDICT_HUMAN, TRUE },
	{ "an id that only looks like ours",
	    "Message-ID: <docket.abcdefgh@example.com>\n", "jane@c.example", "",
	    VERDICT_HUMAN, TRUE },
	{ "a contact form in our name", "Message-ID: <1234@www.example.com>\n",
	    "Support@example.com", "", VERDICT_HUMAN, FALSE },
	{ "a queue's address with a subaddress", "", "sales+x@example.com", "",
	    VERDICT_HUMAN, FALSE },
	{ "a robot in our name", "Auto-Submitted: auto-generated\n",
	    "support@example.com", "", VERDICT_AUTOMATIC, FALSE },
	{ "a loop before all else",
	    "X-Docket-Loop: support@example.com\nAuto-Submitted: "
	    "auto-replied\nReturn-Path: <>\n",
	    "mailer-daemon@x.example", "Undeliverable", VERDICT_LOOP, FALSE },

	/* Bounces that are no reports. */
	{ "Exim", "X-Failed-Recipients: a@x.example, b@x.example\n",
	    "Mailer-Daemon@x.example", "Mail delivery failed", VERDICT_BOUNCE,
	    FALSE },
	{ "qmail", "Return-Path: <>\n", "MAILER-DAEMON@x.example",
	    "failure notice", VERDICT_BOUNCE, FALSE },
	{ "Exchange", "Auto-Submitted: auto-replied\nReturn-Path: <>\n",
	    "postmaster@x.example", "Undeliverable: Help", VERDICT_BOUNCE,
	    FALSE },
	{ "delayed", "Return-Path: <>\n", "mailer-daemon@x.example",
	    "Delayed Mail (still being retried)", VERDICT_DELAY, FALSE },
	{ "a human's subject", "", "jane@c.example",
	    "Mail delivery failed, please help", VERDICT_HUMAN, TRUE },
};

static struct message *
message_from(const char *from, const char *subject)
{
	struct message *message = message_new();

	g_free(message->from_addr);
	g_free(message->subject);
	message->from_addr = g_strdup(from);
	message->subject = g_strdup(subject);
	return message;
}

static void
test_rows(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(header) header = rules_header(rows[i].header);
		g_autoptr(message) message =
		    message_from(rows[i].from, rows[i].subject);
		g_autoptr(verdict) verdict = verdict_new();

		verdict->auth = VERDICT_AUTH_SUBMISSION;
		classify_message(header, message, conf, verdict);
		g_test_message("%s: %s", rows[i].name, verdict->reason);
		g_assert_cmpstr(verdict_class_name(verdict->class), ==,
		    verdict_class_name(rows[i].class));
		g_assert_cmpint(verdict->auto_respond, ==, rows[i].respond);
		g_assert_cmpuint(verdict->auth, ==, VERDICT_AUTH_SUBMISSION);
		g_assert_cmpstr(verdict->reason, !=, "");
	}
}

static void
test_hops(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(header) header = header_new();
	g_autoptr(message) message = message_from("jane@c.example", "");
	g_autoptr(verdict) verdict = verdict_new();

	for (guint i = 0; i < 50; i++)
		header_add(header, "Received", "by x");
	classify_message(header, message, conf, verdict);
	g_assert_cmpuint(verdict->class, ==, VERDICT_HUMAN);
	header_add(header, "received", "by x");
	classify_message(header, message, conf, verdict);
	g_assert_cmpuint(verdict->class, ==, VERDICT_LOOP);
}

static void
test_report(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(header) header =
	    rules_header("Auto-Submitted: auto-replied\n");
	g_autoptr(message) message =
	    message_from("support@example.com", "Undeliverable");
	g_autoptr(verdict) verdict = verdict_new();

	/* Before out-of-office, and before our own address: our server may
	 * write its reports in our name. */
	g_free(message->report_type);
	g_free(message->report);
	g_free(message->content_type);
	message->content_type = g_strdup("multipart/report");
	message->report_type = g_strdup("delivery-status");
	message->report = g_strdup("Final-Recipient: rfc822; a@x.example\n"
	                           "Action: failed\nStatus: 5.1.1\n");
	classify_message(header, message, conf, verdict);
	g_assert_cmpuint(verdict->class, ==, VERDICT_BOUNCE);
	g_assert_true(verdict->permanent);
	g_assert_cmpstr(verdict->failed[0], ==, "a@x.example");
	g_assert_null(verdict->failed[1]);
}

/* A report within a mail makes it a machine's only if the mail is one. */
static void
test_attached_report(void)
{
	static const struct {
		const char *name, *type, *header, *from;
		enum verdict_class class;
	} mails[] = {
		{ "a human attaches a bounce", "multipart/mixed", "",
		    "jane@c.example", VERDICT_HUMAN },
		{ "over a list", "multipart/mixed", "List-Id: <l.example>\n",
		    "jane@c.example", VERDICT_LIST },
		{ "a daemon's, not multipart/report", "multipart/mixed", "",
		    "mailer-daemon@x.example", VERDICT_BOUNCE },
		{ "null sender", "multipart/mixed", "Return-Path: <>\n",
		    "mail@x.example", VERDICT_BOUNCE },
		{ "a report, From a human", "multipart/report", "",
		    "jane@c.example", VERDICT_BOUNCE },
		{ "the status alone", "message/delivery-status", "",
		    "jane@c.example", VERDICT_BOUNCE },
	};
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(header) header = rules_header(mails[i].header);
		g_autoptr(message) message = message_from(mails[i].from, "");
		g_autoptr(verdict) verdict = verdict_new();

		g_free(message->content_type);
		g_free(message->report);
		message->content_type = g_strdup(mails[i].type);
		message->report =
		    g_strdup("Final-Recipient: rfc822; a@x.example\n"
		             "Action: failed\nStatus: 5.1.1\n");
		classify_message(header, message, conf, verdict);
		g_test_message("%s: %s", mails[i].name, verdict->reason);
		g_assert_cmpuint(verdict->class, ==, mails[i].class);
		g_assert_cmpint(verdict->auto_respond, ==,
		    mails[i].class == VERDICT_HUMAN);
	}
}

static void
test_failed_recipients(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(header) header =
	    rules_header("X-Failed-Recipients: a@x.example,  b@x.example\n");
	g_autoptr(message) message =
	    message_from("mailer-daemon@x.example", "");
	g_autoptr(verdict) verdict = verdict_new();

	classify_message(header, message, conf, verdict);
	g_assert_cmpuint(g_strv_length(verdict->failed), ==, 2);
	g_assert_cmpstr(verdict->failed[1], ==, "b@x.example");
	g_assert_true(verdict->permanent);
}

/* A mail that the reader could not read has its header only. */
static void
test_unreadable(void)
{
	static const struct {
		const char *header;
		enum verdict_class class;
	} unread[] = {
		{ "From: Desk <support@example.com>\n"
		  "Message-ID: "
		  "<docket.abcdefghijklmnopqrstuvwxyz23@example.com>\n",
		    VERDICT_LOOP },
		{ "From: support@example.com\n", VERDICT_HUMAN },
		{ "From: MAILER-DAEMON\n", VERDICT_AUTOMATIC },
		{ "From: Jane <jane@c.example\n", VERDICT_HUMAN },
		{ "Subject: out of office\n", VERDICT_AUTOMATIC },
		{ "", VERDICT_HUMAN },
	};
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(unread); i++) {
		g_autoptr(header) header = rules_header(unread[i].header);
		g_autoptr(message) message = message_new();
		g_autoptr(verdict) verdict = verdict_new();

		classify_message(header, message, conf, verdict);
		g_test_message("%s", unread[i].header);
		g_assert_cmpuint(verdict->class, ==, unread[i].class);
	}
}

/* Bytes that are no UTF-8 in a field that a rule reads. */
static void
test_bytes(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(header) header =
	    rules_header("Auto-Submitted: \xff\xfe\nSubject: \xc3\n");
	g_autoptr(message) message = message_from("\xff@\xfe", "");
	g_autoptr(verdict) verdict = verdict_new();

	classify_message(header, message, conf, verdict);
	g_assert_cmpuint(verdict->class, ==, VERDICT_AUTOMATIC);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/classify/rows", test_rows);
	g_test_add_func("/classify/hops", test_hops);
	g_test_add_func("/classify/report", test_report);
	g_test_add_func("/classify/attached-report", test_attached_report);
	g_test_add_func("/classify/failed-recipients", test_failed_recipients);
	g_test_add_func("/classify/unreadable", test_unreadable);
	g_test_add_func("/classify/bytes", test_bytes);
	return g_test_run();
}
