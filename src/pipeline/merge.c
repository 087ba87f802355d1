/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tickets become one. Entries stay where they were written, since what has
 * been said to whom is a fact; only the way of what comes later is changed. A
 * merge must never give somebody a seat: it would hand him the other's words.
 */
#include "pipeline/merge.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/strings.h"
#include "desk/promise.h"
#include "store/audit.h"
#include "store/tickets.h"

struct merge {
	struct operate *operate;
	struct kv_txn *txn;
	struct ticket *from, *to;
	gint64 now;
};

static struct ticket *
merge_load(struct kv_txn *txn, guint64 number, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = tickets_get(txn, number, &problem);

	if (ticket != NULL)
		return g_steal_pointer(&ticket);
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	else
		fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT ": there is none", number);
	return NULL;
}

/* The survivor is where the other's customer is led today. */
static bool
merge_load_both(struct merge *merge, guint64 from, guint64 to, GError **error)
{
	guint32 seat = 0;

	merge->from = merge_load(merge->txn, from, error);
	if (merge->from == NULL)
		return false;
	if (merge->from->merged_into != 0)
		return fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT
		    ": already merged into %" G_GUINT64_FORMAT,
		    from, merge->from->merged_into);
	if (!tickets_follow(merge->txn, &to, &seat, error))
		return false;
	if (to == from)
		return fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT ": it leads to itself", from);
	merge->to = merge_load(merge->txn, to, error);
	if (merge->to == NULL)
		return false;
	merge->from->updated = merge->to->updated = merge->now;
	return true;
}

static const struct ticket_seat *
merge_customer(const struct ticket *ticket)
{
	return ticket->seats->len > 0 ? g_ptr_array_index(ticket->seats, 0)
	                              : NULL;
}

/* The same customer, and nobody on the first who is not on the other. */
static bool
merge_is_allowed(const struct merge *merge)
{
	const struct ticket_seat *one = merge_customer(merge->from);
	const struct ticket_seat *other = merge_customer(merge->to);

	if (one == NULL || other == NULL || *one->address == '\0' ||
	    !address_equal(one->address, other->address))
		return false;
	for (guint i = 0; i < merge->from->seats->len; i++) {
		const struct ticket_seat *seat =
		    g_ptr_array_index(merge->from->seats, i);
		if (!seat->left &&
		    ticket_find_present(merge->to, seat->address) < 0)
			return false;
	}
	return true;
}

static bool
merge_redirect(struct merge *merge, GError **error)
{
	for (guint i = 0; i < merge->from->seats->len; i++) {
		const struct ticket_seat *seat =
		    g_ptr_array_index(merge->from->seats, i);
		int to = ticket_find_present(merge->to, seat->address);
		if (to >= 0 &&
		    !tickets_redirect(merge->txn, merge->from->number, i,
		        merge->to->number, (guint32)to, error))
			return false;
	}
	return true;
}

/* What an agent sees of it on the survivor. */
static bool
merge_note(struct merge *merge, GError **error)
{
	g_autoptr(entry) entry = entry_new();
	g_autofree char *remark = g_strdup_printf("ticket %" G_GUINT64_FORMAT
	                                          " was merged into this one",
	    merge->from->number);

	entry->ticket = merge->to->number;
	entry->seq = merge->to->entries++;
	entry->kind = ENTRY_NOTE;
	entry->received = merge->now;
	strings_set(&entry->agent, merge->operate->actor);
	strings_set(&entry->remark, remark);
	return tickets_put_entry(merge->txn, entry, error);
}

/* Whichever of the two has more to be done says how the survivor stands. */
static bool
merge_join(struct merge *merge, GError **error)
{
	promise_join(merge->to, merge->from);
	ticket_set_status(merge->to,
	    MIN(merge->from->status, merge->to->status), merge->now);
	if (*merge->to->assignee == '\0')
		strings_set(&merge->to->assignee, merge->from->assignee);
	ticket_set_status(merge->from, TICKET_CLOSED, merge->now);
	merge->from->merged_into = merge->to->number;
	return merge_redirect(merge, error) && merge_note(merge, error);
}

static bool
merge_write(struct merge *merge, const char *action, GError **error)
{
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, merge->from->number);
	g_autofree char *reason =
	    g_strdup_printf("with ticket %" G_GUINT64_FORMAT
	                    ", by the operator",
	        merge->to->number);
	struct audit_event event = { .when = merge->now,
		.actor = merge->operate->actor,
		.action = action,
		.object = object,
		.reason = reason };

	return tickets_put(merge->txn, merge->from, error) &&
	    tickets_put(merge->txn, merge->to, error) &&
	    audit_add(merge->txn, &event, error);
}

static bool
merge_run(struct merge *merge, GString *out, GError **error)
{
	g_assert(merge->from != NULL && merge->to != NULL);
	bool allowed = merge_is_allowed(merge);

	if (allowed && !merge_join(merge, error))
		return false;
	if (!allowed) {
		merge->from->linked = merge->to->number;
		merge->to->linked = merge->from->number;
	}
	g_string_append_printf(out,
	    allowed ? "ticket %" G_GUINT64_FORMAT
	              ": merged into ticket %" G_GUINT64_FORMAT "\n"
	            : "ticket %" G_GUINT64_FORMAT
	              ": not merged, other people are on ticket "
	              "%" G_GUINT64_FORMAT "; the two are linked\n",
	    merge->from->number, merge->to->number);
	return merge_write(merge, allowed ? "ticket.merge" : "ticket.link",
	    error);
}

bool
merge_tickets(struct operate *operate, guint64 from, guint64 to, GString *out,
    GError **error)
{
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);
	struct merge merge = {
		.operate = operate, .txn = txn, .now = clock_now()
	};
	bool done = txn != NULL && merge_load_both(&merge, from, to, error) &&
	    merge_run(&merge, out, error);

	ticket_free(merge.from);
	ticket_free(merge.to);
	return done && kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
