/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles as records on disk, and their text as customers see it. */
#include "base/strings.h"
#include "model/article.h"
#include "util-golden.h"

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(article) article = article_decode(record, error);

	return article != NULL;
}

static void
test_golden(void)
{
	g_autoptr(article) article = article_new();

	strings_set(&article->language, "zh-Hans");
	strings_set(&article->id, "fees");
	strings_set(&article->title, "Fees");
	strings_set(&article->category, "costs");
	strings_set(&article->keywords, "fee, charge");
	strings_set(&article->synonyms, "fee = charge");
	strings_set(&article->link, "https://help.example/fees");
	strings_set(&article->text, "One.\n\nTwo.");
	article->person = TRUE;
	g_autoptr(GBytes) record = article_encode(article);
	g_autoptr(GError) error = NULL;

	golden_check("article-v1", record);
	g_autoptr(GBytes) golden = golden_load("article-v1");
	g_autoptr(article) back = article_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(back->language, ==, article->language);
	g_assert_cmpstr(back->id, ==, article->id);
	g_assert_cmpstr(back->title, ==, article->title);
	g_assert_cmpstr(back->category, ==, article->category);
	g_assert_cmpstr(back->keywords, ==, article->keywords);
	g_assert_cmpstr(back->synonyms, ==, article->synonyms);
	g_assert_cmpstr(back->link, ==, article->link);
	g_assert_cmpstr(back->text, ==, article->text);
	g_assert_true(back->person);
	golden_mutate(golden, decode);
}

static const struct {
	const char *name, *text, *shown; /* passages apart by "|" */
} rows[] = {
	{ "nothing", "", "" },
	{ "one line", "One.", "One." },
	{ "wrapped", "One\ntwo.\n", "One two." },
	{ "two paragraphs", "One.\n\n\n Two.", "One.|Two." },
	{ "a list", "Do:\n1. this\n2. or\nthat", "Do:\n1. this\n2. or that" },
	{ "bullets", "* a\n* b", "- a\n- b" },
	{ "marks", "# Head\n\nA **bold** `word`", "Head|A bold word" },
	{ "Chinese lines", "\xe4\xb8\x80\n\xe4\xba\x8c",
	    "\xe4\xb8\x80\xe4\xba\x8c" },
	{ "a number is no item", "In 2024. It", "In 2024. It" },
};

static void
test_passages(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(article) article = article_new();

		strings_set(&article->text, rows[i].text);
		g_auto(GStrv) passages = article_passages(article);
		g_autofree char *shown = g_strjoinv("|", passages);
		if (g_strcmp0(shown, rows[i].shown) != 0)
			g_error("%s: %s", rows[i].name, shown);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/article/golden", test_golden);
	g_test_add_func("/article/passages", test_passages);
	return g_test_run();
}
