/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of verbs: well formed, found by name, and never behind its manual
 * and its completion. */
#include "ctl/verbs.h"

#include <string.h>

static void
test_rows(void)
{
	guint n = 0;
	const struct verbs_row *rows = verbs_rows(&n);

	g_assert_cmpuint(n, >, 10);
	for (guint i = 0; i < n; i++) {
		g_assert_nonnull(rows[i].run);
		g_assert_cmpuint(rows[i].least, <=, rows[i].most);
		g_assert_true((rows[i].most == 0) == (*rows[i].arguments == 0));
		g_assert_cmpuint(strlen(rows[i].help), <, 60);
		g_assert_true(verbs_find(rows[i].name) == &rows[i]);
	}
}

static void
test_options(void)
{
	guint n = 0;
	const struct verbs_option *options = verbs_options(&n);

	for (guint i = 0; i < n; i++) {
		if (options[i].verb)
			g_assert_nonnull(verbs_find(options[i].verb));
		g_assert_true(options[i].name[0] == '-');
		g_assert_true(verbs_find_option(options[i].verb,
		                  options[i].name) == &options[i]);
	}
	g_assert_null(verbs_find_option("show", "--status"));
	g_assert_null(verbs_find_option(NULL, "--status"));
	g_assert_nonnull(verbs_find_option(NULL, "--json"));
}

static void
test_groups(void)
{
	g_assert_true(verbs_is_group("hold"));
	g_assert_true(verbs_is_group("queue"));
	g_assert_false(verbs_is_group("hol"));
	g_assert_false(verbs_is_group("list"));
	g_assert_null(verbs_find("hold"));
	g_assert_nonnull(verbs_find("hold release"));
}

static const struct {
	const char *name, *nearest;
} typed[] = {
	{ "lisst", "list" },
	{ "shwo", "show" },
	{ "verfy", "verify" },
	{ "stauts", "status" },
	{ "quue", "queue" },
	{ "hold lst", "hold list" },
	{ "hold relaese", "hold release" },
	{ "xylophone", NULL },
	{ "", NULL },
	{ "a-word-that-is-longer-than-any-verb-could-ever-be", NULL },
};

static void
test_nearest(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
		g_test_message("%s", typed[i].name);
		g_assert_cmpstr(verbs_nearest(typed[i].name), ==,
		    typed[i].nearest);
	}
	g_assert_cmpstr(verbs_nearest_option("list", "--jsn"), ==, "--json");
	g_assert_cmpstr(verbs_nearest_option("list", "--stat"), ==, "--status");
	g_assert_null(verbs_nearest_option("list", "--frobnicate"));
}

static void
test_help(void)
{
	g_autofree char *all = verbs_help(NULL);
	g_autofree char *one = verbs_help(verbs_find("list"));
	guint n = 0;
	const struct verbs_row *rows = verbs_rows(&n);

	for (guint i = 0; i < n; i++)
		g_assert_nonnull(strstr(all, rows[i].help));
	g_assert_nonnull(strstr(one, "--status STATUS"));
	g_assert_nonnull(strstr(one, "--json"));
	g_assert_null(strstr(one, "--connect"));
	g_assert_null(strstr(all, "--status"));
}

static char *
source_file(const char *name)
{
	g_autofree char *path =
	    g_test_build_filename(G_TEST_DIST, "..", name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

/* ".It Ic hold show Ar N" for each verb, ".It Fl -status Ar STATUS" for each
 * option. */
static void
test_manual(void)
{
	g_autofree char *manual = source_file("src/ctl/docketctl.1");
	guint n = 0;
	const struct verbs_row *rows = verbs_rows(&n);

	for (guint i = 0; i < n; i++) {
		g_autofree char *item =
		    g_strdup_printf("\n.It Ic %s", rows[i].name);
		g_test_message("%s", rows[i].name);
		g_assert_nonnull(strstr(manual, item));
	}
	const struct verbs_option *options = verbs_options(&n);
	for (guint i = 0; i < n; i++) {
		g_autofree char *item =
		    g_strdup_printf("Fl %s", options[i].name + 1);
		g_test_message("%s", options[i].name);
		g_assert_nonnull(strstr(manual, item));
	}
}

static void
test_completion(void)
{
	g_autofree char *text =
	    source_file("contrib/completions/docketctl.bash");
	guint n = 0;
	const struct verbs_row *rows = verbs_rows(&n);

	for (guint i = 0; i < n; i++) {
		g_auto(GStrv) words = g_strsplit(rows[i].name, " ", -1);
		g_test_message("%s", rows[i].name);
		for (guint w = 0; words[w]; w++)
			g_assert_nonnull(strstr(text, words[w]));
	}
	const struct verbs_option *options = verbs_options(&n);
	for (guint i = 0; i < n; i++) {
		g_test_message("%s", options[i].name);
		g_assert_nonnull(strstr(text, options[i].name));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/verbs/rows", test_rows);
	g_test_add_func("/verbs/options", test_options);
	g_test_add_func("/verbs/groups", test_groups);
	g_test_add_func("/verbs/nearest", test_nearest);
	g_test_add_func("/verbs/help", test_help);
	g_test_add_func("/verbs/manual", test_manual);
	g_test_add_func("/verbs/completion", test_completion);
	return g_test_run();
}
