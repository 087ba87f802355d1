/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles come in whole or not at all, and are found; an index that is
 * missing, damaged or of other articles finds nothing, stops nobody, and is
 * made anew. */
#include "pipeline/library.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/memfd.h"
#include "pipeline/helpdesk.h"
#include "store/articles.h"
#include "store/health.h"
#include "util-operator.h"

#define FEES "title: Fees\ncategory: costs\nkeywords: charge\n\nNo fees.\n"
#define KEYS "title: API keys\ncategory: trading\n\nMake one.\n\nOr a bot.\n"

/* Imports files, path and text in turn up to NULL. */
static char *
import(struct operator* operator, const char * const * files, int *status_out)
{
	g_autoptr(GError) error = NULL;
	GVariantBuilder builder;
	int input = memfd_new("test", &error);
	char *said;

	g_variant_builder_init(&builder, G_VARIANT_TYPE(HELPDESK_FILES_TYPE));
	for (guint i = 0; files[i]; i += 2)
		g_variant_builder_add(&builder, "(ss)", files[i], files[i + 1]);
	g_autoptr(GVariant) all =
	    g_variant_ref_sink(g_variant_builder_end(&builder));
	g_assert_true(memfd_append(input, g_variant_get_data(all),
	    g_variant_get_size(all), &error));
	g_assert_true(memfd_seal(input, &error));
	said = operator_say(operator, "help import", input, status_out);
	close(input);
	return said;
}

static void
imports(struct operator* operator, const char * const * files,
    const char *wanted)
{
	int status = EX_SOFTWARE;
	g_autofree char *said = import(operator, files, &status);

	g_assert_cmpstr(said, ==, wanted);
	g_assert_cmpint(status, ==, EX_OK);
}

/* What is found, ids apart by blanks. */
static void
finds(struct operator* operator, const char * language, const char *question,
    const char *wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(operator->desk->store->kv, KV_READ, &error);
	g_autoptr(GPtrArray) hits = library_find(operator->inbox.library, txn,
	    language, question, LIBRARY_SURE, &error);
	g_autoptr(GString) found = g_string_new(NULL);

	g_assert_no_error(error);
	for (guint i = 0; i < hits->len; i++) {
		const struct article_hit *hit = hits->pdata[i];

		g_string_append_printf(found, "%s%s/%s", i > 0 ? " " : "",
		    hit->article->language, hit->article->id);
	}
	g_assert_cmpstr(found->str, ==, wanted);
}

static const char *const both[] = { "en/fees.md", FEES, "en/keys.md", KEYS,
	"de/fees.md", "title: Kosten\ncategory: Kosten\n\nNichts.\n", NULL };

static void
test_import(struct operator* operator, gconstpointer data)
{
	static const char *const less[] = { "en/keys.md", KEYS, NULL };

	(void)data;
	finds(operator, "en", "fees", "");
	imports(operator, both, "3 articles in 2 languages imported\n");
	operator_audited(operator, "help.import", "help articles",
	    OPERATOR_ACTOR);
	finds(operator, "en", "What is the charge?", "en/fees");
	finds(operator, "en-GB", "api key", "en/keys");
	finds(operator, "de", "Kosten", "de/fees");
	finds(operator, "de", "fees", "");
	finds(operator, "fr", "fees", "");
	finds(operator, "", "fees", "");
	/* what a language no longer has is gone; other languages stay */
	imports(operator, less, "1 articles in 1 languages imported\n");
	finds(operator, "en", "fees", "");
	finds(operator, "en", "api key", "en/keys");
	finds(operator, "de", "Kosten", "de/fees");
}

static void
test_mistakes(struct operator* operator, gconstpointer data)
{
	static const char *const bad[] = { "en/fees.md", FEES, "en/keys.md",
		"titel: x\n\nx\n", "klingon!/x.md", KEYS, NULL };
	static const char *const none[] = { NULL };
	int status = EX_OK;
	g_autofree char *said = NULL;

	(void)data;
	said = import(operator, bad, &status);
	g_assert_cmpint(status, ==, EX_DATAERR);
	g_assert_nonnull(strstr(said, "en/keys.md:1: titel: there are title"));
	g_assert_nonnull(strstr(said, "\nklingon!/x.md:1: a file LANGUAGE"));
	g_assert_nonnull(strstr(said, "2 bad files, nothing was imported"));
	finds(operator, "en", "fees", "");
	imports(operator, none, "0 articles in 0 languages imported\n");
	operator_says(operator, "help", EX_DATAERR, "help : no such verb\n");
	operator_says(operator, "help import", EX_DATAERR,
	    "help import: no files were handed over\n");
}

static char *
index_path(const struct operator* operator, const char * name)
{
	return g_build_filename(operator->desk->store->dir, "index", name,
	    NULL);
}

/* The keeper's round; how many indexes it made. */
static guint
keeper(const struct operator* operator)
{
	g_autoptr(GError) error = NULL;
	guint made = 0;

	g_assert_true(library_index(operator->inbox.library, LIBRARY_STALE,
	    &made, &error));
	return made;
}

static void
test_lost(struct operator* operator, gconstpointer data)
{
	g_autofree char *english = index_path(operator, "help-en");
	g_autofree char *stray = index_path(operator, "help-xx");

	(void)data;
	imports(operator, both, "3 articles in 2 languages imported\n");
	g_assert_cmpuint(keeper(operator), ==, 0);
	g_assert_cmpint(g_unlink(english), ==, 0);
	finds(operator, "en", "fees", "");
	g_assert_true(g_file_set_contents(stray, "x", 1, NULL));
	g_assert_cmpuint(keeper(operator), ==, 1);
	g_assert_false(g_file_test(stray, G_FILE_TEST_EXISTS));
	finds(operator, "en", "fees", "en/fees");
	g_assert_true(g_file_set_contents(english, "no index", -1, NULL));
	finds(operator, "en", "fees", "");
	operator_says(operator, "reindex", EX_OK, "2 indexes made\n");
	finds(operator, "en", "fees", "en/fees");
}

/* An index of articles that are no longer there is not believed. */
static void
test_stale(struct operator* operator, gconstpointer data)
{
	static const struct {
		const char *language;
	} rows[] = { { "en" }, { "de" } };
	g_autoptr(GError) error = NULL;

	(void)data;
	imports(operator, both, "3 articles in 2 languages imported\n");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(kv_txn) txn =
		    kv_begin(operator->desk->store->kv, KV_WRITE, &error);
		g_autoptr(GPtrArray) articles =
		    articles_list(txn, rows[i].language, &error);

		g_assert_true(articles_replace(txn, rows[i].language, articles,
		    &error));
		g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==,
		    KV_OK);
	}
	finds(operator, "en", "fees", "");
	g_assert_cmpuint(keeper(operator), ==, 2);
	finds(operator, "en", "fees", "en/fees");
}

static bool
note(const char *subject, const char *trouble, gint64 since, void *context)
{
	GString *all = context;

	(void)since;
	if (g_str_equal(subject, "help index"))
		g_string_assign(all, *trouble ? "ill" : "well");
	return true;
}

static void
notes(const struct operator* operator, const char * wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) said = g_string_new("nothing");
	g_autoptr(kv_txn) txn =
	    kv_begin(operator->desk->store->kv, KV_READ, &error);

	g_assert_true(health_each(txn, note, said, &error));
	g_assert_cmpstr(said->str, ==, wanted);
}

/* Where it can not be made "docketctl status" says so, and the rest goes on. */
static void
test_trouble(struct operator* operator, gconstpointer data)
{
	g_autofree char *folder = index_path(operator, NULL);

	(void)data;
	g_assert_cmpuint(keeper(operator), ==, 0);
	notes(operator, "nothing");
	g_assert_true(g_file_set_contents(folder, "x", 1, NULL));
	imports(operator, both, "3 articles in 2 languages imported\n");
	notes(operator, "ill");
	finds(operator, "en", "fees", "");
	g_assert_cmpint(g_unlink(folder), ==, 0);
	operator_says(operator, "reindex", EX_OK, "2 indexes made\n");
	notes(operator, "well");
	finds(operator, "en", "fees", "en/fees");
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct operator* operator, gconstpointer data);
	} tests[] = {
		{ "/library/import", test_import },
		{ "/library/mistakes", test_mistakes },
		{ "/library/lost", test_lost },
		{ "/library/stale", test_stale },
		{ "/library/trouble", test_trouble },
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct operator, NULL, operator_open,
		    tests[i].test, operator_close);
	return g_test_run();
}
