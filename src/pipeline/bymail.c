/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail does to the state of its ticket. The desk has decided it; here it
 * is done, in whose name it comes, with the entry as the reason that the audit
 * names. A mail of somebody who is not on the ticket must never stand there
 * under a seat's name. */
#include "pipeline/bymail.h"
#include "desk/life.h"
#include "pipeline/clocks.h"
#include "pipeline/restate.h"
#include "pipeline/stateletter.h"

char *
bymail_actor(const struct apply *apply)
{
	if (apply->match->agent != NULL)
		return g_strconcat("agent ", apply->match->agent, NULL);
	if (apply->match->outcome == THREAD_CUSTOMER &&
	    apply->match->cell != TRUST_APPEND_THIRD_PARTY)
		return g_strdup_printf("seat %u", apply->seat);
	return g_strdup(apply->accept->actor);
}

/* Whether the customer's own new mail has opened a ticket that was done. */
static bool
bymail_reopens(const struct apply *apply, const struct entry *entry,
    guint32 before)
{
	const struct accept_mail *mail = apply->mail;

	return (before == TICKET_SOLVED || before == TICKET_CLOSED) &&
	    apply->ticket->status == TICKET_OPEN &&
	    entry->kind == ENTRY_CUSTOMER && entry->seat == 0 &&
	    mail->verdict->auth != VERDICT_AUTH_NONE &&
	    mail->verdict->auto_respond &&
	    (mail->internaldate == 0 ||
	        apply->now - mail->internaldate < DECIDE_OLD_MS);
}

/* An answer begins the customer's silence anew, also of a ticket that was
 * pending before. */
bool
bymail_state(const struct apply *apply, const struct entry *entry,
    const struct decision *decision, GError **error)
{
	struct ticket *ticket = apply->ticket;
	guint32 before = ticket->status;
	g_autofree char *actor = bymail_actor(apply);
	g_autofree char *why =
	    g_strdup_printf("entry %u, %s", entry->seq, decision->why);
	struct restate restate = { apply->txn, ticket, actor, why, apply->now };

	if (decision->status >= 0 &&
	    !restate_status(&restate, (guint32)decision->status, error))
		return false;
	if (decision->assignee != NULL &&
	    !restate_assignee(&restate, decision->assignee, error))
		return false;
	if (entry->kind == ENTRY_AGENT || ticket->since == 0) {
		ticket->since = apply->now;
		ticket->reminded = 0;
	}
	life_due(ticket, clocks_queue(apply->accept->settings, ticket),
	    &ticket->silence);
	return !bymail_reopens(apply, entry, before) ||
	    stateletter_write(apply, SETTINGS_LETTER_REOPENED, error);
}
