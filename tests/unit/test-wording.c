/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepared answers, and all words of letters on their way to a role: what was
 * good when they were read stays so, whatever becomes of their files. */
#include "desk/wording.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/strings.h"
#include "util-conf.h"
#include "util-folder.h"

/* Settings, and a folder of macros that they name. */
struct bench {
	char *folder, *english, *german;
	struct settings *settings;
};

static char *
make_language(const struct bench *bench, const char *name)
{
	char *path = g_build_filename(bench->folder, name, NULL);

	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	return path;
}

static void
write_macro(const char *language, const char *name, const char *text)
{
	g_free(folder_write(language, name, text, -1, 0600));
}

static void
set_up(struct bench *bench, gconstpointer data)
{
	g_autofree char *templates =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);

	(void)data;
	bench->folder = folder_new();
	bench->english = make_language(bench, "en");
	bench->german = make_language(bench, "de");
	bench->settings =
	    conf_good(CONF_DESK "border_hosts = [ \"mx.example.com\" ];\n");
	strings_set(&bench->settings->templates_dir, templates);
	strings_set(&bench->settings->macros_dir, bench->folder);
	strings_set(&bench->settings->macro_fallback, "en");
	write_macro(bench->english, "Repair.txt",
	    "We repair {{subject}}, {{customer_name}}: {{ticket}}.\n\n");
	write_macro(bench->english, "wait.txt", "Please wait.\n");
	write_macro(bench->german, "repair.txt",
	    "Wir reparieren {{subject}}. {{agent_name}}, {{desk_name}}, "
	    "{{desk_address}}\n");
	write_macro(bench->english, "notes", "no macro: {{nothing}}\n");
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	settings_free(bench->settings);
	folder_remove(bench->english);
	folder_remove(bench->german);
	folder_remove(bench->folder);
}

/* By way of the octets that a role gets. */
static struct wording *
hand_over(const struct bench *bench, GBytes **octets_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(wording) wording = wording_open(bench->settings, &error);

	g_assert_no_error(error);
	*octets_out = wording_encode(wording);
	return wording_decode(*octets_out, bench->settings);
}

static const struct row {
	const char *name, *language;
	const char *text, *found; /* NULL: none */
} rows[] = {
	{ "repair", "en", "We repair {{ticket}}, Carla: 1042.", "" },
	{ "REPAIR", "en-GB", "We repair {{ticket}}, Carla: 1042.", "" },
	{ "repair", "de-AT",
	    "Wir reparieren {{ticket}}. Alice, Desk, support@example.com", "" },
	{ "wait", "de", "Please wait.", "en" },
	{ "wait", "", "Please wait.", "en" },
	{ "notes", "en", NULL, NULL },
	{ "repiar", "en", NULL, NULL },
};

static void
test_macros(struct bench *bench, gconstpointer data)
{
	g_autoptr(GBytes) octets = NULL;
	g_autoptr(wording) wording = hand_over(bench, &octets);

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct macro_case what = { .name = rows[i].name,
			.language = rows[i].language,
			.ticket = "1042",
			.subject = "{{ticket}}",
			.customer = "Carla",
			.agent = "Alice",
			.desk = &bench->settings->desk };
		g_autofree char *found = NULL;
		g_autofree char *text =
		    macro_text(wording->macros, &what, &found);

		g_test_message("%s in %s", rows[i].name, rows[i].language);
		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_cmpstr(found, ==, rows[i].found);
	}
	g_assert_cmpstr(macro_nearest(wording->macros, "repiar"), ==, "repair");
	g_assert_null(macro_nearest(wording->macros, "quite another"));
}

/* One that is there, but not in a language that may be sent, is not unknown;
 * without a folder of macros all are. */
static void
test_none(struct bench *bench, gconstpointer data)
{
	struct macro_case what = { .name = "wait", .language = "de" };
	g_autoptr(GBytes) octets = NULL, no_octets = NULL;
	g_autofree char *found = NULL, *found_none = NULL;

	(void)data;
	strings_set(&bench->settings->macro_fallback, "");
	g_autoptr(wording) wording = hand_over(bench, &octets);
	g_assert_null(macro_text(wording->macros, &what, &found));
	g_assert_cmpstr(found, ==, "");
	strings_set(&bench->settings->macros_dir, "");
	g_autoptr(wording) none = hand_over(bench, &no_octets);
	g_assert_null(macro_text(none->macros, &what, &found_none));
	g_assert_null(found_none);
	g_assert_null(macro_nearest(none->macros, "wait"));
}

static void
test_mistakes(struct bench *bench, gconstpointer data)
{
	static const struct {
		const char *text;
		gssize size;
		const char *message;
	} bad[] = {
		{ "Wait\n{{nothing}}", -1,
		    "wait.txt:2: {{nothing}} is no place" },
		{ "{{ticket", -1, "wait.txt:1: {{ticket}} is no place" },
		{ "\xff", -1, "wait.txt: longer than 65536 octets, or not" },
		{ "a\0b", 3, "wait.txt: longer than 65536 octets, or not" },
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;

		g_free(folder_write(bench->english, "wait.txt", bad[i].text,
		    bad[i].size, 0600));
		g_assert_null(wording_open(bench->settings, &error));
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_nonnull(strstr(error->message, bad[i].message));
	}
	g_autoptr(GError) error = NULL;
	strings_set(&bench->settings->macros_dir, "/nonexistent");
	g_assert_null(wording_open(bench->settings, &error));
	g_assert_true(g_str_has_prefix(error->message, "macros_dir: "));
}

static void
assert_same(const struct wording *here, const struct wording *there,
    const char *name, const char *language)
{
	g_autofree char *subject = NULL, *text = NULL;
	g_autofree char *other_subject = NULL, *other_text = NULL;

	template_render(here->templates, name, language, &subject, &text,
	    "ticket", "1042", "words", "Yes.", NULL);
	template_render(there->templates, name, language, &other_subject,
	    &other_text, "ticket", "1042", "words", "Yes.", NULL);
	g_assert_cmpstr(subject, ==, other_subject);
	g_assert_cmpstr(text, ==, other_text);
	g_assert_cmpuint(strlen(text), >, 20);
}

/* What was handed over does not look at the files again. */
static void
test_handed_over(struct bench *bench, gconstpointer data)
{
	static const char *const languages[] = { "en", "de", "zh-Hant-HK", "ar",
		"xx" };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) octets = NULL;
	g_autoptr(wording) here = wording_open(bench->settings, &error);
	g_autoptr(wording) there = hand_over(bench, &octets);
	struct macro_case what = {
		.name = "wait", .language = "en", .desk = &bench->settings->desk
	};
	g_autofree char *found = NULL;

	(void)data;
	g_assert_no_error(error);
	write_macro(bench->english, "wait.txt", "{{nothing}}");
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		for (guint n = 0; template_name(n) != NULL; n++)
			assert_same(here, there, template_name(n),
			    languages[i]);
		g_autofree char *phrase = template_phrase(there->templates,
		    "code", languages[i], "code", "4711", NULL);
		g_assert_nonnull(strstr(phrase, "4711"));
	}
	g_assert_true(template_knows(there->templates, "zh-TW"));
	g_assert_false(template_knows(there->templates, "xx"));
	g_autofree char *text = macro_text(there->macros, &what, &found);
	g_assert_cmpstr(text, ==, "Please wait.");
}

#define ADD(name, function)                                                \
	g_test_add("/wording/" name, struct bench, NULL, set_up, function, \
	    tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("macros", test_macros);
	ADD("none", test_none);
	ADD("mistakes", test_mistakes);
	ADD("handed over", test_handed_over);
	return g_test_run();
}
