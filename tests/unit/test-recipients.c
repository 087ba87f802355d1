/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did not get the mail, a row a server; and each phrase. */
#include "classify/recipients.h"

#include "util-rules.h"

static const struct {
	const char *name, *text, *found;
} rows[] = {
	{ "qmail",
	    "Hi. This is the qmail-send program at x.example.\n\n"
	    "<a@x.example>:\n192.0.2.1 does not like recipient.\n\n"
	    "<b@x.example>:\nno\n\n--- Below this line is a copy of the "
	    "message.\n\nTo: c@x.example\n",
	    "a@x.example,b@x.example" },
	{ "Exim",
	    "The following address(es) failed:\n\n  a@x.example\n"
	    "    SMTP error after RCPT TO:<a@x.example>:\n    host mx\n",
	    "a@x.example" },
	{ "Postfix, postmaster is only whom to ask",
	    "please contact\n<postmaster@x.example>\n\n<a@x.example>: host "
	    "said: 550 no\n",
	    "a@x.example" },
	{ "nobody but postmaster", "Not delivered:\npostmaster@x.example\n",
	    "postmaster@x.example" },
	{ "Exchange 2003",
	    "did not reach the following recipient(s):\n\na@x.example on "
	    "Thu, 29 Apr 2010\n    not recognized\n",
	    "a@x.example" },
	{ "Office 365 with a name",
	    "Delivery has failed to these recipients or groups:\n\nJane Doe "
	    "(a@x.example)\nThe address was not found.\n",
	    "a@x.example" },
	{ "Domino",
	    "Your Document:\n     Help\nwas not delivered to:\n"
	    "     a@x.example\nbecause:\n     User a not listed\n",
	    "a@x.example" },
	{ "GroupWise",
	    "The message that you sent was undeliverable to the following:\n"
	    "\ta@x.example (user not found)\n",
	    "a@x.example" },
	{ "Gmail",
	    "Your message wasn't delivered to a@x.example because it was\n",
	    "a@x.example" },
	{ "fields of a report in the text",
	    "a@x.example's box\nFinal-Recipient: rfc822; b@x.example\n",
	    "b@x.example" },
	{ "sendmail 5's dialogue",
	    "While talking to x.example:\n>>> RCPT To:<a@x.example>\n"
	    "<<< 550 no\n554 <b@x.example>... Host unknown\n",
	    "a@x.example,b@x.example" },
	{ "the returned mail's To, when nothing else",
	    "Not delivered.\n--- Original message follows.\nFrom: "
	    "c@x.example\nTo: Jane <a@x.example>\n",
	    "a@x.example" },
	{ "not when it has two",
	    "Not delivered.\n--- Original message follows.\nTo: "
	    "a@x.example, b@x.example\n",
	    "" },
	{ "one twice, in capitals", "<A@x.example>: no\n<a@X.example>: no\n",
	    "a@x.example" },
	{ "a phrase a sentence before",
	    "We could not deliver your message to the place that you named "
	    "to us yesterday, write to help@x.example\n",
	    "" },
	{ "the only one of a sentence",
	    "Ihre Nachricht wurde nicht, wie gewollt, a@x.example "
	    "zugestellt.\n",
	    "a@x.example" },
	{ "not when there are two",
	    "Weder a@x.example noch b@x.example wurde erreicht.\n", "" },
	{ "between letters without spaces",
	    "收件人邮件地址（a@x.example）不存在，邮件无法送达。\n",
	    "a@x.example" },
	{ "right between them", "收件人a@x.example不存在\n", "a@x.example" },
	{ "nothing", "It failed.\n", "" },
};

static const char *const phrases[] = {
	"recipient address:",
	"recipient: <",
	"recipients: <",
	"recipient(s): <",
	"addressed to:",
	"address: <",
	"intended recipient:",
	"failed recipient:",
	"failed recipients:",
	"envelope recipient:",
	"\"emailaddress\":\"",
	"\\\"emailaddress\\\":\\\"",
	"delivering your mail to",
	"delivering your message to",
	"deliver your message to",
	"deliver your mail to",
	"deliver mail to",
	"deliver message to",
	"deliver the message to",
	"deliver a message to",
	"delivery to the following recipient",
	"delivered to: <",
	"was not delivered to:",
	"wasn't delivered to",
	"not be delivered to",
	"couldn't be delivered to",
	"could not be sent to",
	"undeliverable to",
	"undelivered to",
	"unknown user:",
	"user unknown:",
	"unknown user <",
	"unknown local user:",
	"no such user:",
	"invalid recipient:",
	"invalid recipient <",
	"unknown recipient:",
	"final delivery userid:",
	"exceeds allowed size:",
	"mailbox is full:",
	"mailbox full:",
	"mailbox full <",
	"over quota:",
	"permanent errors:",
	"temporary errors:",
	"rejected recipient",
	"message to the following recipient",
	"has been blocked to",
	"your message to <",
	"your message to",
	"your email to",
	"your mail to",
	"nachricht an",
	"votre message à",
	"su mensaje a",
	"sua mensagem para",
	"il messaggio a",
	"uw bericht aan",
};

static char *
find(const char *head, const char *text)
{
	g_autoptr(header) header = rules_header(head);
	g_autoptr(message) message = message_new();
	g_auto(GStrv) found = NULL;

	g_free(message->text);
	message->text = g_strdup(text);
	found = recipients_find(header, message);
	return g_strjoinv(",", found);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *found = find("", rows[i].text);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(found, ==, rows[i].found);
	}
}

static void
test_phrases(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(phrases); i++) {
		g_autofree char *text =
		    g_strdup_printf("Oh, %s a@x.example> is it.\n", phrases[i]);
		g_autofree char *found = find("", text);

		g_test_message("%s", text);
		g_assert_cmpstr(found, ==, "a@x.example");
	}
}

static void
test_header(void)
{
	g_autofree char *found =
	    find("X-Failed-Recipients: a@x.example,\n b@x.example\n",
	        "<c@x.example>: no\n");

	g_assert_cmpstr(found, ==, "a@x.example,b@x.example");
}

static void
test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *found = NULL;
	g_auto(GStrv) list = NULL;

	for (guint i = 0; i < 300; i++)
		g_string_append_printf(text, "%u@x.example: no\n", i);
	found = find("", text->str);
	list = g_strsplit(found, ",", -1);
	g_assert_cmpuint(g_strv_length(list), ==, RECIPIENTS_MAX);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/recipients/rows", test_rows);
	g_test_add_func("/recipients/phrases", test_phrases);
	g_test_add_func("/recipients/header", test_header);
	g_test_add_func("/recipients/many", test_many);
	return g_test_run();
}
