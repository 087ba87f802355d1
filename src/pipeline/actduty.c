/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands by which an agent comes, goes and gets files. They act for the
 * one who wrote the mail and nobody else: no argument may name another agent,
 * or one letter with a stolen token could send a whole desk away. */
#include "pipeline/actduty.h"
#include "base/strings.h"
#include "pipeline/agents.h"
#include "pipeline/attendance.h"
#include "pipeline/handout.h"
#include "store/tickets.h"
#include <string.h>

/* Going away may have given the ticket at hand to somebody else. */
static bool
actduty_reload(struct acts *acts, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) now = acts->ticket != NULL
	    ? tickets_get(acts->txn, acts->ticket->number, &problem)
	    : NULL;

	if (now != NULL)
		strings_set(&acts->ticket->assignee, now->assignee);
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

bool
actduty_away(struct acts *acts, const char *argument, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	const char *day =
	    argument + (g_str_has_prefix(argument, "until ") ? 6 : 0);
	gint64 until = *day != '\0'
	    ? agents_day(day, settings->desk.time_zone, acts->now)
	    : 0;
	guint given = 0;

	if (acts->agent == NULL)
		return acts_refuse(acts, "away: whose?");
	if (*day != '\0' && until == 0)
		return acts_refuse(acts,
		    "away: \"%s\" is no day to come, such as 2026-12-01", day);
	if (acts->mode == ACTS_CHECK)
		return true;
	g_autoptr(absence) absence = absence_new(acts->agent->name, acts->now);
	absence->until = until;
	absence->how = ABSENCE_COMMAND;
	if (!attendance_leave(acts->accept, acts->txn, absence, acts->actor,
	        &given, error) ||
	    !actduty_reload(acts, error))
		return false;
	return acts_say(acts,
	    "you are away%s%s; %u open ticket%s given on; #back ends it",
	    *day != '\0' ? " until " : "", day, given, given == 1 ? "" : "s");
}

bool
actduty_back(struct acts *acts, const char *argument, GError **error)
{
	bool was = false;

	(void)argument;
	if (acts->agent == NULL)
		return acts_refuse(acts, "back: who?");
	if (acts->mode == ACTS_CHECK)
		return true;
	return attendance_return(acts->txn, acts->agent->name, acts->actor,
	           &was, error) &&
	    acts_say(acts, was ? "you are back" : "you were not away");
}

/* "1" as "3/1", for the newest mail that has files. The caller frees. */
static char *
actduty_place(const struct acts *acts, const char *argument)
{
	struct archive *archive = acts->accept->store->archive;

	for (guint32 seq = acts->ticket->entries;
	     seq-- > 0 && strchr(argument, '/') == NULL;) {
		g_autofree char *place =
		    g_strdup_printf("%u/%s", seq, argument);
		g_auto(handout) file = { 0 };

		if (handout_find(acts->txn, archive, acts->ticket->number,
		        place, &file, NULL))
			return g_steal_pointer(&place);
	}
	return g_strdup(argument);
}

bool
actduty_attach(struct acts *acts, const char *argument, GError **error)
{
	g_autofree char *place = actduty_place(acts, argument);
	g_autoptr(GError) problem = NULL;
	bool done;

	if (acts->agent == NULL)
		return acts_refuse(acts, "attach: for whom?");
	done = acts->mode == ACTS_CHECK
	    ? handout_check(acts->accept, acts->txn, acts->ticket, acts->agent,
	          place, &problem)
	    : handout_send(acts->accept, acts->txn, acts->ticket, acts->agent,
	          place, &problem);
	if (done)
		return acts->mode == ACTS_CHECK ||
		    acts_say(acts, "%s: it comes in a letter of its own",
		        place);
	if (!fail_is(problem, FAIL_PERMANENT)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	/* Several at once may be too many only when they are sent. */
	return acts->mode == ACTS_CHECK
	    ? acts_refuse(acts, "attach: %s", problem->message)
	    : acts_say(acts, "attach: %s", problem->message);
}
