/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states of a ticket as one table. Whatever is not in it changes nothing:
 * an out-of-office answer, a bounce and a stranger's words must never move a
 * ticket, or two machines would keep it open for ever. */
#include "desk/life.h"

#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))

/* Stands for what the queue's after_answer says. */
#define BY_QUEUE 0xff

/* Columns: WRITTEN, THANKED, ANSWERED, SILENT. */
static const guint8 table[4][4] = {
	[TICKET_OPEN] = { TICKET_OPEN, TICKET_OPEN, BY_QUEUE, TICKET_OPEN },
	[TICKET_PENDING] = { TICKET_OPEN, TICKET_PENDING, BY_QUEUE,
	    TICKET_CLOSED },
	[TICKET_SOLVED] = { TICKET_OPEN, TICKET_SOLVED, BY_QUEUE,
	    TICKET_CLOSED },
	[TICKET_CLOSED] = { TICKET_OPEN, TICKET_CLOSED, BY_QUEUE,
	    TICKET_CLOSED },
};

guint32
life_next(guint32 status, enum life_event event,
    const struct settings_queue *queue)
{
	guint8 next;

	g_assert(status <= TICKET_CLOSED && event <= LIFE_SILENT);
	next = table[status][event];
	if (next != BY_QUEUE)
		return next;
	return queue ? (guint32)queue->after_answer : TICKET_PENDING;
}

bool
life_waits_for_customer(const struct ticket *ticket)
{
	return ticket->status == TICKET_PENDING;
}

bool
life_waits_for_facts(const struct ticket *ticket)
{
	return ticket->status == TICKET_PENDING && ticket->missing != 0 &&
	    ticket->answered == 0;
}

/* Such a reminder is the only one, whoever sets the status anew. */
static enum life_step
facts_due(const struct ticket *ticket, const struct settings_queue *queue,
    gint64 *at_out)
{
	gint64 wait = queue->facts_days * DAY_MS;

	if (wait > 0 && (queue->letters & SETTINGS_LETTER_REMINDER) &&
	    !(ticket->flags & TICKET_ASKED_AGAIN)) {
		*at_out = ticket->since + wait;
		return LIFE_REMIND;
	}
	if (queue->pending_days <= 0)
		return LIFE_NOTHING;
	*at_out = MAX(ticket->since + queue->pending_days * DAY_MS,
	    ticket->reminded + wait);
	return LIFE_CLOSE;
}

/* The reminder stands between two instants: so long before the end, and as long
 * after it until the end, whenever it went. */
static enum life_step
pending_due(const struct ticket *ticket, const struct settings_queue *queue,
    gint64 *at_out)
{
	gint64 warning = queue->reminder_days * DAY_MS;
	gint64 end = ticket->since + queue->pending_days * DAY_MS;

	if (!(queue->letters & SETTINGS_LETTER_REMINDER) || warning <= 0)
		warning = 0;
	else if (ticket->reminded == 0) {
		*at_out = MAX(end - warning, ticket->since);
		return LIFE_REMIND;
	}
	*at_out = MAX(end, ticket->reminded + warning);
	return LIFE_CLOSE;
}

enum life_step
life_due(const struct ticket *ticket, const struct settings_queue *queue,
    gint64 *at_out)
{
	*at_out = 0;
	if (!queue || ticket->merged_into != 0)
		return LIFE_NOTHING;
	if (life_waits_for_facts(ticket))
		return facts_due(ticket, queue, at_out);
	if (ticket->status == TICKET_PENDING && queue->pending_days > 0)
		return pending_due(ticket, queue, at_out);
	if (ticket->status != TICKET_SOLVED || queue->solved_days <= 0)
		return LIFE_NOTHING;
	*at_out = ticket->since + queue->solved_days * DAY_MS;
	return LIFE_CLOSE;
}
