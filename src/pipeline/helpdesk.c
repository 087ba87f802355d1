/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles by the operator's hand. All files are looked at before anything
 * of them is written: half of a set would answer half of the questions, and
 * nobody would see which half. */
#include "pipeline/helpdesk.h"
#include "base/memfd.h"
#include "pipeline/library.h"
#include "search/articlefile.h"
#include "store/articles.h"
#include "store/audit.h"
#include <string.h>

/* How long the operator waits for the index of tickets. */
#define HELPDESK_REINDEX_MS (5 * 60 * G_GINT64_CONSTANT(1000))

/* The articles (struct article) of all files, or an error that names the bad
 * ones. */
static GPtrArray *
helpdesk_read(GVariant *files, GError **error)
{
	g_autoptr(GPtrArray) articles =
	    g_ptr_array_new_with_free_func((GDestroyNotify)article_free);
	g_autoptr(GString) problems = g_string_new(NULL);
	guint n_problems = 0;

	for (gsize i = 0; i < g_variant_n_children(files); i++) {
		g_autofree char *path = NULL, *text = NULL;
		g_autoptr(GError) problem = NULL;
		struct article *article;

		g_variant_get_child(files, i, "(ss)", &path, &text);
		article = articlefile_read(path, text, &problem);
		if (article != NULL)
			g_ptr_array_add(articles, article);
		else if (++n_problems <= HELPDESK_PROBLEMS_MAX)
			g_string_append_printf(problems, "%s\n",
			    problem->message);
	}
	if (n_problems == 0)
		return g_steal_pointer(&articles);
	fail_set(error, FAIL_PERMANENT, "%s%u bad files, nothing was imported",
	    problems->str, n_problems);
	return NULL;
}

/* The articles of each language (GPtrArray, which borrow them). */
static GHashTable *
helpdesk_sort(const GPtrArray *articles)
{
	GHashTable *sorted = g_hash_table_new_full(g_str_hash, g_str_equal,
	    NULL, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < articles->len; i++) {
		struct article *article = g_ptr_array_index(articles, i);
		GPtrArray *some =
		    g_hash_table_lookup(sorted, article->language);

		if (some == NULL) {
			some = g_ptr_array_new();
			g_hash_table_insert(sorted, article->language, some);
		}
		g_ptr_array_add(some, article);
	}
	return sorted;
}

static bool
helpdesk_write(struct operate *operate, GHashTable *sorted, const char *reason,
    GError **error)
{
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);
	GHashTableIter each;
	gpointer language, some;

	g_hash_table_iter_init(&each, sorted);
	while (txn != NULL && g_hash_table_iter_next(&each, &language, &some))
		if (!articles_replace(txn, language, some, error))
			return false;
	return txn != NULL &&
	    audit_note(txn, operate->actor, "help.import", "help articles",
	        reason, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

static bool
helpdesk_import(struct operate *operate, GString *out, GError **error)
{
	g_autoptr(GPtrArray) articles = NULL;
	g_autoptr(GHashTable) sorted = NULL;
	g_autoptr(GVariant) files = NULL;
	g_autoptr(GBytes) input = NULL;
	g_autofree char *done = NULL;
	guint made = 0;

	if (operate->input < 0)
		return fail_set(error, FAIL_PERMANENT,
		    "help import: no files were handed over");
	input = memfd_map(operate->input, HELPDESK_INPUT_MAX, error);
	if (input == NULL)
		return false;
	files = g_variant_ref_sink(g_variant_new_from_bytes(
	    G_VARIANT_TYPE(HELPDESK_FILES_TYPE), input, FALSE));
	articles = helpdesk_read(files, error);
	if (articles == NULL)
		return false;
	sorted = helpdesk_sort(articles);
	done = g_strdup_printf("%u articles in %u languages", articles->len,
	    g_hash_table_size(sorted));
	if (!helpdesk_write(operate, sorted, done, error) ||
	    !library_index(operate->inbox->library, LIBRARY_STALE, &made,
	        error))
		return false;
	g_string_append_printf(out, "%s imported\n", done);
	return true;
}

bool
helpdesk_reindex(struct operate *operate, GString *out, GError **error)
{
	struct catalogue *catalogue = operate->inbox->catalogue;
	guint made = 0;
	guint64 left = 0;

	if (!library_index(operate->inbox->library, LIBRARY_EVERY, &made,
	        error))
		return false;
	g_string_append_printf(out, "%u indexes made\n", made);
	if (catalogue == NULL)
		return true;
	if (!catalogue_keep(catalogue, CATALOGUE_ANEW, HELPDESK_REINDEX_MS,
	        &left, error))
		return false;
	if (left > 0)
		g_string_append_printf(out,
		    "%" G_GUINT64_FORMAT
		    " tickets are still to come: docketd goes on\n",
		    left);
	else
		g_string_append(out, "tickets: done\n");
	return true;
}

bool
helpdesk_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	if (argv[0] != NULL && g_str_equal(argv[0], "import"))
		return helpdesk_import(operate, out, error);
	return fail_set(error, FAIL_PERMANENT, "help %s: no such verb",
	    argv[0] != NULL ? argv[0] : "");
}
