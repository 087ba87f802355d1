/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures about tickets: exact medians, groups, promises kept. */
#include "desk/figures.h"

#include <time.h>

#include "base/strings.h"

#define T0 G_GINT64_CONSTANT(1790000000000)
#define MINUTE G_GINT64_CONSTANT(60000)

static void
test_quantile(void)
{
	static const struct {
		const char *name;
		guint n, percent;
		gint64 value; /* of the times n, n-1, ..., 1 */
	} rows[] = {
		{ "none", 0, 50, -1 },
		{ "one", 1, 50, 1 },
		{ "one, 95 %", 1, 95, 1 },
		{ "two: the lower", 2, 50, 1 },
		{ "three", 3, 50, 2 },
		{ "a hundred", 100, 95, 95 },
		{ "101", 101, 95, 96 },
		{ "twenty", 20, 95, 19 },
		{ "nineteen", 19, 95, 19 },
		{ "a million", 1000000, 50, 500000 },
		{ "a million, 95 %", 1000000, 95, 950000 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) times =
		    g_array_new(FALSE, FALSE, sizeof(guint32));

		for (guint32 n = rows[i].n; n > 0; n--)
			g_array_append_val(times, n);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(figures_quantile(times, rows[i].percent), ==,
		    rows[i].value);
	}
}

static void
test_bar(void)
{
	static const struct {
		int percent;
		enum figures_charset charset;
		const char *bar;
	} rows[] = {
		{ 100, FIGURES_ASCII, "####" },
		{ 0, FIGURES_ASCII, "...." },
		{ -1, FIGURES_ASCII, "...." },
		{ 50, FIGURES_ASCII, "##.." },
		{ 100, FIGURES_UTF8, "████" },
		{ 75, FIGURES_UTF8, "███ " },
		{ 60, FIGURES_UTF8, "██▍ " },
		{ 1, FIGURES_UTF8, "    " },
		{ 4, FIGURES_UTF8, "▏   " },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *bar =
		    figures_bar(rows[i].percent, 4, rows[i].charset);

		g_assert_cmpstr(bar, ==, rows[i].bar);
	}
}

/* Minutes from T0. */
static const struct {
	const char *queue, *agent, *language;
	guint32 vip, status;
	int created, answered, solved; /* -1: not yet */
	struct ticket_tally first;
	int due; /* of an answer; -1: none runs */
	guint64 merged;
} tickets[] = {
	{ "support", "alice", "de", 0, TICKET_SOLVED, 0, 10, 60, { 1, 0 }, -1,
	    0 },
	{ "support", "alice", "ja", 2, TICKET_OPEN, 1, 31, -1, { 0, 1 }, -1,
	    0 },
	{ "support", "", "de", 0, TICKET_OPEN, 2, -1, -1, { 0, 0 }, 50, 0 },
	{ "support", "", "de", 0, TICKET_OPEN, 3, -1, -1, { 0, 0 }, 150, 0 },
	{ "api", "bob", "de", 0, TICKET_CLOSED, 4, 24, 30, { 1, 0 }, -1, 0 },
	{ "api", "bob", "de", 0, TICKET_CLOSED, 5, 6, 7, { 1, 0 }, -1, 1 },
	{ "api", "bob", "de", 0, TICKET_CLOSED, -10, 6, 7, { 1, 0 }, -1, 0 },
};

static void
fill(struct figures *figures)
{
	for (guint i = 0; i < G_N_ELEMENTS(tickets); i++) {
		g_autoptr(ticket) ticket = ticket_new();

		strings_set(&ticket->queue, tickets[i].queue);
		strings_set(&ticket->assignee, tickets[i].agent);
		strings_set(&ticket->language, tickets[i].language);
		ticket->vip = tickets[i].vip;
		ticket->status = tickets[i].status;
		ticket->created = T0 + tickets[i].created * MINUTE;
		if (tickets[i].answered >= 0)
			ticket->answered = T0 + tickets[i].answered * MINUTE;
		if (tickets[i].solved >= 0)
			ticket->solved = T0 + tickets[i].solved * MINUTE;
		ticket->first = tickets[i].first;
		ticket->answer.state =
		    tickets[i].due >= 0 ? TICKET_CLOCK_RUNS : TICKET_CLOCK_NONE;
		ticket->answer.due = T0 + tickets[i].due * MINUTE;
		ticket->merged_into = tickets[i].merged;
		figures_add(figures, ticket);
	}
}

static void
test_groups(void)
{
	static const struct {
		enum figures_by by;
		const char *name;
		guint64 tickets, open;
		int kept;
		gint64 answer; /* median, in minutes */
	} rows[] = {
		{ FIGURES_ALL, "", 5, 3, 50, 20 },
		{ FIGURES_QUEUE, "api", 1, 0, 100, 20 },
		{ FIGURES_QUEUE, "support", 4, 3, 33, 10 },
		{ FIGURES_AGENT, "", 2, 2, 0, -1 },
		{ FIGURES_AGENT, "alice", 2, 1, 50, 10 },
		{ FIGURES_AGENT, "bob", 1, 0, 100, 20 },
		{ FIGURES_LANGUAGE, "de", 4, 2, 66, 10 },
		{ FIGURES_LANGUAGE, "ja", 1, 1, 0, 30 },
		{ FIGURES_VIP, "0", 4, 2, 66, 10 },
		{ FIGURES_VIP, "2", 1, 1, 0, 30 },
	};
	g_autoptr(figures) figures = figures_new(T0, NULL, T0 + 100 * MINUTE);
	g_autoptr(GPtrArray) groups = NULL;

	fill(figures);
	groups = figures_groups(figures);
	g_assert_cmpuint(groups->len, ==, G_N_ELEMENTS(rows));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct figures_group *group = groups->pdata[i];
		gint64 answer = figures_quantile(group->answers, 50);

		g_test_message("%s %s", figures_name(group->by), group->name);
		g_assert_cmpuint(group->by, ==, rows[i].by);
		g_assert_cmpstr(group->name, ==, rows[i].name);
		g_assert_cmpuint(group->tickets, ==, rows[i].tickets);
		g_assert_cmpuint(group->open, ==, rows[i].open);
		g_assert_cmpint(figures_kept(group), ==, rows[i].kept);
		g_assert_cmpint(answer, ==,
		    rows[i].answer < 0 ? -1 : rows[i].answer * 60);
	}
}

static void
test_queue(void)
{
	g_autoptr(figures) figures = figures_new(0, "api", T0);
	g_autoptr(GPtrArray) groups = NULL;

	fill(figures);
	groups = figures_groups(figures);
	g_assert_cmpuint(groups->len, ==, 5);
	const struct figures_group *all = groups->pdata[0];
	g_assert_cmpuint(all->tickets, ==, 2);
}

/* Votes of two agents; who did not vote was asked all the same. */
static void
test_rating(void)
{
	static const struct {
		const char *agent, *queue;
		guint vote;
		int asked; /* minutes from T0 */
	} closures[] = {
		{ "alice", "support", 5, 1 },
		{ "alice", "support", 4, 2 },
		{ "alice", "api", 0, 3 },
		{ "bob", "api", 1, 4 },
		{ "bob", "api", 5, -4 },
	};
	static const struct {
		enum figures_by by;
		const char *name;
		guint64 asked, count;
		double mean, spread;
	} rows[] = {
		{ FIGURES_ALL, "", 4, 3, 10.0 / 3, 1.699673 },
		{ FIGURES_QUEUE, "api", 2, 1, 1, 0 },
		{ FIGURES_QUEUE, "support", 2, 2, 4.5, 0.5 },
		{ FIGURES_AGENT, "alice", 3, 2, 4.5, 0.5 },
		{ FIGURES_AGENT, "bob", 1, 1, 1, 0 },
		{ FIGURES_LANGUAGE, "de", 4, 3, 10.0 / 3, 1.699673 },
	};
	g_autoptr(figures) figures = figures_new(T0, NULL, T0);

	for (guint i = 0; i < G_N_ELEMENTS(closures); i++) {
		g_autoptr(closure) closure = closure_new();

		strings_set(&closure->agent, closures[i].agent);
		strings_set(&closure->queue, closures[i].queue);
		strings_set(&closure->language, "de");
		closure->vote = closures[i].vote;
		closure->asked = T0 + closures[i].asked * MINUTE;
		figures_add_closure(figures, closure);
	}
	g_autoptr(GPtrArray) groups = figures_groups(figures);
	g_assert_cmpuint(groups->len, ==, G_N_ELEMENTS(rows));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct figures_group *group = groups->pdata[i];
		struct figures_rating rating = figures_rating(group);

		g_test_message("%s %s", figures_name(group->by), group->name);
		g_assert_cmpuint(group->by, ==, rows[i].by);
		g_assert_cmpstr(group->name, ==, rows[i].name);
		g_assert_cmpuint(group->asked, ==, rows[i].asked);
		g_assert_cmpuint(rating.count, ==, rows[i].count);
		g_assert_cmpfloat_with_epsilon(rating.mean, rows[i].mean,
		    0.00001);
		g_assert_cmpfloat_with_epsilon(rating.spread, rows[i].spread,
		    0.00001);
	}
}

/* Mails to menus, which have no ticket. */
static void
test_menu(void)
{
	static const struct {
		guint32 cause;
		const char *detail;
		gint64 received;
	} holds[] = {
		{ HOLD_MENU, "articles, queue help", T0 },
		{ HOLD_MENU, "articles, queue other", T0 },
		{ HOLD_MENU, "articles, queue help", T0 - 1 },
		{ HOLD_MENU, "solved, queue help", T0 + 1 },
		{ HOLD_VERIFIED, "articles, queue help", T0 },
	};
	g_autoptr(figures) figures = figures_new(T0, "help", T0 + MINUTE);
	const struct figures_help *help = figures_help(figures);

	for (guint i = 0; i < G_N_ELEMENTS(holds); i++) {
		g_autoptr(hold) hold = hold_new();

		hold->cause = holds[i].cause;
		hold->received = holds[i].received;
		strings_set(&hold->detail, holds[i].detail);
		figures_add_hold(figures, hold);
	}
	g_assert_cmpuint(help->menu[MENU_ARTICLES], ==, 1);
	g_assert_cmpuint(help->menu[MENU_TOPICS_SHOWN], ==, 0);
	g_assert_cmpuint(help->menu[MENU_SOLVED], ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/figures/quantile", test_quantile);
	g_test_add_func("/figures/bar", test_bar);
	g_test_add_func("/figures/groups", test_groups);
	g_test_add_func("/figures/queue", test_queue);
	g_test_add_func("/figures/rating", test_rating);
	g_test_add_func("/figures/menu", test_menu);
	return g_test_run();
}
