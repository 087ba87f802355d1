/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the desk keeps its promises, as a table with bars or as JSON. Read page
 * by page, so that a pass over a million tickets never holds up the store; and
 * only from tickets, whose figures stay when mails are erased. */
#include "ctl/ctlstats.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/escape.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "desk/figures.h"
#include "store/closures.h"
#include "store/holds.h"
#include "store/tickets.h"

#define PAGE 2000 /* tickets in one transaction */
#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))
#define DAYS_MAX 36500
#define CELLS 10 /* of a bar */

struct stats {
	struct figures *figures;
	guint looked;
	guint64 after;
};

static bool
look(struct ticket *ticket, void *context)
{
	struct stats *stats = context;

	figures_add(stats->figures, ticket);
	stats->after = ticket->number;
	return ++stats->looked < PAGE;
}

static bool
look_closure(struct closure *closure, void *context)
{
	struct stats *stats = context;

	figures_add_closure(stats->figures, closure);
	stats->after = closure->number;
	return ++stats->looked < PAGE;
}

enum what { TICKETS, CLOSURES };

static bool
count_all(const struct ctl *ctl, struct stats *stats, enum what what,
    GError **error)
{
	stats->after = 0;
	do {
		stats->looked = 0;
		g_autoptr(kv_txn) txn =
		    kv_begin(ctl->store->kv, KV_READ, error);
		bool read = txn &&
		    (what == TICKETS ? tickets_each(txn, stats->after, look,
		                           stats, error)
		                     : closures_each(txn, stats->after,
		                           look_closure, stats, error));
		if (!read)
			return false;
	} while (stats->looked > 0);
	return true;
}

static bool
look_hold(struct hold *hold, void *context)
{
	struct stats *stats = context;

	figures_add_hold(stats->figures, hold);
	return true;
}

static bool
count_holds(const struct ctl *ctl, struct stats *stats, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, error);

	return txn && holds_each(txn, look_hold, stats, error);
}

/* "2026-11-01", midnight in the desk's zone. */
static bool
parse_date(const char *text, GTimeZone *zone, gint64 *out)
{
	g_autofree char *iso = g_strconcat(text, "T00:00:00", NULL);
	g_autoptr(GDateTime) at = strlen(text) == strlen("2026-11-01")
	    ? g_date_time_new_from_iso8601(iso, zone)
	    : NULL;

	if (at)
		*out = g_date_time_to_unix(at) * 1000;
	return at != NULL;
}

static int
parse_since(const struct ctl *ctl, gint64 *since_out)
{
	const char *since = ctl_option(ctl, "--since");
	const char *days = ctl_option(ctl, "--days");
	guint64 n = 0;

	*since_out = 0;
	if (since && days)
		return ctl_complain(EX_USAGE,
		    "--since and --days: one of them is enough");
	if (since && !parse_date(since, ctl->zone, since_out))
		return ctl_complain(EX_USAGE,
		    "--since: %s is not a date such as 2026-11-01", since);
	if (days && (!ctl_number(days, &n) || n > DAYS_MAX))
		return ctl_complain(EX_USAGE,
		    "--days: %s is not a number from 1 to %d", days, DAYS_MAX);
	if (days)
		*since_out = clock_now() - (gint64)n * DAY_MS;
	return EX_OK;
}

static json_t *
seconds(GArray *times, guint percent)
{
	gint64 value = figures_quantile(times, percent);

	return value < 0 ? json_null() : json_integer(value);
}

static json_t *
times_object(GArray *times)
{
	return json_pack("{s:I,s:o,s:o}", "count", (json_int_t)times->len,
	    "median_seconds", seconds(times, 50), "p95_seconds",
	    seconds(times, 95));
}

static json_t *
tally_object(const struct ticket_tally *tally)
{
	return json_pack("{s:I,s:I}", "kept", (json_int_t)tally->kept, "missed",
	    (json_int_t)tally->missed);
}

static json_t *
rating_object(const struct figures_group *group)
{
	struct figures_rating rating = figures_rating(group);
	json_t *votes = json_array();

	for (guint step = CLOSURE_WORST; step <= CLOSURE_BEST; step++)
		json_array_append_new(votes,
		    json_integer((json_int_t)group->votes[step]));
	return json_pack("{s:I,s:I,s:o,s:o,s:o}", "asked",
	    (json_int_t)group->asked, "count", (json_int_t)rating.count, "mean",
	    rating.count > 0 ? json_real(rating.mean) : json_null(), "spread",
	    rating.count > 0 ? json_real(rating.spread) : json_null(), "votes",
	    votes);
}

static json_t *
group_object(const struct figures_group *group)
{
	int kept = figures_kept(group);

	return json_pack("{s:s,s:o,s:I,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "by",
	    figures_name(group->by), "name", ctljson_text(group->name),
	    "tickets", (json_int_t)group->tickets, "open",
	    (json_int_t)group->open, "kept_percent",
	    kept < 0 ? json_null() : json_integer(kept), "first",
	    tally_object(&group->first), "next", tally_object(&group->next),
	    "solution", tally_object(&group->solutions), "first_answer_time",
	    times_object(group->answers), "solution_time",
	    times_object(group->solved), "rating", rating_object(group));
}

static json_t *
menu_object(const struct figures_help *help)
{
	return json_pack("{s:I,s:I,s:I}", "articles",
	    (json_int_t)help->menu[MENU_ARTICLES], "topics",
	    (json_int_t)help->menu[MENU_TOPICS_SHOWN], "solved",
	    (json_int_t)help->menu[MENU_SOLVED]);
}

static json_t *
help_object(const struct figures_help *help)
{
	json_t *questions = json_array();

	for (guint i = 0; i < help->questions->len; i++)
		json_array_append_new(questions,
		    ctljson_text(help->questions->pdata[i]));
	return json_pack("{s:I,s:I,s:I,s:I,s:o,s:o}", "given",
	    (json_int_t)help->given, "solved", (json_int_t)help->solved,
	    "person", (json_int_t)help->person, "no_article",
	    (json_int_t)help->unanswered, "questions", questions, "menu",
	    menu_object(help));
}

static void
print_json(const struct ctl *ctl, const struct figures *figures,
    const GPtrArray *groups, gint64 since)
{
	json_t *rows = json_array();

	for (guint i = 0; i < groups->len; i++)
		json_array_append_new(rows, group_object(groups->pdata[i]));
	ctljson_print(json_pack("{s:o,s:o,s:o,s:o}", "since",
	    ctljson_time(since, ctl->zone), "queue",
	    ctljson_text(ctl_option(ctl, "--queue")), "groups", rows,
	    "first_answers", help_object(figures_help(figures))));
}

/* What the terminal of the caller can show, as its environment says. */
static enum figures_charset
charset(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (guint i = 0; i < G_N_ELEMENTS(variables); i++) {
		const char *value = g_getenv(variables[i]);
		g_autofree char *lower =
		    value && *value ? g_ascii_strdown(value, -1) : NULL;

		if (lower)
			return strstr(lower, "utf-8") || strstr(lower, "utf8")
			    ? FIGURES_UTF8
			    : FIGURES_ASCII;
	}
	return FIGURES_ASCII;
}

static char *
time_cell(GArray *times, guint percent)
{
	gint64 value = figures_quantile(times, percent);

	return value < 0 ? g_strdup("-") : ctltable_age(1, 1 + value * 1000);
}

static char *
kept_cell(const struct figures_group *group)
{
	int kept = figures_kept(group);
	g_autofree char *bar =
	    isatty(STDOUT_FILENO) ? figures_bar(kept, CELLS, charset()) : NULL;

	if (kept < 0)
		return g_strdup("-");
	return bar ? g_strdup_printf("%s %d %%", bar, kept)
	           : g_strdup_printf("%d %%", kept);
}

static char *
rating_cell(const struct figures_group *group)
{
	struct figures_rating rating = figures_rating(group);

	return rating.count > 0
	    ? g_strdup_printf("%.1f +-%.1f (%" G_GUINT64_FORMAT ")",
	          rating.mean, rating.spread, rating.count)
	    : g_strdup("-");
}

static void
print_table(const GPtrArray *groups)
{
	static const char *const titles[] = { "BY", "NAME", "TICKETS", "OPEN",
		"KEPT", "ANSWER", "95 %", "SOLUTION", "95 %", "RATING", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);

	for (guint i = 0; i < groups->len; i++) {
		struct figures_group *group = groups->pdata[i];
		char *cells[] = {
			g_strdup(figures_name(group->by)),
			g_strdup(*group->name ? group->name : "-"),
			g_strdup_printf("%" G_GUINT64_FORMAT, group->tickets),
			g_strdup_printf("%" G_GUINT64_FORMAT, group->open),
			kept_cell(group),
			time_cell(group->answers, 50),
			time_cell(group->answers, 95),
			time_cell(group->solved, 50),
			time_cell(group->solved, 95),
			rating_cell(group),
		};

		ctltable_add(table, cells);
	}
	ctltable_print(table);
}

static void
print_menu(const struct figures_help *help)
{
	guint64 articles = help->menu[MENU_ARTICLES];
	guint64 topics = help->menu[MENU_TOPICS_SHOWN];

	if (articles + topics > 0)
		printf(
		    "\nKeywords answered without a ticket: %" G_GUINT64_FORMAT
		    " with articles, %" G_GUINT64_FORMAT
		    " with the topics; %" G_GUINT64_FORMAT " solved so\n",
		    articles, topics, help->menu[MENU_SOLVED]);
}

/* Nothing where there were no first answers. */
static void
print_help(const struct figures_help *help)
{
	print_menu(help);
	if (help->given == 0 && help->unanswered == 0)
		return;
	printf("\nFirst answers: %" G_GUINT64_FORMAT
	       " given, %" G_GUINT64_FORMAT " solved so, %" G_GUINT64_FORMAT
	       " asked for a person; %" G_GUINT64_FORMAT
	       " questions found no article\n",
	    help->given, help->solved, help->person, help->unanswered);
	for (guint i = 0; i < help->questions->len; i++) {
		g_autofree char *subject =
		    escape_terminal(help->questions->pdata[i], ESCAPE_ONE_LINE);

		printf("  %s\n", subject);
	}
}

int
ctlstats_run(struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	gint64 since = 0;
	int status = parse_since(ctl, &since);

	if (status != EX_OK)
		return status;
	g_autoptr(figures) figures =
	    figures_new(since, ctl_option(ctl, "--queue"), clock_now());
	struct stats stats = { .figures = figures };
	if (!count_all(ctl, &stats, TICKETS, &error) ||
	    !count_all(ctl, &stats, CLOSURES, &error) ||
	    !count_holds(ctl, &stats, &error))
		return ctl_fail(error);
	g_autoptr(GPtrArray) groups = figures_groups(figures);
	if (ctl->format == CTL_JSON)
		print_json(ctl, figures, groups, since);
	else
		print_table(groups);
	if (ctl->format == CTL_TEXT)
		print_help(figures_help(figures));
	return EX_OK;
}
