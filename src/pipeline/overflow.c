/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When more mail comes than a person can be told of one by one. A cap here
 * never stops a mail on its way in, and never loses one: what is not told at
 * once is told together, and who floods the desk is folded before everybody
 * else is. */
#include "pipeline/overflow.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/log.h"
#include "desk/roundup.h"
#include "pipeline/freeze.h"
#include "pipeline/history.h"
#include "route/replyaddr.h"
#include "store/folds.h"
#include "store/order.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/tickets.h"
#include <string.h>

#define HOUR_MS G_GINT64_CONSTANT(3600000)

enum overflow_sign
overflow_sender(const struct apply *apply, GError **error)
{
	struct rates_what what = { RATES_SENDER, apply->mail->from, HOUR_MS };
	guint before = 0;

	if (!rates_count(apply->txn, &what, apply->now, &before, error))
		return OVERFLOW_ERROR;
	if (before >= DECIDE_NOTICES_OF_SENDER)
		return OVERFLOW_FOLD;
	return rates_add(apply->txn, what.kind, what.name, apply->now, error)
	    ? OVERFLOW_WRITE
	    : OVERFLOW_ERROR;
}

static enum overflow_sign
overflow_fold(const struct apply *apply, const struct decide_letter *want,
    GError **error)
{
	guint32 seat =
	    people_agent_seat(apply->txn, want->agent, want->to, error);

	if (seat == 0 ||
	    !folds_add(apply->txn, seat, apply->ticket->number, apply->now,
	        error))
		return OVERFLOW_ERROR;
	return OVERFLOW_FOLD;
}

enum overflow_sign
overflow_notice(const struct apply *apply, enum overflow_sign sender,
    const struct decide_letter *want, GError **error)
{
	struct rates_what what = { RATES_NOTICE, want->agent, HOUR_MS };
	guint before = 0;

	if (sender == OVERFLOW_ERROR ||
	    !rates_count(apply->txn, &what, apply->now, &before, error))
		return OVERFLOW_ERROR;
	if (sender == OVERFLOW_FOLD || before >= DECIDE_NOTICES_AN_HOUR)
		return overflow_fold(apply, want, error);
	return rates_add(apply->txn, what.kind, what.name, apply->now, error)
	    ? OVERFLOW_WRITE
	    : OVERFLOW_ERROR;
}

/* One digest on its way. */
struct overflow {
	const struct accept *accept;
	struct kv_txn *txn;
	const struct settings_agent *agent; /* NULL: a supervisor is none */
	const char *to;                     /* NULL: nobody any more */
	guint32 seat;
	gint64 now;
};

struct overflow_ticket {
	struct ticket *ticket;
	guint64 notices;
};

static void
overflow_free(gpointer data)
{
	struct overflow_ticket *one = data;

	ticket_free(one->ticket);
	g_free(one);
}

static bool
overflow_describe(const struct overflow *overflow, struct roundup *roundup,
    const struct ticket *ticket, GError **error)
{
	const struct accept *accept = overflow->accept;
	g_autofree char *holder = address_fold(overflow->to);
	struct token reply = { .role = TOKEN_AGENT,
		.seat = (guint16)overflow->seat,
		.number = ticket->number };
	g_autofree char *token = overflow->agent != NULL
	    ? token_issue(accept->ring, &reply, holder)
	    : NULL;
	g_autoptr(GPtrArray) items = history_load(accept, overflow->txn,
	    ticket->number, ticket->entries, 1, error);

	if (items == NULL)
		return false;
	g_autofree char *address = token != NULL
	    ? replyaddr_make(&accept->settings->desk, token)
	    : g_strdup("");
	const struct history_item *newest =
	    items->len > 0 ? g_ptr_array_index(items, 0) : NULL;
	roundup_describe(roundup, ticket, address,
	    newest != NULL ? newest->text : "");
	return true;
}

static gint
overflow_compare(gconstpointer one, gconstpointer other)
{
	struct key a =
	    order_key((*(struct overflow_ticket *const *)one)->ticket);
	struct key b =
	    order_key((*(struct overflow_ticket *const *)other)->ticket);

	return memcmp(a.octets, b.octets, MIN(a.size, b.size));
}

/* The tickets of the rows (struct overflow_ticket), in the order in which they
 * are worked. */
static GPtrArray *
overflow_load(const struct overflow *overflow, const GArray *rows,
    GError **error)
{
	g_autoptr(GPtrArray) tickets =
	    g_ptr_array_new_with_free_func(overflow_free);

	for (guint i = 0; i < rows->len; i++) {
		const struct folds_row *row =
		    &g_array_index(rows, struct folds_row, i);
		g_autoptr(GError) problem = NULL;
		g_autoptr(ticket) ticket =
		    tickets_get(overflow->txn, row->ticket, &problem);
		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
		if (ticket == NULL)
			continue;
		struct overflow_ticket *one = g_new0(struct overflow_ticket, 1);
		one->ticket = g_steal_pointer(&ticket);
		one->notices = row->mails;
		g_ptr_array_add(tickets, one);
	}
	g_ptr_array_sort(tickets, overflow_compare);
	return g_steal_pointer(&tickets);
}

/* What the agent has not been told of, taken from the store. */
static struct roundup *
overflow_collect(const struct overflow *overflow, const GArray *rows,
    gint64 since, GError **error)
{
	g_autoptr(GPtrArray) tickets = overflow_load(overflow, rows, error);
	g_autoptr(roundup) roundup = roundup_new(overflow->accept->settings,
	    since, overflow->accept->zone);

	for (guint i = 0; tickets != NULL && i < tickets->len; i++) {
		const struct overflow_ticket *one =
		    g_ptr_array_index(tickets, i);
		if (roundup_count(roundup, one->ticket, one->notices) &&
		    !overflow_describe(overflow, roundup, one->ticket, error))
			return NULL;
	}
	return tickets != NULL ? g_steal_pointer(&roundup) : NULL;
}

static bool
overflow_write(const struct overflow *overflow, const struct roundup *roundup,
    GError **error)
{
	const struct settings *settings = overflow->accept->settings;
	g_autofree char *subject = roundup_subject(roundup);
	g_autofree char *text = roundup_text(roundup);
	guint64 number = 0;
	struct freeze_what what = {
		.kind = LETTER_NOTICE,
		.to = overflow->to,
		.to_name = overflow->agent != NULL ? overflow->agent->name : "",
		.from_name = settings->desk.name,
		.subject = subject,
		.text = text,
		.now = overflow->now,
	};

	return freeze_letter(overflow->accept, overflow->txn, &what, &number,
	    error);
}

/* A supervisor who is no agent has a seat under his address, which no agent's
 * name looks like. */
static const char *
overflow_supervisor(const struct settings *settings, const char *name)
{
	for (guint i = 0; i < settings->queues->len; i++) {
		const struct settings_queue *queue =
		    g_ptr_array_index(settings->queues, i);
		for (guint n = 0; queue->supervisor[n] != NULL; n++)
			if (address_equal(queue->supervisor[n], name))
				return queue->supervisor[n];
	}
	return NULL;
}

static void
overflow_find(struct overflow *overflow, const char *name)
{
	const struct settings *settings = overflow->accept->settings;

	overflow->agent = settings_agent_by_name(settings, name);
	if (overflow->agent == NULL)
		overflow->to = overflow_supervisor(settings, name);
	else if (!overflow->agent->disabled)
		overflow->to = overflow->agent->addresses[0];
}

/* Who is no agent any more hears nothing; his colleagues got their own. */
static bool
overflow_run(struct overflow *overflow, GError **error)
{
	g_autoptr(GArray) rows =
	    g_array_new(FALSE, FALSE, sizeof(struct folds_row));
	g_autoptr(GError) problem = NULL;
	g_autofree char *name = NULL, *address = NULL;
	gint64 since = 0;

	if (!folds_take(overflow->txn, overflow->seat, rows, &since, error))
		return false;
	if (people_agent_of_seat(overflow->txn, overflow->seat, &name, &address,
	        &problem))
		overflow_find(overflow, name);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	log_event(LOG_INFO, "digest", "agent", name != NULL ? name : "",
	    "tickets", log_number(rows->len), NULL);
	if (overflow->to == NULL || rows->len == 0)
		return true;
	g_autoptr(roundup) roundup =
	    overflow_collect(overflow, rows, since, error);
	return roundup != NULL && overflow_write(overflow, roundup, error);
}

static bool
overflow_one(struct inbox *inbox, guint32 seat, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	struct overflow overflow = { .accept = &inbox->accept,
		.txn = txn,
		.seat = seat,
		.now = clock_now() };

	return txn != NULL && overflow_run(&overflow, error) &&
	    archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

bool
overflow_send(struct inbox *inbox, bool *letters_out, GError **error)
{
	g_autoptr(GArray) seats = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);

	if (txn == NULL ||
	    !folds_due(txn, clock_now() - OVERFLOW_WAIT_MS, seats, error))
		return false;
	kv_abort(g_steal_pointer(&txn));
	for (guint i = 0; i < seats->len; i++)
		if (!overflow_one(inbox, g_array_index(seats, guint32, i),
		        error))
			return false;
	*letters_out = seats->len > 0;
	return true;
}
