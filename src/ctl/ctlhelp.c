/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles at the command line. Files are only read here and handed over
 * as they are: what is right or wrong about them is said in one place, by the
 * daemon. A search shows what customers would get, and what they would not. */
#include "ctl/ctlhelp.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/escape.h"
#include "base/memfd.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "ctl/ctlwrite.h"
#include "pipeline/helpdesk.h"
#include "pipeline/library.h"
#include "search/articlefile.h"
#include "search/helpindex.h"
#include "store/articles.h"

/* --- import --------------------------------------------------------------- */

static bool
is_left_out(const char *name)
{
	return *name == '.' || g_str_has_suffix(name, "~");
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, sorted, so that mistakes are told in one order. */
static GPtrArray *
names_in(const char *path, GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (folder && (name = g_dir_read_name(folder)))
		if (!is_left_out(name))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return folder ? g_steal_pointer(&names) : NULL;
}

/* One file into the list. Text that is not UTF-8 is made to be, for a GVariant,
 * so that a mark is left that the reader of articles refuses. */
static bool
add_file(GVariantBuilder *files, const char *path, const char *shown,
    GError **error)
{
	g_autofree char *text = NULL, *name = g_utf8_make_valid(shown, -1);
	g_autofree char *valid = NULL;
	gsize size = 0;

	if (!g_file_get_contents(path, &text, &size, error))
		return false;
	if (size > ARTICLE_FILE_MAX || strlen(text) != size ||
	    !g_utf8_validate(text, (gssize)size, NULL))
		return fail_set(error, FAIL_PERMANENT,
		    "%s:1: it is not in UTF-8, or larger than %d octets", name,
		    ARTICLE_FILE_MAX);
	g_variant_builder_add(files, "(ss)", name, text);
	return true;
}

static bool
add_language(GVariantBuilder *files, const char *dir, const char *language,
    GError **error)
{
	g_autofree char *folder = g_build_filename(dir, language, NULL);
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		return fail_set(error, FAIL_PERMANENT,
		    "%s:1: a folder is wanted here for each language, with "
		    "files NAME.md",
		    language);
	names = names_in(folder, error);
	for (guint i = 0; names && i < names->len; i++) {
		g_autofree char *path =
		    g_build_filename(folder, names->pdata[i], NULL);
		g_autofree char *shown =
		    g_strconcat(language, "/", names->pdata[i], NULL);

		if (!add_file(files, path, shown, error))
			return false;
	}
	return names != NULL;
}

/* All files below the folder, of HELPDESK_FILES_TYPE; NULL with error. */
static GVariant *
read_files(const char *dir, GError **error)
{
	g_autoptr(GPtrArray) languages = names_in(dir, error);
	GVariantBuilder files;
	bool good = languages != NULL;

	g_variant_builder_init(&files, G_VARIANT_TYPE(HELPDESK_FILES_TYPE));
	for (guint i = 0; good && i < languages->len; i++)
		good = add_language(&files, dir, languages->pdata[i], error);
	if (good)
		return g_variant_ref_sink(g_variant_builder_end(&files));
	g_variant_builder_clear(&files);
	return NULL;
}

int
ctlhelp_import(struct ctl *ctl)
{
	const char *dir = ctl_operand(ctl, 0);
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) files = read_files(dir, &error);
	char *words[] = { g_strdup("help"), g_strdup("import"), NULL };
	int input = -1;

	if (files && g_variant_n_children(files) == 0)
		fail_set(&error, FAIL_PERMANENT,
		    "%s: no article is in it; DIR/en/NAME.md is wanted", dir);
	else if (files)
		input = memfd_of("docket-help", g_variant_get_data(files),
		    g_variant_get_size(files), &error);
	if (input >= 0)
		return ctlwrite_ask_with(ctl, g_memdup2(words, sizeof words),
		    input);
	for (guint i = 0; words[i]; i++)
		g_free(words[i]);
	return error->domain == FAIL
	    ? ctl_fail(error)
	    : ctl_complain(EX_NOINPUT, "%s", error->message);
}

/* --- list ----------------------------------------------------------------- */

static json_t *
article_row(const struct article *article)
{
	json_t *row = json_object();

	json_object_set_new(row, "language", ctljson_text(article->language));
	json_object_set_new(row, "id", ctljson_text(article->id));
	json_object_set_new(row, "title", ctljson_text(article->title));
	json_object_set_new(row, "category", ctljson_text(article->category));
	json_object_set_new(row, "link", ctljson_text(article->link));
	return row;
}

static void
print_articles(const GPtrArray *articles)
{
	static const char *const titles[] = { "LANGUAGE", "ARTICLE", "CATEGORY",
		"TITLE", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);

	for (guint i = 0; i < articles->len; i++) {
		const struct article *article = articles->pdata[i];
		char *cells[] = { g_strdup(article->language),
			g_strdup(article->id), g_strdup(article->category),
			g_strdup(article->title) };

		ctltable_add(table, cells);
	}
	ctltable_print(table);
}

int
ctlhelp_list(struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	g_autoptr(GPtrArray) articles =
	    txn ? articles_list(txn, ctl_option(ctl, "--lang"), &error) : NULL;
	struct ctljson_list list = { 0 };

	if (!articles)
		return ctl_fail(error);
	if (ctl->format == CTL_TEXT) {
		print_articles(articles);
		return EX_OK;
	}
	for (guint i = 0; i < articles->len; i++)
		ctljson_list_add(&list, article_row(articles->pdata[i]));
	ctljson_list_end(&list);
	return EX_OK;
}

/* --- search --------------------------------------------------------------- */

static void
print_hit(const struct article_hit *hit)
{
	g_autofree char *title =
	    escape_terminal(hit->article->title, ESCAPE_ONE_LINE);
	g_autofree char *passage =
	    escape_terminal(hit->passage, ESCAPE_KEEP_LINES);

	printf("%s (%s, %.0f %%%s)\n%s\n", title, hit->article->id,
	    hit->confidence * 100,
	    hit->confidence < HELPINDEX_SURE ? ": not shown" : "", passage);
	if (*hit->article->link)
		printf("%s\n", hit->article->link);
	putchar('\n');
}

static json_t *
hit_row(const struct article_hit *hit)
{
	json_t *row = article_row(hit->article);

	json_object_set_new(row, "confidence", json_real(hit->confidence));
	json_object_set_new(row, "shown",
	    json_boolean(hit->confidence >= HELPINDEX_SURE));
	json_object_set_new(row, "passage", ctljson_text(hit->passage));
	return row;
}

static int
print_hits(const struct ctl *ctl, const GPtrArray *hits)
{
	struct ctljson_list list = { 0 };

	for (guint i = 0; i < hits->len; i++)
		if (ctl->format == CTL_JSON)
			ctljson_list_add(&list, hit_row(hits->pdata[i]));
		else
			print_hit(hits->pdata[i]);
	if (ctl->format == CTL_JSON)
		ctljson_list_end(&list);
	else if (hits->len == 0)
		puts("no article fits");
	return EX_OK;
}

int
ctlhelp_search(struct ctl *ctl)
{
	const char *option = ctl_option(ctl, "--lang");
	const char *language = option ? option : ctl->settings->desk.language;
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	g_autoptr(library) library = library_new(ctl->store);
	g_autoptr(GPtrArray) hits = NULL;

	if (txn)
		hits = library_find(library, txn, language, ctl_operand(ctl, 0),
		    LIBRARY_ALL, &error);
	return hits ? print_hits(ctl, hits) : ctl_fail(error);
}
