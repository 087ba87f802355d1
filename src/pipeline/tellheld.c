/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who hears of a mail that is held: its agent, at his registered address. The
 * confirm letter shows what confirming would do, found out by deciding upon the
 * mail as if it had been confirmed; that decision must never be carried out
 * here. */
#include "pipeline/tellheld.h"
#include "base/address.h"
#include "base/log.h"
#include "desk/confirm.h"
#include "pipeline/facts.h"
#include "pipeline/freeze.h"
#include "pipeline/release.h"
#include "route/holder.h"
#include "route/replyaddr.h"
#include "store/people.h"
#include "store/rates.h"

#define TELLHELD_HOUR_MS (3600 * 1000)

/* What would be done, had the mail been confirmed. */
struct tellheld_outlook {
	struct apply apply;
	struct thread_match *match;
	struct decision *decision; /* NULL when not even a ticket is found */
};

static void
tellheld_forget(struct tellheld_outlook *outlook)
{
	apply_clear(&outlook->apply);
	thread_match_free(outlook->match);
	decide_free(outlook->decision);
}

static bool
tellheld_decide(struct tellheld_outlook *outlook, const struct apply *apply,
    GError **error)
{
	outlook->apply = (struct apply){ .accept = apply->accept,
		.txn = apply->txn,
		.mail = apply->mail,
		.now = apply->now };
	outlook->match =
	    facts_match(apply->accept, apply->txn, apply->mail, error);
	if (outlook->match == NULL)
		return false;
	if (outlook->match->outcome == THREAD_HELD ||
	    outlook->match->outcome == THREAD_CONFIRM)
		return true;
	outlook->apply.match = outlook->match;
	outlook->decision = apply_decide(&outlook->apply, error);
	return outlook->decision != NULL;
}

/* As if the mail had been confirmed; afterwards it is what it was. */
static bool
tellheld_look_ahead(struct tellheld_outlook *outlook, const struct apply *apply,
    guint32 cause, GError **error)
{
	struct accept_mail *mail = apply->mail;
	guint32 released = mail->released, auth = mail->verdict->auth;

	mail->released |= hold_bit(cause);
	mail->verdict->lifted = mail->released;
	mail->verdict->auth = VERDICT_AUTH_CONFIRM;
	bool done = tellheld_decide(outlook, apply, error);
	mail->released = mail->verdict->lifted = released;
	mail->verdict->auth = auth;
	return done;
}

static bool
tellheld_confirm(struct apply *apply, struct hold *hold,
    const struct settings_agent *agent, struct tellheld_outlook *outlook,
    GError **error)
{
	const struct accept *accept = apply->accept;
	const struct settings *settings = accept->settings;
	const struct decision *decision = outlook->decision;
	guint32 seat = people_agent_seat(apply->txn, agent->name,
	    agent->addresses[0], error);
	g_autofree char *word = NULL;
	g_autofree char *marker = NULL;

	if (seat == 0)
		return false;
	release_word(keyring_signing(accept->ring), hold->number, seat, &word,
	    &marker);
	g_autofree char *scrubbed = replyaddr_scrub(settings,
	    decision != NULL && decision->words != NULL
	        ? decision->words
	        : apply->mail->message->text);
	struct confirm_what what = { .settings = settings,
		.hold = hold,
		.message = apply->mail->message,
		.ticket = outlook->apply.ticket,
		.decision = decision,
		.text = scrubbed,
		.reason = hold->cause == HOLD_ANSWERED
		    ? hold->detail
		    : apply->mail->verdict->auth_reason,
		.marker = marker,
		.word = word };
	g_autofree char *text = confirm_text(&what);
	g_autofree char *subject = confirm_subject(settings, hold);
	struct freeze_what letter = { .kind = LETTER_CONFIRM,
		.ticket = outlook->apply.ticket,
		.to = agent->addresses[0],
		.to_name = agent->name,
		.from_name = settings->desk.name,
		.reply = { .role = TOKEN_CONFIRM,
		    .seat = (guint16)seat,
		    .number = hold->number },
		.subject = subject,
		.text = text,
		.now = apply->now };
	apply->mail->letters++;
	return freeze_letter(accept, apply->txn, &letter, &hold->letter, error);
}

static bool
tellheld_letter(struct apply *apply, struct hold *hold,
    const struct settings_agent *agent, GError **error)
{
	struct tellheld_outlook outlook = { 0 };
	bool done = tellheld_look_ahead(&outlook, apply, hold->cause, error) &&
	    tellheld_confirm(apply, hold, agent, &outlook, error);

	tellheld_forget(&outlook);
	return done;
}

static bool
tellheld_notice(struct apply *apply, const struct hold *hold,
    const struct settings_agent *agent, GError **error)
{
	const struct settings *settings = apply->accept->settings;
	struct confirm_what what = { .settings = settings,
		.hold = hold,
		.message = apply->mail->message,
		.ticket = apply->ticket };
	g_autofree char *text = confirm_notice_text(&what);
	g_autofree char *subject =
	    confirm_notice_subject(settings, hold->number);
	struct freeze_what letter = { .kind = LETTER_NOTICE,
		.ticket = apply->ticket,
		.to = agent->addresses[0],
		.to_name = agent->name,
		.from_name = settings->desk.name,
		.subject = subject,
		.text = text,
		.now = apply->now };
	guint64 number = 0;

	apply->mail->letters++;
	return freeze_letter(apply->accept, apply->txn, &letter, &number,
	    error);
}

/* Counts the letter, unless there have been enough. */
static bool
tellheld_allowed(const struct apply *apply, const char *to,
    enum rates_kind kind, bool *out, GError **error)
{
	g_autofree char *folded = address_fold(to);
	struct rates_what what = { kind, folded, TELLHELD_HOUR_MS };
	guint before = 0;

	if (!rates_count(apply->txn, &what, apply->now, &before, error))
		return false;
	*out = before < TELLHELD_LETTERS_MAX;
	return !*out || rates_add(apply->txn, kind, folded, apply->now, error);
}

enum confirm_tell
tellheld_judge(const struct apply *apply, const struct hold *hold,
    const struct settings_agent **agent_out)
{
	const struct settings *settings = apply->accept->settings;
	const struct accept_mail *mail = apply->mail;
	struct confirm_case what = { .settings = settings,
		.cause = hold->cause,
		.agent = hold->agent,
		.from = mail->from,
		.class = mail->verdict->class,
		.proved = holder_is_proved_agent(mail->verdict, settings),
		.mail_age = mail->internaldate != 0
		    ? apply->now - mail->internaldate
		    : 0 };

	if (hold->cause == HOLD_SECOND) {
		*agent_out = settings_agent_by_name(settings, hold->agent);
		return *agent_out != NULL ? CONFIRM_LETTER : CONFIRM_NOTHING;
	}
	*agent_out = settings_agent_by_address(settings, mail->from);
	return confirm_tell(&what);
}

bool
tellheld_agent(struct apply *apply, struct hold *hold, GError **error)
{
	const struct settings_agent *agent = NULL;
	enum confirm_tell tell = tellheld_judge(apply, hold, &agent);

	if (tell == CONFIRM_NOTHING)
		return true;
	bool allowed = false;
	if (!tellheld_allowed(apply, agent->addresses[0],
	        tell == CONFIRM_LETTER ? RATES_CONFIRM : RATES_HELD, &allowed,
	        error))
		return false;
	if (!allowed) {
		log_event(LOG_WARNING, "letter.capped", "to",
		    log_address(agent->addresses[0]), "hold",
		    log_number((gint64)hold->number), NULL);
		return true;
	}
	return tell == CONFIRM_LETTER
	    ? tellheld_letter(apply, hold, agent, error)
	    : tellheld_notice(apply, hold, agent, error);
}
