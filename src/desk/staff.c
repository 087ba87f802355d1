/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works on what. Rights and addresses are looked up in the settings as they
 * are now, never in what a ticket or token remembers: whoever left the desk
 * yesterday must neither hear nor say anything today. */
#include "desk/staff.h"

#include "desk/assign.h"
#include "desk/complaint.h"

const struct settings_queue *
staff_queue(const struct decide_case *what)
{
	const struct settings_queue *queue;

	if (!what->ticket)
		return what->queue;
	queue = settings_queue_by_name(what->settings, what->ticket->queue);
	return queue ? queue : settings_catch_all(what->settings);
}

bool
staff_works_on(const struct settings_queue *queue, const struct person *person,
    const struct settings_agent *agent)
{
	return (queue &&
	           g_strv_contains((const char *const *)queue->agents,
	               agent->name)) ||
	    assign_is_personal(person, agent->name);
}

bool
staff_is_on_queue(const struct decide_case *what,
    const struct settings_agent *agent)
{
	return !complaint_bars(what->ticket, agent->name) &&
	    staff_works_on(staff_queue(what), what->person, agent);
}

/* decision may be NULL. */
static struct assign_case
case_of(const struct decide_case *what, const struct decision *decision)
{
	const char *language = what->ticket ? what->ticket->language : "";
	char **barred = what->ticket ? what->ticket->barred : NULL;

	if (decision && decision->language)
		language = decision->language;
	if (decision && decision->barred)
		barred = decision->barred;
	return (struct assign_case){ .settings = what->settings,
		.queue = staff_queue(what),
		.staffing = what->staffing,
		.barred = (const char *const *)barred,
		.language = language,
		.person = what->person,
		.now = what->now };
}

const struct settings_agent *
staff_assignee(const struct decide_case *what)
{
	const struct assign_case facts = case_of(what, NULL);
	const struct settings_agent *agent = what->ticket
	    ? settings_agent_by_name(what->settings, what->ticket->assignee)
	    : NULL;

	return agent && assign_is_there(&facts, agent) &&
	        staff_is_on_queue(what, agent)
	    ? agent
	    : NULL;
}

/* Whose the ticket is; somebody's who is there, wherever the queue says so.
 * NULL: everybody's. */
static const struct settings_agent *
settle(struct decision *decision, const struct decide_case *what)
{
	const struct assign_case facts = case_of(what, decision);
	const struct settings_agent *agent = staff_assignee(what);
	struct assign_result found;

	if (agent)
		return agent;
	found = assign_choose(&facts);
	decision->turn = found.turn;
	decision->assignee_why = found.why;
	g_clear_pointer(&decision->assignee, g_free);
	if (found.agent)
		decision->assignee = g_strdup(found.agent->name);
	else if (what->ticket && *what->ticket->assignee)
		decision->assignee = g_strdup("");
	return found.agent;
}

/* template NULL: a notice of the mail itself. */
static void
add_notice(struct decision *decision, const struct decide_case *what,
    const struct settings_agent *agent, const char *template)
{
	const struct settings_queue *queue = staff_queue(what);
	struct decide_letter *letter;

	if (decision->letters->len >= DECIDE_NOTICES_MAX)
		return;
	/* Who wrote it knows it. */
	if (agent == settings_agent_by_address(what->settings, what->from))
		return;
	letter = decide_add_letter(decision, LETTER_NOTICE, agent->addresses[0],
	    agent->name);
	letter->agent = g_strdup(agent->name);
	letter->template = g_strdup(template);
	letter->attach = !template && what->message->parts->len > 0 &&
	    (!queue || settings_attaches(what->settings, queue->name));
}

/* To the assignee (or NULL); to all others of the queue as well, where nobody
 * is or the queue wants it. */
static void
tell(struct decision *decision, const struct decide_case *what,
    const struct settings_agent *assignee, const char *template)
{
	const struct assign_case facts = case_of(what, decision);
	g_autoptr(GPtrArray) present = assign_present(&facts);

	if (what->ticket && ticket_has_tag(what->ticket, DECIDE_SPAM))
		return;
	if (assignee)
		add_notice(decision, what, assignee, template);
	if (assignee && facts.queue &&
	    facts.queue->tell == SETTINGS_TELL_ASSIGNEE)
		return;
	for (guint i = 0; i < present->len; i++)
		if (present->pdata[i] != assignee)
			add_notice(decision, what, present->pdata[i], template);
}

/* Years of old mail would bury the agents; mail that waited while docket stood
 * still must reach them. */
static bool
is_too_old(const struct decide_case *what)
{
	return what->backlog && what->mail_age >= DECIDE_OLD_MS;
}

void
staff_add_notices(struct decision *decision, const struct decide_case *what)
{
	if (!is_too_old(what))
		tell(decision, what, settle(decision, what), NULL);
}

void
staff_add_template(struct decision *decision, const struct decide_case *what,
    const char *template)
{
	tell(decision, what, staff_assignee(what), template);
}

void
staff_add_answered(struct decision *decision, const struct decide_case *what)
{
	if (!is_too_old(what))
		tell(decision, what, staff_assignee(what), "answered");
}
