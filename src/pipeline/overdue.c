/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A promise that ends soon is told to who can keep it; one that was missed also
 * to the supervisors, and to the customer with a new instant. The customer gets
 * one apology a promise: excuses must not become a series. Nobody gets ten
 * thousand letters because docket stood still: notices are folded as ever. */
#include "pipeline/overdue.h"
#include "base/clock.h"
#include "desk/display.h"
#include "desk/instant.h"
#include "desk/staff.h"
#include "pipeline/acquaint.h"
#include "pipeline/clocks.h"
#include "pipeline/correspond.h"
#include "pipeline/supervise.h"
#include "store/audit.h"
#include "store/rates.h"
#include "store/workload.h"

struct overdue {
	struct apply *apply;
	const struct settings_queue *queue;
	struct ticket_clock *clock;
	enum promise_step step;
	const char *what; /* "first answer" */
};

static const char *
overdue_template(const struct overdue *overdue)
{
	return overdue->step == PROMISE_WARN ? "promise-warning"
	                                     : "promise-overdue";
}

/* When a customer whose promise was missed is to have the answer; 0 when
 * nothing can be promised. */
static gint64
overdue_again(const struct overdue *overdue)
{
	const struct ticket *ticket = overdue->apply->ticket;
	g_autoptr(calendar) hours = promise_calendar(overdue->queue);
	gint64 open_ms = promise_time(overdue->queue,
	    ticket->answered == 0 ? PROMISERULE_FIRST : PROMISERULE_NEXT,
	    ticket->vip, ticket->priority);
	gint64 again =
	    open_ms > 0 ? calendar_add(hours, overdue->apply->now, open_ms) : 0;

	return again == CALENDAR_NEVER ? 0 : again;
}

/* Nobody was promised a solution in words, so that one is the desk's own. */
static bool
overdue_may_apologise(const struct overdue *overdue, bool *out, GError **error)
{
	const struct apply *apply = overdue->apply;
	const struct ticket *ticket = apply->ticket;
	const struct ticket_seat *customer =
	    ticket->seats->len > 0 ? g_ptr_array_index(ticket->seats, 0) : NULL;
	g_autofree char *number =
	    g_strdup_printf("%" G_GUINT64_FORMAT, ticket->number);
	struct rates_what sorry = { RATES_SORRY,
		customer != NULL ? customer->address : "", DECIDE_DAY_MS };
	struct rates_what letters = { RATES_TICKET, number, DECIDE_DAY_MS };
	guint sorries = 0, before = 0;

	*out = false;
	if (overdue->step != PROMISE_MISS || !overdue->queue->apologise ||
	    overdue->clock != &ticket->answer ||
	    !(ticket->flags & TICKET_REACHABLE) || customer == NULL ||
	    !customer->verified || customer->left)
		return true;
	if (!rates_count(apply->txn, &sorry, apply->now, &sorries, error) ||
	    !rates_count(apply->txn, &letters, apply->now, &before, error))
		return false;
	*out = sorries < OVERDUE_APOLOGIES_A_DAY &&
	    before < DECIDE_AUTOMATIC_A_DAY;
	return true;
}

static bool
overdue_apologise(const struct overdue *overdue, struct decision *decision,
    GError **error)
{
	const struct apply *apply = overdue->apply;
	const struct ticket_seat *customer;
	struct decide_letter *letter;
	bool may = false;

	if (!overdue_may_apologise(overdue, &may, error))
		return false;
	overdue->clock->again = may ? overdue_again(overdue) : 0;
	if (overdue->clock->again == 0)
		return true;
	customer = g_ptr_array_index(apply->ticket->seats, 0);
	letter = decide_add_letter(decision, LETTER_DESK, customer->address,
	    customer->name);
	letter->template = g_strdup("promise-missed");
	letter->promised = overdue->clock->due;
	letter->instant = overdue->clock->again;
	return rates_add(apply->txn, RATES_SORRY, customer->address, apply->now,
	    error);
}

/* What agents and supervisors are told. */
static char *
overdue_words(const struct overdue *overdue)
{
	const struct apply *apply = overdue->apply;
	const struct ticket *ticket = apply->ticket;
	const struct ticket_clock *clock = overdue->clock;
	const struct ticket_seat *seat =
	    ticket->seats->len > 0 ? g_ptr_array_index(ticket->seats, 0) : NULL;
	GTimeZone *zone = apply->accept->zone;
	g_autofree char *due = clock_format_human(clock->due, zone);
	g_autofree char *span = instant_span(clock->due, apply->now);
	g_autofree char *customer =
	    display_person(seat != NULL ? seat->name : "",
	        seat != NULL ? seat->address : "");
	GString *out = g_string_new(NULL);

	g_string_append_printf(out,
	    "Promised: the %s by %s, %s\nQueue: %s, priority %u\n"
	    "Assigned to: %s\nFrom: %s\n",
	    overdue->what, due, span, ticket->queue, ticket->priority,
	    *ticket->assignee != '\0' ? ticket->assignee : "nobody", customer);
	if (clock->again != 0) {
		g_autofree char *again = clock_format_human(clock->again, zone);
		g_string_append_printf(out,
		    "The customer has been sent an apology that names %s.\n",
		    again);
	}
	return g_string_free(out, FALSE);
}

/* Whom it is for: the assignee if he is there, the customer's own agents, else
 * those of the queue who are. */
static bool
overdue_staff(const struct overdue *overdue, struct decision *decision,
    GError **error)
{
	struct apply *apply = overdue->apply;
	g_autoptr(GError) problem = NULL;
	g_autoptr(staffing) staffing = workload_load(apply->txn, error);
	g_autoptr(person) person =
	    acquaint_customer(apply->txn, apply->ticket, &problem);
	static char nobody[] = "";
	struct decide_case situation = {
		.settings = apply->accept->settings,
		.ticket = apply->ticket,
		.staffing = staffing,
		.person = person,
		.from = nobody,
		.now = apply->now,
	};

	if (staffing == NULL)
		return false;
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	staff_add_template(decision, &situation, overdue_template(overdue));
	return true;
}

static bool
overdue_tell(const struct overdue *overdue, GError **error)
{
	struct apply *apply = overdue->apply;
	g_autoptr(decision) decision = decide_nothing();

	if (!overdue_apologise(overdue, decision, error))
		return false;
	decision->words = overdue_words(overdue);
	if (!overdue_staff(overdue, decision, error))
		return false;
	struct supervise supervise = { .apply = apply,
		.addresses = overdue->queue->supervisor,
		.template = overdue_template(overdue),
		.words = decision->words };
	if (overdue->step == PROMISE_MISS &&
	    !supervise_tell(&supervise, decision, error))
		return false;
	return correspond_unasked(apply, decision, error);
}

static bool
overdue_clock(struct overdue *overdue, struct ticket_clock *clock,
    const char *what, bool *changed_out, GError **error)
{
	struct apply *apply = overdue->apply;
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, apply->ticket->number);

	overdue->clock = clock;
	overdue->what = what;
	overdue->step = promise_step(clock, apply->now);
	if (overdue->step == PROMISE_NOTHING)
		return true;
	promise_told(clock, overdue->step);
	*changed_out = true;
	return overdue_tell(overdue, error) &&
	    audit_note(apply->txn, apply->accept->actor,
	        overdue->step == PROMISE_WARN ? "promise.warning"
	                                      : "promise.missed",
	        object, what, error);
}

bool
overdue_ticket(struct apply *apply, bool *changed_out, GError **error)
{
	struct ticket *ticket = apply->ticket;
	struct overdue overdue = { .apply = apply,
		.queue = clocks_queue(apply->accept->settings, ticket) };

	if (overdue.queue == NULL)
		return true;
	return overdue_clock(&overdue, &ticket->answer,
	           ticket->answered == 0 ? "first answer" : "next answer",
	           changed_out, error) &&
	    overdue_clock(&overdue, &ticket->solution, "solution", changed_out,
	        error);
}
