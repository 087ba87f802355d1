/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A complaint has to reach somebody whom it is not about, whatever the queue's
 * agents do: so supervisors, else the owner, hear of each one at once. Who was
 * barred from it and by whom stands in the audit; nothing here takes anybody
 * off that list again. */
#include "pipeline/complaining.h"
#include "base/strings.h"
#include "desk/complaint.h"
#include "desk/display.h"
#include "pipeline/bymail.h"
#include "pipeline/restate.h"
#include "pipeline/supervise.h"
#include "store/answers.h"

static char *
complaining_names(char *const *barred)
{
	return *barred != NULL ? g_strjoinv(", ", (char **)(guintptr)barred)
	                       : g_strdup("nobody named");
}

static char *
complaining_words(const struct apply *apply)
{
	const struct ticket *ticket = apply->ticket;
	const struct ticket_seat *seat = g_ptr_array_index(ticket->seats, 0);
	g_autofree char *customer = display_person(seat->name, seat->address);
	g_autofree char *names = complaining_names(ticket->barred);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "From: %s\nQueue: %s\nAbout: %s\n",
	    customer, ticket->queue, names);
	if (ticket->linked != 0)
		g_string_append_printf(out,
		    "Came on: ticket %" G_GUINT64_FORMAT "\n", ticket->linked);
	return g_string_free(out, FALSE);
}

bool
complaining_opened(const struct apply *apply, const struct decision *decision,
    GError **error)
{
	if (!decision->opens || decision->barred == NULL)
		return true;
	g_autofree char *actor = bymail_actor(apply);
	g_autofree char *names = complaining_names(decision->barred);
	struct restate restate = { apply->txn, apply->ticket, actor,
		"by its address or words", apply->now };
	return restate_note(&restate, "complaint.about", names, error) &&
	    supervise_unasked(apply, "complaint", complaining_words(apply),
	        NULL, error);
}

static void
complaining_bar(struct ticket *ticket, const char *name)
{
	guint n = g_strv_length(ticket->barred);

	if (*name == '\0' || complaint_bars(ticket, name))
		return;
	ticket->barred = g_renew(char *, ticket->barred, n + 2);
	ticket->barred[n] = g_strdup(name);
	ticket->barred[n + 1] = NULL;
}

/* All who have had to do with it so far. */
static bool
complaining_bar_all(struct acts *acts, GError **error)
{
	g_autoptr(GPtrArray) answers =
	    answers_get(acts->txn, acts->ticket->number, error);

	if (answers == NULL)
		return false;
	complaining_bar(acts->ticket, acts->ticket->assignee);
	for (guint i = 0; i < answers->len; i++) {
		const struct answer *answer = g_ptr_array_index(answers, i);
		complaining_bar(acts->ticket, answer->agent);
	}
	return true;
}

/* The new queue's agents are told of it as of any ticket that is moved. */
static bool
complaining_move(struct acts *acts, const struct settings_queue *queue,
    GError **error)
{
	struct ticket *ticket = acts->ticket;
	g_autofree char *names = complaining_names(ticket->barred);
	struct restate restate = { acts->txn, ticket, acts->actor, acts->why,
		acts->now };

	strings_set(&ticket->queue, queue->name);
	for (guint i = 0; queue->agents[i] != NULL; i++)
		if (!complaint_bars(ticket, queue->agents[i]))
			g_ptr_array_add(acts->tell, queue->agents[i]);
	if (acts->mode != ACTS_DO) {
		strings_set(&ticket->assignee, "");
		return true;
	}
	return restate_note(&restate, "complaint.about", names, error) &&
	    restate_assignee(&restate, "", error);
}

bool
complaining_by_command(struct acts *acts, const char *argument, GError **error)
{
	const struct settings *settings = acts->accept->settings;
	const struct settings_queue *queue = complaint_queue(settings);
	const struct settings_agent *agent =
	    settings_agent_by_name(settings, argument);

	if (queue == NULL)
		return acts_refuse(acts,
		    "there is no queue of complaints (desk.complaints)");
	if (*argument != '\0' && agent == NULL)
		return acts_refuse(acts, "no agent is named %s", argument);
	if (agent != NULL)
		complaining_bar(acts->ticket, agent->name);
	else if (!complaining_bar_all(acts, error))
		return false;
	return complaining_move(acts, queue, error);
}
