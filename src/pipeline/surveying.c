/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surveys and votes, in the store. A closure is written in the transaction that
 * freezes the letter with its addresses, so that no address is ever out that
 * nothing stands behind; and a vote in the one that keeps the mail. Nothing
 * here writes to the customer: whoever has voted is left in peace. */
#include "pipeline/surveying.h"
#include "base/strings.h"
#include "desk/display.h"
#include "desk/survey.h"
#include "mime/quote.h"
#include "pipeline/bymail.h"
#include "pipeline/clocks.h"
#include "pipeline/restate.h"
#include "pipeline/supervise.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/closures.h"
#include "store/tickets.h"

/* The ticket's last one, NULL in *out for none. */
static bool
surveying_last(const struct apply *apply, struct closure **out, GError **error)
{
	g_autoptr(GError) problem = NULL;

	*out = NULL;
	if (apply->ticket == NULL || apply->ticket->closure == 0)
		return true;
	*out = closures_get(apply->txn, apply->ticket->closure, &problem);
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

/* "it is solved", and the answer that solves it. */
static bool
surveying_fits(const struct decide_letter *want)
{
	return want->seat == 0 &&
	    ((want->kind == LETTER_DESK &&
	         g_strcmp0(want->template, "solved") == 0) ||
	        (want->kind == LETTER_ANSWER &&
	            g_strcmp0(want->template, "answer") == 0));
}

/* An address a step, from the worst; the caller frees with g_strfreev(). */
static char **
surveying_addresses(const struct apply *apply, guint64 closure)
{
	const struct accept *accept = apply->accept;
	const struct ticket_seat *customer =
	    g_ptr_array_index(apply->ticket->seats, 0);
	char **addresses = g_new0(char *, CLOSURE_BEST + 1);

	for (guint16 step = CLOSURE_WORST; step <= CLOSURE_BEST; step++) {
		struct token what = {
			.role = TOKEN_RATING, .seat = step, .number = closure
		};
		g_autofree char *token =
		    token_issue(accept->ring, &what, customer->address);
		addresses[step - CLOSURE_WORST] =
		    replyaddr_make(&accept->settings->desk, token);
	}
	return addresses;
}

bool
surveying_ask(const struct apply *apply, const struct decide_letter *want,
    const char *language, char **out, GError **error)
{
	struct ticket *ticket = apply->ticket;
	const struct settings_queue *queue =
	    clocks_queue(apply->accept->settings, ticket);
	g_autoptr(closure) last = NULL;
	g_autoptr(closure) closure = closure_new();

	*out = NULL;
	if (!surveying_fits(want))
		return true;
	if (!surveying_last(apply, &last, error))
		return false;
	if (!survey_is_due(ticket, queue, last))
		return true;
	closure->number = closures_take_number(apply->txn, error);
	if (closure->number == 0)
		return false;
	closure->ticket = ticket->number;
	strings_set(&closure->queue, ticket->queue);
	strings_set(&closure->agent,
	    want->agent != NULL ? want->agent : ticket->assignee);
	strings_set(&closure->language, language);
	closure->solved = ticket->solved;
	closure->asked = apply->now;
	ticket->closure = closure->number;
	g_auto(GStrv) addresses = surveying_addresses(apply, closure->number);
	*out = survey_text(apply->accept->templates, language, addresses);
	return closures_put(apply->txn, closure, error) &&
	    tickets_put(apply->txn, ticket, error);
}

bool
surveying_find(const struct apply *apply, struct closure **closure_out,
    guint *vote_out, GError **error)
{
	const struct thread_match *match = apply->match;
	g_autoptr(GError) problem = NULL;

	*vote_out = 0;
	if (match->role != TOKEN_RATING)
		return surveying_last(apply, closure_out, error);
	*vote_out = match->token_seat;
	*closure_out = closures_get(apply->txn, match->token_ticket, &problem);
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

/* What a supervisor reads. */
static char *
surveying_words(const struct apply *apply, const struct closure *closure)
{
	const struct message *message = apply->mail->message;
	const struct ticket_seat *seat =
	    g_ptr_array_index(apply->ticket->seats, 0);
	g_autofree char *customer = display_person(seat->name, seat->address);
	g_autofree char *joined = quote_join(message->text, message->kept);
	g_autofree char *scrubbed =
	    replyaddr_scrub(apply->accept->settings, joined);
	g_autofree char *comment = display_clean(scrubbed, DISPLAY_LINES);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out,
	    "Rated: %u of %u, %s\nSolved by: %s\nQueue: %s\nFrom: %s\n",
	    closure->vote, CLOSURE_BEST, survey_step_name(closure->vote),
	    *closure->agent != '\0' ? closure->agent : "nobody in particular",
	    closure->queue, customer);
	if (*g_strstrip(comment) != '\0')
		g_string_append_printf(out, "\n%s\n", comment);
	return g_string_free(out, FALSE);
}

/* Who voted and what, by numbers: the audit outlives the mail. */
static bool
surveying_audit(const struct apply *apply, const struct entry *entry,
    const struct closure *closure, guint before, GError **error)
{
	g_autofree char *actor = bymail_actor(apply);
	g_autofree char *why = g_strdup_printf("entry %u", entry->seq);
	g_autofree char *words = before == 0
	    ? g_strdup_printf("closure %" G_GUINT64_FORMAT ", %u",
	          closure->number, closure->vote)
	    : g_strdup_printf("closure %" G_GUINT64_FORMAT ", %u to %u",
	          closure->number, before, closure->vote);
	struct restate restate = { apply->txn, apply->ticket, actor, why,
		apply->now };

	return restate_note(&restate, "rating.vote", words, error);
}

bool
surveying_count(const struct apply *apply, const struct entry *entry,
    const struct decision *decision, GError **error)
{
	g_autoptr(closure) closure = NULL;
	guint unused = 0;

	if (decision->vote == 0)
		return true;
	if (!surveying_find(apply, &closure, &unused, error))
		return false;
	g_assert(closure != NULL); /* no vote is decided upon without */
	guint before = closure->vote;
	if (before == decision->vote)
		return true;
	closure->vote = decision->vote;
	closure->voted = apply->now;
	closure->changes += before != 0;
	return closures_put(apply->txn, closure, error) &&
	    surveying_audit(apply, entry, closure, before, error) &&
	    (!survey_is_low(clocks_queue(apply->accept->settings,
	                        apply->ticket),
	         closure->vote) ||
	        supervise_unasked(apply, "rated-low",
	            surveying_words(apply, closure), closure->agent, error));
}
