/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a letter is tried again, and what becomes of it. Pure: time comes in,
 * and the jitter is a hash, so a schedule can be read off and repeated. It must
 * never answer "sent" but for an acceptance, nor fail a letter for what only
 * the operator can mend. */
#include "outbox/schedule.h"

#define HOUR_MS (3600 * G_GINT64_CONSTANT(1000))

/* What follows from an event (rows) in a state (columns); "." cannot happen:
 *
 *                     READY    DOT       SENT  FAILED   HELD     DROPPED
 *   DOT               DOT      .         .     .        .        .
 *   ACCEPTED          .        SENT      .     .        .        .
 *   LATER             READY    READY     .     .        .        .
 *   REFUSED           FAILED   FAILED    .     .        .        .
 *   OUR_FAULT         READY    READY     .     .        .        .
 *   LOST_BEFORE_DOT   READY    READY     .     .        .        .
 *   LOST_AFTER_DOT    .        READY(1)  .     .        .        .
 *   FOUND_IN_DOT      .        READY(1)  .     .        .        .
 *   EXPIRED           FAILED   FAILED(2) .     .        .        .
 *   RETRY             READY    .         .     READY    READY    .
 *   HOLD              HELD     .         .     .        HELD     .
 *   DROP              DROPPED  .         .     DROPPED  DROPPED  DROPPED
 *
 * (1) HELD where ambiguous = "hold": an operator looks before a second copy.
 * (2) after a clear "later" to the dot, or after a loss under "resend"; a loss
 *     under "hold" is HELD, expired or not: it may have arrived.
 *
 * The same as numbers, a state or one of these: */
#define NONE (-1)
#define ASK (-2) /* the setting "ambiguous" says it */
#define READY LETTER_READY
#define DOT LETTER_DOT
#define SENT LETTER_SENT
#define FAILED LETTER_FAILED
#define HELD LETTER_HELD
#define DROPPED LETTER_DROPPED

static const int table[SCHEDULE_EVENTS][SCHEDULE_STATES] = {
	[SCHEDULE_DOT] = { DOT, NONE, NONE, NONE, NONE, NONE },
	[SCHEDULE_ACCEPTED] = { NONE, SENT, NONE, NONE, NONE, NONE },
	[SCHEDULE_LATER] = { READY, READY, NONE, NONE, NONE, NONE },
	[SCHEDULE_REFUSED] = { FAILED, FAILED, NONE, NONE, NONE, NONE },
	[SCHEDULE_OUR_FAULT] = { READY, READY, NONE, NONE, NONE, NONE },
	[SCHEDULE_LOST_BEFORE_DOT] = { READY, READY, NONE, NONE, NONE, NONE },
	[SCHEDULE_LOST_AFTER_DOT] = { NONE, ASK, NONE, NONE, NONE, NONE },
	[SCHEDULE_FOUND_IN_DOT] = { NONE, ASK, NONE, NONE, NONE, NONE },
	[SCHEDULE_EXPIRED] = { FAILED, FAILED, NONE, NONE, NONE, NONE },
	[SCHEDULE_RETRY] = { READY, NONE, NONE, READY, READY, NONE },
	[SCHEDULE_HOLD] = { HELD, NONE, NONE, NONE, HELD, NONE },
	[SCHEDULE_DROP] = { DROPPED, NONE, NONE, DROPPED, DROPPED, DROPPED },
};

const char *
schedule_event_name(enum schedule_event event)
{
	static const char *const names[SCHEDULE_EVENTS] = {
		[SCHEDULE_DOT] = "dot",
		[SCHEDULE_ACCEPTED] = "accepted",
		[SCHEDULE_LATER] = "later",
		[SCHEDULE_REFUSED] = "refused",
		[SCHEDULE_OUR_FAULT] = "our-fault",
		[SCHEDULE_LOST_BEFORE_DOT] = "lost-before-dot",
		[SCHEDULE_LOST_AFTER_DOT] = "lost-after-dot",
		[SCHEDULE_FOUND_IN_DOT] = "found-in-dot",
		[SCHEDULE_EXPIRED] = "expired",
		[SCHEDULE_RETRY] = "retry",
		[SCHEDULE_HOLD] = "hold",
		[SCHEDULE_DROP] = "drop",
	};

	return (guint)event < SCHEDULE_EVENTS ? names[event] : "?";
}

bool
schedule_next(enum letter_state state, enum schedule_event event,
    enum settings_ambiguous ambiguous, enum letter_state *next_out)
{
	int next;

	if ((guint)state >= SCHEDULE_STATES || (guint)event >= SCHEDULE_EVENTS)
		return false;
	next = table[event][state];
	if (next == ASK)
		next = ambiguous == SETTINGS_AMBIGUOUS_HOLD ? HELD : READY;
	if (next == NONE)
		return false;
	*next_out = (enum letter_state)next;
	return true;
}

/* 64 bits of which each depends on all of the input (the finisher of
 * SplitMix64). */
static guint64
mix(guint64 value)
{
	value += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	value =
	    (value ^ (value >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
	value =
	    (value ^ (value >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

/* first, doubled n - 1 times, at most most; n from 1. */
static gint64
doubled(gint64 first, gint64 most, guint32 n)
{
	gint64 value = first;

	for (guint32 i = 1; i < n && value < most; i++)
		value *= 2;
	return MIN(value, most);
}

gint64
schedule_delay(guint64 letter, guint32 attempt)
{
	gint64 delay = doubled(SCHEDULE_FIRST_MS, SCHEDULE_MOST_MS, attempt);
	gint64 span = delay / 5; /* from a tenth less to a tenth more */
	guint64 hash = mix(mix(letter) ^ attempt);

	return delay - span / 2 + (gint64)(hash % ((guint64)span + 1));
}

gint64
schedule_fault_delay(guint32 faults)
{
	return doubled(SCHEDULE_FAULT_FIRST_MS, SCHEDULE_FAULT_MOST_MS, faults);
}

gint64
schedule_notice_at(const struct letter *letter)
{
	return letter->created + SCHEDULE_NOTICE_MS;
}

/* The waits, without jitter, between the attempts so far. */
static gint64
waited(guint32 attempts, gint64 enough)
{
	gint64 sum = 0;

	for (guint32 i = 1; i < attempts && sum < enough; i++)
		sum += doubled(SCHEDULE_FIRST_MS, SCHEDULE_MOST_MS, i);
	return sum;
}

bool
schedule_is_expired(const struct letter *letter, gint64 lifetime_hours,
    gint64 now)
{
	gint64 lifetime = lifetime_hours * HOUR_MS;

	return now - letter->created >= lifetime &&
	    waited(letter->attempt + 1, lifetime) >= lifetime;
}

bool
schedule_is_adrift(const struct letter *letter, gint64 now)
{
	return letter->created - now > SCHEDULE_FIRST_MS ||
	    (letter->attempt > 0 && letter->due - now > 2 * SCHEDULE_MOST_MS);
}

/* LATER and the losses of a letter that has had its time; never FOUND_IN_DOT,
 * which is no attempt of this start. */
static enum schedule_event
with_expiry(const struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 now)
{
	bool may = event == SCHEDULE_LATER ||
	    event == SCHEDULE_LOST_BEFORE_DOT ||
	    (event == SCHEDULE_LOST_AFTER_DOT &&
	        sending->ambiguous == SETTINGS_AMBIGUOUS_RESEND);

	if (may && schedule_is_expired(letter, sending->lifetime_hours, now))
		return SCHEDULE_EXPIRED;
	return event;
}

static bool
counts_as_attempt(enum schedule_event event)
{
	switch (event) {
	case SCHEDULE_ACCEPTED:
	case SCHEDULE_LATER:
	case SCHEDULE_REFUSED:
	case SCHEDULE_LOST_BEFORE_DOT:
	case SCHEDULE_LOST_AFTER_DOT:
	case SCHEDULE_FOUND_IN_DOT:
	case SCHEDULE_EXPIRED:
		return true;
	default:
		return false;
	}
}

static gint64
next_due(const struct letter *letter, enum schedule_event event,
    gint64 fault_delay, gint64 now)
{
	switch (event) {
	case SCHEDULE_RETRY:
		return now;
	case SCHEDULE_OUR_FAULT:
		return now + fault_delay;
	case SCHEDULE_FOUND_IN_DOT:
		/* It was we who died, so the relay needs no rest; but a letter
		 * at which we die again and again must not go out at every
		 * start. */
		if (letter->ambiguous == 0)
			return now;
		return now +
		    schedule_delay(letter->number, letter->attempt + 1);
	case SCHEDULE_LATER:
	case SCHEDULE_LOST_BEFORE_DOT:
	case SCHEDULE_LOST_AFTER_DOT:
		return now +
		    schedule_delay(letter->number, letter->attempt + 1);
	default:
		return letter->due;
	}
}

bool
schedule_apply(const struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 fault_delay, gint64 now,
    struct schedule_change *out)
{
	enum schedule_event actual = with_expiry(letter, event, sending, now);
	enum letter_state state;

	if (!schedule_next((enum letter_state)letter->state, actual,
	        (enum settings_ambiguous)sending->ambiguous, &state))
		return false;
	*out = (struct schedule_change){
		.state = state,
		.due = next_due(letter, actual, fault_delay, now),
		.attempt =
		    letter->attempt + (counts_as_attempt(actual) ? 1 : 0),
		.ambiguous = letter->ambiguous,
	};
	if (event == SCHEDULE_LOST_AFTER_DOT || event == SCHEDULE_FOUND_IN_DOT)
		out->ambiguous++;
	if (state == SENT || state == FAILED || state == DROPPED)
		out->done = state == letter->state ? letter->done : now;
	/* What an operator brings back gets a whole lifetime, not one more
	 * attempt. */
	if (event == SCHEDULE_RETRY && letter->state == FAILED)
		out->attempt = 0;
	return true;
}

static void
take_change(struct letter *letter, const struct schedule_change *change)
{
	letter->state = change->state;
	letter->due = change->due;
	letter->attempt = change->attempt;
	letter->ambiguous = change->ambiguous;
	letter->done = change->done;
}

bool
schedule_change(struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 now)
{
	struct schedule_change change;

	if (!schedule_apply(letter, event, sending, 0, now, &change))
		return false;
	take_change(letter, &change);
	return true;
}

void
schedule_must(struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 fault_delay, gint64 now)
{
	struct schedule_change change;

	if (!schedule_apply(letter, event, sending, fault_delay, now, &change))
		g_error("letter %" G_GUINT64_FORMAT ": %s in state %s",
		    letter->number, schedule_event_name(event),
		    letter_state_name(letter->state));
	take_change(letter, &change);
}

int
schedule_pick(const struct schedule_relay *relays, guint count, gint64 now,
    gint64 *wake_out)
{
	gint64 wake = G_MAXINT64;

	for (guint i = 0; i < count; i++) {
		if (relays[i].rest_until <= now)
			return (int)i;
		wake = MIN(wake, relays[i].rest_until);
	}
	*wake_out = wake;
	return -1;
}

gint64
schedule_relay_faulted(struct schedule_relay *relay)
{
	if (relay->faults < G_MAXUINT32)
		relay->faults++;
	return schedule_fault_delay(relay->faults);
}

gint64
schedule_relay_failed(struct schedule_relay *relay, gint64 now)
{
	gint64 delay = schedule_relay_faulted(relay);

	relay->rest_until = now + delay;
	return delay;
}

void
schedule_relay_worked(struct schedule_relay *relay)
{
	*relay = (struct schedule_relay){ 0 };
}
