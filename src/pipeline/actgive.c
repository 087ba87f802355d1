/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands by which a ticket changes hands. A customer must never wait for
 * somebody who is away, or who was not told: nothing is given to an absent
 * agent, and a ticket that changes its queue is given on as a new one would be.
 */
#include "pipeline/actgive.h"
#include "base/clock.h"
#include "base/strings.h"
#include "desk/assign.h"
#include "desk/decide.h"
#include "desk/staff.h"
#include "pipeline/acquaint.h"
#include "pipeline/actset.h"
#include "pipeline/restate.h"
#include "store/workload.h"
#include <string.h>

/* The name that is most like the wrong one; NULL when none is. */
static const char *
actgive_nearest(const char *wrong, const char *name, const char *best)
{
	guint have = strings_distance(wrong, name);

	if (have > strlen(name) / 2)
		return best;
	return best == NULL || have < strings_distance(wrong, best) ? name
	                                                            : best;
}

/* To an agent, or "" for nobody. */
static bool
actgive_give(struct acts *acts, const char *name, GError **error)
{
	struct restate restate = { acts->txn, acts->ticket, acts->actor,
		acts->why, acts->now };

	if (acts->mode == ACTS_DO)
		return restate_assignee(&restate, name, error);
	strings_set(&acts->ticket->assignee, name);
	return true;
}

/* Who does it himself knows of it. */
static void
actgive_tell(struct acts *acts, const struct settings_agent *agent)
{
	if (agent != acts->agent && acts->tell->len < DECIDE_NOTICES_MAX &&
	    !g_ptr_array_find(acts->tell, agent->name, NULL))
		g_ptr_array_add(acts->tell, agent->name);
}

bool
actgive_take(struct acts *acts, const char *argument, GError **error)
{
	(void)argument;
	return actgive_give(acts, acts->agent->name, error);
}

/* The nearest name of those who work here today. */
static bool
actgive_no_agent(struct acts *acts, const char *wrong)
{
	const GPtrArray *agents = acts->accept->settings->agents;
	const char *nearest = NULL;

	for (guint i = 0; i < agents->len; i++) {
		const struct settings_agent *agent =
		    g_ptr_array_index(agents, i);
		if (!agent->disabled)
			nearest = actgive_nearest(wrong, agent->name, nearest);
	}
	return acts_refuse(acts, "no agent is named %s%s%s", wrong,
	    nearest != NULL ? "; the nearest name: " : "",
	    nearest != NULL ? nearest : "");
}

static bool
actgive_absent(struct acts *acts, const struct absence *absence)
{
	g_autofree char *until = absence->until != 0
	    ? clock_format_human(absence->until, acts->accept->zone)
	    : g_strdup("further notice");

	return acts_refuse(acts,
	    "%s is away until %s, and nobody is to wait for that",
	    absence->agent, until);
}

/* To an agent by name. Whoever writes mail here and now is not away. */
static bool
actgive_to(struct acts *acts, const struct settings_agent *agent,
    GError **error)
{
	bool may = false;

	if (!acts_may(acts, agent, acts->ticket, &may, error))
		return false;
	if (!may)
		return acts_refuse(acts, "%s does not work on queue %s",
		    agent->name, acts->ticket->queue);
	g_autoptr(staffing) staffing = workload_load(acts->txn, error);
	if (staffing == NULL)
		return false;
	const struct absence *absence =
	    staffing_absence(staffing, agent->name, acts->now);
	if (absence != NULL && agent != acts->agent)
		return actgive_absent(acts, absence);
	if (!g_str_equal(acts->ticket->assignee, agent->name))
		actgive_tell(acts, agent);
	return actgive_give(acts, agent->name, error);
}

/* Names are as docket.conf has them; phones make the first letter large. */
bool
actgive_assign(struct acts *acts, const char *argument, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	g_autofree char *name = g_utf8_strdown(argument, -1);
	const struct settings_agent *agent =
	    settings_agent_by_name(settings, argument);

	if (acts->agent != NULL && g_str_equal(name, "me"))
		agent = acts->agent;
	if (agent == NULL)
		agent = settings_agent_by_name(settings, name);
	if (agent == NULL &&
	    (g_str_equal(name, "nobody") || g_str_equal(name, "none")))
		return actgive_give(acts, "", error);
	if (agent == NULL || agent->disabled)
		return actgive_no_agent(acts, argument);
	return actgive_to(acts, agent, error);
}

/* A ticket that is new to its queue: to whom it goes by the queue's own way, or
 * to all of the queue who are there. */
static bool
actgive_choose(struct acts *acts, const struct assign_case *what,
    GError **error)
{
	struct assign_result found = assign_choose(what);
	const struct settings_agent *agent = found.agent;

	if (agent != NULL) {
		actgive_tell(acts, agent);
		return actgive_give(acts, agent->name, error) &&
		    (!found.turn || acts->mode == ACTS_CHECK ||
		        workload_put_turn(acts->txn, what->queue->name,
		            agent->name, error));
	}
	g_autoptr(GPtrArray) present = assign_present(what);
	for (guint i = 0; i < present->len; i++)
		actgive_tell(acts, g_ptr_array_index(present, i));
	/* assign_present() names all of them when nobody is there */
	if (present->len == 0 ||
	    !assign_is_there(what, g_ptr_array_index(present, 0)))
		acts_say(acts, "nobody of queue %s is there",
		    what->queue->name);
	return actgive_give(acts, "", error);
}

/* Whoever had it goes on with it where he works there as well, and is there. */
static bool
actgive_on(struct acts *acts, const struct settings_queue *queue,
    GError **error)
{
	const struct settings *settings = acts->accept->settings;
	const struct settings_agent *agent =
	    settings_agent_by_name(settings, acts->ticket->assignee);
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person =
	    acquaint_customer(acts->txn, acts->ticket, &problem);
	g_autoptr(staffing) staffing = workload_load(acts->txn, error);
	struct assign_case what = { .settings = settings,
		.queue = queue,
		.staffing = staffing,
		.language = acts->ticket->language,
		.person = person,
		.barred = (const char *const *)acts->ticket->barred,
		.now = acts->now };

	if (staffing == NULL)
		return false;
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (agent != NULL && staff_works_on(queue, person, agent) &&
	    assign_is_there(&what, agent))
		return true;
	return actgive_choose(acts, &what, error);
}

static bool
actgive_no_queue(struct acts *acts, const char *wrong)
{
	const GPtrArray *queues = acts->accept->settings->queues;
	const char *nearest = NULL;

	for (guint i = 0; i < queues->len; i++) {
		const struct settings_queue *queue =
		    g_ptr_array_index(queues, i);
		nearest = actgive_nearest(wrong, queue->name, nearest);
	}
	return acts_refuse(acts, "there is no queue %s%s%s", wrong,
	    nearest != NULL ? "; the nearest name: " : "",
	    nearest != NULL ? nearest : "");
}

bool
actgive_queue(struct acts *acts, const char *argument, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	g_autofree char *name = g_utf8_strdown(argument, -1);
	const struct settings_queue *queue =
	    settings_queue_by_name(settings, argument);

	if (queue == NULL)
		queue = settings_queue_by_name(settings, name);
	if (queue == NULL)
		return actgive_no_queue(acts, name);
	if (g_str_equal(acts->ticket->queue, queue->name))
		return true;
	g_autofree char *words =
	    g_strdup_printf("%s to %s", acts->ticket->queue, queue->name);
	strings_set(&acts->ticket->queue, queue->name);
	return actset_note(acts, "ticket.queue", words, error) &&
	    actgive_on(acts, queue, error);
}
