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

gint64
promise_warning(const struct settings_queue *queue)
{
	gint64 ms = 0;

	return *queue->promise_warning &&
	        !promiserule_time(queue->promise_warning, &ms)
	    ? ms
	    : 0;
}

/* A promise of ten minutes with a warning half an hour before its end is not
 * warned of when it is made. */
static void
set_due(struct ticket_clock *clock, const struct promise_hours *by, gint64 now,
    gint64 open_ms)
{
	clock->state = TICKET_CLOCK_RUNS;
	clock->due = calendar_add(by->hours, now, open_ms);
	clock->left = 0;
	clock->warn = by->warning > 0 && clock->told == 0
	    ? calendar_add(by->hours, now,
	          MAX(open_ms - by->warning, open_ms / 2))
	    : 0;
}

void
promise_start(struct ticket_clock *clock, const struct promise_hours *by,
    gint64 now, gint64 open_ms)
{
	*clock = (struct ticket_clock){ 0 };
	if (open_ms > 0)
		set_due(clock, by, now, open_ms);
}

void
promise_stop(struct ticket_clock *clock, const struct promise_hours *by,
    gint64 now)
{
	if (clock->state != TICKET_CLOCK_RUNS)
		return;
	clock->state = TICKET_CLOCK_STANDS;
	clock->left = calendar_between(by->hours, now, clock->due);
	clock->due = clock->warn = 0;
}

void
promise_resume(struct ticket_clock *clock, const struct promise_hours *by,
    gint64 now)
{
	if (clock->state == TICKET_CLOCK_STANDS)
		set_due(clock, by, now, clock->left);
}

enum promise_step
promise_step(const struct ticket_clock *clock, gint64 now)
{
	if (clock->state != TICKET_CLOCK_RUNS ||
	    (clock->told & TICKET_TOLD_MISSED))
		return PROMISE_NOTHING;
	if (now >= clock->due)
		return PROMISE_MISS;
	return clock->warn != 0 && now >= clock->warn &&
	        !(clock->told & TICKET_TOLD_WARNED)
	    ? PROMISE_WARN
	    : PROMISE_NOTHING;
}

void
promise_told(struct ticket_clock *clock, enum promise_step step)
{
	if (step == PROMISE_WARN)
		clock->told |= TICKET_TOLD_WARNED;
	else if (step == PROMISE_MISS)
		clock->told |= TICKET_TOLD_WARNED | TICKET_TOLD_MISSED;
}

/* What an agent answers unasked ends no promise, but is the first answer. */
void
promise_answered(struct ticket *ticket, gint64 now)
{
	struct ticket_tally *tally =
	    ticket->answered == 0 ? &ticket->first : &ticket->next;
	const struct ticket_clock *clock = &ticket->answer;

	if (clock->state == TICKET_CLOCK_RUNS && now > clock->due)
		tally->missed++;
	else if (clock->state != TICKET_CLOCK_NONE)
		tally->kept++;
	if (ticket->answered == 0)
		ticket->answered = now;
	ticket->answer = (struct ticket_clock){ 0 };
}

/* A customer who writes again while an answer is due does not move it: whoever
 * asks twice would wait longer than whoever asks once. */
static void
ask(struct ticket *ticket, const struct promise_case *what,
    const struct promise_hours *by)
{
	bool first = what->event == PROMISE_OPENED;

	if (ticket->answer.state == TICKET_CLOCK_NONE)
		promise_start(&ticket->answer, by, what->now,
		    promise_time(what->queue,
		        first ? PROMISERULE_FIRST : PROMISERULE_NEXT, what->vip,
		        ticket->priority));
	if (ticket->solution.state == TICKET_CLOCK_NONE)
		promise_start(&ticket->solution, by, what->now,
		    promise_time(what->queue, PROMISERULE_SOLUTION, what->vip,
		        ticket->priority));
}

void
promise_follow(struct ticket *ticket, const struct promise_case *what)
{
	g_autoptr(calendar) hours = promise_calendar(what->queue);
	struct promise_hours by = { hours, promise_warning(what->queue) };

	if (what->event == PROMISE_ANSWERED)
		promise_answered(ticket, what->now);
	if (ticket->status == TICKET_SOLVED || ticket->status == TICKET_CLOSED)
		return;
	if (what->event == PROMISE_OPENED || what->event == PROMISE_WRITTEN)
		ask(ticket, what, &by);
	if (ticket->status == TICKET_PENDING) {
		promise_stop(&ticket->answer, &by, what->now);
		promise_stop(&ticket->solution, &by, what->now);
	} else {
		promise_resume(&ticket->answer, &by, what->now);
		promise_resume(&ticket->solution, &by, what->now);
	}
}

static void
join(struct ticket_clock *to, struct ticket_clock *from)
{
	if (from->state == TICKET_CLOCK_RUNS &&
	    (to->state != TICKET_CLOCK_RUNS || from->due < to->due))
		*to = *from;
	*from = (struct ticket_clock){ 0 };
}

void
promise_join(struct ticket *to, struct ticket *from)
{
	join(&to->answer, &from->answer);
	join(&to->solution, &from->solution);
}
