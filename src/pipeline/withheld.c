/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a wait before its time. A notice that waits is a letter like any
 * other, due later, so that a crash loses nothing and the sender needs no word
 * to send it. Only what no server has been offered may be dropped, and nothing
 * is dropped but by the customer's own word that it is solved. */
#include "pipeline/withheld.h"
#include "desk/firstanswer.h"
#include "outbox/schedule.h"
#include "store/dotread.h"
#include "store/letters.h"

struct withheld {
	const struct apply *apply;
	GArray *letters; /* guint64 */
};

/* They are the ticket's first letters, written at its instant. */
static bool
withheld_visit(struct letter *letter, void *context)
{
	struct withheld *withheld = context;
	const struct apply *apply = withheld->apply;

	if (letter->created > apply->ticket->created)
		return false;
	if (letter->kind == LETTER_NOTICE && letter->state == LETTER_READY &&
	    letter->attempt == 0 && letter->due > apply->now)
		g_array_append_val(withheld->letters, letter->number);
	return true;
}

static bool
withheld_change(const struct apply *apply, guint64 number,
    enum schedule_event event, GError **error)
{
	g_autoptr(letter) letter = dotread_letter(apply->accept->store->dir,
	    apply->txn, number, error);

	if (letter == NULL)
		return false;
	return !schedule_change(letter, event,
	           &apply->accept->settings->sending, apply->now) ||
	    letters_put(apply->txn, letter, error);
}

static bool
withheld_has_notice(const struct decision *decision)
{
	for (guint i = 0; i < decision->letters->len; i++) {
		const struct decide_letter *letter =
		    g_ptr_array_index(decision->letters, i);
		if (letter->kind == LETTER_NOTICE)
			return true;
	}
	return false;
}

bool
withheld_settle(const struct apply *apply, const struct decision *decision,
    GError **error)
{
	bool solved = g_ptr_array_find_with_equal_func(decision->tags,
	    FIRSTANSWER_SOLVED, g_str_equal, NULL);
	g_autoptr(GArray) letters = g_array_new(FALSE, FALSE, sizeof(guint64));
	struct withheld withheld = { apply, letters };

	if (decision->opens ||
	    !ticket_has_tag(apply->ticket, FIRSTANSWER_GIVEN) ||
	    (!solved && !withheld_has_notice(decision)))
		return true;
	if (!letters_each_of_ticket(apply->txn, apply->ticket->number, KV_UP,
	        withheld_visit, &withheld, error))
		return false;
	for (guint i = 0; i < letters->len; i++)
		if (!withheld_change(apply, g_array_index(letters, guint64, i),
		        solved ? SCHEDULE_DROP : SCHEDULE_RETRY, error))
			return false;
	return true;
}
