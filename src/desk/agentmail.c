/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent's own mail does: an answer to everybody on the ticket, or a
 * note. Only what he wrote above the marker may ever become a letter; whatever
 * leaves a doubt about that is held for the operator. */
#include "desk/agentmail.h"
#include "base/address.h"
#include "desk/double.h"
#include "desk/marker.h"
#include "desk/staff.h"
#include "model/entry.h"

/* What must hold for anything that an agent sends in, answer or note. */
static bool
holds_agent(struct decision *decision, const struct decide_case *what)
{
	const struct settings_agent *agent = what->agent
	    ? settings_agent_by_name(what->settings, what->agent)
	    : NULL;

	if (!what->ticket)
		return decide_hold(decision, what, HOLD_TICKET_GONE, NULL);
	if (!agent || agent->disabled) {
		if (decide_hold(decision, what, HOLD_AGENT_DISABLED,
		        "not an agent any more"))
			return true;
	} else if (!staff_is_on_queue(what, agent) &&
	    decide_hold(decision, what, HOLD_AGENT_DISABLED,
	        "not on the ticket's queue")) {
		return true;
	}
	return false;
}

/* Out of office, a receipt: colleagues may want to know, a customer never. */
static bool
is_machine(const struct decide_case *what)
{
	guint32 class = what->verdict->class;

	return !(what->released & hold_bit(HOLD_AGENT_AUTOMATIC)) &&
	    (class == VERDICT_AUTOMATIC || class == VERDICT_RECEIPT ||
	        class == VERDICT_DELAY);
}

/* What bounced, came back or was sent over a list says nothing in the agent's
 * name. */
static bool
holds_machine(struct decision *decision, const struct decide_case *what)
{
	return what->verdict->class != VERDICT_HUMAN &&
	    decide_hold(decision, what, HOLD_AGENT_AUTOMATIC,
	        what->verdict->reason);
}

/* Why the mail may hold more of the notice than its text shows; NULL when it
 * does not. */
static const char *
problem_of_parts(const struct decide_case *what)
{
	const struct message *message = what->message;

	if (message->flags & MESSAGE_FLAG_TEXT_CUT)
		return "the text is longer than limits.text_bytes";
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];

		if (part->flags & MESSAGE_PART_MESSAGE)
			return "a mail is attached, which may be the notice";
	}
	return what->leak;
}

/* The agent's words into the decision; true when they are held. */
static bool
holds_words(struct decision *decision, const struct decide_case *what)
{
	const struct message *message = what->message;
	const char *problem;
	enum marker_result result = marker_cut(message->text, what->marker,
	    what->settings->desk.address, &decision->words);

	if (decide_is_unreadable(what))
		return decide_hold(decision, what, HOLD_AGENT_EMPTY,
		    "the mail could not be read");
	if (message->flags & MESSAGE_FLAG_ENCRYPTED)
		return decide_hold(decision, what, HOLD_AGENT_EMPTY,
		    "the mail is encrypted");
	/* What was cut off, and what is attached, has not been looked at by
	 * marker_cut(): the quoted notice may be in it. */
	problem = problem_of_parts(what);
	if (problem || result == MARKER_MISSING)
		return decide_hold(decision, what, HOLD_AGENT_NO_MARKER,
		    problem);
	return *decision->words == '\0' && !decide_has_attachments(message) &&
	    decide_hold(decision, what, HOLD_AGENT_EMPTY, NULL);
}

/* To every seat, each by itself. A seat whose holder never proved his address
 * gets the neutral subject; one that is an address of ours gets nothing. */
static void
add_answers(struct decision *decision, const struct decide_case *what)
{
	const GPtrArray *seats = what->ticket->seats;

	for (guint i = 0; i < seats->len && i < DECIDE_NOTICES_MAX; i++) {
		const struct ticket_seat *seat = seats->pdata[i];
		struct decide_letter *letter;

		if (!address_is_valid(seat->address) ||
		    settings_is_own_address(what->settings, seat->address))
			continue;
		letter = decide_add_letter(decision, LETTER_ANSWER,
		    seat->address, seat->verified ? seat->name : "");
		letter->seat = i;
		letter->agent = g_strdup(what->agent);
		letter->template =
		    g_strdup(seat->verified ? "answer" : "answer-neutral");
		letter->attach = decide_has_attachments(what->message);
	}
}

static void
as_note(struct decision *decision, const char *why)
{
	decision->entry_kind = ENTRY_NOTE;
	decide_explain(decision, why);
}

/* A released mail without words is kept as a note: there is nothing to send. */
void
agentmail_decide(struct decision *decision, const struct decide_case *what)
{
	if (holds_agent(decision, what) || !what->ticket)
		return;
	if (is_machine(what)) {
		as_note(decision, "an agent's automatic mail: a note");
		decide_add_remark(decision,
		    "an automatic mail, sent to nobody");
		return;
	}
	if (holds_machine(decision, what))
		return;
	if (what->origin == DECIDE_NOTE) {
		marker_cut(what->message->text, what->marker,
		    what->settings->desk.address, &decision->words);
		as_note(decision, "an agent's note");
		return;
	}
	if (holds_words(decision, what))
		return;
	if (*decision->words == '\0' &&
	    !decide_has_attachments(what->message)) {
		as_note(decision, "released, but without words: a note");
		return;
	}
	if (double_holds(decision, what))
		return;
	add_answers(decision, what);
	if (decision->letters->len == 0) {
		as_note(decision, "nobody to answer to: a note");
		decide_add_remark(decision,
		    "the ticket has no address to answer to");
		return;
	}
	decision->entry_kind = ENTRY_AGENT;
	decision->status = TICKET_PENDING;
	if (what->agent && !*what->ticket->assignee)
		decision->assignee = g_strdup(what->agent);
	decide_explain(decision, "an agent's answer");
}
