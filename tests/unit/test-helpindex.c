/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the help articles that docket comes with answer what customers ask?
 * tests/help/questions was written before there was a search; what is "kept" in
 * it was kept apart, and nothing was ever tuned by looking at it. */
#include <string.h>

#include "search/articlefile.h"
#include "search/helpindex.h"
#include "util-folder.h"

static const char *const languages[] = { "en", "de", "ru", "zh-Hans", "es" };

struct shelf {
	char *folder;
	GPtrArray *articles[G_N_ELEMENTS(languages)];
	struct helpindex *indexes[G_N_ELEMENTS(languages)];
};

static struct article *
read_article(const char *language, const char *name)
{
	g_autofree char *shown = g_strconcat(language, "/", name, NULL);
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "conf",
	    "help", language, name, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	struct article *article;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	article = articlefile_read(shown, text, &error);
	g_assert_no_error(error);
	return article;
}

static GPtrArray *
read_articles(const char *language)
{
	GPtrArray *articles =
	    g_ptr_array_new_with_free_func((GDestroyNotify)article_free);
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "conf",
	    "help", language, NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	g_assert_nonnull(folder);
	while ((name = g_dir_read_name(folder)))
		g_ptr_array_add(articles, read_article(language, name));
	return articles;
}

static void
set_up(struct shelf *shelf)
{
	shelf->folder = folder_new();
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *path =
		    g_build_filename(shelf->folder, languages[i], NULL);

		shelf->articles[i] = read_articles(languages[i]);
		g_assert_cmpuint(shelf->articles[i]->len, >=, 12);
		g_assert_true(helpindex_build(path, languages[i],
		    shelf->articles[i], "7", &error));
		g_assert_no_error(error);
		shelf->indexes[i] = helpindex_open(path, &error);
		g_assert_no_error(error);
	}
}

static void
tear_down(struct shelf *shelf)
{
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_ptr_array_unref(shelf->articles[i]);
		helpindex_close(shelf->indexes[i]);
	}
	folder_remove(shelf->folder);
}

static guint
place_of(const char *language)
{
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
		if (strcmp(languages[i], language) == 0)
			return i;
	g_assert_not_reached();
}

/* The place of the article among those that are shown; 0: it is not. */
static guint
look_for(const struct shelf *shelf, char **row, guint *shown_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) hits =
	    helpindex_find(shelf->indexes[place_of(row[1])], row[3], &error);
	guint place = 0;

	g_assert_no_error(error);
	*shown_out = 0;
	for (guint i = 0; i < hits->len; i++) {
		const struct helpindex_hit *hit = hits->pdata[i];

		if (hit->confidence < HELPINDEX_SURE)
			continue;
		++*shown_out;
		if (!place && strcmp(hit->id, row[2]) == 0)
			place = *shown_out;
	}
	return place;
}

struct tally {
	guint asked, right, first, without, silent;
};

static void
ask(const struct shelf *shelf, char **row, struct tally *tally)
{
	guint shown, place = look_for(shelf, row, &shown);

	if (strcmp(row[2], "-") == 0) {
		tally->without++;
		tally->silent += shown == 0;
		if (shown > 0)
			g_test_message("shown for nothing: %s %s", row[1],
			    row[3]);
		return;
	}
	tally->asked++;
	tally->right += place > 0;
	tally->first += place == 1;
	if (place == 0)
		g_test_message("not found: %s %s: %s", row[1], row[2], row[3]);
}

static guint
percent(guint part, guint all)
{
	return all > 0 ? part * 100 / all : 0;
}

static void
test_questions(gconstpointer half)
{
	struct shelf shelf;
	struct tally tally = { 0 };
	g_autofree char *path =
	    g_test_build_filename(G_TEST_DIST, "help", "questions", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	set_up(&shelf);
	for (guint i = 0; lines[i]; i++) {
		g_auto(GStrv) row = g_strsplit(lines[i], "\t", 4);

		if (*lines[i] != '#' && g_strv_length(row) == 4 &&
		    strcmp(row[0], half) == 0)
			ask(&shelf, row, &tally);
	}
	tear_down(&shelf);
	g_test_message("%s: right in the first three %u of %u (%u %%), first "
	               "%u; none shown where there is none %u of %u (%u %%)",
	    (const char *)half, tally.right, tally.asked,
	    percent(tally.right, tally.asked), tally.first, tally.silent,
	    tally.without, percent(tally.silent, tally.without));
	g_assert_cmpuint(percent(tally.right, tally.asked), >=, 90);
	g_assert_cmpuint(percent(tally.silent, tally.without), >=, 90);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_data_func("/helpindex/questions/tune", "tune",
	    test_questions);
	g_test_add_data_func("/helpindex/questions/kept", "kept",
	    test_questions);
	return g_test_run();
}
