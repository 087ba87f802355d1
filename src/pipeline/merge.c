/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tickets become one. Entries stay where they were written, since what has
 * been said to whom is a fact; only the way of what comes later is changed. A
 * merge must never give somebody a seat: it would hand him the other's words.
 */
#include "pipeline/merge.h"
#include "base/address.h"
#include "base/strings.h"
#include "desk/promise.h"
#include "pipeline/restate.h"
#include "pipeline/stateletter.h"
#include "store/tickets.h"

struct merge {
	struct acts *acts;
	struct ticket *from, *to;
};

/* The survivor is where the other's customer is led today; *to_out NULL: the
 * acts have a problem. */
static bool
merge_find(struct acts *acts, guint64 number, struct ticket **to_out,
    GError **error)
{
	struct ticket *from = acts->ticket;
	guint32 seat = 0;

	if (from->merged_into != 0)
		return acts_refuse(acts,
		    "ticket %" G_GUINT64_FORMAT
		    ": already merged into %" G_GUINT64_FORMAT,
		    from->number, from->merged_into);
	if (!tickets_follow(acts->txn, &number, &seat, error))
		return false;
	if (number == from->number)
		return acts_refuse(acts,
		    "ticket %" G_GUINT64_FORMAT ": it leads to itself", number);
	return acts_other(acts, number, to_out, error);
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
		    !tickets_redirect(merge->acts->txn, merge->from->number, i,
		        merge->to->number, (guint32)to, error))
			return false;
	}
	return true;
}

/* What an agent sees of it on the survivor. */
static bool
merge_note(struct merge *merge, GError **error)
{
	g_autofree char *remark = g_strdup_printf("ticket %" G_GUINT64_FORMAT
	                                          " was merged into this one",
	    merge->from->number);

	return acts_note(merge->acts, merge->to, remark, error);
}

/* Whichever of the two has more to be done says how the survivor stands. */
static bool
merge_join(struct merge *merge, GError **error)
{
	struct acts *acts = merge->acts;
	struct restate from = { acts->txn, merge->from, acts->actor, acts->why,
		acts->now };
	struct restate to = { acts->txn, merge->to, acts->actor, acts->why,
		acts->now };
	guint32 status = MIN(merge->from->status, merge->to->status);

	promise_join(merge->to, merge->from);
	if (!restate_status(&to, status, error) ||
	    !restate_status(&from, TICKET_CLOSED, error))
		return false;
	if (*merge->to->assignee == '\0' &&
	    !restate_assignee(&to, merge->from->assignee, error))
		return false;
	struct apply survivor = { .accept = acts->accept,
		.txn = acts->txn,
		.ticket = merge->to,
		.now = acts->now };
	if (!stateletter_write(&survivor, SETTINGS_LETTER_MERGED, error))
		return false;
	merge->from->merged_into = merge->to->number;
	return merge_redirect(merge, error) && merge_note(merge, error);
}

static bool
merge_write(struct merge *merge, const char *action, GError **error)
{
	struct acts *acts = merge->acts;
	g_autofree char *words =
	    g_strdup_printf("with ticket %" G_GUINT64_FORMAT,
	        merge->to->number);
	struct restate restate = { acts->txn, merge->from, acts->actor,
		acts->why, acts->now };

	merge->to->updated = acts->now;
	return tickets_put(acts->txn, merge->to, error) &&
	    restate_note(&restate, action, words, error);
}

bool
merge_run(struct acts *acts, guint64 to, GError **error)
{
	g_autoptr(ticket) survivor = NULL;

	if (!merge_find(acts, to, &survivor, error))
		return false;
	if (survivor == NULL)
		return true;
	struct merge merge = { acts, acts->ticket, survivor };
	bool allowed = merge_is_allowed(&merge);
	acts_say(acts,
	    allowed ? "ticket %" G_GUINT64_FORMAT
	              ": merged into ticket %" G_GUINT64_FORMAT
	            : "ticket %" G_GUINT64_FORMAT
	              ": not merged, other people are on ticket "
	              "%" G_GUINT64_FORMAT "; the two are linked",
	    merge.from->number, merge.to->number);
	if (acts->mode == ACTS_CHECK) {
		if (allowed) {
			acts->ticket->merged_into = survivor->number;
			ticket_set_status(acts->ticket, TICKET_CLOSED,
			    acts->now);
		}
		return true;
	}
	if (allowed && !merge_join(&merge, error))
		return false;
	if (!allowed) {
		merge.from->linked = merge.to->number;
		merge.to->linked = merge.from->number;
	}
	return merge_write(&merge, allowed ? "ticket.merge" : "ticket.link",
	    error);
}
