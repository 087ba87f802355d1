/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which articles answer. The index says which, the store has their words; what
 * the index says of articles that the store no longer has is not believed. An
 * index is a help and no more: without one, mails are taken in as ever, and the
 * keeper makes a new one. */
#include "pipeline/library.h"
#include "base/clock.h"
#include "base/log.h"
#include "search/helpindex.h"
#include "store/articles.h"
#include "store/filesystem.h"
#include "store/health.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARY_FOLDER "index"
#define LIBRARY_PREFIX "help-"
#define LIBRARY_SUBJECT "help index"

/* An index as it was opened. */
struct library_open {
	struct helpindex *index; /* NULL: it can not be read */
	char *stamp;
	struct stat file;
};

struct library {
	struct store *store;
	GHashTable *open; /* language -> struct library_open */
	guint64 checked;  /* the edition whose indexes are there; 0: none */
	GPtrArray *checked_files; /* char *: their paths */
	enum { LIBRARY_UNKNOWN, LIBRARY_WELL, LIBRARY_ILL } state; /* noted */
};

static void
library_close(gpointer data)
{
	struct library_open *open = data;

	helpindex_close(open->index);
	g_free(open->stamp);
	g_free(open);
}

struct library *
library_new(struct store *store)
{
	struct library *library = g_new0(struct library, 1);

	library->store = store;
	library->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	    library_close);
	library->checked_files = g_ptr_array_new_with_free_func(g_free);
	return library;
}

void
library_free(struct library *library)
{
	if (library == NULL)
		return;
	g_hash_table_unref(library->open);
	g_ptr_array_unref(library->checked_files);
	g_free(library);
}

static char *
library_path(const struct library *library, const char *language)
{
	g_autofree char *name = g_strconcat(LIBRARY_PREFIX, language, NULL);

	return g_build_filename(library->store->dir, LIBRARY_FOLDER, name,
	    NULL);
}

/* --- asking --------------------------------------------------------------- */

static bool
library_is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* One stat(2) where nothing has changed; NULL: there is no index to be had. */
static struct library_open *
library_opened(struct library *library, const char *language)
{
	struct library_open *open =
	    g_hash_table_lookup(library->open, language);
	g_autofree char *path = library_path(library, language);
	g_autoptr(GError) error = NULL;
	struct stat file = { 0 };

	if (stat(path, &file) != 0) {
		g_hash_table_remove(library->open, language);
		return NULL;
	}
	if (open == NULL || !library_is_same(&open->file, &file)) {
		open = g_new0(struct library_open, 1);
		open->file = file;
		open->index = helpindex_open(path, &error);
		if (open->index != NULL)
			open->stamp = helpindex_stamp(open->index);
		else
			log_error(LOG_WARNING, "help.index", error, NULL);
		g_hash_table_replace(library->open, g_strdup(language), open);
	}
	return open->index != NULL ? open : NULL;
}

/* The index of the language, if it is of the articles that the store has. */
static struct helpindex *
library_ask(struct library *library, struct kv_txn *txn, const char *language,
    bool *found_out, GError **error)
{
	struct library_open *open = library_opened(library, language);
	guint64 edition = articles_edition(txn, error);
	g_autofree char *stamp = g_strdup_printf("%" G_GUINT64_FORMAT, edition);

	*found_out = edition > 0;
	return open != NULL && g_str_equal(open->stamp, stamp) ? open->index
	                                                       : NULL;
}

/* What is asked, and of which index. */
struct library_asking {
	struct kv_txn *txn;
	struct helpindex *index;
	const char *language, *question;
};

/* What the index found, with the words from the store. */
static bool
library_collect(const struct library_asking *asking,
    const struct helpindex_hit *found, GPtrArray *hits, GError **error)
{
	g_autoptr(GError) problem = NULL;
	struct article *article =
	    articles_get(asking->txn, asking->language, found->id, &problem);
	struct article_hit *hit;

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (article == NULL)
		return true;
	hit = g_new0(struct article_hit, 1);
	hit->article = article;
	hit->confidence = found->confidence;
	hit->passage =
	    helpindex_passage(asking->index, asking->question, article);
	g_ptr_array_add(hits, hit);
	return true;
}

/* "zh-Hant-HK" to "zh-Hant" to "zh"; false: nothing is left. */
static bool
library_shorten(char *language)
{
	char *dash = strrchr(language, '-');

	if (dash != NULL)
		*dash = '\0';
	return dash != NULL;
}

GPtrArray *
library_find(struct library *library, struct kv_txn *txn, const char *language,
    const char *question, enum library_depth depth, GError **error)
{
	g_autoptr(GPtrArray) hits = article_hits_new();
	g_autofree char *tag = g_strdup(language);
	g_autoptr(GPtrArray) found = NULL;
	g_autoptr(GError) problem = NULL;
	struct library_asking asking = { txn, NULL, tag, question };
	bool good = true;

	do
		asking.index = library_ask(library, txn, tag, &good, error);
	while (good && asking.index == NULL && library_shorten(tag));
	if (!good)
		return NULL;
	if (asking.index != NULL)
		found = helpindex_find(asking.index, question, &problem);
	if (asking.index != NULL && found == NULL)
		log_error(LOG_WARNING, "help.search", problem, NULL);
	for (guint i = 0; found != NULL && i < found->len; i++) {
		const struct helpindex_hit *one = g_ptr_array_index(found, i);

		if ((depth == LIBRARY_ALL ||
		        one->confidence >= HELPINDEX_SURE) &&
		    !library_collect(&asking, one, hits, error))
			return NULL;
	}
	return g_steal_pointer(&hits);
}

GPtrArray *
library_topics(struct kv_txn *txn, const char *language, GError **error)
{
	g_autofree char *tag = g_strdup(language);
	g_autoptr(GPtrArray) articles = NULL;

	do {
		g_clear_pointer(&articles, g_ptr_array_unref);
		articles = articles_list(txn, tag, error);
	} while (articles != NULL && articles->len == 0 &&
	    library_shorten(tag));
	return g_steal_pointer(&articles);
}

/* --- making --------------------------------------------------------------- */

/* All articles of the store and their edition, as of one moment. */
static GPtrArray *
library_load(struct library *library, guint64 *edition_out, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(library->store->kv, KV_READ, error);

	if (txn == NULL)
		return NULL;
	*edition_out = articles_edition(txn, error);
	return *edition_out > 0 ? articles_list(txn, NULL, error) : NULL;
}

static bool
library_is_fresh(struct library *library, const char *language,
    const char *stamp)
{
	struct library_open *open = library_opened(library, language);

	return open != NULL && g_str_equal(open->stamp, stamp);
}

/* The articles of one language, which stand together, from *at on. */
static GPtrArray *
library_next(const GPtrArray *articles, guint *at)
{
	GPtrArray *some = g_ptr_array_new();
	const struct article *first = g_ptr_array_index(articles, *at);

	for (; *at < articles->len; ++*at) {
		struct article *article = g_ptr_array_index(articles, *at);

		if (!g_str_equal(article->language, first->language))
			break;
		g_ptr_array_add(some, article);
	}
	return some;
}

/* Those of languages that have no articles, and what a crash left. */
static void
library_tidy(const struct library *library)
{
	g_autofree char *path =
	    g_build_filename(library->store->dir, LIBRARY_FOLDER, NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		if (g_str_has_prefix(name, LIBRARY_PREFIX) &&
		    !g_ptr_array_find_with_equal_func(library->checked_files,
		        file, g_str_equal, NULL))
			unlink(file);
	}
}

/* Says in "docketctl status" what is the matter, once; NULL: nothing. */
static bool
library_note(struct library *library, const char *trouble, GError **error)
{
	if (trouble == NULL && library->state == LIBRARY_WELL)
		return true;
	library->state = trouble == NULL ? LIBRARY_WELL : LIBRARY_ILL;
	return health_note(library->store->kv, LIBRARY_SUBJECT, trouble,
	    clock_now(), error);
}

static bool
library_make(struct library *library, const GPtrArray *articles,
    const char *stamp, enum library_which which, guint *n_out, GError **error)
{
	bool good = true;

	for (guint at = 0; good && at < articles->len;) {
		g_autoptr(GPtrArray) some = library_next(articles, &at);
		const struct article *first = g_ptr_array_index(some, 0);
		g_autofree char *path = library_path(library, first->language);

		if (which == LIBRARY_EVERY ||
		    !library_is_fresh(library, first->language, stamp)) {
			good = helpindex_build(path, first->language, some,
			    stamp, error);
			*n_out += good;
		}
		g_ptr_array_add(library->checked_files, g_steal_pointer(&path));
	}
	return good;
}

/* Whether there is nothing to do: cheap, for it is asked all the time. */
static bool
library_is_checked(const struct library *library, guint64 edition)
{
	if (library->checked != edition)
		return false;
	for (guint i = 0; i < library->checked_files->len; i++)
		if (access(g_ptr_array_index(library->checked_files, i),
		        R_OK) != 0)
			return false;
	return true;
}

static bool
library_look(struct library *library, guint64 *edition_out, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(library->store->kv, KV_READ, error);

	*edition_out = txn != NULL ? articles_edition(txn, error) : 0;
	return *edition_out > 0;
}

bool
library_index(struct library *library, enum library_which which, guint *n_out,
    GError **error)
{
	g_autofree char *folder =
	    g_build_filename(library->store->dir, LIBRARY_FOLDER, NULL);
	g_autofree char *stamp = NULL;
	g_autoptr(GPtrArray) articles = NULL;
	g_autoptr(GError) problem = NULL;
	guint64 edition = 0;

	*n_out = 0;
	if (!library_look(library, &edition, error))
		return false;
	if (which == LIBRARY_STALE && library_is_checked(library, edition))
		return true;
	articles = library_load(library, &edition, error);
	if (articles == NULL)
		return false;
	stamp = g_strdup_printf("%" G_GUINT64_FORMAT, edition);
	g_ptr_array_set_size(library->checked_files, 0);
	library->checked = edition; /* a failure is not tried all the time */
	if ((articles->len > 0 && !filesystem_make(folder, &problem)) ||
	    !library_make(library, articles, stamp, which, n_out, &problem)) {
		g_ptr_array_set_size(library->checked_files, 0);
		log_error(LOG_ERROR, "help.index", problem, NULL);
		return library_note(library, problem->message, error);
	}
	library_tidy(library);
	if (articles->len == 0 && library->state == LIBRARY_UNKNOWN)
		return true;
	return library_note(library, NULL, error);
}
