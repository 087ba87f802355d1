/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/calendar.h"
#include "model/ticket.h"
#include "settings/promiserule.h"
#include "settings/settings.h"

/* By when a customer is promised an answer, or the solution. Time counts only
 * while the queue is open, and not while docket waits for the customer. */

/* The open time in ms that a queue promises for a stage to a person of that VIP
 * level on a ticket of that priority; 0 when it promises nothing. Of all lines
 * that fit, the shortest counts: a level or a priority never makes it later. */
gint64 promise_time(const struct settings_queue *queue,
    enum promiserule_stage stage, guint vip, guint priority);

/* The queue's hours, holidays and time zone, which settings_read() has checked.
 * The caller frees. */
struct calendar *promise_calendar(const struct settings_queue *queue);

/* How long before the end of a promise the queue's agents are warned, in ms of
 * open time; 0: not at all. */
gint64 promise_warning(const struct settings_queue *queue);

/* What a clock counts by; hours is borrowed. */
struct promise_hours {
	const struct calendar *hours;
	gint64 warning; /* promise_warning() */
};

/* Starts to count; open_ms 0 promises nothing. Agents are warned when half the
 * time is over, at the earliest. */
void promise_start(struct ticket_clock *clock, const struct promise_hours *by,
    gint64 now, gint64 open_ms);

/* Keeps what is left, because docket waits for the customer now; and goes on
 * from there, because it does so no more. Either does nothing to a clock that
 * is not in the other's state. A promise that was late already is due at once
 * when it goes on. */
void promise_stop(struct ticket_clock *clock, const struct promise_hours *by,
    gint64 now);
void promise_resume(struct ticket_clock *clock, const struct promise_hours *by,
    gint64 now);

/* What is to be done about a clock now. */
enum promise_step {
	PROMISE_NOTHING,
	PROMISE_WARN, /* it will be missed soon */
	PROMISE_MISS, /* it has been, and nobody was told */
};
enum promise_step promise_step(const struct ticket_clock *clock, gint64 now);

/* Marks the step as done; so it is done once. */
void promise_told(struct ticket_clock *clock, enum promise_step step);

/* What has happened to a ticket that matters to its promises. */
enum promise_event {
	PROMISE_OPENED,   /* by the customer's first mail */
	PROMISE_WRITTEN,  /* by the customer, on a ticket that is there */
	PROMISE_ANSWERED, /* by an agent, to the customer */
	PROMISE_SET,      /* its status, by hand */
};

struct promise_case {
	enum promise_event event;
	const struct settings_queue *queue;
	guint vip;  /* level of the customer, 0 of everybody */
	gint64 now; /* ms UTC */
};

/* An agent has answered: ends the promise of an answer, if there is one, as
 * kept or missed. Before the status is set, which ends whatever runs. */
void promise_answered(struct ticket *ticket, gint64 now);

/* Sets the ticket's clocks after its status. The customer's mail starts an
 * answer's clock, unless one runs, and the solution's; an answer ends the one.
 * While the ticket is pending, docket waits
 * for the customer and both stand; while it is open they run. A ticket that is
 * solved or closed has none: ticket_set_status() sees to that. */
void promise_follow(struct ticket *ticket, const struct promise_case *what);

/* One ticket goes on in another: what was promised on either is, by the earlier
 * instant, on the survivor; the other has no clocks any more. */
void promise_join(struct ticket *to, struct ticket *from);
