/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A writer's mistakes in a help article are told by file and line; what is
 * right comes out whole, as text that can stand in a letter. */
#include <string.h>

#include "search/articlefile.h"

#define HEAD "title: A title\ncategory: account\n"

static const struct {
	const char *name, *path, *text, *problem;
} bad[] = {
	{ "no folder", "a.md", HEAD "\nText", "a.md:1: a file LANGUAGE" },
	{ "no language", "EN!/a.md", HEAD "\nText", "EN!/a.md:1: a file" },
	{ "capitals in the name", "en/A.md", HEAD "\nText", "en/A.md:1: " },
	{ "another suffix", "en/a.txt", HEAD "\nText", "en/a.txt:1: " },
	{ "no header", "en/a.md", "Text\n", "en/a.md:1: \"NAME: VALUE\"" },
	{ "no empty line", "en/a.md", HEAD "Text\n", "en/a.md:3: \"NAME:" },
	{ "unknown name", "en/a.md", "titel: A\n", "en/a.md:1: titel: there" },
	{ "twice", "en/a.md", HEAD "title: B\n\nT", "en/a.md:3: title: it is" },
	{ "no title", "en/a.md", "category: a\n\nT", "en/a.md:1: title: it" },
	{ "no category", "en/a.md", "title: a\n\nT", "en/a.md:1: category:" },
	{ "empty value", "en/a.md", "title:\n\nT", "en/a.md:1: title: it is" },
	{ "no text", "en/a.md", HEAD "\n \n", "en/a.md:1: it has no text" },
	{ "maybe a person", "en/a.md", HEAD "person: 1\n\nT",
	    "en/a.md:3: person: yes or no" },
	{ "no link", "en/a.md", HEAD "link: ftp://x\n\nT", "en/a.md:3: link:" },
	{ "blank in a link", "en/a.md", HEAD "link: https://a b\n\nT",
	    "en/a.md:3: link:" },
	{ "one synonym", "en/a.md", HEAD "synonyms: fee\n\nT",
	    "en/a.md:3: synonyms: \"fee\"" },
	{ "not UTF-8", "en/a.md", HEAD "\n\xff", "en/a.md:1: it is not" },
	{ "control character", "en/a.md", HEAD "\nA\n\033[2J",
	    "en/a.md:5: a control" },
};

static void
test_bad(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(article) article =
		    articlefile_read(bad[i].path, bad[i].text, &error);

		if (article ||
		    !g_str_has_prefix(error->message, bad[i].problem))
			g_error("%s: %s", bad[i].name,
			    error ? error->message : "was taken");
		g_assert_true(fail_is(error, FAIL_PERMANENT));
	}
}

static void
test_too_large(void)
{
	g_autofree char *text = g_strnfill(ARTICLE_FILE_MAX + 1, 'a');
	g_autoptr(GError) error = NULL;
	g_autoptr(article) article = articlefile_read("en/a.md", text, &error);

	g_assert_null(article);
	g_assert_nonnull(strstr(error->message, "larger than 65536"));
}

static void
test_good(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(article) article = articlefile_read("zh-Hans/two-factor.md",
	    "title: A title\r\ncategory: account \nkeywords: a, b\n"
	    "synonyms: fee = charge\nlink: https://help.example/a\n\n"
	    "## Head\n\nOne *strong*\nword.\n\n- first\n- second\n  line\n\n"
	    "\xe4\xb8\x80\n\xe4\xba\x8c\n",
	    &error);
	g_auto(GStrv) passages = NULL;

	g_assert_no_error(error);
	g_assert_cmpstr(article->language, ==, "zh-Hans");
	g_assert_cmpstr(article->id, ==, "two-factor");
	g_assert_cmpstr(article->title, ==, "A title");
	g_assert_cmpstr(article->category, ==, "account");
	g_assert_cmpstr(article->keywords, ==, "a, b");
	g_assert_cmpstr(article->synonyms, ==, "fee = charge");
	g_assert_cmpstr(article->link, ==, "https://help.example/a");
	passages = article_passages(article);
	g_assert_cmpuint(g_strv_length(passages), ==, 4);
	g_assert_cmpstr(passages[0], ==, "Head");
	g_assert_cmpstr(passages[1], ==, "One strong word.");
	g_assert_cmpstr(passages[2], ==, "- first\n- second line");
	g_assert_cmpstr(passages[3], ==, "\xe4\xb8\x80\xe4\xba\x8c");
}

static const struct {
	const char *name;
	bool language, article;
} names[] = {
	{ "en", true, false },
	{ "zh-Hans", true, false },
	{ "e", false, false },
	{ "En", false, false },
	{ ".git", false, false },
	{ "fees.md", false, true },
	{ "2fa-reset.md", false, true },
	{ ".md", false, false },
	{ "fees.md~", false, false },
	{ "README", false, false },
};

static void
test_names(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (articlefile_is_language(names[i].name) ==
		        names[i].language &&
		    articlefile_is_article(names[i].name) == names[i].article)
			continue;
		g_error("%s", names[i].name);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/articlefile/bad", test_bad);
	g_test_add_func("/articlefile/too-large", test_too_large);
	g_test_add_func("/articlefile/good", test_good);
	g_test_add_func("/articlefile/names", test_names);
	return g_test_run();
}
