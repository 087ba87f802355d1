/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The turns of a page's letters.
 *
 * No letter may stand in its dot for long before it is begun: neither the
 * operator nor an agent's #undo can take it back. */
#include "pipeline/turns.h"

void
turns_begin(struct turns *turns, GPtrArray *page)
{
	turns->page = page;
	turns->at = 0;
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

guint
turns_into_dot(const struct turns *turns, guint most,
    struct letter *out[DOTS_MOST])
{
	gint64 soon = TURNS_SOON_MS / MAX(turns->pace, 1);
	guint left = turns->page->len - turns->at;
	guint n = (guint)CLAMP(soon, 1, MIN(most, DOTS_MOST));

	n = MIN(n, left);
	for (guint i = 0; i < n; i++)
		out[i] = turns->page->pdata[turns->at + i];
	return n;
}
