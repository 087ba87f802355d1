/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second mail about one matter finds the first. What route/ has found goes
 * before, and nothing here may lead to a ticket that is not the sender's own:
 * an order's number that somebody else has read somewhere is worth nothing. A
 * mail that can not be read back only says nothing. */
#include "pipeline/rejoin.h"
#include "desk/complaint.h"
#include "desk/mentions.h"
#include "desk/routing.h"
#include "desk/samematter.h"
#include "mime/quote.h"
#include "pipeline/clocks.h"
#include "pipeline/history.h"
#include "store/matters.h"
#include "store/tickets.h"

#define REJOIN_HOUR_MS (60 * 60 * G_GINT64_CONSTANT(1000))
#define REJOIN_ENTRIES 16 /* of a ticket, of all kinds */

/* The best so far. */
struct rejoin_search {
	struct apply *apply;
	const struct decide_case *situation;
	struct samematter_mail mail;
	enum samematter_sign sign;
	char *why;
	struct ticket *ticket; /* owned; NULL: none */
};

void
rejoin_clear(rejoin *found)
{
	g_clear_pointer(&found->why, g_free);
}

/* Years of old mail that are taken in at once are all of today, and a machine
 * has no matter. */
static bool
rejoin_is_asked(const struct apply *apply, const struct decide_case *situation)
{
	const struct accept_mail *mail = apply->mail;

	return apply->match->outcome == THREAD_NEW && apply->ticket == NULL &&
	    mail->verdict->class == VERDICT_HUMAN && !mail->backlog &&
	    *mail->from != '\0' && situation->blocked == NULL &&
	    !decide_is_unreadable(situation);
}

/* The numbers of what the sender has open, newest first for each address. */
static bool
rejoin_list(const struct apply *apply, const struct decide_case *situation,
    GArray *out, GError **error)
{
	const char *from = apply->mail->from;
	const struct person *person = situation->person;

	if (!matters_find(apply->txn, from, REJOIN_TICKETS, out, error))
		return false;
	for (guint i = 0; person != NULL && person->addresses[i] != NULL; i++)
		if (!g_str_equal(person->addresses[i], from) &&
		    !matters_find(apply->txn, person->addresses[i],
		        REJOIN_TICKETS, out, error))
			return false;
	return true;
}

static char *
rejoin_text(const struct message *message, const char *words)
{
	return g_strjoin("\n", message->subject, words, NULL);
}

/* Both by when they came and, where both say so, by when they were written: a
 * server that stood still hands on the mails of a week at once. */
static bool
rejoin_is_recent(const struct rejoin_search *search, const struct entry *entry,
    const struct settings_queue *queue)
{
	gint64 span = queue->same_matter_hours * REJOIN_HOUR_MS;
	gint64 date = search->situation->message->date;

	return search->apply->now - entry->received <= span &&
	    (date == 0 || entry->date == 0 ||
	        ABS(date - entry->date) * 1000 <= span);
}

/* One earlier mail of the customer's; keeps what it says if that is more. */
static bool
rejoin_compare(struct rejoin_search *search, const struct ticket *ticket,
    const struct entry *entry, bool *better_out, GError **error)
{
	struct archive *archive = search->apply->accept->store->archive;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) record =
	    archive_read(archive, &entry->record, &problem);
	g_autoptr(message) message = record != NULL
	    ? message_decode(record, entry->raw.length, NULL)
	    : NULL;
	g_autofree char *why = NULL;

	if (problem != NULL && fail_is(problem, FAIL_STORE)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (message == NULL)
		return true;
	g_autofree char *words = history_words(entry, message);
	g_autofree char *text = rejoin_text(message, words);
	struct samematter_mail earlier = { entry->mentions, message->parts,
		text, ticket->queue, ticket->category };
	enum samematter_sign sign =
	    samematter_compare(&search->mail, &earlier, &why);
	if (sign <= search->sign)
		return true;
	search->sign = sign;
	g_free(search->why);
	search->why = g_steal_pointer(&why);
	*better_out = true;
	return true;
}

/* The customer's newest mails on a ticket. *better_out: one of them says more
 * than all before. */
static bool
rejoin_look(struct rejoin_search *search, const struct ticket *ticket,
    bool *better_out, GError **error)
{
	const struct settings_queue *queue =
	    clocks_queue(search->apply->accept->settings, ticket);
	guint seen = 0, mails = 0;

	if (queue == NULL || queue->same_matter_hours == 0 ||
	    ticket_has_tag(ticket, DECIDE_SPAM))
		return true;
	for (guint32 seq = ticket->entries;
	     seq-- > 0 && seen++ < REJOIN_ENTRIES && mails < REJOIN_MAILS;) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(entry) entry = tickets_get_entry(search->apply->txn,
		    ticket->number, seq, &problem);

		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (entry == NULL || entry->kind != ENTRY_CUSTOMER ||
		    entry->seat != 0 || entry->record.segment == 0 ||
		    !rejoin_is_recent(search, entry, queue))
			continue;
		mails++;
		if (!rejoin_compare(search, ticket, entry, better_out, error))
			return false;
	}
	return true;
}

static bool
rejoin_search_all(struct rejoin_search *search, const GArray *numbers,
    GError **error)
{
	for (guint i = 0; i < numbers->len; i++) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(ticket) ticket = tickets_get(search->apply->txn,
		    g_array_index(numbers, guint64, i), &problem);
		bool better = false;

		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (ticket == NULL)
			continue;
		if (!rejoin_look(search, ticket, &better, error))
			return false;
		if (better) {
			ticket_free(search->ticket);
			search->ticket = g_steal_pointer(&ticket);
		}
	}
	return true;
}

/* What the mail names, and in which queue it would be. */
static bool
rejoin_read(struct rejoin_search *search, const GArray *numbers, GError **error)
{
	const struct decide_case *situation = search->situation;
	const struct message *message = situation->message;
	g_autofree char *words = message->kept->len > 0
	    ? quote_join(message->text, message->kept)
	    : g_strdup(message->text);
	g_autofree char *text = rejoin_text(message, words);
	const char *const texts[] = { message->subject, words, NULL };
	g_autoptr(GPtrArray) mentions =
	    mentions_find(texts, &situation->settings->desk);
	g_autoptr(routing) routing = routing_find(situation);

	search->mail = (struct samematter_mail){ mentions, message->parts, text,
		routing->queue != NULL ? routing->queue->name : NULL,
		routing->category };
	return rejoin_search_all(search, numbers, error);
}

/* Why the mail does not go onto that ticket; NULL when it does. */
static const char *
rejoin_problem(const struct apply *apply, const struct ticket *ticket)
{
	const struct accept_mail *mail = apply->mail;
	const struct ticket_seat *customer =
	    g_ptr_array_index(ticket->seats, 0);

	if (mail->verdict->auth == VERDICT_AUTH_NONE)
		return "the sender is not authenticated";
	if (!customer->verified)
		return "whoever opened that one was not authenticated";
	if (complaint_is_ticket(apply->accept->settings, ticket))
		return "that one is a complaint";
	if (mail->message->in_reply_to[0] != NULL ||
	    mail->message->references[0] != NULL)
		return "it is a reply to something else";
	return NULL;
}

static void
rejoin_take(struct rejoin_search *search, struct decide_case *situation,
    rejoin *found)
{
	struct apply *apply = search->apply;
	int seat;

	found->why = g_steal_pointer(&search->why);
	found->apart = rejoin_problem(apply, search->ticket);
	if (found->apart != NULL) {
		situation->same = search->ticket->number;
		situation->same_why = found->why;
		situation->same_apart = found->apart;
		return;
	}
	apply->ticket = g_steal_pointer(&search->ticket);
	apply->before = standing_of(apply->ticket);
	seat = ticket_find_present(apply->ticket, apply->mail->from);
	apply->seat = seat < 0 ? 0 : (guint32)seat;
	situation->joins = found->why;
	situation->origin = DECIDE_CUSTOMER;
	situation->ticket = apply->ticket;
}

bool
rejoin_find(struct apply *apply, struct decide_case *situation, rejoin *found,
    GError **error)
{
	struct rejoin_search search = { .apply = apply,
		.situation = situation };
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	bool good = true;

	if (!rejoin_is_asked(apply, situation))
		return true;
	if (!rejoin_list(apply, situation, numbers, error))
		return false;
	if (numbers->len > 0)
		good = rejoin_read(&search, numbers, error);
	if (good && search.ticket != NULL)
		rejoin_take(&search, situation, found);
	ticket_free(search.ticket);
	g_free(search.why);
	return good;
}

void
rejoin_mark(const struct apply *apply, const struct decision *decision)
{
	if (decision->told_same)
		apply->ticket->flags |= TICKET_TOLD_SAME;
}
