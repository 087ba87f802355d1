/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "desk/menu.h"
#include "model/closure.h"
#include "model/hold.h"
#include "model/ticket.h"

/* How a desk keeps its promises, counted from its tickets: pure, and exact. One
 * pass; a ticket costs some 100 octets until the end, so that medians are those
 * of all tickets and no estimates. */

enum figures_by {
	FIGURES_ALL,
	FIGURES_QUEUE,
	FIGURES_AGENT, /* the assignee */
	FIGURES_LANGUAGE,
	FIGURES_VIP,
	FIGURES_KINDS
};

/* "all", "queue", "agent", "language", "vip". */
const char *figures_name(enum figures_by by);

struct figures_group {
	enum figures_by by;
	char *name; /* "" of those that have none */
	guint64 tickets, open;
	struct ticket_tally first, next, solutions; /* what is overdue now is
	                                               missed */
	GArray *answers, *solved; /* guint32: seconds from the first mail */
	guint64 asked;            /* customers, how the help was */
	guint64 votes[CLOSURE_BEST + 1]; /* of each step */
};

/* What first answers (desk/firstanswer.h) came to. */
struct figures_help {
	guint64 given, solved, person; /* articles were shown; they helped; a
	                                  person was asked for by a word */
	guint64 unanswered;            /* no article fitted */
	guint64 menu[MENU_ENDS];       /* mails that opened no ticket */
	GPtrArray *questions; /* char *: subjects of the newest of these */
};
#define FIGURES_QUESTIONS 20

struct figures;

/* Tickets that were opened at since (ms UTC) or later, of that queue (NULL:
 * any). now: what is overdue. queue is borrowed. */
struct figures *figures_new(gint64 since, const char *queue, gint64 now);
void figures_free(struct figures *figures);
AUTOPTR_DEFINE(figures, figures_free)

/* Counts a ticket; merged ones are part of another. */
void figures_add(struct figures *figures, const struct ticket *ticket);

/* Counts a solving about which the customer was asked, where that was at since
 * or later: for the queue, agent and language that it had then. */
void figures_add_closure(struct figures *figures,
    const struct closure *closure);

/* Counts a mail to a menu (desk/menu.h) that came at since or later; any other
 * held mail is passed over. */
void figures_add_hold(struct figures *figures, const struct hold *hold);

/* Borrowed. */
const struct figures_help *figures_help(const struct figures *figures);

/* All groups (struct figures_group, borrowed): by kind, then by name. The
 * caller frees the array. */
GPtrArray *figures_groups(const struct figures *figures);

/* Of the promises that ended or are overdue, how many were kept, in percent and
 * rounded down: only all are 100. -1 when there was none. */
int figures_kept(const struct figures_group *group);

/* What customers think: how many voted, the mean of their votes and its spread
 * (the standard deviation of these votes: all that there are, no sample). Both
 * 0 where nobody voted. */
struct figures_rating {
	guint64 count;
	double mean, spread;
};
struct figures_rating figures_rating(const struct figures_group *group);

/* The time, in s, that so many percent of them do not pass (nearest rank); -1
 * when there is none. Sorts them. */
gint64 figures_quantile(GArray *times, guint percent);

/* A bar of so many cells for 0 to 100 percent, in eighths of a cell where UTF-8
 * can be shown. The caller frees. */
enum figures_charset { FIGURES_ASCII, FIGURES_UTF8 };
char *figures_bar(int percent, guint cells, enum figures_charset charset);
