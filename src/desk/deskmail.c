/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to the desk itself. Whoever answers here is a machine that answers
 * mail, so it must never answer another: an agent's responder, a bounce or a
 * list is left to forward.c, which holds it. */
#include "desk/deskmail.h"

#include "desk/agentmail.h"
#include "desk/command.h"
#include "mime/quote.h"

bool
deskmail_decide(struct decision *decision, const struct decide_case *what)
{
	const struct settings_agent *agent = what->agent
	    ? settings_agent_by_name(what->settings, what->agent)
	    : NULL;
	g_autofree char *words =
	    quote_join(what->message->text, what->message->kept);
	g_auto(command_wish) wish = { 0 };

	if (!agent || agent->disabled ||
	    what->verdict->class != VERDICT_HUMAN ||
	    decide_is_unreadable(what) || !command_starts(words))
		return false;
	command_read(words, COMMAND_AT_DESK, &wish);
	if ((wish.does & COMMAND_FORWARD) ||
	    (!wish.line && wish.acts->len == 0 && !(wish.does & COMMAND_HELP)))
		return false;
	decision->action = DECIDE_COMMANDS;
	agentmail_explain(decision, what, &wish, COMMAND_AT_DESK);
	decision->acts = g_ptr_array_ref(wish.acts);
	decide_explain(decision, "commands to the desk");
	return true;
}
