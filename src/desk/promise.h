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

/* Starts to count; open_ms 0 promises nothing. */
void promise_start(struct ticket_clock *clock, const struct calendar *hours,
    gint64 now, gint64 open_ms);

/* Keeps what is left, because docket waits for the customer now; and goes on
 * from there, because it does so no more. Either does nothing to a clock that
 * is not in the other's state. A promise that was late already is due at once
 * when it goes on. */
void promise_stop(struct ticket_clock *clock, const struct calendar *hours,
    gint64 now);
void promise_resume(struct ticket_clock *clock, const struct calendar *hours,
    gint64 now);

/* What has happened to a ticket that matters to its promises. */
enum promise_event {
	PROMISE_OPENED,   /* by the customer's first mail */
	PROMISE_WRITTEN,  /* by the customer, on a ticket that is there */
	PROMISE_ANSWERED, /* by an agent, to the customer */
};

struct promise_case {
	enum promise_event event;
	const struct settings_queue *queue;
	guint vip;  /* level of the customer, 0 of everybody */
	gint64 now; /* ms UTC */
};

/* Sets the ticket's clocks after its status. The customer's mail starts an
 * answer's clock, unless one runs, and the solution's; an answer ends the one
 * and stops the other, since the customer is waited for. A ticket that is
 * solved or closed has none: ticket_set_status() sees to that. */
void promise_follow(struct ticket *ticket, const struct promise_case *what);
