/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the desk, which says that articles may be offered, and the library,
 * which has them. A mail must never wait or fail for want of an index: what can
 * not be searched is as if nothing had been found. */
#include "pipeline/suggest.h"
#include "base/log.h"
#include "desk/firstanswer.h"
#include "pipeline/library.h"

bool
suggest_articles(const struct apply *apply, struct decision *decision,
    GError **error)
{
	const char *language =
	    decision->language != NULL && *decision->language != '\0'
	    ? decision->language
	    : apply->accept->settings->desk.language;
	g_autoptr(GPtrArray) hits = NULL;

	if (decision->question == NULL || apply->accept->library == NULL)
		return true;
	hits = library_find(apply->accept->library, apply->txn, language,
	    decision->question, LIBRARY_SURE, error);
	if (hits == NULL)
		return false;
	firstanswer_offer(decision,
	    settings_queue_by_name(apply->accept->settings, decision->queue),
	    hits);
	return true;
}

void
suggest_mark(const struct apply *apply, const struct decision *decision)
{
	for (guint i = 0; i < decision->tags->len; i++)
		if (!ticket_tag(apply->ticket,
		        g_ptr_array_index(decision->tags, i)))
			log_event(LOG_INFO, "ticket.tags-full", "ticket",
			    log_number((gint64)apply->ticket->number), NULL);
}
