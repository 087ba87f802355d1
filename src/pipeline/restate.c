/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who changed a ticket, when and why. A change that no audit record tells of
 * must not be possible, so the change is made where the record is written. The
 * reason names an entry or a command, never what somebody wrote: the audit is
 * kept when content is erased. */
#include "pipeline/restate.h"
#include "base/strings.h"
#include "store/audit.h"

bool
restate_note(const struct restate *restate, const char *action,
    const char *words, GError **error)
{
	g_autofree char *object = g_strdup_printf("ticket %" G_GUINT64_FORMAT,
	    restate->ticket->number);
	g_autofree char *reason =
	    g_strdup_printf("%s: %s", words, restate->why);
	struct audit_event event = { .when = restate->now,
		.actor = restate->actor,
		.action = action,
		.object = object,
		.reason = reason };

	return audit_add(restate->txn, &event, error);
}

bool
restate_status(const struct restate *restate, guint32 status, GError **error)
{
	struct ticket *ticket = restate->ticket;
	g_autofree char *words = g_strdup_printf("%s to %s",
	    ticket_status_name(ticket->status), ticket_status_name(status));
	bool changed = ticket->status != status;

	ticket_set_status(ticket, (enum ticket_status)status, restate->now);
	return !changed || restate_note(restate, "ticket.status", words, error);
}

bool
restate_assignee(const struct restate *restate, const char *agent,
    GError **error)
{
	struct ticket *ticket = restate->ticket;
	g_autofree char *words = g_strdup_printf("%s to %s",
	    *ticket->assignee ? ticket->assignee : "nobody",
	    *agent ? agent : "nobody");

	if (g_str_equal(ticket->assignee, agent))
		return true;
	strings_set(&ticket->assignee, agent);
	return restate_note(restate, "ticket.assign", words, error);
}
