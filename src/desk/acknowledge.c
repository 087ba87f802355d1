/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a mail is acknowledged. A machine never is, nor anybody without end:
 * a responder that hides what it is would answer each letter. To an address
 * that was not proved to be the writer's no letter may repeat a word of his. */
#include "desk/acknowledge.h"

#include <stdbool.h>

#include "base/address.h"

static bool
is_proved(const struct decide_case *what)
{
	return what->verdict->auth != VERDICT_AUTH_NONE;
}

/* Mail over a list is a human's, only nobody may answer it by machine. */
static bool
is_answerable(const struct decide_case *what)
{
	return what->verdict->auto_respond &&
	    (what->verdict->class == VERDICT_HUMAN ||
	        what->verdict->class == VERDICT_LIST);
}

const char *
acknowledge_forbidden(const struct decide_case *what,
    const struct settings_queue *queue)
{
	gint64 acknowledge = queue ? queue->acknowledge : SETTINGS_ACK_VERIFIED;

	if (what->flagged)
		return "the sender was called one of spam";
	if (!is_answerable(what))
		return "no automatic answer to such mail";
	if (!address_is_valid(what->from) ||
	    settings_is_own_address(what->settings, what->from))
		return "no address to answer to";
	if (acknowledge == SETTINGS_ACK_NEVER)
		return "the queue does not acknowledge";
	if (acknowledge == SETTINGS_ACK_VERIFIED && !is_proved(what))
		return "the sender is not authenticated";
	if (what->mail_age >= DECIDE_OLD_MS)
		return "the mail is older than a day";
	return NULL;
}

const char *
acknowledge_problem(const struct decide_case *what,
    const struct settings_queue *queue)
{
	const char *forbidden = acknowledge_forbidden(what, queue);
	gint64 cap = what->settings->sending.acknowledgements_per_minute;

	if (forbidden)
		return forbidden;
	if (what->acks_to_sender > 0)
		return "acknowledged within the last day";
	if (what->automatic_today >= DECIDE_AUTOMATIC_A_DAY)
		return "too many automatic letters on the ticket before";
	if (cap > 0 && what->acks_this_minute >= cap)
		return "too many acknowledgements this minute";
	return NULL;
}

void
acknowledge_add(struct decision *decision, const struct decide_case *what)
{
	bool proved = is_proved(what);
	struct decide_letter *letter =
	    decide_add_letter(decision, LETTER_ACKNOWLEDGEMENT, what->from,
	        proved ? what->message->from_name : "");

	letter->template =
	    g_strdup(proved ? "acknowledgement" : "acknowledgement-neutral");
	decision->acknowledged = TRUE;
}
