/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures about tickets. A promise that is overdue counts as missed although
 * nobody has answered yet: a desk must not look better the longer it lets
 * people wait. Nothing here looks into mails. */
#include "desk/figures.h"

#include <math.h>
#include <string.h>

#include "desk/firstanswer.h"

struct figures {
	gint64 since, now;
	const char *queue;
	GHashTable *groups[FIGURES_KINDS]; /* name -> struct figures_group */
	struct figures_help help;
};

static const char *const names[] = { "all", "queue", "agent", "language",
	"vip" };

const char *
figures_name(enum figures_by by)
{
	return names[by];
}

static void
free_group(gpointer data)
{
	struct figures_group *group = data;

	g_free(group->name);
	g_array_unref(group->answers);
	g_array_unref(group->solved);
	g_free(group);
}

struct figures *
figures_new(gint64 since, const char *queue, gint64 now)
{
	struct figures *figures = g_new0(struct figures, 1);

	figures->since = since;
	figures->now = now;
	figures->queue = queue;
	figures->help.questions = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < FIGURES_KINDS; i++)
		figures->groups[i] = g_hash_table_new_full(g_str_hash,
		    g_str_equal, NULL, free_group);
	return figures;
}

void
figures_free(struct figures *figures)
{
	if (!figures)
		return;
	for (guint i = 0; i < FIGURES_KINDS; i++)
		g_hash_table_unref(figures->groups[i]);
	g_ptr_array_unref(figures->help.questions);
	g_free(figures);
}

static struct figures_group *
find_group(struct figures *figures, enum figures_by by, const char *name)
{
	struct figures_group *group =
	    g_hash_table_lookup(figures->groups[by], name);

	if (group)
		return group;
	group = g_new0(struct figures_group, 1);
	group->by = by;
	group->name = g_strdup(name);
	group->answers = g_array_new(FALSE, FALSE, sizeof(guint32));
	group->solved = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_hash_table_insert(figures->groups[by], group->name, group);
	return group;
}

static void
add_tally(struct ticket_tally *sum, const struct ticket_tally *more)
{
	sum->kept += more->kept;
	sum->missed += more->missed;
}

static bool
is_overdue(const struct ticket_clock *clock, gint64 now)
{
	return clock->state == TICKET_CLOCK_RUNS && now > clock->due;
}

/* From the first mail on; a clock that was set back counts as at once. */
static void
add_time(GArray *times, gint64 from, gint64 to)
{
	guint32 seconds =
	    (guint32)CLAMP((to - from) / 1000, 0, (gint64)G_MAXUINT32);

	if (to != 0)
		g_array_append_val(times, seconds);
}

static void
add_to(struct figures_group *group, const struct ticket *ticket, gint64 now)
{
	struct ticket_tally *answers =
	    ticket->answered == 0 ? &group->first : &group->next;

	group->tickets++;
	group->open += ticket->status == TICKET_OPEN;
	add_tally(&group->first, &ticket->first);
	add_tally(&group->next, &ticket->next);
	add_tally(&group->solutions, &ticket->solutions);
	answers->missed += is_overdue(&ticket->answer, now);
	group->solutions.missed += is_overdue(&ticket->solution, now);
	add_time(group->answers, ticket->created, ticket->answered);
	add_time(group->solved, ticket->created, ticket->solved);
}

/* Tickets come from the oldest to the newest. */
static void
add_help(struct figures_help *help, const struct ticket *ticket)
{
	help->given += ticket_has_tag(ticket, FIRSTANSWER_GIVEN) != FALSE;
	help->solved += ticket_has_tag(ticket, FIRSTANSWER_SOLVED) != FALSE;
	help->person += ticket_has_tag(ticket, FIRSTANSWER_PERSON) != FALSE;
	if (!ticket_has_tag(ticket, FIRSTANSWER_NONE))
		return;
	help->unanswered++;
	g_ptr_array_add(help->questions, g_strdup(ticket->subject));
	if (help->questions->len > FIGURES_QUESTIONS)
		g_ptr_array_remove_index(help->questions, 0);
}

const struct figures_help *
figures_help(const struct figures *figures)
{
	return &figures->help;
}

void
figures_add(struct figures *figures, const struct ticket *ticket)
{
	char level[12];
	const char *of[FIGURES_KINDS] = { "", ticket->queue, ticket->assignee,
		ticket->language, level };

	if (ticket->created < figures->since || ticket->merged_into != 0 ||
	    (figures->queue && strcmp(figures->queue, ticket->queue) != 0))
		return;
	g_snprintf(level, sizeof level, "%u", ticket->vip);
	add_help(&figures->help, ticket);
	for (guint by = 0; by < FIGURES_KINDS; by++)
		add_to(find_group(figures, by, of[by]), ticket, figures->now);
}

/* Not by level: a person's own may be another by now. */
void
figures_add_closure(struct figures *figures, const struct closure *closure)
{
	const char *of[] = { "", closure->queue, closure->agent,
		closure->language };

	if (closure->asked < figures->since || closure->vote > CLOSURE_BEST ||
	    (figures->queue && strcmp(figures->queue, closure->queue) != 0))
		return;
	for (guint by = 0; by < G_N_ELEMENTS(of); by++) {
		struct figures_group *group = find_group(figures, by, of[by]);

		group->asked++;
		group->votes[closure->vote] += closure->vote != 0;
	}
}

void
figures_add_hold(struct figures *figures, const struct hold *hold)
{
	enum menu_end end = hold->cause == HOLD_MENU
	    ? menu_read(hold->detail, figures->queue)
	    : MENU_ENDS;

	if (end != MENU_ENDS && hold->received >= figures->since)
		figures->help.menu[end]++;
}

static gint
compare_groups(gconstpointer one, gconstpointer other)
{
	const struct figures_group *a =
	    *(const struct figures_group *const *)one;
	const struct figures_group *b =
	    *(const struct figures_group *const *)other;

	if (a->by != b->by)
		return a->by < b->by ? -1 : 1;
	return strcmp(a->name, b->name);
}

GPtrArray *
figures_groups(const struct figures *figures)
{
	GPtrArray *groups = g_ptr_array_new();

	for (guint by = 0; by < FIGURES_KINDS; by++) {
		GHashTableIter iter;
		gpointer group;

		g_hash_table_iter_init(&iter, figures->groups[by]);
		while (g_hash_table_iter_next(&iter, NULL, &group))
			g_ptr_array_add(groups, group);
	}
	g_ptr_array_sort(groups, compare_groups);
	return groups;
}

int
figures_kept(const struct figures_group *group)
{
	guint64 kept = (guint64)group->first.kept + group->next.kept +
	    group->solutions.kept;
	guint64 missed = (guint64)group->first.missed + group->next.missed +
	    group->solutions.missed;

	return kept + missed > 0 ? (int)(kept * 100 / (kept + missed)) : -1;
}

struct figures_rating
figures_rating(const struct figures_group *group)
{
	struct figures_rating rating = { 0 };
	double sum = 0, squares = 0;

	for (guint step = CLOSURE_WORST; step <= CLOSURE_BEST; step++) {
		double votes = (double)group->votes[step];

		rating.count += group->votes[step];
		sum += votes * step;
		squares += votes * step * step;
	}
	if (rating.count == 0)
		return rating;
	rating.mean = sum / (double)rating.count;
	rating.spread =
	    sqrt(MAX(squares / (double)rating.count - rating.mean * rating.mean,
	        0));
	return rating;
}

static gint
compare_times(gconstpointer one, gconstpointer other)
{
	guint32 a = *(const guint32 *)one, b = *(const guint32 *)other;

	return (a > b) - (a < b);
}

gint64
figures_quantile(GArray *times, guint percent)
{
	guint64 rank = ((guint64)times->len * percent + 99) / 100;

	if (times->len == 0)
		return -1;
	g_array_sort(times, compare_times);
	return g_array_index(times, guint32, MAX(rank, 1) - 1);
}

char *
figures_bar(int percent, guint cells, enum figures_charset charset)
{
	/* U+2588 is the full block, U+258F an eighth of it. */
	guint eighths = (guint)CLAMP(percent, 0, 100) * cells * 8 / 100;
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < cells; i++) {
		guint part = MIN(eighths, 8);

		eighths -= part;
		if (charset == FIGURES_ASCII)
			g_string_append_c(out, part >= 4 ? '#' : '.');
		else if (part > 0)
			g_string_append_unichar(out, 0x2590 - part);
		else
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}
