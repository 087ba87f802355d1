/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the desk, which says that articles may be offered, and the library,
 * which has them. A mail must never wait or fail for want of an index: what can
 * not be searched is as if nothing had been found. */
#include "pipeline/suggest.h"
#include "base/log.h"
#include "base/strings.h"
#include "desk/firstanswer.h"
#include "desk/menu.h"
#include "desk/tongue.h"
#include "pipeline/library.h"
#include "store/articles.h"

static const char *
suggest_language(const struct apply *apply, const struct decision *decision)
{
	return decision->language != NULL && *decision->language != '\0'
	    ? decision->language
	    : apply->accept->settings->desk.language;
}

static GPtrArray *
suggest_find(const struct apply *apply, const char *language,
    const char *question, GError **error)
{
	if (*question == '\0')
		return article_hits_new();
	return library_find(apply->accept->library, apply->txn, language,
	    question, LIBRARY_SURE, error);
}

/* A word says little of its language: where that is not known, it is the
 * desk's, or the first in which an article is sure to be meant. */
static GPtrArray *
suggest_search(const struct apply *apply, struct decision *decision,
    GError **error)
{
	const char *known = suggest_language(apply, decision);
	g_autoptr(GPtrArray) hits =
	    suggest_find(apply, known, decision->question, error);
	g_autoptr(GPtrArray) all = NULL;

	if (hits == NULL || hits->len > 0 || *decision->question == '\0' ||
	    (*decision->language != '\0' &&
	        !g_str_equal(decision->language_why, TONGUE_DEFAULT)))
		return g_steal_pointer(&hits);
	all = articles_list(apply->txn, NULL, error);
	for (guint i = 0; all != NULL && hits->len == 0 && i < all->len; i++) {
		const struct article *article = g_ptr_array_index(all, i);

		if (g_str_equal(article->language, known))
			continue;
		known = article->language;
		g_ptr_array_unref(hits);
		hits = suggest_find(apply, known, decision->question, error);
		if (hits == NULL)
			return NULL;
		if (hits->len > 0)
			strings_set(&decision->language, known);
	}
	return all != NULL ? g_steal_pointer(&hits) : NULL;
}

/* *offered_out: whether the menu answers. */
static bool
suggest_menu(const struct apply *apply, struct decision *decision,
    bool *offered_out, GError **error)
{
	g_autoptr(GPtrArray) topics = NULL;
	g_autoptr(GPtrArray) hits = NULL;

	*offered_out = decision->question == NULL;
	if (*offered_out || apply->accept->library == NULL)
		return true;
	hits = suggest_search(apply, decision, error);
	topics = hits != NULL ? library_topics(apply->txn,
	                            suggest_language(apply, decision), error)
	                      : NULL;
	if (topics == NULL)
		return false;
	*offered_out = menu_offer(decision, hits, topics);
	return true;
}

bool
suggest_articles(const struct apply *apply, struct decide_case *situation,
    struct decision **decision, GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	bool offered = false;

	if ((*decision)->action == DECIDE_MENU) {
		if (!suggest_menu(apply, *decision, &offered, error))
			return false;
		if (offered)
			return true;
		situation->no_menu = TRUE;
		decide_free(*decision);
		*decision = decide_mail(situation);
	}
	if ((*decision)->question == NULL || apply->accept->library == NULL)
		return true;
	hits = suggest_find(apply, suggest_language(apply, *decision),
	    (*decision)->question, error);
	if (hits == NULL)
		return false;
	firstanswer_offer(*decision,
	    settings_queue_by_name(apply->accept->settings, (*decision)->queue),
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
