/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of letters whose sender died, as the dot log tells. Whatever was
 * in its dot may have arrived, and is counted. It must never send a letter a
 * second time without counting it, nor leave one unsent. */
#include "pipeline/doubtful.h"

#include "base/log.h"
#include "base/strings.h"
#include "outbox/schedule.h"
#include "store/dotread.h"
#include "store/letters.h"

#define CODE_TAKEN 250 /* RFC 5321, 4.2.2 */
#define WORDS_LOST "accepted; what else the relay said was lost as docket ended"

struct find {
	const struct doubtful *doubtful;
	const struct dotread *found;
	GArray *numbers; /* guint64 */
};

/* A record from before there was a log bears its state itself. */
static enum dotread_word
word_of(const struct dotread *found, const struct letter *letter,
    gint64 *when_out)
{
	return letter->state == LETTER_DOT
	    ? DOTREAD_DOUBTFUL
	    : dotread_word(found, letter, when_out);
}

static bool
visit_waiting(struct letter *letter, void *context)
{
	struct find *find = context;
	const struct doubtful *doubtful = find->doubtful;
	gint64 when;

	if (letter->state != LETTER_HELD && letter->share >= doubtful->first &&
	    letter->share <= doubtful->last &&
	    (word_of(find->found, letter, &when) != DOTREAD_NOT_BEGUN ||
	        schedule_is_adrift(letter, doubtful->now)))
		g_array_append_val(find->numbers, letter->number);
	return true;
}

static void
accept_it(const struct doubtful *doubtful, struct letter *letter, gint64 when)
{
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
	schedule_must(letter, SCHEDULE_FOUND_IN_DOT, doubtful->sending, 0,
	    doubtful->now);
	log_event(LOG_WARNING, "letter.ambiguous", "number",
	    log_number((gint64)letter->number), "state",
	    letter_state_name(letter->state), NULL);
}

static void
settle(const struct doubtful *doubtful, const struct dotread *found,
    struct letter *letter)
{
	gint64 when = 0;
	enum dotread_word word = word_of(found, letter, &when);

	if (word == DOTREAD_NOT_BEGUN) { /* adrift */
		letter->due = doubtful->now;
		letter->created = MIN(letter->created, letter->due);
		return;
	}
	if (letter->state == LETTER_READY)
		schedule_must(letter, SCHEDULE_DOT, doubtful->sending, 0,
		    doubtful->now);
	if (word == DOTREAD_ACCEPTED)
		accept_it(doubtful, letter, when);
	else
		doubt_it(doubtful, letter);
}

bool
doubtful_settle(const struct doubtful *doubtful, struct kv_txn *txn,
    GPtrArray *out, GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(dotread) found = dotread_all(doubtful->state_dir, txn, error);
	struct find find = { doubtful, found, numbers };

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
