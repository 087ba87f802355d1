/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table itself, and that docket.conf and docket.conf.5 say the same. */
#include "settings/optionnearest.h"

#include <string.h>

#include "util-conf.h"

static char *
read_conf_file(const char *name)
{
	g_autofree char *path = g_build_filename(g_test_get_dir(G_TEST_DIST),
	    "..", "conf", name, NULL);
	g_autoptr(GError) error = NULL;
	char *text;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return text;
}

static void
check_row(const struct options_section *section, const struct options_row *row)
{
	g_test_message("%s.%s", section->name, row->name);
	g_assert_true(options_row(section, row->name) == row);
	g_assert_nonnull(row->help);
	g_assert_cmpuint(strlen(row->help), <, 80);
	if (row->type == OPTIONS_INT) {
		gint64 value = g_ascii_strtoll(row->default_text, NULL, 10);

		g_assert_cmpint(value, >=, row->min);
		g_assert_cmpint(value, <=, row->max);
	}
	if (row->type == OPTIONS_WORD || row->type == OPTIONS_SET)
		g_assert_nonnull(row->words);
	if (row->type == OPTIONS_STRING && row->default_text && row->check)
		g_assert_null(row->check(row->default_text));
}

static void
test_rows(void)
{
	size_t n;
	const struct options_section *sections = options_sections(&n);

	for (size_t i = 0; i < n; i++) {
		g_assert_true(options_section(sections[i].name) ==
		    &sections[i]);
		for (size_t j = 0; j < sections[i].n_rows; j++)
			check_row(&sections[i], &sections[i].rows[j]);
	}
	g_assert_null(options_section("wallpaper"));
	g_assert_null(options_row(&sections[0], "wallpaper"));
}

static const struct {
	const char *section, *wanted, *nearest;
} near[] = {
	{ "accounts", "hots", "host" },
	{ "accounts", "hst", "host" },
	{ "accounts", "hosts", "host" },
	{ "accounts", "password", NULL },
	{ "accounts", "pasword_file", "password_file" },
	{ "accounts", "passwordfile", "password_file" },
	{ "accounts", "usr", "user" },
	{ "accounts", "x", NULL },
	{ "accounts", "", NULL },
	{ "limits", "mesage_size", "message_size" },
	{ "limits", "attachment_byte", "attachment_bytes" },
	{ "", "acounts", "accounts" },
	{ "", "queue", "queues" },
	{ "", "state-dir", "state_dir" },
	{ "desk", "timezone", "time_zone" },
	{ "desk", "colour", NULL },
	{ "desk",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    NULL },
};

static void
test_nearest(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(near); i++)
		g_assert_cmpstr(
		    optionnearest_find(options_section(near[i].section),
		        near[i].wanted),
		    ==, near[i].nearest);
	g_assert_cmpstr(options_home("hops")->name, ==, "limits");
	g_assert_null(options_home("wallpaper"));
}

static void
test_words(void)
{
	const struct options_row *row =
	    options_row(options_section("accounts"), "tls");
	g_autofree char *text = options_words_text(row);
	gint64 value = -1;

	g_assert_cmpstr(text, ==, "\"implicit\", \"starttls\" or \"none\"");
	g_assert_true(options_word_value(row, "starttls", &value));
	g_assert_cmpint(value, ==, SETTINGS_TLS_STARTTLS);
	g_assert_false(options_word_value(row, "", &value));
}

/* Whether the paragraph says the default, in mdoc: "The default is ..." */
static void
check_paragraph(const struct options_row *row, const char *paragraph)
{
	const char *end = strstr(paragraph, ".It Ic "),
	           *close = strstr(paragraph, ".El");
	g_autofree char *text = g_strndup(paragraph,
	    (gsize)((end && end < close ? end : close) - paragraph));
	bool is_text = row->type == OPTIONS_WORD || row->type == OPTIONS_STRING;
	g_autofree char *word =
	    is_text ? g_strdup_printf("\n.Dq %s", row->default_text) : NULL;
	g_autofree char *number =
	    is_text ? NULL : g_strdup_printf(" %s", row->default_text);

	if (!row->default_text)
		g_assert_nonnull(strstr(text, "Must be given."));
	else if (row->set_offset || (is_text && !*row->default_text))
		g_assert_nonnull(strstr(text, "efault"));
	else if (row->type == OPTIONS_INT || row->type == OPTIONS_BOOL ||
	    is_text)
		g_assert_nonnull(strstr(text, is_text ? word : number));
	else
		g_assert_nonnull(strstr(text, "default"));
}

/* Every option has its paragraph, in the order of the table, and no other. */
static void
test_manual(void)
{
	g_autofree char *manual = read_conf_file("docket.conf.5");
	const char *next = manual, *security = strstr(manual, ".Sh SECURITY");
	size_t n;
	const struct options_section *sections = options_sections(&n);

	for (size_t i = 0; i < n; i++) {
		g_autofree char *title = g_strdup_printf(".Ss %s\n",
		    *sections[i].name ? sections[i].name : "Top level");

		next = strstr(next, title);
		g_assert_nonnull(next);
		for (size_t j = 0; j < sections[i].n_rows; j++) {
			const struct options_row *row = &sections[i].rows[j];
			g_autofree char *item =
			    g_strdup_printf(".It Ic %s\n", row->name);

			g_test_message("%s.%s", sections[i].name, row->name);
			next = strstr(next, ".It Ic ");
			g_assert_nonnull(next);
			g_assert_true(g_str_has_prefix(next, item));
			next += strlen(item);
			check_paragraph(row, next);
		}
	}
	next = strstr(next, ".It Ic ");
	g_assert_true(!next || next > security);
}

/* An option that is commented out starts with "#" and a letter. */
static char *
uncommented(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		char *mark = *line + strspn(*line, "\t");

		if (*mark == '#' && g_ascii_isalpha(mark[1]))
			*mark = '\t';
	}
	return g_strjoinv("\n", lines);
}

static GVariant *
everything(struct settings *settings)
{
	g_free(settings->path);
	settings->path = g_strdup("");
	g_free(settings->key_file); /* beside a file in a scratch folder */
	settings->key_file = g_strdup("");
	settings->authserv_id_set = 0; /* its default is to be absent */
	for (guint i = 0; i < settings->accounts->len; i++) {
		struct settings_account *account = settings->accounts->pdata[i];

		g_free(account->password_file);
		account->password_file = g_strdup("");
	}
	for (guint i = 0; i < settings->relays->len; i++) {
		struct settings_relay *relay = settings->relays->pdata[i];

		g_free(relay->password_file);
		relay->password_file = g_strdup("");
	}
	return g_variant_ref_sink(settings_encode(settings,
	    SETTINGS_PART_COMMON | SETTINGS_PART_ACCOUNT |
	        SETTINGS_PART_RELAYS | SETTINGS_PART_PEOPLE,
	    0, NULL));
}

/* The example can be used, and what it shows as defaults are the defaults. */
static void
test_example(void)
{
	g_autofree char *text = read_conf_file("docket.conf");
	g_autofree char *all = uncommented(text);
	g_autoptr(settings) as_it_is = conf_good(text);
	g_autoptr(settings) with_defaults = conf_good(all);
	g_autoptr(GVariant) first = everything(as_it_is);
	g_autoptr(GVariant) second = everything(with_defaults);
	g_autofree char *first_text = g_variant_print(first, FALSE);
	g_autofree char *second_text = g_variant_print(second, FALSE);

	g_assert_cmpstr(first_text, ==, second_text);
}

/* The example shows every option, in the order of the table. */
static void
test_example_is_complete(void)
{
	g_autofree char *text = read_conf_file("docket.conf");
	g_autofree char *all = uncommented(text);
	const char *next = all;
	size_t n;
	const struct options_section *sections = options_sections(&n);

	for (size_t i = 0; i < n; i++) {
		g_autofree char *title =
		    g_strdup_printf("\n%s = ", sections[i].name);

		if (*sections[i].name)
			next = strstr(next, title);
		g_assert_nonnull(next);
		for (size_t j = 0; j < sections[i].n_rows; j++) {
			g_autofree char *option = g_strdup_printf("\t%s = ",
			    sections[i].rows[j].name);

			g_test_message("%s%s", sections[i].name, option);
			next = strstr(next,
			    option + (sections[i].kind == OPTIONS_TOP));
			g_assert_nonnull(next);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/options/rows", test_rows);
	g_test_add_func("/options/nearest", test_nearest);
	g_test_add_func("/options/words", test_words);
	g_test_add_func("/options/manual", test_manual);
	g_test_add_func("/options/example", test_example);
	g_test_add_func("/options/example-is-complete",
	    test_example_is_complete);
	return g_test_run();
}
