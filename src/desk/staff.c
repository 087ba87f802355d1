/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works on what. Rights and addresses are looked up in the settings as they
 * are now, never in what a ticket or token remembers: whoever left the desk
 * yesterday must neither hear nor say anything today. */
#include "desk/staff.h"

const struct settings_queue *
staff_queue(const struct decide_case *what)
{
	const struct settings_queue *queue;

	if (!what->ticket)
		return what->queue;
	queue = settings_queue_by_name(what->settings, what->ticket->queue);
	return queue ? queue : settings_catch_all(what->settings);
}

gboolean
staff_is_on_queue(const struct decide_case *what,
    const struct settings_agent *agent)
{
	const struct settings_queue *queue = staff_queue(what);

	return queue &&
	    g_strv_contains((const char *const *)queue->agents, agent->name);
}

const struct settings_agent *
staff_assignee(const struct decide_case *what)
{
	const struct settings_agent *agent = what->ticket
	    ? settings_agent_by_name(what->settings, what->ticket->assignee)
	    : NULL;

	return agent && !agent->disabled && staff_is_on_queue(what, agent)
	    ? agent
	    : NULL;
}

/* template NULL: a notice of the mail itself. */
static void
add_notice(struct decision *decision, const struct decide_case *what,
    const struct settings_agent *agent, const char *template)
{
	struct decide_letter *letter;

	if (agent->disabled || !agent->addresses[0] ||
	    decision->letters->len >= DECIDE_NOTICES_MAX)
		return;
	/* Who wrote it knows it. */
	if (agent == settings_agent_by_address(what->settings, what->from))
		return;
	letter = decide_add_letter(decision, LETTER_NOTICE, agent->addresses[0],
	    agent->name);
	letter->agent = g_strdup(agent->name);
	letter->template = g_strdup(template);
	letter->attach = !template && what->message->parts->len > 0;
}

static void
add_notices(struct decision *decision, const struct decide_case *what,
    const char *template)
{
	const struct settings_queue *queue = staff_queue(what);
	const struct settings_agent *assignee = staff_assignee(what);

	/* Years of old mail would bury the agents; mail that waited while
	 * docket stood still must reach them. */
	if (what->backlog && what->mail_age >= DECIDE_OLD_MS)
		return;
	if (assignee) {
		add_notice(decision, what, assignee, template);
		return;
	}
	for (guint i = 0; queue && queue->agents[i]; i++) {
		const struct settings_agent *agent =
		    settings_agent_by_name(what->settings, queue->agents[i]);

		if (agent)
			add_notice(decision, what, agent, template);
	}
}

void
staff_add_notices(struct decision *decision, const struct decide_case *what)
{
	add_notices(decision, what, NULL);
}

void
staff_add_answered(struct decision *decision, const struct decide_case *what)
{
	add_notices(decision, what, "answered");
}
