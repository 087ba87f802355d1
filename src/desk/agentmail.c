/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent's own mail does: an answer to everybody on the ticket, a note,
 * a command. Only what he wrote above the marker may ever become a letter;
 * whatever leaves a doubt about that is held, and a command that is not
 * understood sends nothing but a letter to himself. */
#include "desk/agentmail.h"
#include "base/address.h"
#include "base/strings.h"
#include "desk/command.h"
#include "desk/complaint.h"
#include "desk/double.h"
#include "desk/life.h"
#include "desk/marker.h"
#include "desk/staff.h"
#include "model/entry.h"

#include <string.h>

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
	} else if (!what->acted && !staff_is_on_queue(what, agent) &&
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

/* One agent's mail while it is decided upon. */
struct agentmail {
	struct decision *decision;
	const struct decide_case *what;
	enum marker_result cut;
	command_wish wish;
};

/* Whether the words must not go out; words: those that would. */
static bool
holds_words(const struct agentmail *mail)
{
	const struct decide_case *what = mail->what;
	const char *problem;

	/* What was cut off, and what is attached, has not been looked at by
	 * marker_cut(): the quoted notice may be in it. */
	problem = problem_of_parts(what);
	if (!problem && (mail->wish.does & COMMAND_INLINE))
		return !what->inlined &&
		    decide_hold(mail->decision, what, HOLD_AGENT_NO_MARKER,
		        "#inline, but what is quoted can not be told");
	if (!problem && what->between)
		problem = "words stand between the quoted lines; #inline on "
		          "top sends them";
	if (problem || mail->cut == MARKER_MISSING)
		return decide_hold(mail->decision, what, HOLD_AGENT_NO_MARKER,
		    problem);
	return false;
}

/* The detail is who has to agree, as apply_make_hold() wants it. */
static bool
holds_second(const struct agentmail *mail)
{
	const char *second = complaint_second(mail->what);

	return second &&
	    decide_hold(mail->decision, mail->what, HOLD_SECOND, second);
}

/* Nothing that could be read. */
static bool
holds_unread(struct decision *decision, const struct decide_case *what)
{
	if (decide_is_unreadable(what))
		return decide_hold(decision, what, HOLD_AGENT_EMPTY,
		    "the mail could not be read");
	return (what->message->flags & MESSAGE_FLAG_ENCRYPTED) &&
	    decide_hold(decision, what, HOLD_AGENT_EMPTY,
	        "the mail is encrypted");
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

		if (seat->left || !address_is_valid(seat->address) ||
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

/* The words, without space at the ends of lines: in a letter it would join
 * them (mime/composehtml.h). */
static void
set_words(struct decision *decision, const char *words)
{
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		g_strchomp(lines[i]);
	g_free(decision->words);
	decision->words = g_strjoinv("\n", lines);
}

void
agentmail_explain(struct decision *decision, const struct decide_case *what,
    const struct command_wish *wish, enum command_where where)
{
	decision->line = g_strdup(wish->line ? wish->line : "");
	decision->nearest = wish->nearest
	    ? g_strconcat("#", wish->nearest, NULL)
	    : g_strdup("-");
	if (what->failed_line) {
		strings_set(&decision->line, what->failed_line);
		strings_set(&decision->nearest, what->failed_why);
	}
	decision->commands = command_list(where, wish->about);
}

/* To the agent himself: the list of commands, and what was wrong. */
static void
write_back(const struct agentmail *mail, const char *template, const char *why)
{
	const struct decide_case *what = mail->what;
	struct decision *decision = mail->decision;
	const struct settings_agent *agent =
	    settings_agent_by_name(what->settings, what->agent);
	struct decide_letter *letter = decide_add_letter(decision,
	    LETTER_NOTICE, agent->addresses[0], agent->name);

	letter->agent = g_strdup(agent->name);
	letter->template = g_strdup(template);
	agentmail_explain(decision, what, &mail->wish,
	    what->origin == DECIDE_NOTE ? COMMAND_IN_NOTE : COMMAND_IN_ANSWER);
	set_words(decision, mail->wish.words);
	as_note(decision, why);
}

/* A mail whose commands are not understood, or that only asks for them. */
static bool
is_written_back(const struct agentmail *mail)
{
	g_autofree char *remark = NULL;

	if (mail->what->failed_line) {
		remark = g_strdup_printf("not carried out: %s",
		    mail->what->failed_line);
		decide_add_remark(mail->decision, remark);
		write_back(mail, "command-failed",
		    "a command that can not be carried out: nothing is sent");
		return true;
	}
	if (mail->wish.line) {
		remark =
		    g_strdup_printf("not carried out: %s", mail->wish.line);
		decide_add_remark(mail->decision, remark);
		write_back(mail, "command-unknown",
		    "a command that is not understood: nothing is sent");
		return true;
	}
	if (!(mail->wish.does & COMMAND_HELP))
		return false;
	decide_add_remark(mail->decision, "asked for the commands");
	write_back(mail, "command-help", "the commands were asked for");
	return true;
}

/* The answer and who else hears of it: whoever was told of the matter must know
 * that it is taken. */
static void
answer(const struct agentmail *mail)
{
	const struct decide_case *what = mail->what;
	struct decision *decision = mail->decision;

	add_answers(decision, what);
	if (decision->letters->len == 0) {
		as_note(decision, "nobody to answer to: a note");
		decide_add_remark(decision,
		    "the ticket has no address to answer to");
		return;
	}
	staff_add_answered(decision, what);
	decision->entry_kind = ENTRY_AGENT;
	/* What a command says stands, and a merged ticket stays closed. */
	if (!command_acts_have(mail->wish.acts, COMMAND_STATUS) &&
	    what->ticket->merged_into == 0)
		decision->status = (gint32)life_next(what->ticket->status,
		    LIFE_ANSWERED, staff_queue(what));
	if (what->agent && !staff_assignee(what) &&
	    !command_acts_have(mail->wish.acts, COMMAND_ASSIGN))
		decision->assignee = g_strdup(what->agent);
	decide_explain(decision, "an agent's answer");
}

/* A prepared text comes first, as the answer that it is. */
static void
take_words(const struct agentmail *mail)
{
	const char *macro = mail->what->macro, *own = mail->wish.words;
	g_autofree char *all = macro
	    ? g_strconcat(macro, *macro && *own ? "\n\n" : "", own, NULL)
	    : g_strdup(own);

	set_words(mail->decision, all);
}

/* Words, or commands, or nothing. A released mail without words is kept as a
 * note: there is nothing to send. */
static void
decide_words(const struct agentmail *mail)
{
	const struct decide_case *what = mail->what;
	struct decision *decision = mail->decision;
	bool note =
	    what->origin == DECIDE_NOTE || (mail->wish.does & COMMAND_NOTE);

	if (is_written_back(mail))
		return;
	take_words(mail);
	decision->acts = g_ptr_array_ref(mail->wish.acts);
	if (note ||
	    (mail->wish.acts->len > 0 && *decision->words == '\0' &&
	        !decide_has_attachments(what->message))) {
		as_note(decision,
		    note ? "an agent's note" : "a command without words");
		return;
	}
	if (holds_words(mail))
		return;
	if (*decision->words != '\0' || decide_has_attachments(what->message)) {
		if (!double_holds(decision, what) && !holds_second(mail))
			answer(mail);
	} else if (!decide_hold(decision, what, HOLD_AGENT_EMPTY, NULL)) {
		as_note(decision, "released, but without words: a note");
	}
}

/* The commands stand above the marker; with #inline the words are all that he
 * wrote. */
static void
read_words(struct agentmail *mail)
{
	const struct decide_case *what = mail->what;
	enum command_where where =
	    what->origin == DECIDE_NOTE ? COMMAND_IN_NOTE : COMMAND_IN_ANSWER;
	g_autofree char *above = NULL;
	const char *at;

	mail->cut = marker_cut(what->message->text, what->marker,
	    what->settings->desk.address, &above);
	at = *above ? strstr(what->message->text, above) : NULL;
	if (at)
		mail->decision->shown = (guint32)(at - what->message->text) +
		    (guint32)strlen(above);
	command_read(above, where, &mail->wish);
	if (!(mail->wish.does & COMMAND_INLINE) || !what->inlined)
		return;
	command_clear(&mail->wish);
	command_read(what->inlined, where, &mail->wish);
	mail->decision->shown = ENTRY_SHOWN_ALL;
}

void
agentmail_decide(struct decision *decision, const struct decide_case *what)
{
	struct agentmail mail = { .decision = decision, .what = what };

	if (holds_agent(decision, what) || !what->ticket)
		return;
	if (is_machine(what)) {
		as_note(decision, "an agent's automatic mail: a note");
		decide_add_remark(decision,
		    "an automatic mail, sent to nobody");
		return;
	}
	if (holds_machine(decision, what) ||
	    (what->origin == DECIDE_AGENT && holds_unread(decision, what)))
		return;
	read_words(&mail);
	decide_words(&mail);
	command_clear(&mail.wish);
}
