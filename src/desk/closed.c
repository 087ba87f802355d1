/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer writes to a matter that is over. His mail must always end where
 * somebody hears of it: agents on an open ticket, or he himself that nobody
 * reads on; never in a ticket that both think the other is looking at. */
#include "desk/closed.h"

#include "base/address.h"
#include "desk/staff.h"

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
