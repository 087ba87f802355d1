/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets on which nobody writes any more. State and letter are one
 * transaction, so that a customer is reminded once, and never of what was
 * closed without a word; and the settings count as they are today: whoever
 * turns the closing off closes nothing more. */
#include "pipeline/silence.h"
#include "desk/life.h"
#include "pipeline/clocks.h"
#include "pipeline/restate.h"
#include "pipeline/stateletter.h"

static bool
silence_remind(const struct apply *apply, const struct restate *restate,
    GError **error)
{
	apply->ticket->reminded = apply->now;
	if (life_waits_for_facts(apply->ticket))
		apply->ticket->flags |= TICKET_ASKED_AGAIN;
	return stateletter_write(apply, SETTINGS_LETTER_REMINDER, error) &&
	    restate_note(restate, "ticket.reminder", "the customer", error);
}

/* A solved matter ends as it was told; only who was waited for hears of it. */
static bool
silence_close(const struct apply *apply, const struct restate *restate,
    const struct settings_queue *queue, GError **error)
{
	guint32 before = apply->ticket->status;

	return restate_status(restate, life_next(before, LIFE_SILENT, queue),
	           error) &&
	    (before != TICKET_PENDING ||
	        stateletter_write(apply, SETTINGS_LETTER_CLOSED, error));
}

bool
silence_ticket(struct apply *apply, bool *changed_out, GError **error)
{
	struct ticket *ticket = apply->ticket;
	const struct settings_queue *queue =
	    clocks_queue(apply->accept->settings, ticket);
	struct restate restate = { apply->txn, ticket, apply->accept->actor,
		"nobody has written", apply->now };
	gint64 at = 0;

	if (ticket->silence == 0 || ticket->silence > apply->now)
		return true;
	*changed_out = true;
	enum life_step step = life_due(ticket, queue, &at);
	bool done = true;
	if (step == LIFE_REMIND && at <= apply->now)
		done = silence_remind(apply, &restate, error);
	else if (step == LIFE_CLOSE && at <= apply->now)
		done = silence_close(apply, &restate, queue, error);
	life_due(ticket, queue, &ticket->silence);
	return done;
}
