/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No customer waits for an agent who is away: when one goes, what he was to
 * answer goes to somebody who is there, in the same transaction, and that one
 * is told. What waits for the customer stays; it is given on when a mail comes
 * (desk/staff.c). */
#include "pipeline/attendance.h"
#include "base/clock.h"
#include "desk/assign.h"
#include "pipeline/acquaint.h"
#include "pipeline/correspond.h"
#include "pipeline/restate.h"
#include "store/audit.h"
#include "store/folds.h"
#include "store/people.h"
#include "store/tickets.h"
#include "store/workload.h"

/* One agent's going away. */
struct attendance {
	struct accept *accept;
	struct kv_txn *txn;
	struct staffing *staffing;
	const char *actor;
	gint64 now;
	guint tickets; /* that are given on */
};

/* The newest mail on the ticket: what has to be answered. NULL without error
 * when there is none. */
static struct entry *
attendance_entry(const struct attendance *leave, const struct ticket *ticket,
    GError **error)
{
	for (guint32 seq = ticket->entries; seq-- > 0;) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(entry) entry = tickets_get_entry(leave->txn,
		    ticket->number, seq, &problem);

		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
		if (entry != NULL && entry->record.segment != 0 &&
		    entry->kind != ENTRY_AGENT && entry->kind != ENTRY_NOTE)
			return g_steal_pointer(&entry);
	}
	return NULL;
}

static bool
attendance_tell(const struct attendance *leave, struct ticket *ticket,
    const struct settings_agent *agent, GError **error)
{
	g_autoptr(GError) problem = NULL;
	guint32 seat;

	if (leave->tickets > ATTENDANCE_NOTICES) {
		seat = people_agent_seat(leave->txn, agent->name,
		    agent->addresses[0], error);
		return seat != 0 &&
		    folds_add(leave->txn, seat, ticket->number, leave->now,
		        error);
	}
	g_autoptr(entry) entry = attendance_entry(leave, ticket, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	struct apply apply = { .accept = leave->accept,
		.txn = leave->txn,
		.ticket = ticket,
		.now = leave->now };
	return entry == NULL || correspond_again(&apply, entry, agent, error);
}

/* Whoever has it now, or everybody. */
static bool
attendance_tell_all(const struct attendance *leave, struct ticket *ticket,
    const struct assign_case *what, const struct settings_agent *agent,
    GError **error)
{
	g_autoptr(GPtrArray) present = assign_present(what);

	if (agent != NULL)
		return attendance_tell(leave, ticket, agent, error);
	for (guint i = 0; i < present->len && i < DECIDE_NOTICES_MAX; i++)
		if (!attendance_tell(leave, ticket,
		        g_ptr_array_index(present, i), error))
			return false;
	return true;
}

static bool
attendance_turn(const struct attendance *leave, const struct ticket *ticket,
    const struct assign_result *found, GError **error)
{
	if (found->agent == NULL)
		return true;
	staffing_set_open(leave->staffing, found->agent->name,
	    staffing_open(leave->staffing, found->agent->name) + 1);
	if (!found->turn)
		return true;
	staffing_set_turn(leave->staffing, ticket->queue, found->agent->name);
	return workload_put_turn(leave->txn, ticket->queue, found->agent->name,
	    error);
}

static bool
attendance_give(const struct attendance *leave, guint64 number, GError **error)
{
	const struct settings *settings = leave->accept->settings;
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = NULL;
	g_autoptr(ticket) ticket = tickets_get(leave->txn, number, &problem);

	if (ticket != NULL)
		person = acquaint_customer(leave->txn, ticket, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL)
		return true;
	struct assign_case what = { .settings = settings,
		.queue = settings_queue_by_name(settings, ticket->queue),
		.staffing = leave->staffing,
		.barred = (const char *const *)ticket->barred,
		.language = ticket->language,
		.person = person,
		.now = leave->now };
	if (what.queue == NULL)
		what.queue = settings_catch_all(settings);
	struct assign_result found = assign_choose(&what);
	struct restate restate = { leave->txn, ticket, leave->actor, found.why,
		leave->now };

	ticket->updated = leave->now;
	return restate_assignee(&restate,
	           found.agent != NULL ? found.agent->name : "", error) &&
	    tickets_put(leave->txn, ticket, error) &&
	    attendance_turn(leave, ticket, &found, error) &&
	    attendance_tell_all(leave, ticket, &what, found.agent, error);
}

static bool
attendance_note(const struct attendance *leave, const struct absence *absence,
    GError **error)
{
	g_autofree char *object = g_strconcat("agent ", absence->agent, NULL);
	g_autofree char *until = absence->until != 0
	    ? clock_format_iso(absence->until, NULL)
	    : g_strdup("further notice");
	g_autofree char *reason = g_strdup_printf("until %s, by %s", until,
	    absence_how_name(absence->how));

	return workload_put_absence(leave->txn, absence, error) &&
	    audit_note(leave->txn, leave->actor, "agent.away", object, reason,
	        error);
}

bool
attendance_leave(struct accept *accept, struct kv_txn *txn,
    const struct absence *absence, const char *actor, guint *given_out,
    GError **error)
{
	struct attendance leave = {
		.accept = accept, .txn = txn, .actor = actor, .now = clock_now()
	};
	g_autoptr(GArray) tickets = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(staffing) staffing = NULL;

	*given_out = 0;
	if (!attendance_note(&leave, absence, error) ||
	    !workload_tickets(txn, absence->agent, tickets, error))
		return false;
	staffing = workload_load(txn, error);
	if (staffing == NULL)
		return false;
	leave.staffing = staffing;
	leave.tickets = tickets->len;
	for (guint i = 0; i < tickets->len; i++)
		if (!attendance_give(&leave, g_array_index(tickets, guint64, i),
		        error))
			return false;
	*given_out = tickets->len;
	return true;
}

bool
attendance_return(struct kv_txn *txn, const char *agent, const char *actor,
    bool *was_out, GError **error)
{
	g_autofree char *object = g_strconcat("agent ", agent, NULL);
	bool was = false;

	if (!workload_end_absence(txn, agent, &was, error))
		return false;
	if (was_out != NULL)
		*was_out = was;
	return !was || audit_note(txn, actor, "agent.back", object, "", error);
}

static bool
attendance_presence(const struct apply *apply, const struct decision *decision,
    const char *agent, GError **error)
{
	g_autoptr(absence) absence = absence_new(agent, apply->now);
	guint given = 0;

	if (decision->presence == DECIDE_BACK)
		return attendance_return(apply->txn, agent,
		    apply->accept->actor, NULL, error);
	absence->until = decision->until;
	absence->how = ABSENCE_SEEN;
	return attendance_leave(apply->accept, apply->txn, absence,
	    apply->accept->actor, &given, error);
}

bool
attendance_mail(const struct apply *apply, const struct decision *decision,
    GError **error)
{
	const struct settings_agent *agent =
	    settings_agent_by_address(apply->accept->settings,
	        apply->mail->from);

	if (decision->turn && decision->assignee != NULL &&
	    !workload_put_turn(apply->txn, apply->ticket->queue,
	        decision->assignee, error))
		return false;
	return decision->presence == DECIDE_UNCHANGED || agent == NULL ||
	    attendance_presence(apply, decision, agent->name, error);
}
