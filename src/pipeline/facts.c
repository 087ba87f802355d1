/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between route/, which is pure, and the store: what a token, an id or a
 * Message-ID in a mail stands for. Redirects of merged tickets are followed
 * here. Nothing is decided here and nothing written. */
#include "pipeline/facts.h"
#include "base/clock.h"
#include "route/clues.h"
#include "store/closures.h"
#include "store/directory.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/people.h"
#include "store/tickets.h"

/* Sets ticket and seat where they lead now; the holder stays whom the token was
 * made for. */
static bool
facts_follow(struct kv_txn *txn, struct thread_clue *clue, guint64 ticket,
    guint32 seat, GError **error)
{
	clue->ticket = ticket;
	clue->seat = seat;
	return tickets_follow(txn, &clue->ticket, &clue->seat, error);
}

/* A customer's or participant's token: the seat that it names has the address
 * that its MAC covers. A seat that is not there makes it unknown, no error. */
static bool
facts_seat_token(struct kv_txn *txn, struct thread_clue *clue, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket =
	    tickets_get(txn, clue->token.number, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL || clue->token.seat >= ticket->seats->len)
		return true;
	const struct ticket_seat *seat =
	    g_ptr_array_index(ticket->seats, clue->token.seat);
	clue->known = TRUE;
	clue->holder = g_strdup(seat->address);
	return facts_follow(txn, clue, ticket->number, clue->token.seat, error);
}

/* It was made for whoever is registered, who has no seat on the ticket. */
static bool
facts_identity_token(struct kv_txn *txn, struct thread_clue *clue,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket =
	    tickets_get(txn, clue->token.number, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL || *ticket->identity_to == '\0')
		return true;
	clue->known = TRUE;
	clue->holder = g_strdup(ticket->identity_to);
	return facts_follow(txn, clue, ticket->number, 0, error);
}

/* A rating address is its ticket's customer's, and the seat in it is the vote.
 */
static bool
facts_rating_token(struct kv_txn *txn, struct thread_clue *clue, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(closure) closure =
	    closures_get(txn, clue->token.number, &problem);
	g_autoptr(ticket) ticket = closure != NULL
	    ? tickets_get(txn, closure->ticket, &problem)
	    : NULL;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL || ticket->seats->len == 0 ||
	    clue->token.seat < CLOSURE_WORST || clue->token.seat > CLOSURE_BEST)
		return true;
	const struct ticket_seat *customer =
	    g_ptr_array_index(ticket->seats, 0);
	clue->known = TRUE;
	clue->holder = g_strdup(customer->address);
	return facts_follow(txn, clue, ticket->number, 0, error);
}

/* An agent's token names a store-wide seat; which agent that is, and whether he
 * may still act, is looked at now and not when the token was made. */
static bool
facts_agent_token(struct kv_txn *txn, struct thread_clue *clue, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = NULL;
	bool agent = people_agent_of_seat(txn, clue->token.seat, &clue->agent,
	    &clue->holder, &problem);

	if (agent)
		ticket = tickets_get(txn, clue->token.number, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	clue->known =
	    agent && (clue->token.role == TOKEN_DESK || ticket != NULL);
	return ticket == NULL ||
	    facts_follow(txn, clue, ticket->number, 0, error);
}

/* A confirm token names a held mail and, by the seat, whose it is. */
static bool
facts_confirm_token(struct kv_txn *txn, struct thread_clue *clue,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(hold) hold = NULL;
	bool agent = people_agent_of_seat(txn, clue->token.seat, &clue->agent,
	    &clue->holder, &problem);

	if (agent)
		hold = holds_get(txn, clue->token.number, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (hold == NULL || !g_str_equal(hold->agent, clue->agent))
		return true;
	clue->known = TRUE;
	clue->held = hold->state == HOLD_HELD;
	clue->ticket = hold->ticket;
	return true;
}

static bool
facts_token(struct kv_txn *txn, struct thread_clue *clue, GError **error)
{
	switch (clue->token.role) {
	case TOKEN_CUSTOMER:
	case TOKEN_PARTICIPANT:
		return facts_seat_token(txn, clue, error);
	case TOKEN_AGENT:
	case TOKEN_NOTE:
	case TOKEN_DESK:
		return facts_agent_token(txn, clue, error);
	case TOKEN_RATING:
		return facts_rating_token(txn, clue, error);
	case TOKEN_IDENTITY:
		return facts_identity_token(txn, clue, error);
	case TOKEN_CONFIRM:
		return facts_confirm_token(txn, clue, error);
	default:
		return true;
	}
}

/* Our own id or bounce address: the letter leads to ticket and recipient. */
static bool
facts_letter(struct kv_txn *txn, struct thread_clue *clue, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = NULL;
	g_autoptr(letter) letter = letters_get(txn, clue->letter, &problem);

	if (letter != NULL && letter->ticket != 0)
		ticket = tickets_get(txn, letter->ticket, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (letter == NULL)
		return true;
	clue->known = TRUE;
	clue->holder = g_strdup(letter->to);
	clue->letter_kind = letter->kind;
	clue->written = letter->created;
	if (ticket == NULL)
		return true;
	int seat = ticket_find_seat(ticket, letter->to);
	return facts_follow(txn, clue, letter->ticket,
	    seat < 0 ? 0 : (guint32)seat, error);
}

/* From's seat on a ticket, by any registered address of the same person; -1
 * none. */
static bool
facts_seat(struct kv_txn *txn, const struct ticket *ticket, const char *from,
    int *seat_out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = NULL;

	*seat_out = ticket_find_present(ticket, from);
	if (*seat_out < 0)
		person = directory_find(txn, from, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	for (guint i = 0; person && person->addresses[i] && *seat_out < 0; i++)
		*seat_out = ticket_find_present(ticket, person->addresses[i]);
	return true;
}

/* A ticket that anybody can name: it only counts for somebody on it. */
static bool
facts_foreign(struct kv_txn *txn, struct thread_clue *clue, const char *from,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = NULL;
	guint64 number = clue->kind == THREAD_NUMBER
	    ? clue->token.number
	    : tickets_find_message_id(txn, clue->text, &problem);
	int seat = -1;

	if (number != 0 && problem == NULL)
		ticket = tickets_get(txn, number, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL)
		return true;
	if (!facts_seat(txn, ticket, from, &seat, error))
		return false;
	clue->known = TRUE;
	clue->on_ticket = seat >= 0;
	return facts_follow(txn, clue, number, seat < 0 ? 0 : (guint32)seat,
	    error);
}

/* Whether From and the holder are one person of the directory. */
static bool
facts_person(struct kv_txn *txn, struct thread_clue *clue, const char *from,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = NULL;

	if (clue->holder == NULL || *from == '\0')
		return true;
	person = directory_find(txn, clue->holder, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	clue->same_person = person != NULL &&
	    g_strv_contains((const char *const *)person->addresses, from);
	return true;
}

bool
facts_of(struct kv_txn *txn, struct thread_clue *clue, const char *from,
    GError **error)
{
	switch (clue->kind) {
	case THREAD_TOKEN:
		return facts_token(txn, clue, error) &&
		    facts_person(txn, clue, from, error);
	case THREAD_BOUNCE:
	case THREAD_OWN_ID:
		return facts_letter(txn, clue, error) &&
		    facts_person(txn, clue, from, error);
	case THREAD_FOREIGN_ID:
	case THREAD_NUMBER:
		return facts_foreign(txn, clue, from, error);
	}
	g_assert_not_reached();
}

GPtrArray *
facts_clues(const struct accept *accept, struct kv_txn *txn,
    const struct accept_mail *mail, GError **error)
{
	g_autoptr(GPtrArray) clues = clues_gather(mail->header,
	    accept->settings, accept->ring, clock_now());

	if (mail->message != NULL)
		clues_add_subject(clues, mail->message->subject,
		    accept->settings);
	for (guint i = 0; txn != NULL && i < clues->len; i++)
		if (!facts_of(txn, g_ptr_array_index(clues, i), mail->from,
		        error))
			return NULL;
	return g_steal_pointer(&clues);
}

struct thread_mail
facts_mail(const struct accept_mail *mail)
{
	return (struct thread_mail){ .from = mail->from,
		.verdict = mail->verdict,
		.date = mail->message->date * 1000,
		.came = mail->internaldate };
}

struct thread_match *
facts_match(const struct accept *accept, struct kv_txn *txn,
    const struct accept_mail *mail, GError **error)
{
	g_autoptr(GPtrArray) clues = facts_clues(accept, txn, mail, error);

	return clues != NULL ? facts_match_by(accept, mail, clues) : NULL;
}

struct thread_match *
facts_match_by(const struct accept *accept, const struct accept_mail *mail,
    const GPtrArray *clues)
{
	struct thread_mail what = facts_mail(mail);

	return thread_find(clues, &what, accept->settings, accept->ring,
	    clock_now());
}
