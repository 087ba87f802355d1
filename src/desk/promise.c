/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises, as arithmetic over a queue's business hours. A promise that has
 * been made to a customer must never come out later because of a rule that was
 * added for somebody else, and never run on while the customer is waited for.
 */
#include "desk/promise.h"

/* The texts were checked when the settings were read; one that cannot be read
 * here promises nothing. They are few, so they are read again each time. */
gint64
promise_time(const struct settings_queue *queue, enum promiserule_stage stage,
    guint vip, guint priority)
{
	gint64 best = 0;

	for (char **text = queue->promise; *text; text++) {
		struct promiserule rule;

		if (promiserule_parse(*text, &rule) || rule.stage != stage ||
		    vip < rule.vip || priority < rule.priority)
			continue;
		if (best == 0 || rule.open_ms < best)
			best = rule.open_ms;
	}
	return best;
}

struct calendar *
promise_calendar(const struct settings_queue *queue)
{
	struct calendar *hours =
	    calendar_new(queue->time_zone, queue->hours, queue->holidays, NULL);

	g_assert(hours); /* each item was checked when the file was read */
	return hours;
}

void
promise_start(struct ticket_clock *clock, const struct calendar *hours,
    gint64 now, gint64 open_ms)
{
	*clock = (struct ticket_clock){ 0 };
	if (open_ms <= 0)
		return;
	clock->state = TICKET_CLOCK_RUNS;
	clock->due = calendar_add(hours, now, open_ms);
}

void
promise_stop(struct ticket_clock *clock, const struct calendar *hours,
    gint64 now)
{
	if (clock->state != TICKET_CLOCK_RUNS)
		return;
	clock->state = TICKET_CLOCK_STANDS;
	clock->left = calendar_between(hours, now, clock->due);
	clock->due = 0;
}

void
promise_resume(struct ticket_clock *clock, const struct calendar *hours,
    gint64 now)
{
	if (clock->state != TICKET_CLOCK_STANDS)
		return;
	clock->state = TICKET_CLOCK_RUNS;
	clock->due = calendar_add(hours, now, clock->left);
	clock->left = 0;
}

/* A customer who writes again while an answer is due does not move it: whoever
 * asks twice would wait longer than whoever asks once. */
void
promise_follow(struct ticket *ticket, const struct promise_case *what)
{
	g_autoptr(calendar) hours = promise_calendar(what->queue);
	bool first = what->event == PROMISE_OPENED;

	if (ticket->status == TICKET_SOLVED || ticket->status == TICKET_CLOSED)
		return;
	if (what->event == PROMISE_ANSWERED) {
		ticket->answer = (struct ticket_clock){ 0 };
		promise_stop(&ticket->solution, hours, what->now);
		return;
	}
	if (ticket->answer.state == TICKET_CLOCK_NONE)
		promise_start(&ticket->answer, hours, what->now,
		    promise_time(what->queue,
		        first ? PROMISERULE_FIRST : PROMISERULE_NEXT, what->vip,
		        ticket->priority));
	if (ticket->solution.state == TICKET_CLOCK_NONE)
		promise_start(&ticket->solution, hours, what->now,
		    promise_time(what->queue, PROMISERULE_SOLUTION, what->vip,
		        ticket->priority));
	promise_resume(&ticket->solution, hours, what->now);
}
