/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which ticket a mail belongs to. Only a token or an id of ours under our MAC,
 * or a foreign id or a number in a mail of somebody who is on that ticket,
 * leads anywhere; a subject and a name never do. What may be done with what was
 * found is trust.c's word alone, and losing the token is an ordinary day. */
#include "route/thread.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "base/escape.h"
#include "model/hold.h"
#include "model/letter.h"
#include "route/holder.h"

/* What the match is made from; match grows step by step. */
struct finder {
	const GPtrArray *clues;
	const struct thread_mail *mail;
	const char *from;
	const struct verdict *verdict;
	const struct settings *conf;
	const struct keyring *ring;
	gint64 now;
	struct thread_match *match;
};

void
thread_match_free(struct thread_match *match)
{
	if (!match)
		return;
	g_free(match->agent);
	g_free(match->detail);
	g_ptr_array_unref(match->steps);
	g_free(match);
}

static void add_step(struct finder *finder, const struct thread_clue *clue,
    const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
add_step(struct finder *finder, const struct thread_clue *clue,
    const char *format, ...)
{
	GString *step = g_string_new(NULL);
	va_list arguments;

	if (clue) {
		g_autofree char *text = escape_text(clue->text, 0);

		g_string_printf(step, "%s %s: ", clue->where, text);
	}
	va_start(arguments, format);
	g_string_append_vprintf(step, format, arguments);
	va_end(arguments);
	g_ptr_array_add(finder->match->steps, g_string_free(step, FALSE));
}

static bool
is_lifted(const struct finder *finder, enum hold_cause cause)
{
	return (finder->verdict->lifted & hold_bit(cause)) != 0;
}

/* Whether such a token leads anywhere. An answer to a confirm letter that did
 * not count, and was released, is a mail like any other. */
static bool
is_leading(const struct finder *finder, const struct thread_clue *clue)
{
	if (clue->token.role == TOKEN_CONFIRM)
		return !is_lifted(finder, HOLD_CONFIRM_VOID);
	if (clue->token.role == TOKEN_RATING)
		return clue->known;
	return holder_is_agent_token(clue) ||
	    clue->token.role == TOKEN_IDENTITY ||
	    clue->token.role == TOKEN_CUSTOMER ||
	    clue->token.role == TOKEN_PARTICIPANT;
}

static struct thread_match *
hold(struct finder *finder, enum hold_cause cause, const char *detail)
{
	struct thread_match *match = finder->match;

	match->outcome = THREAD_HELD;
	match->cause = cause;
	if (match->cell != TRUST_REFUSE)
		match->cell = TRUST_HOLD;
	g_free(match->detail);
	match->detail = g_strdup(detail);
	add_step(finder, NULL, "held: %s", hold_cause_text(cause));
	return match;
}

/* The first valid token; *other_out the first that says something else. */
static const struct thread_clue *
find_token(struct finder *finder, const struct thread_clue **other_out)
{
	const struct thread_clue *first = NULL;

	*other_out = NULL;
	for (guint i = 0; i < finder->clues->len; i++) {
		const struct thread_clue *clue = finder->clues->pdata[i];

		if (clue->kind != THREAD_TOKEN)
			continue;
		if (!holder_verify(clue, finder->from, finder->conf,
		        finder->ring, finder->now)) {
			finder->match->forged++;
			add_step(finder, clue,
			    "forged, or of a key that is not good any more");
			continue;
		}
		add_step(finder, clue,
		    "valid %s token, number %" G_GUINT64_FORMAT,
		    token_role_name(clue->token.role), clue->token.number);
		if (!is_leading(finder, clue))
			continue;
		if (!first)
			first = clue;
		else if (!*other_out && !holder_is_same(first, clue))
			*other_out = clue;
	}
	if (finder->match->steps->len == 0)
		add_step(finder, NULL,
		    "no reply address of ours in To, Cc, Delivered-To, "
		    "X-Original-To, Envelope-To, X-Envelope-To, "
		    "X-Forwarded-To");
	return first;
}

/* The seat on the ticket as it is now, and what the token says itself: markers
 * are bound to the latter. */
static void
take_token(struct thread_match *match, const struct thread_clue *clue)
{
	match->role = clue->token.role;
	match->key_id = clue->token.key_id;
	match->token_ticket = clue->token.number;
	match->token_seat = clue->token.seat;
	match->ticket = clue->ticket;
	match->seat =
	    holder_is_agent_token(clue) ? clue->token.seat : clue->seat;
	match->agent = g_strdup(clue->agent);
}

/* When the notice was written that the mail answers: the first id of ours in
 * In-Reply-To, else the newest in References. */
static gint64
find_notice(const struct finder *finder)
{
	for (guint i = 0; i < finder->clues->len; i++) {
		const struct thread_clue *clue = finder->clues->pdata[i];

		if (clue->kind == THREAD_OWN_ID && clue->known &&
		    clue->letter_kind == LETTER_NOTICE &&
		    clue->ticket == finder->match->ticket)
			return clue->written;
	}
	return 0;
}

/* A released stranger's mail is kept on the ticket and goes no further. */
static struct thread_match *
refuse(struct finder *finder)
{
	if (!is_lifted(finder, HOLD_AGENT_STRANGER))
		return hold(finder, HOLD_AGENT_STRANGER, finder->from);
	finder->match->cell = TRUST_APPEND_THIRD_PARTY;
	finder->match->outcome = THREAD_CUSTOMER;
	finder->match->role = TOKEN_CUSTOMER;
	finder->match->seat = 0;
	return finder->match;
}

/* Why an agent's mail that DMARC proves may be somebody's who got hold of an
 * old one: a signature covers To, Cc and Date, and neither the envelope nor the
 * day on which it is brought. NULL when nothing says so. */
static const char *
problem_of_replay(const struct finder *finder, const struct thread_clue *clue)
{
	const struct thread_mail *mail = finder->mail;
	gint64 came = mail->came != 0 ? mail->came : finder->now;

	if (mail->verdict->auth != VERDICT_AUTH_DMARC)
		return NULL;
	if (!g_str_equal(clue->where, "To") && !g_str_equal(clue->where, "Cc"))
		return "the reply address stands in neither To nor Cc";
	if (mail->date == 0)
		return "it has no Date";
	if (ABS(came - mail->date) > THREAD_FRESH_MS)
		return "its Date is more than 7 days from when it came";
	return NULL;
}

/* Who wrote it, seen from the token; *why_out says why he is not proved. */
static enum trust_sender
judge(struct finder *finder, const struct thread_clue *clue,
    const char **why_out)
{
	enum trust_sender sender =
	    holder_judge(clue, finder->from, finder->verdict, finder->conf);

	*why_out = finder->verdict->auth_reason;
	if (sender != TRUST_HOLDER_AUTHENTICATED ||
	    !holder_is_agent_token(clue))
		return sender;
	const char *problem = problem_of_replay(finder, clue);
	if (!problem)
		return sender;
	*why_out = problem;
	add_step(finder, clue, "may be an old mail sent again: %s", problem);
	return TRUST_HOLDER_UNPROVED;
}

static struct thread_match *
follow_token(struct finder *finder, const struct thread_clue *clue)
{
	static const char *const senders[] = { "the holder, authenticated",
		"the holder, not authenticated", "somebody else" };
	const char *why = NULL;
	enum trust_sender sender = judge(finder, clue, &why);
	enum trust_cell cell = holder_decide(clue, sender);

	take_token(finder->match, clue);
	finder->match->registered = sender == TRUST_HOLDER_AUTHENTICATED;
	finder->match->cell = cell;
	add_step(finder, clue, "From is %s: %s", senders[sender],
	    trust_cell_name(cell));
	switch (cell) {
	case TRUST_ACT:
		finder->match->outcome = clue->token.role == TOKEN_DESK
		    ? THREAD_FORWARD
		    : THREAD_AGENT;
		finder->match->notice = find_notice(finder);
		return finder->match;
	case TRUST_HOLD:
		return hold(finder, HOLD_AGENT_UNVERIFIED, why);
	case TRUST_REFUSE:
		return refuse(finder);
	default:
		finder->match->outcome = THREAD_CUSTOMER;
		return finder->match;
	}
}

static bool
is_machine(guint32 class)
{
	return class == VERDICT_BOUNCE || class == VERDICT_DELAY ||
	    class == VERDICT_COMPLAINT || class == VERDICT_RECEIPT ||
	    class == VERDICT_AUTOMATIC;
}

/* A machine's mail that names a letter of ours by what only its recipient and
 * the servers on its way have seen. */
static struct thread_match *
find_returned(struct finder *finder, enum thread_clue_kind kind)
{
	struct thread_match *match = finder->match;

	for (guint i = 0; i < finder->clues->len; i++) {
		const struct thread_clue *clue = finder->clues->pdata[i];

		if (clue->kind != kind || !clue->known ||
		    !is_machine(finder->verdict->class))
			continue;
		match->outcome = THREAD_RETURNED;
		match->cell = TRUST_APPEND_THIRD_PARTY;
		match->letter = clue->letter;
		match->letter_kind = clue->letter_kind;
		match->ticket = clue->ticket;
		match->seat = clue->seat;
		add_step(finder, clue,
		    "a machine's mail about letter %" G_GUINT64_FORMAT,
		    clue->letter);
		return match;
	}
	return NULL;
}

/* Why an answer to a confirm letter does not count; NULL when it does, as far
 * as route/ can tell. That the token is of this hold and this agent has been
 * verified; From alone may say who it is, for the letter went to the agent's
 * mailbox and nowhere else. */
static const char *
problem_of_confirm(const struct finder *finder, const struct thread_clue *clue)
{
	const struct settings_agent *agent = clue->agent
	    ? settings_agent_by_name(finder->conf, clue->agent)
	    : NULL;

	if (!clue->known || !agent)
		return "no such held mail of an agent's";
	if (agent->disabled)
		return "the agent is disabled";
	if (holder_judge(clue, finder->from, finder->verdict, finder->conf) ==
	    TRUST_SOMEBODY_ELSE)
		return "From is not that agent's address";
	if (finder->verdict->class != VERDICT_HUMAN)
		return "no human wrote it";
	return clue->held ? NULL : "released or dropped before";
}

static struct thread_match *
follow_confirm(struct finder *finder, const struct thread_clue *clue)
{
	struct thread_match *match = find_returned(finder, THREAD_OWN_ID);
	const char *problem = problem_of_confirm(finder, clue);

	if (match)
		return match;
	match = finder->match;
	take_token(match, clue);
	match->hold = clue->token.number;
	if (problem) {
		g_autofree char *detail =
		    g_strdup_printf("hold %" G_GUINT64_FORMAT ": %s",
		        match->hold, problem);
		return hold(finder, HOLD_CONFIRM_VOID, detail);
	}
	add_step(finder, clue, "confirms hold %" G_GUINT64_FORMAT, match->hold);
	match->outcome = THREAD_CONFIRM;
	match->cell = TRUST_ACT;
	return match;
}

/* Why an id does not lead to its ticket; NULL when it does. */
static const char *
problem_of_id(const struct finder *finder, const struct thread_clue *clue)
{
	if (!clue->known || clue->ticket == 0)
		return "leads to no ticket";
	if (!holder_is_proved(finder->from, finder->verdict))
		return "From is not authenticated";
	if (clue->kind == THREAD_FOREIGN_ID || clue->kind == THREAD_NUMBER)
		return clue->on_ticket ? NULL : "From is not on that ticket";
	/* A notice's recipient is an agent, and without his token nobody can
	 * tell an answer from a note. */
	if (clue->letter_kind != LETTER_ANSWER &&
	    clue->letter_kind != LETTER_ACKNOWLEDGEMENT &&
	    clue->letter_kind != LETTER_DESK)
		return "not a letter to a customer";
	return holder_is_from(clue, finder->from)
	    ? NULL
	    : "From is not the letter's recipient";
}

/* In the order in which they are believed; a token is none of them. */
static const struct {
	enum thread_clue_kind kinds[2];
	const char *absent;
} leads[] = {
	{ { THREAD_OWN_ID, THREAD_BOUNCE },
	    "no Message-ID of ours in In-Reply-To and References" },
	{ { THREAD_FOREIGN_ID, THREAD_FOREIGN_ID },
	    "no other Message-ID there" },
	{ { THREAD_NUMBER, THREAD_NUMBER },
	    "no ticket's number in the subject, or on a forward" },
};

static struct thread_match *
find_by_lead(struct finder *finder, guint lead)
{
	struct thread_match *match = finder->match;
	bool absent = true;

	for (guint i = 0; i < finder->clues->len; i++) {
		const struct thread_clue *clue = finder->clues->pdata[i];
		const char *problem;

		if (clue->kind != leads[lead].kinds[0] &&
		    clue->kind != leads[lead].kinds[1])
			continue;
		absent = false;
		problem = problem_of_id(finder, clue);
		add_step(finder, clue, "%s",
		    problem ? problem : "From is its holder, authenticated");
		if (problem)
			continue;
		match->outcome = THREAD_CUSTOMER;
		match->cell = TRUST_APPEND;
		match->ticket = clue->ticket;
		match->seat = clue->seat;
		return match;
	}
	if (absent)
		add_step(finder, NULL, "%s", leads[lead].absent);
	return NULL;
}

/* Mail that says it is an agent's but carries no token of his: sent on to the
 * customer or made a ticket of, it would be wrong either way. */
static struct thread_match *
find_agent(struct finder *finder)
{
	const struct settings_agent *agent =
	    settings_agent_by_address(finder->conf, finder->from);
	struct thread_match *match = finder->match;

	if (!agent || is_lifted(finder, HOLD_AGENT_NO_TOKEN))
		return NULL;
	match->agent = g_strdup(agent->name);
	if (finder->verdict->forwards &&
	    holder_is_proved_agent(finder->verdict, finder->conf)) {
		add_step(finder, NULL, "an agent, authenticated, with #fwd");
		match->outcome = THREAD_FORWARD;
		match->cell = TRUST_ACT;
		return match;
	}
	match->cell = TRUST_HOLD;
	for (guint i = 0; i < finder->clues->len && match->ticket == 0; i++) {
		const struct thread_clue *clue = finder->clues->pdata[i];

		if (clue->kind == THREAD_OWN_ID && clue->known)
			match->ticket = clue->ticket;
	}
	return hold(finder, HOLD_AGENT_NO_TOKEN, finder->from);
}

/* An automatic answer that opened no ticket, to whom the mail is from. */
static guint64
find_answered(const struct finder *finder)
{
	for (guint i = 0; i < finder->clues->len; i++) {
		const struct thread_clue *clue = finder->clues->pdata[i];

		if (clue->kind == THREAD_OWN_ID && clue->known &&
		    clue->ticket == 0 &&
		    clue->letter_kind == LETTER_ACKNOWLEDGEMENT &&
		    holder_is_proved(finder->from, finder->verdict) &&
		    holder_is_from(clue, finder->from))
			return clue->letter;
	}
	return 0;
}

static struct thread_match *
make_new(struct finder *finder)
{
	finder->match->outcome = THREAD_NEW;
	finder->match->letter = find_answered(finder);
	finder->match->cell = TRUST_NEW;
	add_step(finder, NULL, "nothing leads to a ticket: new");
	return finder->match;
}

/* The table's column without a token. */
static struct thread_match *
find_without_token(struct finder *finder)
{
	struct thread_match *match = find_returned(finder, THREAD_OWN_ID);
	enum trust_cell cell = trust_decide(TRUST_TOKEN_NONE,
	    holder_is_proved(finder->from, finder->verdict)
	        ? TRUST_HOLDER_AUTHENTICATED
	        : TRUST_HOLDER_UNPROVED);

	if (!match)
		match = find_agent(finder);
	if (!match && cell != TRUST_MATCH)
		add_step(finder, NULL,
		    "From is not authenticated: no Message-ID and no number "
		    "counts");
	for (guint i = 0; i < G_N_ELEMENTS(leads); i++)
		if (!match && cell == TRUST_MATCH)
			match = find_by_lead(finder, i);
	return match ? match : make_new(finder);
}

struct thread_match *
thread_find(const GPtrArray *clues, const struct thread_mail *mail,
    const struct settings *conf, const struct keyring *ring, gint64 now)
{
	struct finder finder = { clues, mail, mail->from, mail->verdict, conf,
		ring, now, NULL };
	const struct thread_clue *token, *other;
	struct thread_match *returned;

	finder.match = g_new0(struct thread_match, 1);
	finder.match->steps = g_ptr_array_new_with_free_func(g_free);
	returned = find_returned(&finder, THREAD_BOUNCE);
	if (returned)
		return returned;
	token = find_token(&finder, &other);
	if (other && !is_lifted(&finder, HOLD_TWO_TOKENS)) {
		finder.match->ticket = token->ticket;
		return hold(&finder, HOLD_TWO_TOKENS, other->where);
	}
	if (token && token->token.role == TOKEN_CONFIRM)
		return follow_confirm(&finder, token);
	if (token && token->known)
		return follow_token(&finder, token);
	if (token && !is_lifted(&finder, HOLD_TICKET_GONE))
		return hold(&finder, HOLD_TICKET_GONE, token->where);
	return find_without_token(&finder);
}
