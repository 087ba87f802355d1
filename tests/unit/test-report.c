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
} rows[] = {
	{ "Postfix, failed", "delivery-status",
	    POSTFIX "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550",
	    "a@x.example", VERDICT_BOUNCE, TRUE },
	{ "Postfix, delayed", "delivery-status",
	    POSTFIX "Action: delayed\nStatus: 4.4.1\n", "", VERDICT_DELAY,
	    FALSE },
	{ "Postfix, delivered", "delivery-status",
	    POSTFIX "Action: delivered\nStatus: 2.0.0\n", "", VERDICT_RECEIPT,
	    FALSE },
	{ "given up after days", "delivery-status",
	    POSTFIX "Action: failed\nStatus: 4.4.7\n", "a@x.example",
	    VERDICT_BOUNCE, FALSE },
	{ "relayed", "delivery-status", POSTFIX "Action: relayed\n", "",
	    VERDICT_RECEIPT, FALSE },
	{ "no status", "delivery-status", POSTFIX "Action: failed\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE },
	{ "capitals, comment, CR LF", "DELIVERY-STATUS",
	    "FINAL-RECIPIENT: RFC822;<a@x.example>\r\nACTION: Failed "
	    "(expired)\r\nSTATUS: 5.0.0\r\n\r\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE },
	{ "two recipients, the worst counts", "delivery-status",
	    POSTFIX "Action: delayed\nStatus: 4.0.0\n\nFinal-Recipient: "
	            "rfc822; b@x.example\nAction: failed\nStatus: 5.0.0\n",
	    "b@x.example", VERDICT_BOUNCE, TRUE },
	{ "two recipients without an empty line", "delivery-status",
	    "Final-Recipient: rfc822; a@x.example\nAction: failed\n"
	    "Final-Recipient: rfc822; b@x.example\nAction: failed\n",
	    "a@x.example,b@x.example", VERDICT_BOUNCE, TRUE },
	{ "original recipient only", "delivery-status",
	    "Original-Recipient: rfc822; a@x.example\nAction: failed\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE },
	{ "no address", "delivery-status", "Action: failed\nStatus: 5.0.0\n",
	    "", VERDICT_BOUNCE, TRUE },
	{ "no recipient at all", "delivery-status", "Reporting-MTA: dns; x\n",
	    "", VERDICT_BOUNCE, FALSE },
	{ "folded lines do not count", "delivery-status",
	    POSTFIX
	    "Action: delayed\nDiagnostic-Code: smtp;\n Action: failed\n",
	    "", VERDICT_DELAY, FALSE },
	{ "type left out", "", POSTFIX "Action: failed\nStatus: 5.0.0\n",
	    "a@x.example", VERDICT_BOUNCE, TRUE },
	{ "read receipt", "disposition-notification",
	    "Disposition: manual-action/MDN-sent-manually; displayed", "",
	    VERDICT_RECEIPT, FALSE },
	{ "deleted unread", "disposition-notification",
	    "Disposition: automatic-action/MDN-sent-automatically; deleted", "",
	    VERDICT_RECEIPT, FALSE },
	{ "complaint", "feedback-report", "Feedback-Type: abuse\n", "",
	    VERDICT_COMPLAINT, FALSE },
	{ "complaint, type left out", "",
	    "User-Agent: x\nFeedback-Type: abuse\n", "", VERDICT_COMPLAINT,
	    FALSE },
	{ "not a report", "", "", "", -1, FALSE },
	{ "another report", "signature", "Action: failed\n", "", -1, FALSE },
	{ "the word alone", "", "No Action: failed\n", "", -1, FALSE },
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
