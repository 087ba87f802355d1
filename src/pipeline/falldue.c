/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keeper's round over tickets. What was told is noted on the ticket in the
 * transaction that has the letters, so that each is written once however often
 * a round is begun. A ticket must never be looked at that nothing is due on:
 * there may be very many of them. */
#include "pipeline/falldue.h"
#include "base/clock.h"
#include "base/log.h"
#include "pipeline/overdue.h"
#include "pipeline/silence.h"
#include "store/order.h"
#include "store/tickets.h"

/* One ticket, as it is now: a mail may have come since the look. */
static bool
falldue_ticket(struct inbox *inbox, struct kv_txn *txn, guint64 number,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	struct apply apply = { .accept = &inbox->accept,
		.txn = txn,
		.ticket = tickets_get(txn, number, &problem),
		.now = clock_now() };
	bool changed = false, done = problem == NULL;

	if (apply.ticket != NULL)
		done = overdue_ticket(&apply, &changed, &problem) &&
		    silence_ticket(&apply, &changed, &problem) &&
		    (!changed || tickets_put(txn, apply.ticket, &problem));
	apply_clear(&apply);
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	return done;
}

static bool
falldue_page(struct inbox *inbox, const guint64 *numbers, guint n,
    GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);

	if (txn == NULL)
		return false;
	for (guint i = 0; i < n; i++)
		if (!falldue_ticket(inbox, txn, numbers[i], error))
			return false;
	return archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

/* One that fails takes its page along; then each is tried by itself. */
static bool
falldue_pages(struct inbox *inbox, const guint64 *numbers, guint n, guint page,
    GError **error)
{
	for (guint i = 0; i < n; i += page) {
		g_autoptr(GError) problem = NULL;
		guint size = MIN(page, n - i);
		if (falldue_page(inbox, numbers + i, size, &problem))
			continue;
		if (fail_is(problem, FAIL_STORE) ||
		    fail_is(problem, FAIL_TEMPORARY)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (size > 1) {
			if (!falldue_pages(inbox, numbers + i, size, 1, error))
				return false;
			continue;
		}
		log_error(LOG_ERROR, "ticket.not-looked-after", problem,
		    "ticket", log_number((gint64)numbers[i]), NULL);
	}
	return true;
}

bool
falldue_run(struct inbox *inbox, bool *letters_out, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_READ, error);

	if (txn == NULL ||
	    !order_due(txn, clock_now(), FALLDUE_ROUND, numbers, error))
		return false;
	kv_abort(g_steal_pointer(&txn));
	if (numbers->len == 0)
		return true;
	inbox_refresh(inbox);
	*letters_out = true;
	return falldue_pages(inbox, (const guint64 *)(void *)numbers->data,
	    numbers->len, FALLDUE_PAGE, error);
}
