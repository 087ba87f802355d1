/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery status, disposition and abuse reports. */
#include "classify/report.h"

#include <string.h>

#define POSTFIX                                                             \
	"Reporting-MTA: dns; mx.example\nArrival-Date: Mon, 2 Mar 2026\n\n" \
	"Final-Recipient: rfc822; a@x.example\n"                            \
	"Original-Recipient: rfc822;alias@x.example\n"

/* class -1: no report. failed joined by commas. */
static const struct {
	const char *name, *type, *text;
	const char *failed;
	int class;
	gboolean permanent;
	const char *delayed, *status; /* NULL: not looked at */
} rows[] = {
	{ "Action first, as Exim and Amazon write", "delivery-status",
	    "Reporting-MTA: dns; mx.example\n\nAction: failed\n"
	    "Final-Recipient: rfc822;a@x.example\nStatus: 5.0.0\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, "", "5.0.0" },
	{ "Action first, no empty line, two recipients", "delivery-status",
	    "Action: failed\nFinal-Recipient: rfc822; a@x.example\n"
	    "Action: failed\nFinal-Recipient: rfc822; b@x.example\n",
	    "a@x.example,b@x.example", VERDICT_BOUNCE, TRUE, "", "" },
	{ "delayed with an address", "delivery-status",
	    "Final-Recipient: rfc822;a@x.example\nStatus: 4.0.0 (soon)\n"
	    "Action: delayed\n",
	    "", VERDICT_DELAY, FALSE, "a@x.example", "4.0.0" },
	{ "one failed, one delayed", "delivery-status",
	    "Final-Recipient: rfc822;a@x.example\nStatus: 4.0.0\n"
	    "Action: delayed\n\nFinal-Recipient: rfc822;b@x.example\n"
	    "Action: failed\nStatus: 5.1.1\n",
	    "b@x.example", VERDICT_BOUNCE, TRUE, "a@x.example", "5.1.1" },
	{ "the same recipient twice", "delivery-status",
	    "Action: failed\nFinal-Recipient: rfc822; a@x.example\n\n"
	    "Action: failed\nFinal-Recipient: rfc822; A@x.example\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, "", "" },
	{ "a program is no address", "delivery-status",
	    "Original-Recipient: rfc822; a@x.example\n"
	    "Final-Recipient: X-Unix; |/usr/bin/vacation\nAction: failed\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, "", "" },
	{ "blanks before the colon, no status", "delivery-status",
	    "Final-Recipient : rfc822; a@x.example\nAction : failed\n"
	    "Status : unknown\n",
	    "a@x.example", VERDICT_BOUNCE, FALSE, "", "" },

	{ "Postfix, failed", "delivery-status",
	    POSTFIX "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550",
	    "a@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "Postfix, delayed", "delivery-status",
	    POSTFIX "Action: delayed\nStatus: 4.4.1\n", "", VERDICT_DELAY,
	    FALSE, NULL, NULL },
	{ "Postfix, delivered", "delivery-status",
	    POSTFIX "Action: delivered\nStatus: 2.0.0\n", "", VERDICT_RECEIPT,
	    FALSE, NULL, NULL },
	{ "given up after days", "delivery-status",
	    POSTFIX "Action: failed\nStatus: 4.4.7\n", "a@x.example",
	    VERDICT_BOUNCE, FALSE, NULL, NULL },
	{ "a status that never ends", "delivery-status",
	    POSTFIX "Action: failed\nStatus: 5.1.1.1.1.1.1.1.1.1\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, NULL, "" },
	{ "relayed", "delivery-status", POSTFIX "Action: relayed\n", "",
	    VERDICT_RECEIPT, FALSE, NULL, NULL },
	{ "no status", "delivery-status", POSTFIX "Action: failed\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "capitals, comment, CR LF", "DELIVERY-STATUS",
	    "FINAL-RECIPIENT: RFC822;<a@x.example>\r\nACTION: Failed "
	    "(expired)\r\nSTATUS: 5.0.0\r\n\r\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "two recipients, the worst counts", "delivery-status",
	    POSTFIX "Action: delayed\nStatus: 4.0.0\n\nFinal-Recipient: "
	            "rfc822; b@x.example\nAction: failed\nStatus: 5.0.0\n",
	    "b@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "two recipients without an empty line", "delivery-status",
	    "Final-Recipient: rfc822; a@x.example\nAction: failed\n"
	    "Final-Recipient: rfc822; b@x.example\nAction: failed\n",
	    "a@x.example,b@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "original recipient only", "delivery-status",
	    "Original-Recipient: rfc822; a@x.example\nAction: failed\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "no address", "delivery-status", "Action: failed\nStatus: 5.0.0\n",
	    "", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "no recipient at all", "delivery-status", "Reporting-MTA: dns; x\n",
	    "", VERDICT_BOUNCE, FALSE, NULL, NULL },
	{ "folded lines do not count", "delivery-status",
	    POSTFIX
	    "Action: delayed\nDiagnostic-Code: smtp;\n Action: failed\n",
	    "", VERDICT_DELAY, FALSE, NULL, NULL },
	{ "type left out", "", POSTFIX "Action: failed\nStatus: 5.0.0\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE, NULL, NULL },
	{ "read receipt", "disposition-notification",
	    "Disposition: manual-action/MDN-sent-manually; displayed", "",
	    VERDICT_RECEIPT, FALSE, NULL, NULL },
	{ "deleted unread", "disposition-notification",
	    "Disposition: automatic-action/MDN-sent-automatically; deleted", "",
	    VERDICT_RECEIPT, FALSE, NULL, NULL },
	{ "complaint", "feedback-report", "Feedback-Type: abuse\n", "",
	    VERDICT_COMPLAINT, FALSE, NULL, NULL },
	{ "complaint, type left out", "",
	    "User-Agent: x\nFeedback-Type: abuse\n", "", VERDICT_COMPLAINT,
	    FALSE, NULL, NULL },
	{ "not a report", "", "", "", -1, FALSE, NULL, NULL },
	{ "another report", "signature", "Action: failed\n", "", -1, FALSE,
	    NULL, NULL },
	{ "the word alone", "", "No Action: failed\n", "", -1, FALSE, NULL,
	    NULL },
};

static struct report *
read_text(const char *type, const char *text)
{
	g_autoptr(message) message = message_new();

	g_free(message->report_type);
	g_free(message->report);
	message->report_type = g_strdup(type);
	message->report = g_strdup(text);
	return report_read(message);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(report) report =
		    read_text(rows[i].type, rows[i].text);
		g_autofree char *failed = NULL;

		g_test_message("%s", rows[i].name);
		if (rows[i].class < 0) {
			g_assert_null(report);
			continue;
		}
		g_assert_cmpint((int)report->class, ==, rows[i].class);
		failed = g_strjoinv(",", report->failed);
		g_assert_cmpstr(failed, ==, rows[i].failed);
		if (rows[i].delayed) {
			g_autofree char *delayed =
			    g_strjoinv(",", report->delayed);

			g_assert_cmpstr(delayed, ==, rows[i].delayed);
			g_assert_cmpstr(report->status, ==, rows[i].status);
		}
		g_assert_cmpint(report->permanent, ==, rows[i].permanent);
	}
}

static void
test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(report) report = NULL;

	for (guint i = 0; i < 10000; i++)
		g_string_append_printf(text,
		    "\nFinal-Recipient: rfc822; %u@x.example\nAction: failed\n",
		    i);
	report = read_text("delivery-status", text->str);
	g_assert_cmpuint(g_strv_length(report->failed), ==, 100);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/rows", test_rows);
	g_test_add_func("/report/many", test_many);
	return g_test_run();
}
