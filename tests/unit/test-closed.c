/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer's reply to a ticket does, by its status and the queue's
 * closed_policy; and that somebody always hears of it. */
#include "desk/closed.h"

#include <string.h>

#include "model/entry.h"
#include "util-bench.h"
#include "util-rules.h"

#define NOTICES "notice alice@example.com notice bob@example.com "
#define DAYS(n) ((n)*DECIDE_DAY_MS)

static struct bench
bench_new(guint32 status, gint64 closed_policy)
{
	struct bench bench = bench_make(DECIDE_CUSTOMER);

	bench_queue(&bench)->closed_policy = closed_policy;
	ticket_set_status(bench.ticket, status, RULES_NOW - DAYS(1));
	return bench;
}

static char *
letters_of(const struct decision *decision)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    decision->letters->pdata[i];

		g_string_append_printf(out, "%s %s ",
		    letter_kind_name(letter->kind), letter->to);
	}
	return g_string_free(out, FALSE);
}

#define REOPEN SETTINGS_CLOSED_REOPEN
#define NEW SETTINGS_CLOSED_NEW
#define REJECT SETTINGS_CLOSED_REJECT
#define FOLLOWS "acknowledgement " BENCH_JANE " " NOTICES

static const struct row {
	const char *name;
	guint32 status;
	gint64 policy, reopen_days, closed_days;
	enum closed_way way;
} ways[] = {
	{ "closed, reopen", TICKET_CLOSED, REOPEN, 30, 1, CLOSED_REOPEN },
	{ "on the last day", TICKET_CLOSED, REOPEN, 30, 29, CLOSED_REOPEN },
	{ "a day too late", TICKET_CLOSED, REOPEN, 30, 30, CLOSED_NEW },
	{ "however late", TICKET_CLOSED, REOPEN, 0, 9999, CLOSED_REOPEN },
	{ "closed, new", TICKET_CLOSED, NEW, 30, 0, CLOSED_NEW },
	{ "closed, reject", TICKET_CLOSED, REJECT, 30, 0, CLOSED_REJECT },
	{ "solved, new", TICKET_SOLVED, NEW, 30, 0, CLOSED_REOPEN },
	{ "solved, reject", TICKET_SOLVED, REJECT, 30, 0, CLOSED_REOPEN },
	{ "open, reject", TICKET_OPEN, REJECT, 30, 0, CLOSED_REOPEN },
	{ "pending, new", TICKET_PENDING, NEW, 30, 0, CLOSED_REOPEN },
};

static void
test_way(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		struct bench bench = bench_new(ways[i].status, ways[i].policy);
		struct settings_queue *queue = bench.conf->queues->pdata[0];

		queue->reopen_days = ways[i].reopen_days;
		if (bench.ticket->closed != 0)
			bench.ticket->closed =
			    RULES_NOW - DAYS(ways[i].closed_days);
		g_test_message("%s", ways[i].name);
		g_assert_cmpint(closed_way(&bench.now), ==, ways[i].way);
		bench_clear(&bench);
	}
}

/* The whole decision, by who writes. */
static const struct {
	const char *name;
	gint64 policy;
	enum decide_origin origin;
	guint32 class;
	guint automatic_today;
	gint32 status;
	gboolean opens, moves;
	const char *letters;
} rows[] = {
	{ "reopen", REOPEN, DECIDE_CUSTOMER, 0, 0, TICKET_OPEN, FALSE, FALSE,
	    NOTICES },
	{ "reopen, not proved", REOPEN, DECIDE_UNPROVED, 0, 0, TICKET_OPEN,
	    FALSE, FALSE, NOTICES },
	{ "new", NEW, DECIDE_CUSTOMER, 0, 0, -1, TRUE, TRUE, FOLLOWS },
	{ "new, not proved: his addresses stay", NEW, DECIDE_UNPROVED, 0, 0, -1,
	    TRUE, FALSE, NOTICES },
	{ "new, a third party: as ever", NEW, DECIDE_THIRD_PARTY, 0, 0, -1,
	    FALSE, FALSE, NOTICES },
	{ "new, a machine: as ever", NEW, DECIDE_CUSTOMER, VERDICT_AUTOMATIC, 0,
	    -1, FALSE, FALSE, NOTICES },
	{ "reject", REJECT, DECIDE_CUSTOMER, 0, 0, -1, FALSE, FALSE,
	    "desk " BENCH_JANE " " },
	{ "reject, the third today", REJECT, DECIDE_CUSTOMER, 0, 2, -1, FALSE,
	    FALSE, "desk " BENCH_JANE " " },
	{ "reject, the fourth: agents hear", REJECT, DECIDE_CUSTOMER, 0, 3, -1,
	    FALSE, FALSE, NOTICES },
	{ "reject, not proved: agents hear", REJECT, DECIDE_UNPROVED, 0, 0, -1,
	    FALSE, FALSE, NOTICES },
	{ "reject, over a list: agents hear", REJECT, DECIDE_CUSTOMER,
	    VERDICT_LIST, 0, -1, FALSE, FALSE, NOTICES },
	{ "reject, a third party: agents hear", REJECT, DECIDE_THIRD_PARTY, 0,
	    0, -1, FALSE, FALSE, NOTICES },
	{ "reject, a machine: agents hear", REJECT, DECIDE_CUSTOMER,
	    VERDICT_AUTOMATIC, 0, -1, FALSE, FALSE, NOTICES },
};

static void
test_decision(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new(TICKET_CLOSED, rows[i].policy);
		g_autoptr(decision) decision = NULL;

		bench.now.origin = rows[i].origin;
		bench.verdict->class = rows[i].class;
		bench.verdict->auto_respond = rows[i].class == VERDICT_HUMAN;
		if (rows[i].origin == DECIDE_UNPROVED)
			bench.verdict->auth = VERDICT_AUTH_NONE;
		bench.now.automatic_today = rows[i].automatic_today;
		decision = decide_mail(&bench.now);
		g_autofree char *letters = letters_of(decision);
		g_test_message("%s: %s", rows[i].name, decision->why);
		g_assert_cmpint(decision->action, ==, DECIDE_ENTRY);
		g_assert_cmpint(decision->status, ==, rows[i].status);
		g_assert_cmpint(decision->opens, ==, rows[i].opens);
		g_assert_cmpint(decision->moves, ==, rows[i].moves);
		g_assert_cmpstr(letters, ==, rows[i].letters);
		bench_clear(&bench);
	}
}

/* The new ticket says whose continuation it is, and stays where it was. */
static void
test_continues(void)
{
	struct bench bench = bench_new(TICKET_CLOSED, NEW);
	g_autoptr(decision) decision = NULL;

	g_free(bench.ticket->assignee);
	bench.ticket->assignee = g_strdup("bob");
	decision = decide_mail(&bench.now);
	g_assert_cmpstr(decision->queue, ==, "support");
	g_assert_cmpstr(decision->assignee, ==, "bob");
	g_assert_cmpstr(decision->detail, ==,
	    "continues ticket 1042, which is closed");
	bench_clear(&bench);
}

static void
test_letter(void)
{
	struct bench bench = bench_new(TICKET_CLOSED, REJECT);
	g_autoptr(decision) decision = decide_mail(&bench.now);
	const struct decide_letter *letter = decision->letters->pdata[0];

	g_assert_cmpstr(letter->template, ==, "closed");
	g_assert_cmpuint(letter->seat, ==, 0);
	g_assert_null(letter->agent);
	g_assert_false(letter->attach);
	/* mail of long ago, and to senders who read no answers: none */
	bench.now.mail_age = DECIDE_OLD_MS;
	g_autoptr(decision) old = decide_mail(&bench.now);
	g_autofree char *old_letters = letters_of(old);
	g_assert_cmpstr(old_letters, ==, NOTICES);
	bench.now.mail_age = 0;
	bench.verdict->auto_respond = FALSE;
	g_autoptr(decision) silent = decide_mail(&bench.now);
	g_autofree char *silent_letters = letters_of(silent);
	g_assert_cmpstr(silent_letters, ==, NOTICES);
	bench_clear(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/closed/way", test_way);
	g_test_add_func("/closed/decision", test_decision);
	g_test_add_func("/closed/continues", test_continues);
	g_test_add_func("/closed/letter", test_letter);
	return g_test_run();
}
