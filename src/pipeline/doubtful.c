/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of letters whose sender died. Whatever was in its dot may have
 * arrived, and is counted; of what was marked the dot log tells. It must never
 * send a letter a second time without counting it, nor leave one unsent. */
#include "pipeline/doubtful.h"

#include "base/log.h"
#include "base/strings.h"
#include "outbox/schedule.h"
#include "store/letters.h"

#define CODE_TAKEN 250 /* RFC 5321, 4.2.2 */
#define WORDS_LOST "accepted; what else the relay said was lost as docket ended"

struct find {
	const struct doubtful *doubtful;
	GArray *numbers; /* guint64 */
};

static bool
visit_waiting(struct letter *letter, void *context)
{
	struct find *find = context;
	const struct doubtful *doubtful = find->doubtful;
	bool adrift = letter->state == LETTER_READY &&
	    schedule_is_adrift(letter, doubtful->now);

	if ((letter->state == LETTER_DOT || letter->state == LETTER_MARKED ||
	        adrift) &&
	    letter->share >= doubtful->first && letter->share <= doubtful->last)
		g_array_append_val(find->numbers, letter->number);
	return true;
}

static void
accept_it(const struct doubtful *doubtful, struct letter *letter, gint64 when)
{
	schedule_must(letter, SCHEDULE_DOT, doubtful->sending, 0,
	    doubtful->now);
	schedule_must(letter, SCHEDULE_ACCEPTED, doubtful->sending, 0,
	    doubtful->now);
	letter->done = when;
	letter->code = CODE_TAKEN;
	strings_set(&letter->response, WORDS_LOST);
	log_event(LOG_INFO, "letter.accepted", "number",
	    log_number((gint64)letter->number), "state",
	    letter_state_name(letter->state), NULL);
}

static void
doubt_it(const struct doubtful *doubtful, struct letter *letter)
{
	if (letter->state == LETTER_MARKED)
		schedule_must(letter, SCHEDULE_DOT, doubtful->sending, 0,
		    doubtful->now);
	schedule_must(letter, SCHEDULE_FOUND_IN_DOT, doubtful->sending, 0,
	    doubtful->now);
	log_event(LOG_WARNING, "letter.ambiguous", "number",
	    log_number((gint64)letter->number), "state",
	    letter_state_name(letter->state), NULL);
}

static void
settle(const struct doubtful *doubtful, const struct dotlog_found *found,
    struct letter *letter)
{
	gint64 when = 0;

	if (letter->state == LETTER_READY) {
		letter->due = doubtful->now;
		letter->created = MIN(letter->created, letter->due);
		return;
	}
	if (letter->state == LETTER_DOT) {
		doubt_it(doubtful, letter);
		return;
	}
	switch (dotlog_word(found, letter->number, &when)) {
	case DOTLOG_NOT_BEGUN:
		schedule_must(letter, SCHEDULE_NOT_BEGUN, doubtful->sending, 0,
		    doubtful->now);
		return;
	case DOTLOG_DOUBTFUL:
		doubt_it(doubtful, letter);
		return;
	case DOTLOG_ACCEPTED:
		accept_it(doubtful, letter, when);
		return;
	}
}

bool
doubtful_settle(const struct doubtful *doubtful, struct kv_txn *txn,
    GPtrArray *out, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	struct find find = { doubtful, numbers };
	g_autoptr(dotlog_found) found = dotlog_read(doubtful->dots, txn, error);

	if (found == NULL ||
	    !letters_each_waiting(txn, visit_waiting, &find, error))
		return false;
	for (guint i = 0; i < numbers->len; i++) {
		struct letter *letter =
		    letters_get(txn, g_array_index(numbers, guint64, i), error);
		if (letter == NULL)
			return false;
		settle(doubtful, found, letter);
		g_ptr_array_add(out, letter);
	}
	return true;
}
