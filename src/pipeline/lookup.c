/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to tickets. The index gives only numbers: the store says what these
 * tickets are now, and the caller who may see them. An index that fails is no
 * error: whoever asks is told that it is not there. */
#include "pipeline/lookup.h"
#include "base/log.h"
#include "pipeline/bookmark.h"
#include "search/finder.h"
#include "store/audit.h"
#include "store/tickets.h"

#define LOOKUP_PAGE 50 /* hits */

struct lookup_asking {
	struct kv_txn *txn;
	const struct lookup_question *question;
	struct finder *finder;
};

/* *more_out: the visit wants to see more. */
static bool
lookup_show(const struct lookup_asking *asking, guint32 number, bool *more_out,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket = tickets_get(asking->txn, number, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	*more_out = ticket == NULL ||
	    asking->question->visit(ticket, asking->question->context);
	return true;
}

/* *broken_out: the index failed, which is no error. */
static bool
lookup_all(const struct lookup_asking *asking, bool *broken_out, GError **error)
{
	g_autoptr(GArray) page = g_array_new(FALSE, FALSE, sizeof(guint32));
	bool more = true;

	for (guint first = 0; more && first < LOOKUP_LOOKED;
	     first += LOOKUP_PAGE) {
		g_autoptr(GError) problem = NULL;

		if (!finder_search(asking->finder, asking->question->text,
		        first, LOOKUP_PAGE, page, &problem)) {
			log_error(LOG_WARNING, "search.broken", problem, NULL);
			*broken_out = true;
			return true;
		}
		for (guint i = 0; more && i < page->len; i++)
			if (!lookup_show(asking,
			        g_array_index(page, guint32, i), &more, error))
				return false;
		more = more && page->len == LOOKUP_PAGE;
	}
	return true;
}

/* What has changed behind the index, each once. */
static bool
lookup_fresh(const struct lookup_asking *asking, guint64 after, GError **error)
{
	g_autoptr(GArray) named = g_array_new(FALSE, FALSE, sizeof(guint64));
	GArray *fresh = asking->question->fresh;
	guint64 last = 0;

	if (fresh == NULL)
		return true;
	if (!audit_tickets_after(asking->txn, after, LOOKUP_FRESH, named, &last,
	        error))
		return false;
	for (guint i = 0; i < named->len; i++) {
		guint64 number = g_array_index(named, guint64, i);
		bool there = false;
		for (guint k = 0; k < fresh->len; k++)
			there |= g_array_index(fresh, guint64, k) == number;
		if (!there)
			g_array_append_val(fresh, number);
	}
	return true;
}

static bool
lookup_ask(const struct lookup_asking *asking, enum lookup_state *state_out,
    GError **error)
{
	g_autofree char *state = finder_state(asking->finder);
	struct bookmark place;
	bool fits = false, broken = false;

	*state_out = LOOKUP_MISSING;
	if (!bookmark_read(state, &place))
		return true;
	if (!bookmark_fits(asking->txn, &place, &fits, error))
		return false;
	if (!fits)
		return true;
	if (!lookup_fresh(asking, place.audit, error) ||
	    !lookup_all(asking, &broken, error))
		return false;
	if (!broken)
		*state_out = place.from == 0 ? LOOKUP_READY : LOOKUP_MAKING;
	return true;
}

bool
lookup_run(struct kv_txn *txn, const struct lookup_question *question,
    enum lookup_state *state_out, GError **error)
{
	g_autofree char *path = bookmark_path(question->state_dir);
	g_autoptr(GError) problem = NULL;
	struct lookup_asking asking = { txn, question, NULL };

	*state_out = LOOKUP_MISSING;
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return true;
	asking.finder = finder_open(path, &problem);
	if (asking.finder == NULL) {
		log_error(LOG_WARNING, "search.broken", problem, NULL);
		return true;
	}
	bool good = lookup_ask(&asking, state_out, error);
	finder_close(asking.finder);
	return good;
}
