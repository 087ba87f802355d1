/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose queue it is, and who hears of it. */
#include "desk/staff.h"

#include "util-rules.h"

/* Of a new matter it is what routing found; a ticket has its own, whatever its
 * next mail says. */
static void
test_queue(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(ticket) ticket = ticket_new();
	struct decide_case what = { .settings = conf,
		.queue = settings_queue_by_name(conf, "sales") };

	g_assert_cmpstr(staff_queue(&what)->name, ==, "sales");
	what.ticket = ticket;
	g_free(ticket->queue);
	ticket->queue = g_strdup("sales");
	g_assert_cmpstr(staff_queue(&what)->name, ==, "sales");
	g_free(ticket->queue);
	ticket->queue = g_strdup("gone");
	g_assert_cmpstr(staff_queue(&what)->name, ==, "support");
}

static void
test_on_queue(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(ticket) ticket = ticket_new();
	struct decide_case what = { .settings = conf, .ticket = ticket };

	g_free(ticket->queue);
	ticket->queue = g_strdup("sales");
	g_assert_true(staff_is_on_queue(&what,
	    settings_agent_by_name(conf, "bob")));
	g_assert_false(staff_is_on_queue(&what,
	    settings_agent_by_name(conf, "alice")));
}

static const struct {
	const char *name, *queue, *assignee, *from, *told;
} notices[] = {
	{ "all of the queue who are not disabled", "support", "", "",
	    "alice bob " },
	{ "another queue", "sales", "", "", "bob " },
	{ "the assignee alone", "support", "bob", "", "bob " },
	{ "the assignee is not on the queue", "sales", "alice", "", "bob " },
	{ "the assignee is disabled", "support", "carol", "", "alice bob " },
	{ "the assignee is gone", "support", "dave", "", "alice bob " },
	{ "not who wrote it", "support", "", "alice@home.example", "bob " },
};

static void
test_notices(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(message) message = message_new();
	g_autoptr(ticket) ticket = ticket_new();

	for (guint i = 0; i < G_N_ELEMENTS(notices); i++) {
		struct decide_case what = { .settings = conf,
			.message = message,
			.ticket = ticket,
			.from = notices[i].from };
		struct decision decision = { .letters = g_ptr_array_new() };
		g_autoptr(GString) told = g_string_new(NULL);

		g_free(ticket->queue);
		g_free(ticket->assignee);
		ticket->queue = g_strdup(notices[i].queue);
		ticket->assignee = g_strdup(notices[i].assignee);
		staff_add_notices(&decision, &what);
		for (guint k = 0; k < decision.letters->len; k++) {
			struct decide_letter *letter =
			    decision.letters->pdata[k];

			g_assert_cmpuint(letter->kind, ==, LETTER_NOTICE);
			g_string_append_printf(told, "%s ", letter->agent);
			g_free(letter->agent);
			g_free(letter->to);
			g_free(letter->to_name);
			g_free(letter);
		}
		g_ptr_array_unref(decision.letters);
		g_free(decision.assignee);
		g_test_message("%s", notices[i].name);
		g_assert_cmpstr(told->str, ==, notices[i].told);
	}
}

/* However many agents a queue has, one mail does only so much work. */
static void
test_cap(void)
{
	g_autoptr(GString) extra = g_string_new(
	    "queues = ( { name = \"q\"; "
	    "addresses = [ \"support@example.com\" ]; agents = [ \"alice\"");
	g_autoptr(settings) conf = NULL;
	g_autoptr(message) message = message_new();
	g_autoptr(header) header = header_new();
	g_autoptr(verdict) verdict = verdict_new();
	g_autoptr(decision) decision = NULL;

	g_string_append(extra, " ]; } );");
	conf = rules_settings(extra->str);
	for (guint i = 0; i < 80; i++) {
		struct settings_queue *queue = conf->queues->pdata[0];
		guint count = g_strv_length(queue->agents);

		queue->agents = g_renew(char *, queue->agents, count + 2);
		queue->agents[count] = g_strdup("alice");
		queue->agents[count + 1] = NULL;
	}
	struct decide_case what = { .settings = conf,
		.message = message,
		.header = header,
		.verdict = verdict,
		.from = "jane@customer.example" };
	decision = decide_mail(&what);
	g_assert_cmpuint(decision->letters->len, ==, DECIDE_NOTICES_MAX);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/staff/queue", test_queue);
	g_test_add_func("/staff/on-queue", test_on_queue);
	g_test_add_func("/staff/notices", test_notices);
	g_test_add_func("/staff/cap", test_cap);
	return g_test_run();
}
