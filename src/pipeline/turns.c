/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The turns of a page's letters, and their batches.
 *
 * Their events set no time. Nothing may stay marked that is not soon sent:
 * neither the operator nor an agent's #undo can take it back. */
#include "pipeline/turns.h"

#include "outbox/schedule.h"
#include "store/dotlog.h"

void
turns_begin(struct turns *turns, GPtrArray *page)
{
	turns->page = page;
	turns->at = turns->marked = 0;
}

struct letter *
turns_letter(const struct turns *turns)
{
	return turns->page->pdata[turns->at];
}

const struct letter *
turns_next(const struct turns *turns)
{
	return turns->at + 1 < turns->page->len
	    ? turns->page->pdata[turns->at + 1]
	    : NULL;
}

/* Whether one of those is marked: left by a round that failed, of a batch whose
 * lines are no more. */
static bool
is_left(const struct turns *turns, guint n)
{
	for (guint i = turns->at; i < turns->at + n; i++) {
		const struct letter *letter = turns->page->pdata[i];
		if (letter->state == LETTER_MARKED)
			return true;
	}
	return false;
}

static guint
soon_gone(struct turns *turns, guint most_in_doubt)
{
	gint64 soon = TURNS_SOON_MS / MAX(turns->pace, 1);
	guint n = (guint)CLAMP(soon, 1, DOTLOG_LINES);

	n = MIN(n, turns->page->len - turns->at);
	bool left = is_left(turns, n);
	turns->lines = left || n > most_in_doubt;
	return left || n >= (turns->lines ? TURNS_LEAST : 2) ? n : 0;
}

guint
turns_mark(struct turns *turns, const struct settings_sending *sending,
    gint64 boot)
{
	guint n = turns->at < turns->marked
	    ? 0
	    : soon_gone(turns, (guint)sending->send_batch);

	if (n == 0)
		return 0;
	turns->marked = turns->at + n;
	turns->since = boot;
	for (guint i = turns->at; i < turns->marked; i++) {
		struct letter *letter = turns->page->pdata[i];
		if (letter->state == LETTER_READY)
			schedule_must(letter,
			    turns->lines ? SCHEDULE_MARK : SCHEDULE_DOT,
			    sending, 0, 0);
	}
	return n;
}

guint
turns_into_dot(struct turns *turns, const struct settings_sending *sending,
    guint64 numbers[DOTS_MOST])
{
	guint most = (guint)MIN(sending->send_batch, DOTS_MOST);
	guint n = 0;

	for (guint i = turns->at; i < turns->marked && n < most; i++) {
		struct letter *letter = turns->page->pdata[i];
		if (letter->state != LETTER_MARKED)
			continue;
		schedule_must(letter, SCHEDULE_DOT, sending, 0, 0);
		numbers[n++] = letter->number;
	}
	return n;
}

bool
turns_are_overdue(const struct turns *turns, gint64 boot)
{
	return turns->at < turns->marked && boot - turns->since > TURNS_MOST_MS;
}

void
turns_unmark(struct turns *turns, const struct settings_sending *sending,
    GPtrArray *out)
{
	GPtrArray *page = turns->page;

	for (guint i = turns->at; i < page->len; i++) {
		struct letter *letter = page->pdata[i];
		if (letter->state != LETTER_DOT &&
		    letter->state != LETTER_MARKED)
			continue;
		schedule_must(letter, SCHEDULE_NOT_BEGUN, sending, 0, 0);
		g_ptr_array_add(out, g_steal_pointer(&page->pdata[i]));
	}
}
