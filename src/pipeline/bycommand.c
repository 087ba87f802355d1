/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands by mail. Trust has been decided before: who comes here is an agent
 * who has proved to be one. A transcript must never go to anybody but that
 * agent's registered address, whatever address he wrote from, nor answer a
 * machine. */
#include "pipeline/bycommand.h"
#include "base/address.h"
#include "base/log.h"
#include "base/strings.h"
#include "desk/command.h"
#include "pipeline/acts.h"
#include "pipeline/bymail.h"
#include "pipeline/correspond.h"
#include "pipeline/freeze.h"
#include "pipeline/kept.h"
#include "pipeline/stateletter.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/tickets.h"

#define BYCOMMAND_HOUR_MS (3600 * 1000)

/* All that commands need; clear it with bycommand_end(). */
struct bycommand {
	struct acts acts;
	char *actor, *why;
};

/* ticket: the apply's own, a copy of it, or NULL at the desk. */
static void
bycommand_begin(struct bycommand *commands, const struct apply *apply,
    struct ticket *ticket, enum acts_mode mode)
{
	commands->actor = bymail_actor(apply);
	commands->why = ticket != NULL
	    ? g_strdup_printf("by a command, entry %u", ticket->entries)
	    : g_strdup("by a command to the desk");
	commands->acts = (struct acts){ .accept = apply->accept,
		.txn = apply->txn,
		.ticket = ticket,
		.agent = settings_agent_by_name(apply->accept->settings,
		    apply->match->agent),
		.actor = commands->actor,
		.why = commands->why,
		.now = apply->now,
		.mode = mode };
	acts_init(&commands->acts);
}

static void
bycommand_end(struct bycommand *commands)
{
	acts_clear(&commands->acts);
	g_free(commands->actor);
	g_free(commands->why);
}

/* A copy, so that what is only tried leaves no trace. */
static struct ticket *
bycommand_copy(const struct ticket *ticket, GError **error)
{
	g_autoptr(GBytes) record = ticket_encode(ticket);

	return ticket_decode(record, error);
}

/* What the second look decides takes the place of the first's. */
static void
bycommand_decide(struct bycommand *commands, struct decide_case *situation,
    struct decision **decision)
{
	const struct acts *acts = &commands->acts;
	g_autoptr(GPtrArray) wanted = g_ptr_array_ref((*decision)->acts);
	const struct command_act *failed =
	    g_ptr_array_index(wanted, acts->failed);
	const struct ticket *ticket = situation->ticket;

	if (acts->problem != NULL) {
		situation->failed_line = failed->line;
		situation->failed_why = acts->problem;
	} else {
		situation->ticket = acts->ticket;
		situation->acted = TRUE;
		situation->macro =
		    acts->macro != NULL ? acts->macro->str : NULL;
	}
	decide_free(*decision);
	*decision = decide_mail(situation);
	situation->ticket = ticket;
	situation->failed_line = situation->failed_why = NULL;
	situation->macro = NULL;
}

bool
bycommand_check(struct apply *apply, struct decide_case *situation,
    struct decision **decision, GError **error)
{
	struct bycommand commands;

	if ((*decision)->action != DECIDE_ENTRY || (*decision)->acts == NULL ||
	    (*decision)->acts->len == 0 || apply->ticket == NULL)
		return true;
	g_autoptr(ticket) copy = bycommand_copy(apply->ticket, error);
	if (copy == NULL)
		return false;
	bycommand_begin(&commands, apply, copy, ACTS_CHECK);
	bool done = acts_run(&commands.acts, (*decision)->acts, error);
	if (done)
		bycommand_decide(&commands, situation, decision);
	bycommand_end(&commands);
	return done;
}

/* Under the ticket, like a notice: a reply to it goes to the customer. */
static void
bycommand_transcript(struct decision *decision, const struct acts *acts)
{
	struct decide_letter *letter = decide_add_letter(decision,
	    LETTER_NOTICE, acts->agent->addresses[0], acts->agent->name);

	letter->agent = g_strdup(acts->agent->name);
	letter->template = g_strdup("transcript");
	strings_set(&decision->commands, acts->out->str);
}

bool
bycommand_do(struct apply *apply, struct decision *decision, GError **error)
{
	struct bycommand commands;

	if (decision->acts == NULL || decision->acts->len == 0 ||
	    apply->ticket == NULL)
		return true;
	guint32 before = apply->ticket->status;
	bycommand_begin(&commands, apply, apply->ticket, ACTS_DO);
	bool done = acts_run(&commands.acts, decision->acts, error);
	if (done && before != TICKET_SOLVED &&
	    apply->ticket->status == TICKET_SOLVED &&
	    decision->entry_kind != ENTRY_AGENT)
		done = stateletter_write(apply, SETTINGS_LETTER_SOLVED, error);
	/* What was possible a moment ago, in this transaction, is so still. */
	if (done && commands.acts.problem != NULL)
		done = fail_set(error, FAIL_PERMANENT, "%s",
		    commands.acts.problem);
	if (done && commands.acts.say)
		bycommand_transcript(decision, &commands.acts);
	done = done && acts_tell(&commands.acts, error);
	bycommand_end(&commands);
	return done;
}

/* What the transcript says of a line that was not understood, of one that can
 * not be carried out, and of help. */
static char *
bycommand_report(const struct decision *decision, const struct acts *acts)
{
	const struct command_act *failed = NULL;
	const char *note = "Nothing was done.";

	if (*decision->line != '\0')
		return g_strdup_printf("%s\nnot understood; the nearest "
		                       "command: %s\n%s\n\n%s",
		    decision->line, decision->nearest, note,
		    decision->commands);
	if (acts->problem != NULL) {
		failed = g_ptr_array_index(decision->acts, acts->failed);
		return g_strdup_printf("%s\n%s\n%s\n", failed->line,
		    acts->problem, note);
	}
	return g_strdup(decision->acts->len > 0 ? acts->out->str
	                                        : decision->commands);
}

/* First all of it is tried. */
static bool
bycommand_run(struct apply *apply, const struct decision *decision,
    char **report_out, GError **error)
{
	struct bycommand commands;
	bool done = true;

	for (guint mode = ACTS_CHECK; done && mode <= ACTS_DO; mode++) {
		bycommand_begin(&commands, apply, NULL, (enum acts_mode)mode);
		if (*decision->line == '\0')
			done = acts_run(&commands.acts, decision->acts, error);
		g_free(*report_out);
		*report_out = bycommand_report(decision, &commands.acts);
		bool stop =
		    commands.acts.problem != NULL || *decision->line != '\0';
		bycommand_end(&commands);
		if (stop)
			break;
	}
	return done;
}

/* To the first registered address, whichever one the mail came from; a reply to
 * it brings the next commands. */
static bool
bycommand_letter(const struct apply *apply, const char *report, GError **error)
{
	const struct accept *accept = apply->accept;
	const struct settings *settings = accept->settings;
	const struct settings_agent *agent =
	    settings_agent_by_name(settings, apply->match->agent);
	guint32 seat = people_agent_seat(apply->txn, agent->name,
	    agent->addresses[0], error);
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	guint64 number = 0;

	if (seat == 0)
		return false;
	template_render(accept->templates, "transcript-desk",
	    settings->desk.language, &subject, &text, "subject",
	    apply->mail->message->subject, "desk_name", settings->desk.name,
	    "desk_address", settings->desk.address, "agent_name", agent->name,
	    "commands", report, NULL);
	struct freeze_what what = { .kind = LETTER_NOTICE,
		.to = agent->addresses[0],
		.to_name = agent->name,
		.from_name = settings->desk.name,
		.reply = { .role = TOKEN_DESK, .seat = (guint16)seat },
		.subject = subject,
		.text = text,
		.answers = apply->mail->message->message_id,
		.now = apply->now };
	return freeze_letter(accept, apply->txn, &what, &number, error);
}

/* Two machines that mistake each other for agents end here. */
static bool
bycommand_answer(struct apply *apply, const char *report, GError **error)
{
	struct rates_what what = { RATES_TRANSCRIPT, apply->match->agent,
		BYCOMMAND_HOUR_MS };
	guint before = 0;

	if (!rates_count(apply->txn, &what, apply->now, &before, error))
		return false;
	if (before >= DECIDE_NOTICES_AN_HOUR) {
		log_event(LOG_WARNING, "transcript.capped", "agent",
		    apply->match->agent, NULL);
		return true;
	}
	apply->mail->letters++;
	return rates_add(apply->txn, what.kind, what.name, apply->now, error) &&
	    bycommand_letter(apply, report, error);
}

static bool
bycommand_keep(struct apply *apply, GError **error)
{
	g_autofree char *agent =
	    g_strconcat("agent ", apply->match->agent, NULL);
	const struct kept kept = { .cause = HOLD_COMMANDS,
		.done_by = agent,
		.action = "desk.commands",
		.words = "commands to the desk" };

	return kept_put(apply, &kept, ACCEPT_CONFIRM, error);
}

bool
bycommand_desk(struct apply *apply, struct decision *decision, GError **error)
{
	g_autofree char *report = NULL;

	return bycommand_run(apply, decision, &report, error) &&
	    bycommand_answer(apply, report, error) &&
	    bycommand_keep(apply, error);
}
