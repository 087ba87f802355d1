/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer writes to a matter that is over. His mail must always end where
 * somebody hears of it: agents on an open ticket, or he himself that nobody
 * reads on; never in a ticket that both think the other is looking at. */
#include "desk/closed.h"

#include "base/address.h"
#include "desk/staff.h"
#include "desk/thanks.h"

enum closed_way
closed_way(const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);
	const struct ticket *ticket = what->ticket;
	gint64 age = (what->now - ticket->closed) / DECIDE_DAY_MS;

	if (ticket->status != TICKET_CLOSED || !queue)
		return CLOSED_REOPEN;
	switch (queue->closed_policy) {
	case SETTINGS_CLOSED_NEW:
		return CLOSED_NEW;
	case SETTINGS_CLOSED_REJECT:
		return CLOSED_REJECT;
	default:
		return queue->reopen_days == 0 || age < queue->reopen_days
		    ? CLOSED_REOPEN
		    : CLOSED_NEW;
	}
}

/* Only to the holder himself, who is a human, and not without end: a responder
 * that hides what it is would answer each of them. */
const char *
closed_add_letter(struct decision *decision, const struct decide_case *what)
{
	int seat = ticket_find_seat(what->ticket, what->from);
	struct decide_letter *letter;

	if (what->origin != DECIDE_CUSTOMER || seat < 0)
		return "the sender is not authenticated";
	if (!what->verdict->auto_respond ||
	    what->verdict->class != VERDICT_HUMAN ||
	    !address_is_valid(what->from) ||
	    settings_is_own_address(what->settings, what->from))
		return "no automatic answer to such mail";
	if (what->mail_age >= DECIDE_OLD_MS)
		return "the mail is older than a day";
	if (what->automatic_today >= DECIDE_AUTOMATIC_A_DAY)
		return "too many automatic letters on this ticket today";
	letter = decide_add_letter(decision, LETTER_DESK, what->from,
	    what->message->from_name);
	letter->seat = (guint32)seat;
	letter->template = g_strdup("closed");
	return NULL;
}

/* Whether the customer only says thank you, for what is done already or waits
 * for him. */
static bool
is_thanked(const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);
	const char *desk = what->settings->desk.name;
	const char *names[] = { what->message->from_name, desk, NULL, NULL };
	const struct settings_agent *agent = staff_assignee(what);

	if (what->ticket->status == TICKET_OPEN || !queue ||
	    queue->thanks == SETTINGS_THANKS_REOPEN)
		return false;
	if (agent)
		names[2] = agent->public_name;
	return thanks_is_all(what->message, names);
}

/* Kept, and no more: a ticket that every "thank you" opens again is never done.
 */
bool
closed_thanked(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *why = g_strdup_printf("only thanks: stays %s",
	    ticket_status_name(what->ticket->status));

	if (!is_thanked(what))
		return false;
	decision->thanked = TRUE;
	decide_add_remark(decision, why);
	if (staff_queue(what)->thanks == SETTINGS_THANKS_DIGEST)
		staff_add_notices(decision, what);
	for (guint i = 0; i < decision->letters->len; i++) {
		struct decide_letter *letter = decision->letters->pdata[i];

		letter->digest = TRUE;
	}
	decide_explain(decision, why);
	return true;
}
