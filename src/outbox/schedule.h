/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/letter.h"
#include "settings/settings.h"

#define SCHEDULE_FIRST_MS (300 * 1000)      /* wait after the first attempt */
#define SCHEDULE_MOST_MS (4000 * 1000)      /* doubling ends here */
#define SCHEDULE_FAULT_FIRST_MS (60 * 1000) /* wait after our own fault */
#define SCHEDULE_FAULT_MOST_MS (900 * 1000)
#define SCHEDULE_NOTICE_MS \
	(4 * 3600 * 1000) /* when the agent hears of a delay */

/* What can happen to a letter. */
enum schedule_event {
	SCHEDULE_DOT,             /* all but the final dot is written */
	SCHEDULE_ACCEPTED,        /* 2xx to the dot */
	SCHEDULE_LATER,           /* 4xx, or the relay could not be reached */
	SCHEDULE_REFUSED,         /* 5xx that is about this letter */
	SCHEDULE_OUR_FAULT,       /* login, relaying or sender refused */
	SCHEDULE_LOST_BEFORE_DOT, /* the link died, the dot not yet sent */
	SCHEDULE_LOST_AFTER_DOT,  /* the link died, the dot unanswered */
	SCHEDULE_FOUND_IN_DOT,    /* we died: found in state dot at a start */
	SCHEDULE_EXPIRED,         /* LATER or LOST past its lifetime */
	SCHEDULE_RETRY,           /* the operator: now, please */
	SCHEDULE_HOLD,
	SCHEDULE_DROP,
};
#define SCHEDULE_EVENTS (SCHEDULE_DROP + 1)
#define SCHEDULE_STATES (LETTER_DROPPED + 1)

const char *schedule_event_name(enum schedule_event event);

/* The state that follows, by the table in schedule.c; false when the event
 * cannot happen in that state (for an operator's verb: say so; else a bug). */
bool schedule_next(enum letter_state state, enum schedule_event event,
    enum settings_ambiguous ambiguous, enum letter_state *next_out);

/* The fields of a letter that an event changes. */
struct schedule_change {
	enum letter_state state;
	gint64 due;      /* ms UTC */
	guint32 attempt; /* counts the answers and losses that were not our own
	                    fault */
	guint32 ambiguous; /* counts the dots without an answer */
	gint64 done;       /* ms UTC of the final state, else 0 */
};

/* schedule_next() and what goes with it. LATER and the LOST events past the
 * lifetime become EXPIRED here. fault_delay is schedule_fault_delay() of the
 * relay, for OUR_FAULT only. */
bool schedule_apply(const struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 fault_delay, gint64 now,
    struct schedule_change *out);

/* The same into the letter itself, of an event that is no answer of a server's;
 * false, and nothing changed, when it can not happen. */
bool schedule_change(struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 now);

/* schedule_apply() into the letter itself, of an event that can happen whatever
 * servers do: else it is a bug, and the process ends. */
void schedule_must(struct letter *letter, enum schedule_event event,
    const struct settings_sending *sending, gint64 fault_delay, gint64 now);

/* Ms to wait after attempt number `attempt` (from 1) of that letter: 300 s
 * doubling to 4000 s, with up to 10 % more or less that depends on letter and
 * attempt only, so that letters deferred together do not come back together. */
gint64 schedule_delay(guint64 letter, guint32 attempt);

/* Ms a relay rests after its n-th fault in a row (from 1): 60 s doubling to 900
 * s. */
gint64 schedule_fault_delay(guint32 faults);

/* Whether a letter that has just failed for now has had its time: it is that
 * old, and has spent that long waiting for its own attempts. Time in which
 * docket stood still or its login was broken does not age it. Asked after an
 * attempt only, so every letter gets one after each start. */
bool schedule_is_expired(const struct letter *letter, gint64 lifetime_hours,
    gint64 now);

/* Whether a ready letter bears times of a wall clock that was far ahead and has
 * been set back: made in the future, or due later than any wait here. It would
 * wait for that clock's time, years perhaps; so it is due now. */
bool schedule_is_adrift(const struct letter *letter, gint64 now);

/* When the agent is to hear that the letter is delayed, if it is still ready
 * then. */
gint64 schedule_notice_at(const struct letter *letter);

/* How a relay fares, kept by the sender in memory; {0} is a fresh one. */
struct schedule_relay {
	guint32 faults;    /* in a row */
	gint64 rest_until; /* on the clock that the caller uses throughout */
};

/* The first relay, in the order of docket.conf, that does not rest; -1 when all
 * do: then *wake_out is when the first is to be tried again. */
int schedule_pick(const struct schedule_relay *relays, guint count, gint64 now,
    gint64 *wake_out);

/* Notes that a relay could not be used at all: it rests. Answers for how long.
 */
gint64 schedule_relay_failed(struct schedule_relay *relay, gint64 now);

/* Notes that a relay refused a letter over a fault of ours: no rest, but the
 * wait for such letters grows. Answers that wait, for schedule_apply(). */
gint64 schedule_relay_faulted(struct schedule_relay *relay);

/* Notes that it took a letter. */
void schedule_relay_worked(struct schedule_relay *relay);
