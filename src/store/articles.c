/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles, by language and id. A language is replaced as a whole: an
 * article whose file is gone must not go on being sent to customers. Every
 * change makes a new edition, by which indexes know that they are of old. */
#include "store/articles.h"

#include <string.h>

#include "store/key.h"
#include "store/numbers.h"

#define EDITION "articles"

/* Language and id are bounded, so nothing is cut. */
static struct key
article_key(const char *language, const char *id)
{
	struct key key = key_new(KEY_ARTICLE);
	char name[ARTICLE_LANGUAGE_MAX + ARTICLE_ID_MAX + 2];
	int size = g_snprintf(name, sizeof name, "%s/%s", language, id);
	key_add_octets(&key, name, MIN((gsize)size, sizeof name - 1));
	return key;
}

struct article *
articles_get(struct kv_txn *txn, const char *language, const char *id,
    GError **error)
{
	struct key key = article_key(language, id);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return article_decode(value, error);
}

struct walk {
	GPtrArray *articles;
	GError *problem;
};

static bool
take(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	struct article *article = article_decode(value, &walk->problem);
	(void)key;
	if (article)
		g_ptr_array_add(walk->articles, article);
	return article != NULL;
}

GPtrArray *
articles_list(struct kv_txn *txn, const char *language, GError **error)
{
	struct key prefix =
	    language ? article_key(language, "") : key_new(KEY_ARTICLE);
	g_autoptr(GPtrArray) articles =
	    g_ptr_array_new_with_free_func((GDestroyNotify)article_free);
	struct walk walk = { articles, NULL };
	if (!key_each(txn, &prefix, KV_UP, take, &walk, error)) {
		g_clear_error(&walk.problem);
		return NULL;
	}
	if (walk.problem) {
		g_propagate_error(error, walk.problem);
		return NULL;
	}
	return g_steal_pointer(&articles);
}

bool
articles_replace(struct kv_txn *txn, const char *language,
    const GPtrArray *articles, GError **error)
{
	g_autoptr(GPtrArray) old = articles_list(txn, language, error);
	for (guint i = 0; old && i < old->len; i++) {
		const struct article *article = old->pdata[i];
		struct key key = article_key(language, article->id);
		if (!key_del(txn, &key, error))
			return false;
	}
	for (guint i = 0; old && i < articles->len; i++) {
		const struct article *article = articles->pdata[i];
		struct key key = article_key(language, article->id);
		g_autoptr(GBytes) value = article_encode(article);
		if (!key_put(txn, &key, value, error))
			return false;
	}
	return old && numbers_take(txn, EDITION, error) > 0;
}

guint64
articles_edition(struct kv_txn *txn, GError **error)
{
	return numbers_next(txn, EDITION, error);
}
