/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail, two matters. What was said stays said where it was: the new ticket
 * gets a copy of the entry, which refers to the same mail, and nobody but its
 * writer gets a seat there. */
#include "pipeline/split.h"
#include "base/strings.h"
#include "desk/assign.h"
#include "desk/decide.h"
#include "pipeline/clocks.h"
#include "pipeline/correspond.h"
#include "pipeline/restate.h"
#include "store/tickets.h"
#include "store/workload.h"

struct split {
	struct acts *acts;
	struct entry *entry; /* that becomes a ticket */
	struct ticket *made;
};

static bool
split_find(struct split *split, const char *argument, GError **error)
{
	struct acts *acts = split->acts;
	g_autoptr(GError) problem = NULL;
	guint64 seq = 0;

	if (!g_ascii_string_to_unsigned(argument, 10, 0, G_MAXUINT32 - 1, &seq,
	        NULL))
		return acts_refuse(acts, "split: an entry's number is wanted");
	split->entry = tickets_get_entry(acts->txn, acts->ticket->number,
	    (guint32)seq, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (split->entry == NULL || split->entry->kind != ENTRY_CUSTOMER ||
	    split->entry->seat >= acts->ticket->seats->len)
		return acts_refuse(acts, "entry %s is no customer's mail",
		    argument);
	return true;
}

/* What is known of the customer goes along only where he wrote it himself. */
static bool
split_make(struct split *split, GError **error)
{
	struct acts *acts = split->acts;
	const struct ticket *old = acts->ticket;
	const struct ticket_seat *writer =
	    g_ptr_array_index(old->seats, split->entry->seat);
	struct ticket *made = ticket_new();

	split->made = made;
	made->number = tickets_take_number(acts->txn, error);
	if (made->number == 0)
		return false;
	strings_set(&made->queue, old->queue);
	strings_set(&made->subject, old->subject);
	strings_set(&made->language, old->language);
	g_strfreev(made->barred);
	made->barred = g_strdupv(old->barred);
	made->priority = old->priority;
	made->vip = old->vip;
	made->flags =
	    split->entry->seat == 0 ? old->flags & TICKET_REACHABLE : 0;
	strings_set(&made->zone, old->zone);
	made->linked = old->number;
	made->created = made->updated = made->since = acts->now;
	made->entries = 1;
	ticket_add_seat(made, writer->address, writer->name,
	    writer->verified ? TICKET_VERIFIED : TICKET_UNVERIFIED);
	return true;
}

static bool
split_write(struct split *split, GError **error)
{
	struct acts *acts = split->acts;
	struct restate restate = { acts->txn, split->made, acts->actor,
		acts->why, acts->now };
	g_autofree char *words =
	    g_strdup_printf("of ticket %" G_GUINT64_FORMAT ", entry %u",
	        acts->ticket->number, split->entry->seq);
	g_autofree char *remark =
	    g_strdup_printf("entry %u became ticket %" G_GUINT64_FORMAT,
	        split->entry->seq, split->made->number);

	split->entry->ticket = split->made->number;
	split->entry->seq = 0;
	split->entry->seat = 0;
	return tickets_put(acts->txn, split->made, error) &&
	    tickets_put_entry(acts->txn, split->entry, error) &&
	    acts_note(acts, acts->ticket, remark, error) &&
	    restate_note(&restate, "ticket.split", words, error);
}

/* All of the queue who are there: nobody has the new one yet. */
static bool
split_tell(struct split *split, GError **error)
{
	struct acts *acts = split->acts;
	const struct settings *settings = acts->accept->settings;
	const struct settings_queue *queue =
	    settings_queue_by_name(settings, split->made->queue);
	g_autoptr(staffing) staffing = workload_load(acts->txn, error);
	const struct assign_case facts = { .settings = settings,
		.queue = queue != NULL ? queue : settings_catch_all(settings),
		.staffing = staffing,
		.barred = (const char *const *)split->made->barred,
		.language = split->made->language,
		.now = acts->now };
	struct apply apply = { .accept = acts->accept,
		.txn = acts->txn,
		.ticket = split->made,
		.now = acts->now };

	if (staffing == NULL)
		return false;
	g_autoptr(GPtrArray) present = assign_present(&facts);
	for (guint i = 0; i < present->len && i < DECIDE_NOTICES_MAX; i++)
		if (!correspond_again(&apply, split->entry,
		        g_ptr_array_index(present, i), error))
			return false;
	return true;
}

static bool
split_do(struct split *split, GError **error)
{
	struct acts *acts = split->acts;

	if (!split_make(split, error))
		return false;
	/* the customer has waited since his mail came */
	clocks_follow(acts->accept->settings, split->made, PROMISE_OPENED,
	    split->entry->received);
	acts_say(acts, "entry %u is ticket %" G_GUINT64_FORMAT " now",
	    split->entry->seq, split->made->number);
	if (acts->ticket->linked == 0)
		acts->ticket->linked = split->made->number;
	return split_write(split, error) && split_tell(split, error);
}

bool
split_run(struct acts *acts, const char *argument, GError **error)
{
	struct split split = { .acts = acts };
	bool done = split_find(&split, argument, error);

	if (done && split.entry != NULL && acts->problem == NULL &&
	    acts->mode == ACTS_DO)
		done = split_do(&split, error);
	entry_free(split.entry);
	ticket_free(split.made);
	return done;
}
