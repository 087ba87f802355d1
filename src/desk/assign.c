/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets a ticket. Nobody who is away ever does: a customer would wait for a
 * holiday to end. Nothing is random, so that an operator can see why, and a
 * transaction that is run again decides the same. */
#include "desk/assign.h"

#include <string.h>

static bool
is_barred(const struct assign_case *what, const struct settings_agent *agent)
{
	return what->barred && g_strv_contains(what->barred, agent->name);
}

bool
assign_is_there(const struct assign_case *what,
    const struct settings_agent *agent)
{
	return agent && !agent->disabled && agent->addresses[0] &&
	    !is_barred(what, agent) &&
	    !staffing_absence(what->staffing, agent->name, what->now);
}

bool
assign_is_personal(const struct person *person, const char *agent)
{
	return person && person->vip > 0 &&
	    (g_str_equal(person->manager, agent) ||
	        g_str_equal(person->deputy, agent));
}

GPtrArray *
assign_present(const struct assign_case *what)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GPtrArray) there = g_ptr_array_new();

	for (guint i = 0; what->queue && what->queue->agents[i]; i++) {
		const struct settings_agent *agent =
		    settings_agent_by_name(what->settings,
		        what->queue->agents[i]);

		if (!agent || agent->disabled || !agent->addresses[0] ||
		    is_barred(what, agent))
			continue;
		g_ptr_array_add(all, (gpointer)(guintptr)agent);
		if (assign_is_there(what, agent))
			g_ptr_array_add(there, (gpointer)(guintptr)agent);
	}
	return g_ptr_array_ref(there->len > 0 ? there : all);
}

/* The nth agent of the queue, if he is there. */
static const struct settings_agent *
nth(const struct assign_case *what, guint n)
{
	const struct settings_agent *agent =
	    settings_agent_by_name(what->settings, what->queue->agents[n]);

	return assign_is_there(what, agent) ? agent : NULL;
}

/* Behind the one who had the last turn; from the first when he is gone. */
static const struct settings_agent *
by_turn(const struct assign_case *what)
{
	const char *last = staffing_turn(what->staffing, what->queue->name);
	guint count = g_strv_length(what->queue->agents), first = 0;

	for (guint i = 0; i < count; i++)
		if (g_strcmp0(what->queue->agents[i], last) == 0)
			first = i + 1;
	for (guint i = 0; i < count; i++) {
		const struct settings_agent *agent =
		    nth(what, (first + i) % count);

		if (agent)
			return agent;
	}
	return NULL;
}

/* "pt-BR" is spoken by who writes "pt", and the other way round. */
static bool
is_spoken(const struct settings_agent *agent, const char *language)
{
	gsize size = strcspn(language, "-");

	for (guint i = 0; size > 0 && agent->languages[i]; i++)
		if (strcspn(agent->languages[i], "-") == size &&
		    g_ascii_strncasecmp(agent->languages[i], language, size) ==
		        0)
			return true;
	return false;
}

/* The first of those with the fewest; language NULL: whatever they speak. */
static const struct settings_agent *
by_work(const struct assign_case *what, const char *language)
{
	const struct settings_agent *best = NULL;
	guint least = G_MAXUINT;

	for (guint i = 0; what->queue->agents[i]; i++) {
		const struct settings_agent *agent = nth(what, i);
		guint open =
		    agent ? staffing_open(what->staffing, agent->name) : 0;

		if (!agent || open >= least ||
		    (language && !is_spoken(agent, language)))
			continue;
		best = agent;
		least = open;
	}
	return best;
}

static const struct settings_agent *
personal(const struct assign_case *what, const char *name)
{
	const struct settings_agent *agent =
	    what->person && what->person->vip > 0
	    ? settings_agent_by_name(what->settings, name)
	    : NULL;

	return assign_is_there(what, agent) ? agent : NULL;
}

static struct assign_result
by_queue(const struct assign_case *what)
{
	const struct settings_agent *agent = NULL;

	switch (what->queue->assign) {
	case SETTINGS_ASSIGN_ROUND_ROBIN:
		return (struct assign_result){ by_turn(what), TRUE,
			"next in turn" };
	case SETTINGS_ASSIGN_LANGUAGE:
		agent = by_work(what, what->language);
		if (agent)
			return (struct assign_result){ agent, FALSE,
				"writes the language" };
		return (struct assign_result){ by_work(what, NULL), FALSE,
			"nobody writes the language; least to do" };
	case SETTINGS_ASSIGN_LEAST_OPEN:
		return (struct assign_result){ by_work(what, NULL), FALSE,
			"least to do" };
	default:
		return (struct assign_result){ NULL, FALSE,
			"whoever answers first" };
	}
}

struct assign_result
assign_choose(const struct assign_case *what)
{
	struct assign_result result = { NULL, FALSE, "no queue" };

	if (what->person)
		result.agent = personal(what, what->person->manager);
	if (result.agent) {
		result.why = "the customer's manager";
		return result;
	}
	if (what->person)
		result.agent = personal(what, what->person->deputy);
	if (result.agent) {
		result.why = "the customer's deputy, for the manager is away";
		return result;
	}
	if (!what->queue)
		return result;
	result = by_queue(what);
	if (!result.agent)
		result.turn = FALSE;
	if (!result.agent && what->queue->assign != SETTINGS_ASSIGN_CLAIM)
		result.why = "everybody is away";
	return result;
}
