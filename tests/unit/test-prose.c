/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounces written for people, and people who write about them. */
#include "classify/prose.h"

#include <string.h>

#include "classify/foldtext.h"
#include "classify/prosetable.h"
#include "util-rules.h"

/* class HUMAN: none. */
static const struct {
	const char *name, *header, *subject, *text;
	enum originator_kind kind;
	enum verdict_class class;
	const char *failed, *status;
	gboolean permanent;
} rows[] = {
	{ "qmail", "", "failure notice",
	    "Hi. This is the qmail-send program at x.\n<a@x.example>:\n"
	    "Sorry, no mailbox here by that name. (#5.1.1)\n",
	    ORIGINATOR_DAEMON, VERDICT_BOUNCE, "a@x.example", "5.1.1", TRUE },
	{ "given up after days", "", "failure notice",
	    "<a@x.example>:\nI'm not going to try again; this message has "
	    "been in the queue too long.\n",
	    ORIGINATOR_DAEMON, VERDICT_BOUNCE, "a@x.example", "4.4.7", FALSE },
	{ "a full mailbox", "", "Delivery failure",
	    "<a@x.example>:\nThis account is over quota.\n", ORIGINATOR_DAEMON,
	    VERDICT_BOUNCE, "a@x.example", "4.2.2", FALSE },
	{ "a subject that says nothing", "", "E",
	    "did not reach the following recipient(s):\na@x.example on Thu\n",
	    ORIGINATOR_DAEMON, VERDICT_BOUNCE, "a@x.example", "", TRUE },
	{ "delayed", "", "Delivery Status Notification (Delay)",
	    "Delivery to the following recipient has been delayed:\n"
	    "  a@x.example\n",
	    ORIGINATOR_DAEMON, VERDICT_DELAY, "a@x.example", "", FALSE },
	{ "a warning by its text", "", "Mail System",
	    "THIS IS A WARNING MESSAGE ONLY.\na@x.example\n", ORIGINATOR_DAEMON,
	    VERDICT_DELAY, "a@x.example", "", FALSE },
	{ "null sender", "", "Undeliverable: Help", "", ORIGINATOR_ROBOT,
	    VERDICT_BOUNCE, "", "", TRUE },
	{ "null sender of a person's robot", "", "Help",
	    "My order was not delivered", ORIGINATOR_ROBOT, VERDICT_HUMAN, "",
	    "", FALSE },
	{ "no-reply and its words", "", "メールエラー通知",
	    "Could not be delivered to: <a@x.example>\nAs their mailbox is "
	    "full.\n",
	    ORIGINATOR_SILENT, VERDICT_BOUNCE, "a@x.example", "4.2.2", FALSE },
	{ "a shop's no-reply", "", "Your parcel",
	    "Your parcel could not be delivered.\n", ORIGINATOR_SILENT,
	    VERDICT_HUMAN, "", "", FALSE },
	{ "Amazon's notice", "", "AWS Notification Message",
	    "{\"notificationType\":\"Bounce\",\"bouncedRecipients\":"
	    "[{\"emailAddress\":\"a@x.example\"}]}\n",
	    ORIGINATOR_SILENT, VERDICT_BOUNCE, "a@x.example", "", TRUE },
	{ "Exim by its field alone", "X-Failed-Recipients: a@x.example\n", "",
	    "", ORIGINATOR_PERSON, VERDICT_BOUNCE, "a@x.example", "", TRUE },
	{ "a read receipt", "", "Read: Help", "", ORIGINATOR_ROBOT,
	    VERDICT_RECEIPT, "", "", FALSE },

	{ "a person asks", "", "Mail delivery failed, please help",
	    "This message was created automatically by mail delivery "
	    "software.\n",
	    ORIGINATOR_PERSON, VERDICT_HUMAN, "", "", FALSE },
	{ "a person passes one on", "", "Fwd: Undeliverable: Help",
	    "This is the mail system at host x\n", ORIGINATOR_PERSON,
	    VERDICT_HUMAN, "", "", FALSE },
	{ "postmaster answers", "", "Re: Undeliverable: Help",
	    "I have looked into it.\n", ORIGINATOR_DAEMON, VERDICT_HUMAN, "",
	    "", FALSE },
	{ "postmaster writes", "", "Maintenance on Sunday", "Be warned.\n",
	    ORIGINATOR_DAEMON, VERDICT_HUMAN, "", "", FALSE },
};

static struct message *
message_of(const char *subject, const char *text)
{
	struct message *message = message_new();

	g_free(message->subject);
	g_free(message->text);
	message->subject = g_strdup(subject);
	message->text = g_strdup(text);
	return message;
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(header) header = rules_header(rows[i].header);
		g_autoptr(message) message =
		    message_of(rows[i].subject, rows[i].text);
		g_autoptr(verdict) verdict = verdict_new();
		g_autofree char *failed = NULL;
		bool is = prose_apply(header, message, rows[i].kind, verdict);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(is, ==, rows[i].class != VERDICT_HUMAN);
		g_assert_cmpstr(verdict_class_name(verdict->class), ==,
		    verdict_class_name(rows[i].class));
		failed = g_strjoinv(",",
		    rows[i].class == VERDICT_DELAY ? verdict->delayed
		                                   : verdict->failed);
		g_assert_cmpstr(failed, ==, rows[i].failed);
		g_assert_cmpstr(verdict->status, ==, rows[i].status);
		g_assert_cmpint(verdict->permanent, ==, rows[i].permanent);
		g_assert_false(is && verdict->auto_respond);
	}
}

/* Each row is in the form in which it is compared, makes a daemon's mail what
 * it says, and no person's. */
static void
test_table(void)
{
	g_autoptr(header) header = header_new();

	for (guint i = 0; i < prosetable_count; i++) {
		const struct prosetable_row *row = &prosetable_rows[i];
		bool title = row->where == PROSETABLE_SUBJECT;
		g_autofree char *folded = foldtext_fold(row->text, 1000);
		g_autoptr(message) message =
		    message_of(title ? row->text : "Help",
		        title ? "" : row->text);
		g_autoptr(verdict) verdict = verdict_new();

		g_test_message("%s", row->text);
		g_assert_cmpstr(folded, ==, row->text);
		g_assert_false(prose_apply(header, message, ORIGINATOR_PERSON,
		    verdict));
		g_assert_true(prose_apply(header, message, ORIGINATOR_DAEMON,
		    verdict));
		if (row->class != VERDICT_BOUNCE)
			g_assert_cmpuint(verdict->class, !=, VERDICT_BOUNCE);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/prose/rows", test_rows);
	g_test_add_func("/prose/table", test_table);
	return g_test_run();
}
