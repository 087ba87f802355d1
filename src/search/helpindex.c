/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles to questions. An article that does not fit is worse than none:
 * the customer has asked a person, and is told something else. So what is shown
 * must pass a measure, which tests/unit/test-helpindex takes with questions as
 * customers write them, half of which were never looked at. */
#include "search/helpindex.h"

#include <string.h>

#include "search/engine.h"

/* The weight of an article's own words by which alone it is sure. */
#define HEAD_SURE 20.0
/* The part of the best one's weight with which an article stands beside it. */
#define BESIDE_LEAST 0.4

struct helpindex {
	struct engine *engine;
};

/* --- making it ------------------------------------------------------------ */

static bool
add_synonyms(struct engine *engine, const struct article *article,
    GError **error)
{
	g_auto(GStrv) groups = g_strsplit(article->synonyms, ",", -1);

	for (guint i = 0; groups[i]; i++) {
		g_auto(GStrv) words = g_strsplit(groups[i], "=", -1);

		if (!engine_same(engine, (const char *const *)words, error))
			return false;
	}
	return true;
}

static bool
add_article(struct engine *engine, const struct article *article,
    GError **error)
{
	g_autofree char *head = g_strjoin("\n", article->title,
	    article->category, article->keywords, NULL);
	g_autofree char *body =
	    g_strjoin("\n", article->text, article->synonyms, NULL);

	return engine_add(engine, article->id, head, body, error) &&
	    add_synonyms(engine, article, error);
}

bool
helpindex_build(const char *path, const char *language,
    const GPtrArray *articles, const char *stamp, GError **error)
{
	g_autofree char *folder = g_strconcat(path, ".build", NULL);
	struct engine *engine = engine_create(folder, language, error);
	bool good = engine != NULL;

	for (guint i = 0; good && i < articles->len; i++)
		good = add_article(engine, articles->pdata[i], error);
	good = good && engine_publish(engine, path, stamp, error);
	engine_close(engine);
	return good;
}

/* --- asking it ------------------------------------------------------------ */

struct helpindex *
helpindex_open(const char *path, GError **error)
{
	struct engine *engine = engine_open(path, error);
	struct helpindex *index;

	if (!engine)
		return NULL;
	index = g_new0(struct helpindex, 1);
	index->engine = engine;
	return index;
}

void
helpindex_close(struct helpindex *index)
{
	if (!index)
		return;
	engine_close(index->engine);
	g_free(index);
}

char *
helpindex_stamp(struct helpindex *index)
{
	return engine_stamp(index->engine);
}

static void
free_hit(gpointer data)
{
	struct helpindex_hit *hit = data;

	g_free(hit->id);
	g_free(hit);
}

/* Short questions are sure by how much of them the article has, long ones by
 * how many of its own words they have. */
static double
confidence(const struct engine_hit *hit)
{
	return MIN(hit->share + hit->head / HEAD_SURE, 1);
}

GPtrArray *
helpindex_find(struct helpindex *index, const char *question, GError **error)
{
	struct engine_hit found[HELPINDEX_SHOWN] = { { 0 } };
	GPtrArray *hits = g_ptr_array_new_with_free_func(free_hit);
	unsigned n = 0;

	if (!engine_search(index->engine, question, found, HELPINDEX_SHOWN, &n,
	        error)) {
		g_ptr_array_unref(hits);
		return NULL;
	}
	for (unsigned i = 0; i < n; i++) {
		struct helpindex_hit *hit;

		if (found[i].weight < found[0].weight * BESIDE_LEAST)
			break;
		hit = g_new0(struct helpindex_hit, 1);
		hit->id = g_strdup(found[i].id);
		hit->confidence = confidence(&found[i]);
		g_ptr_array_add(hits, hit);
	}
	engine_hits_clear(found, n);
	return hits;
}

char *
helpindex_passage(struct helpindex *index, const char *question,
    const struct article *article)
{
	g_auto(GStrv) passages = article_passages(article);
	unsigned best = engine_passage(index->engine, question,
	    (const char *const *)passages);

	return g_strdup(passages[0] ? passages[best] : "");
}
