/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters to an agent about a mail of his that is held. They go to his
 * registered address and never to the one that the mail came from, and a
 * machine must never be able to answer one: hence the word, which has to be
 * typed. Nothing here releases anything. */
#include "desk/confirm.h"

#include <stdbool.h>
#include <string.h>

#include "desk/display.h"
#include "desk/marker.h"
#include "model/entry.h"

#define SHOWN_MAX 20000 /* octets of the words that a letter shows */

/* By cause, for a From that is not proved and for one that is. */
static const struct {
	guint8 unproved, proved;
} tells[] = {
	[HOLD_AGENT_UNVERIFIED] = { CONFIRM_LETTER, CONFIRM_LETTER },
	[HOLD_AGENT_NO_TOKEN] = { CONFIRM_LETTER, CONFIRM_NOTICE },
	[HOLD_AGENT_NO_MARKER] = { CONFIRM_NOTHING, CONFIRM_NOTICE },
	[HOLD_AGENT_DISABLED] = { CONFIRM_NOTHING, CONFIRM_NOTICE },
	[HOLD_TWO_TOKENS] = { CONFIRM_NOTHING, CONFIRM_NOTICE },
	[HOLD_AGENT_DOUBLE] = { CONFIRM_NOTHING, CONFIRM_NOTICE },
	[HOLD_AGENT_EMPTY] = { CONFIRM_NOTHING, CONFIRM_NOTICE },
	[HOLD_TICKET_GONE] = { CONFIRM_NOTHING, CONFIRM_NOTICE },
	[HOLD_ANSWERED] = { CONFIRM_NOTHING, CONFIRM_LETTER },
	/* The token was his, and the letter says only that it did not count. */
	[HOLD_CONFIRM_VOID] = { CONFIRM_NOTICE, CONFIRM_NOTICE },
};

/* What the agent himself can do; causes without a row have no notice. */
static const char *const advice[] = {
	[HOLD_AGENT_NO_TOKEN] =
	    "Answer the notice about the ticket: the address to reply to is in "
	    "it.",
	[HOLD_AGENT_NO_MARKER] =
	    "Answer the notice again and leave its first line as it is, or "
	    "write your answer without quoting anything.",
	[HOLD_AGENT_DISABLED] =
	    "Ask the operator to put you on the ticket's queue.",
	[HOLD_TWO_TOKENS] = "Send it again, to one ticket only.",
	[HOLD_AGENT_DOUBLE] =
	    "The first one went out; there is nothing to do. If you mean to "
	    "say it twice, write it in other words.",
	[HOLD_AGENT_EMPTY] =
	    "Answer the notice again and write above its first line.",
	[HOLD_TICKET_GONE] = "Ask the operator what has become of the ticket.",
	[HOLD_CONFIRM_VOID] =
	    "If the mail is still held, answer the confirm letter again: the "
	    "word in it has to stand above its first line.",
};

enum confirm_tell
confirm_tell(const struct confirm_case *what)
{
	const struct settings_agent *agent =
	    settings_agent_by_name(what->settings, what->agent);

	if (!agent || agent->disabled || !agent->addresses[0] ||
	    agent != settings_agent_by_address(what->settings, what->from))
		return CONFIRM_NOTHING;
	if (what->class != VERDICT_HUMAN || what->mail_age >= DECIDE_OLD_MS)
		return CONFIRM_NOTHING;
	if (what->cause >= G_N_ELEMENTS(tells))
		return CONFIRM_NOTHING;
	return what->proved ? tells[what->cause].proved
	                    : tells[what->cause].unproved;
}

static void
add_about(GString *out, const struct confirm_what *what)
{
	const struct hold *hold = what->hold;

	g_string_append_printf(out, "\nHeld mail: %" G_GUINT64_FORMAT "\n",
	    hold->number);
	display_add_line(out, "From", hold->from_addr);
	display_add_line(out, "Subject", hold->subject);
	if (!what->ticket)
		return;
	g_string_append_printf(out, "Ticket: %" G_GUINT64_FORMAT "\n",
	    what->ticket->number);
	display_add_line(out, "Its subject", what->ticket->subject);
}

static void
add_recipients(GString *out, const GPtrArray *letters)
{
	bool any = false;

	for (guint i = 0; i < letters->len; i++) {
		const struct decide_letter *letter = letters->pdata[i];
		g_autofree char *whom = NULL;

		if (letter->kind != LETTER_ANSWER)
			continue;
		whom = g_strdup_printf("%s <%s>", letter->to_name, letter->to);
		display_add_line(out,
		    any ? "and to" : "It would go to the CUSTOMER", whom);
		any = true;
	}
	if (!any)
		g_string_append(out, "It would go to no customer.\n");
}

/* What confirming it would do. */
static void
add_outcome(GString *out, const struct confirm_what *what)
{
	const struct decision *decision = what->decision;

	if (!decision)
		return;
	if (decision->action == DECIDE_HOLD) {
		g_string_append_printf(out,
		    "Even confirmed it would be held: %s.\n",
		    hold_cause_text(decision->cause));
		return;
	}
	if (decision->opens)
		g_string_append(out,
		    "It would open a new ticket in your name.\n");
	add_recipients(out, decision->letters);
}

static void
add_attachments(GString *out, const struct message *message)
{
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];
		g_autofree char *text =
		    g_strdup_printf("%s (%s, %" G_GUINT64_FORMAT " octets)",
		        part->name, part->mime, part->size);

		display_add_line(out, "Attachment", text);
	}
}

/* Each line of it behind a bar, on whole characters. */
static void
add_words(GString *out, const char *text)
{
	bool cut = strlen(text) > SHOWN_MAX;
	g_autofree char *head = g_strndup(text, SHOWN_MAX);
	g_autofree char *valid = g_utf8_make_valid(head, -1);
	g_autofree char *safe = display_clean(valid, DISPLAY_LINES);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);

	g_string_append(out, "\nIts words:\n");
	for (guint i = 0; lines[i]; i++)
		g_string_append_printf(out, "| %s\n", lines[i]);
	if (cut)
		g_string_append(out, "(there is more)\n");
}

char *
confirm_text(const struct confirm_what *what)
{
	g_autofree char *marker = marker_line(what->marker);
	g_autofree char *reason = display_clean(what->reason, DISPLAY_ONE_LINE);
	GString *out = g_string_new(marker);

	if (what->hold->cause == HOLD_SECOND)
		g_string_append_printf(out,
		    "\nA colleague has answered a complaint, and the answer "
		    "waits for a second pair of\neyes: yours.\n\n"
		    "If it can go to the customer as it is, reply to this "
		    "letter and write this word\nabove the first line:\n\n"
		    "    %s\n\n"
		    "If not, talk to the colleague: another answer is held "
		    "for you in the same way.\n",
		    what->word);
	else
		g_string_append_printf(out,
		    "\nA mail in your name is held: %s%s%s.\n\n"
		    "If you wrote it and want it to act, reply to this letter and "
		    "write this word\nabove the first line:\n\n    %s\n\n"
		    "If you did not write it, do nothing: it stays held, and the "
		    "operator knows of it.\n",
		    hold_cause_text(what->hold->cause), *reason ? "; " : "",
		    reason, what->word);
	add_about(out, what);
	add_outcome(out, what);
	add_attachments(out, what->message);
	add_words(out, what->text);
	return g_string_free(out, FALSE);
}

char *
confirm_subject(const struct settings *settings, const struct hold *hold)
{
	return g_strdup_printf("[%s] Please confirm %s (hold %" G_GUINT64_FORMAT
	                       ")",
	    settings->desk.name,
	    hold->cause == HOLD_SECOND ? "a colleague's answer" : "your mail",
	    hold->number);
}

char *
confirm_notice_text(const struct confirm_what *what)
{
	guint32 cause = what->hold->cause;
	GString *out = g_string_new(NULL);

	g_string_append_printf(out,
	    "A mail of yours was not sent on but held: %s.\n",
	    hold_cause_text(cause));
	display_add_line(out, "In particular", what->hold->detail);
	if (cause < G_N_ELEMENTS(advice) && advice[cause])
		g_string_append_printf(out, "\n%s\n", advice[cause]);
	add_about(out, what);
	g_string_append(out, "\nThe operator can release it as it is.\n");
	return g_string_free(out, FALSE);
}

char *
confirm_notice_subject(const struct settings *settings, guint64 hold)
{
	return g_strdup_printf("[%s] Your mail is held (hold %" G_GUINT64_FORMAT
	                       ")",
	    settings->desk.name, hold);
}

static bool
has_word(const char *text, const char *word)
{
	g_autofree char *folded = g_ascii_strdown(text, -1);
	gsize length = strlen(word);

	for (const char *p = folded; (p = strstr(p, word)); p++) {
		bool begins = p == folded || !g_ascii_isalnum(p[-1]);

		if (begins && !g_ascii_isalnum(p[length]))
			return true;
	}
	return false;
}

gboolean
confirm_has_word(const char *text, const char *marker, const char *desk_address,
    const char *word)
{
	g_autofree char *typed = NULL;

	/* Whatever it says of the marker, these are the words above it, or
	 * above the first line that looks quoted. */
	marker_cut(text, marker, desk_address, &typed);
	return *word && has_word(typed, word);
}
