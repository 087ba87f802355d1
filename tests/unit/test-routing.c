/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which queue a new mail goes to, and what is said of how that was found. */
#include "desk/routing.h"

#include <string.h>

#include "util-rules.h"

static const char conf[] =
    "queues = (\n"
    "  { name = \"support\"; addresses = [ \"support@example.com\" ]; },\n"
    "  { name = \"sales\"; addresses = [ \"sales@example.com\" ];\n"
    "    category = [ \"Partner\", \"提携\" ]; },\n"
    "  { name = \"deposits\"; category = [ \"deposit*\" ]; },\n"
    "  { name = \"lists\"; }, { name = \"keys\"; } );\n"
    "categories = ( { name = \"api\"; words = [ \"api\", \"webhook\" ]; "
    "} );\n"
    "routing = (\n"
    "  { if_sender_domain = [ \"*.partner.example\" ]; queue = \"sales\"; },\n"
    "  { if_list_id = [ \"users.*\" ]; queue = \"lists\"; },\n"
    "  { if_subject = [ \"deposit\", \"入金\" ]; if_body = [ \"missing\" ];\n"
    "    queue = \"deposits\"; },\n"
    "  { if_subject = [ \"deposit\" ]; queue = \"sales\"; },\n"
    "  { if_category = [ \"API\", \"trading *\" ]; queue = \"keys\"; } );\n";

/* What a case has; NULL is "". */
static const struct row {
	const char *name, *to, *cc, *header, *from, *subject, *text, *queue,
	    *step;
	gboolean form;
} rows[] = {
	{ .name = "nothing fits",
	    .queue = "support",
	    .step = "catch-all: queue support" },
	{ .name = "by To",
	    .to = "x@example.org sales@example.com",
	    .queue = "sales",
	    .step = "address: of queue sales" },
	{ .name = "by Cc", .cc = "SALES@example.com", .queue = "sales" },
	{ .name = "by subaddress",
	    .to = "sales+x@example.com",
	    .queue = "sales" },
	{ .name = "by Delivered-To",
	    .to = "list@example.org",
	    .header = "Delivered-To: sales@example.com",
	    .queue = "sales" },
	{ .name = "by X-Original-To",
	    .header = "X-Original-To: sales@example.com",
	    .queue = "sales" },
	{ .name = "To comes first",
	    .to = "support@example.com",
	    .cc = "sales@example.com",
	    .queue = "support",
	    .step = "address: of the catch-all queue" },
	{ .name = "an address is more than a rule",
	    .to = "sales@example.com",
	    .subject = "deposit",
	    .text = "missing",
	    .queue = "sales" },
	{ .name = "sender's domain",
	    .to = "support@example.com",
	    .from = "a@x.partner.example",
	    .queue = "sales",
	    .step = "routing[0]: if_sender_domain \"*.partner.example\", so "
	            "queue sales" },
	{ .name = "not that domain",
	    .from = "a@partner.example",
	    .queue = "support",
	    .step = "routing[0]: no, by if_sender_domain" },
	{ .name = "no sender", .from = "", .queue = "support" },
	{ .name = "list id",
	    .header = "List-Id: Our users <Users.Example.Org>",
	    .queue = "lists" },
	{ .name = "list id without brackets",
	    .header = "List-Id: users.example.org",
	    .queue = "lists" },
	{ .name = "another list",
	    .header = "List-Id: <dev.users.example.org>",
	    .queue = "support" },
	{ .name = "both conditions",
	    .subject = "My Deposit",
	    .text = "It is MISSING.",
	    .queue = "deposits",
	    .step = "routing[2]: if_subject \"deposit\" and if_body "
	            "\"missing\", so queue deposits" },
	{ .name = "one condition only: the next rule",
	    .subject = "My deposit",
	    .text = "It is fine.",
	    .queue = "sales",
	    .step = "routing[2]: no, by if_body" },
	{ .name = "the other word",
	    .subject = "入金について",
	    .text = "missing",
	    .queue = "deposits" },
	{ .name = "a form's category",
	    .text = "Name: Jane\n\nCategory:  DEPOSITS \nText: hello\n",
	    .form = TRUE,
	    .queue = "deposits",
	    .step = "category: \"DEPOSITS\", of queue deposits" },
	{ .name = "a category in Japanese",
	    .text = "Category：提携\n",
	    .form = TRUE,
	    .queue = "sales" },
	{ .name = "a category of nobody",
	    .text = "Category: other\n",
	    .form = TRUE,
	    .queue = "support",
	    .step = "category: \"other\", no queue's" },
	{ .name = "a category is more than a rule",
	    .subject = "deposit",
	    .text = "Category: partner\nmissing\n",
	    .form = TRUE,
	    .queue = "sales" },
	{ .name = "a form's category of nobody, by a rule",
	    .text = "Category: Trading bots\n",
	    .form = TRUE,
	    .queue = "keys",
	    .step = "routing[4]: if_category \"trading *\", so queue keys" },
	{ .name = "a form's category of a table",
	    .text = "Category\tPartner\nUID\t12345678\n",
	    .form = TRUE,
	    .queue = "sales" },
	{ .name = "a category by its words, by a rule",
	    .text = "My webhook is silent\n",
	    .queue = "keys",
	    .step = "category api: by the words \"webhook\"" },
	{ .name = "a customer's category, by a rule",
	    .text = "Category: Trading bots\n",
	    .queue = "support",
	    .step = "routing[4]: no, by if_category" },
	{ .name = "a customer's category does not count",
	    .text = "Category: partner\n",
	    .queue = "support",
	    .step = "category: not through a form" },
	{ .name = "a form without a category",
	    .text = "Name: Jane\n",
	    .form = TRUE,
	    .queue = "support",
	    .step = "category: no line \"Category:\"" },
};

static char **
list(const char *words)
{
	return g_strsplit(words ? words : "", " ", -1);
}

/* The mail of a row, and where it goes. */
static struct routing *
route(struct settings *settings, const struct row *row)
{
	g_autoptr(message) message = message_new();
	g_autoptr(header) header = rules_header(row->header ? row->header : "");
	g_autoptr(verdict) verdict = verdict_new();
	struct decide_case what = { .settings = settings,
		.message = message,
		.header = header,
		.verdict = verdict,
		.from = row->from ? row->from : "jane@customer.example" };

	g_strfreev(message->to);
	g_strfreev(message->cc);
	message->to = list(row->to);
	message->cc = list(row->cc);
	g_free(message->subject);
	message->subject = g_strdup(row->subject ? row->subject : "");
	g_free(message->text);
	message->text = g_strdup(row->text ? row->text : "");
	verdict->form = row->form;
	return routing_find(&what);
}

static void
assert_step(const struct routing *found, const char *step)
{
	for (guint i = 0; i < found->steps->len; i++)
		if (strcmp(found->steps->pdata[i], step) == 0)
			return;
	g_error("no step \"%s\"", step);
}

static void
test_find(void)
{
	g_autoptr(settings) settings = rules_settings(conf);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(routing) found = route(settings, &rows[i]);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(found->queue->name, ==, rows[i].queue);
		if (rows[i].step)
			assert_step(found, rows[i].step);
	}
}

/* Where the operator lets anybody name a category, only the first line does. */
static const struct {
	const char *name, *text, *queue;
} lines[] = {
	{ "first line", "Category: partner\nHello\n", "sales" },
	{ "after empty lines", "\n \ncategory= Partner\n", "sales" },
	{ "second line", "Hello\nCategory: partner\n", "support" },
	{ "a sentence with the word", "My category: partner\n", "support" },
	{ "no value", "Category:\n", "support" },
};

static void
test_first_line(void)
{
	g_autoptr(settings) settings = rules_settings(conf);

	settings->desk.category_line = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		struct row row = { .text = lines[i].text };
		g_autoptr(routing) found = route(settings, &row);

		g_test_message("%s", lines[i].name);
		g_assert_cmpstr(found->queue->name, ==, lines[i].queue);
	}
}

/* The catch-all is any queue; its own address leads through the rules. */
static void
test_catch_all(void)
{
	g_autoptr(settings) settings = rules_settings(conf);
	const struct row nothing = { .to = "support@example.com" },
	                 ruled = { .to = "sales@example.com",
		                 .header = "List-Id: <users.example.org>" };

	g_free(settings->desk.catch_all);
	settings->desk.catch_all = g_strdup("sales");
	g_autoptr(routing) first = route(settings, &nothing);
	g_autoptr(routing) second = route(settings, &ruled);
	g_assert_cmpstr(first->queue->name, ==, "support");
	g_assert_cmpstr(second->queue->name, ==, "lists");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/routing/find", test_find);
	g_test_add_func("/routing/first-line", test_first_line);
	g_test_add_func("/routing/catch-all", test_catch_all);
	return g_test_run();
}
