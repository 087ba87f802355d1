/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer who writes from another address of his is a stranger to his own
 * ticket, and waits for an answer that nobody gives. He is told one thing, once
 * a day: from where to write. The letter must never say anything of the ticket,
 * answer an address that was not proved, or lead back to the ticket: whoever
 * found a reply address would learn by it whose it is. */
#include "desk/stranger.h"

#include "base/address.h"
#include "desk/staff.h"
#include "desk/tongue.h"

static const char *
problem_of(const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);

	if (!queue || !(queue->letters & SETTINGS_LETTER_HELD))
		return "the queue writes no such letters";
	if (what->verdict->auth == VERDICT_AUTH_NONE)
		return "the sender is not authenticated";
	if (what->verdict->class != VERDICT_HUMAN ||
	    !what->verdict->auto_respond || !address_is_valid(what->from) ||
	    settings_is_own_address(what->settings, what->from))
		return "no automatic answer to such mail";
	if (what->identity.word)
		return "it answers a confirm letter";
	if (settings_agent_by_address(what->settings, what->from))
		return "an agent's address";
	if (ticket_find_seat(what->ticket, what->from) >= 0)
		return "the sender takes part in the ticket, or did";
	if (what->flagged || ticket_has_tag(what->ticket, DECIDE_SPAM))
		return "the sender was called one of spam";
	if (what->mail_age >= DECIDE_OLD_MS)
		return "the mail is older than a day";
	if (what->told_sender > 0)
		return "told within the last day";
	if (what->told_ticket >= DECIDE_AUTOMATIC_A_DAY)
		return "too many such letters on this ticket today";
	return NULL;
}

/* In the writer's language: the customer's would say something of him. */
const char *
stranger_add_letter(struct decision *decision, const struct decide_case *what)
{
	const char *problem = problem_of(what), *why;
	const struct tongue_case tongue = { .person = what->claimed,
		.earlier = what->earlier,
		.message = what->message,
		.queue = staff_queue(what) };
	struct decide_letter *letter;

	if (problem)
		return problem;
	letter = decide_add_letter(decision, LETTER_DESK, what->from, "");
	letter->template = g_strdup("held");
	letter->language = g_strdup(tongue_find(&tongue, &why));
	letter->aside = TRUE;
	decide_add_remark(decision,
	    "the sender was asked to write from the registered address");
	return NULL;
}
