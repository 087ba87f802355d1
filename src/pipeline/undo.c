/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer taken back. Only what no server has been offered yet can be: a
 * letter that is with a relay may be read already, and to call it taken back
 * would be a lie. So all letters of an answer go, or none. */
#include "pipeline/undo.h"
#include "base/strings.h"
#include "outbox/schedule.h"
#include "pipeline/clocks.h"
#include "pipeline/restate.h"
#include "store/answers.h"
#include "store/dotread.h"
#include "store/letters.h"
#include "store/tickets.h"

struct undo {
	struct acts *acts;
	struct entry *answer;
	GArray *letters;
	guint gone;
};

/* The agent's newest answer. */
static bool
undo_find(struct undo *undo, GError **error)
{
	struct acts *acts = undo->acts;

	for (guint32 seq = acts->ticket->entries;
	     seq-- > 0 && undo->answer == NULL;) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(entry) entry = tickets_get_entry(acts->txn,
		    acts->ticket->number, seq, &problem);
		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		if (entry != NULL && entry->kind == ENTRY_AGENT &&
		    g_str_equal(entry->agent, acts->agent->name))
			undo->answer = g_steal_pointer(&entry);
	}
	return true;
}

/* Letters of one mail are written at its instant. */
static bool
undo_visit(struct letter *letter, void *context)
{
	struct undo *undo = context;

	if (letter->created < undo->answer->received)
		return false;
	if (letter->created > undo->answer->received ||
	    (letter->kind != LETTER_ANSWER && letter->kind != LETTER_NOTICE))
		return true;
	g_array_append_val(undo->letters, letter->number);
	return true;
}

/* Which of them no server has been offered. */
static bool
undo_look(struct undo *undo, GError **error)
{
	const struct acts *acts = undo->acts;
	guint left = 0;

	for (guint i = 0; i < undo->letters->len; i++) {
		guint64 *at = &g_array_index(undo->letters, guint64, left);
		guint64 number = g_array_index(undo->letters, guint64, i);
		g_autoptr(letter) letter =
		    dotread_letter(acts->accept->store->dir, acts->txn, number,
		        error);

		if (letter == NULL)
			return false;
		if (letter->state == LETTER_READY && letter->attempt == 0) {
			*at = number;
			left++;
		} else if (letter->kind == LETTER_ANSWER) {
			undo->gone++;
		}
	}
	g_array_set_size(undo->letters, left);
	return true;
}

/* By the table of letters' states, as the operator drops one. */
static bool
undo_drop(const struct undo *undo, guint64 number, GError **error)
{
	const struct acts *acts = undo->acts;
	g_autoptr(letter) letter = letters_get(acts->txn, number, error);

	if (letter == NULL)
		return false;
	return !schedule_change(letter, SCHEDULE_DROP,
	           &acts->accept->settings->sending, acts->now) ||
	    letters_put(acts->txn, letter, error);
}

/* The entry is a note from now on, and the same words may be sent again. */
static bool
undo_entry(struct undo *undo, GError **error)
{
	struct acts *acts = undo->acts;
	struct entry *answer = undo->answer;
	g_autofree char *remark = g_strdup_printf("%s%staken back, not sent",
	    answer->remark, *answer->remark != '\0' ? "; " : "");

	answer->kind = ENTRY_NOTE;
	strings_set(&answer->remark, remark);
	return tickets_put_entry(acts->txn, answer, error);
}

/* The promises as they were when the answer came; whoever has answered behind
 * it ends them then. *later_out: how many did. */
static void
undo_promises(const struct undo *undo, const GPtrArray *answers,
    guint *later_out)
{
	struct ticket *ticket = undo->acts->ticket;
	bool found = false;

	*later_out = 0;
	for (guint i = 0; i < answers->len; i++) {
		const struct answer *answer = g_ptr_array_index(answers, i);

		if (found) {
			promise_answered(ticket, answer->when);
			++*later_out;
		} else if (answer->when == undo->answer->received) {
			standing_restore(&answer->before, ticket);
			found = true;
		}
	}
}

/* As if he had not answered: the clocks run on from where they were, and
 * figures know nothing of it. */
static bool
undo_state(struct undo *undo, GError **error)
{
	struct acts *acts = undo->acts;
	struct ticket *ticket = acts->ticket;
	struct restate restate = { acts->txn, ticket, acts->actor, acts->why,
		acts->now };
	g_autoptr(GPtrArray) answers =
	    answers_get(acts->txn, ticket->number, error);
	guint later = 0;

	if (answers == NULL)
		return false;
	undo_promises(undo, answers, &later);
	if (later == 0 && !restate_status(&restate, TICKET_OPEN, error))
		return false;
	clocks_follow(acts->accept->settings, ticket, PROMISE_SET, acts->now);
	return answers_remove(acts->txn, ticket->number, undo->answer->received,
	           error) &&
	    restate_note(&restate, "ticket.undo", "an answer taken back",
	        error);
}

static bool
undo_do(struct undo *undo, GError **error)
{
	for (guint i = 0; i < undo->letters->len; i++)
		if (!undo_drop(undo, g_array_index(undo->letters, guint64, i),
		        error))
			return false;
	return undo_entry(undo, error) && undo_state(undo, error);
}

/* A notice that went early does no harm; an answer that did, does. */
static bool
undo_try(struct undo *undo, GError **error)
{
	struct acts *acts = undo->acts;

	if (undo->answer == NULL)
		return acts_refuse(acts, "you have sent no answer here");
	if (!letters_each_of_ticket(acts->txn, acts->ticket->number, KV_DOWN,
	        undo_visit, undo, error) ||
	    !undo_look(undo, error))
		return false;
	if (undo->gone > 0 || undo->letters->len == 0)
		return acts_refuse(acts, "your last answer has been sent");
	acts_say(acts, "taken back, the customer gets nothing (entry %u)",
	    undo->answer->seq);
	return acts->mode == ACTS_CHECK || undo_do(undo, error);
}

bool
undo_run(struct acts *acts, const char *argument, GError **error)
{
	g_autoptr(GArray) letters = g_array_new(FALSE, FALSE, sizeof(guint64));
	struct undo undo = { .acts = acts, .letters = letters };

	(void)argument;
	bool done = undo_find(&undo, error) && undo_try(&undo, error);
	entry_free(undo.answer);
	return done;
}
