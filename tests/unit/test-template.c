/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates: ours are good, mistakes are named with file and line, and values
 * stay values. */
#include "desk/templatedir.h"

#include <string.h>
#include <sys/stat.h>

#include "desk/instant.h"
#include "desk/templatefile.h"
#include "mime/language.h"
#include "util-folder.h"
#include "util-rules.h"

static const char *const names[] = { "acknowledgement",
	"acknowledgement-neutral", "closed", "answer", "answer-neutral",
	"promise-missed", "reminder", "expired", "solved", "reopened", "merged",
	"held", "facts" };

static const char *const languages[] = { "en", "de", "fr", "es", "pt", "it",
	"nl", "pl", "cs", "ru", "uk", "tr", "ar", "fa", "zh-Hans", "zh-Hant",
	"ja", "ko", "vi", "id", "th", "hi" };

static char *
shipped(void)
{
	return g_test_build_filename(G_TEST_DIST, "..", "conf", "templates",
	    NULL);
}

/* A Wednesday in September: the longest names that most languages have. */
#define INSTANT G_GINT64_CONSTANT(1790168399000)

static void
render(const struct template *templates, const char *name, const char *language,
    char **subject, char **text)
{
	g_autofree char *instant =
	    instant_text(INSTANT, language, "America/New_York");
	g_autofree char *promise = template_phrase(templates, "promise",
	    language, "instant", instant, NULL);
	g_autofree char *expectation = templatefile_wrap(promise);

	template_render(templates, name, language, subject, text, "ticket",
	    "1042", "subject", "My\r\nwallet", "desk_name", "Example Support",
	    "desk_address", "support@example.com", "words", "Please restart.",
	    "expectation", expectation, "instant", instant, "promised", instant,
	    "facts", "- UID", NULL);
}

/* Characters that turn the direction of reading: the script does that. */
static gboolean
turns(gunichar c)
{
	return c == 0x200e || c == 0x200f || c == 0x061c ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void
check_layout(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_assert_true(g_str_has_suffix(text, "\n"));
	g_assert_false(g_str_has_suffix(text, "\n\n"));
	for (guint i = 0; lines[i]; i++) {
		g_assert_cmpint(g_utf8_strlen(lines[i], -1), <=, 78);
		rules_assert_lacks(lines[i], "  ");
	}
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		g_assert_false(turns(c));
		g_assert_true(c == '\n' || !g_unichar_iscntrl(c));
	}
}

/* Letters that only ask to be answered. */
static gboolean
by_reply(const char *name)
{
	static const char *const those[] = { "reminder", "solved", "reopened",
		"merged", NULL };

	return g_strv_contains(those, name);
}

/* Everything that a letter must say, and what it may not. */
static void
check_letter(const char *language, const char *name, const char *subject,
    const char *text)
{
	gboolean held = strcmp(name, "held") == 0; /* to a stranger */
	gboolean neutral = held || strstr(name, "neutral") != NULL;
	gboolean answer = strstr(name, "answer") != NULL;

	check_layout(text);
	g_assert_cmpint(g_utf8_strlen(subject, -1), <=, 120);
	if (held)
		rules_assert_lacks(text, "1042");
	else
		rules_assert_holds(text, "1042");
	rules_assert_holds(text, "Example Support");
	rules_assert_lacks(text, "{");
	rules_assert_lacks(subject, "{");
	if (neutral)
		rules_assert_lacks(subject, "wallet");
	else
		g_assert_cmpstr(subject, ==, "Re: My  wallet");
	rules_assert_lacks(text, "wallet");
	if (answer)
		rules_assert_holds(text, "Please restart.");
	else if (!by_reply(name))
		rules_assert_holds(text, "support@example.com");
	if (!answer) /* it is written in what its folder says */
		g_assert_cmpstr(language_of_text(text), ==, language);
}

static void
test_shipped(void)
{
	g_autofree char *dir = shipped();
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, "", &error);

	g_assert_no_error(error);
	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_assert_true(template_knows(templates, languages[i]));
		for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
			g_autofree char *subject = NULL, *text = NULL;

			g_test_message("%s %s", languages[i], names[n]);
			render(templates, names[n], languages[i], &subject,
			    &text);
			check_letter(languages[i], names[n], subject, text);
		}
	}
}

/* Without an expectation nothing of its paragraph is left. */
static void
test_no_expectation(void)
{
	g_autofree char *dir = shipped();
	g_autoptr(template) templates = templatedir_open(dir, "", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *subject = NULL, *text = NULL;

		template_render(templates, "acknowledgement", languages[i],
		    &subject, &text, "ticket", "1042", "expectation", "", NULL);
		g_test_message("%s", languages[i]);
		rules_assert_lacks(text, "\n\n\n");
		rules_assert_lacks(text, "{");
	}
}

/* Every form of the plural that the language has, and each one with a sentence
 * of its own. */
static void
test_phrases(void)
{
	g_autofree char *dir = shipped();
	g_autoptr(template) templates = templatedir_open(dir, "", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
		for (guint n = 0; n <= 120; n++) {
			g_autofree char *form = instant_plural(n, languages[i]);
			g_autofree char *name =
			    g_strconcat("place-", form, NULL);
			g_autofree char *count = g_strdup_printf("%u", n);
			g_autofree char *phrase = template_phrase(templates,
			    name, languages[i], "count", count, NULL);

			g_test_message("%s %u %s", languages[i], n, form);
			g_assert_nonnull(phrase);
			rules_assert_lacks(phrase, "{");
			g_assert_true(n <= 2 || strstr(phrase, count));
		}
}

static void
test_languages(void)
{
	static const struct {
		const char *language, *part;
	} rows[] = {
		{ "en", "thank you" },
		{ "de", "vielen Dank" },
		{ "de-AT", "vielen Dank" },
		{ "DE", "vielen Dank" },
		{ "sv", "thank you" },
		{ "zh", "\xe6\x84\x9f\xe8\xb0\xa2" },
		{ "zh-TW", "\xe6\x84\x9f\xe8\xac\x9d" },
		{ "zh-Hant-HK", "\xe6\x84\x9f\xe8\xac\x9d" },
		{ "in", "Terima kasih" },
		{ "pt-BR", "Obrigado" },
		{ "", "thank you" },
		{ "d", "thank you" },
		{ "../de", "thank you" },
	};
	g_autofree char *dir = shipped();
	g_autoptr(template) templates = templatedir_open(dir, "", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *subject = NULL, *text = NULL;

		render(templates, "acknowledgement", rows[i].language, &subject,
		    &text);
		g_test_message("%s", rows[i].language);
		rules_assert_holds(text, rows[i].part);
	}
}

/* A folder of the operator's with one file. */
static char *
own_folder(const char *language, const char *name, const char *text)
{
	char *folder = folder_new();
	g_autofree char *inner = g_build_filename(folder, language, NULL);

	g_assert_cmpint(mkdir(inner, 0700), ==, 0);
	g_free(folder_write(inner, name, text, -1, 0600));
	return folder;
}

static void
remove_own(char *folder, const char *language)
{
	g_autofree char *inner = g_build_filename(folder, language, NULL);

	folder_remove(g_steal_pointer(&inner));
	folder_remove(folder);
}

static void
test_phrase_mistakes(void)
{
	static const struct {
		const char *name, *text, *error;
	} rows[] = {
		{ "no such phrase", "# ours\npromiss: x\n",
		    "/en/phrases.txt:2: \"promiss\": no phrase" },
		{ "no colon", "promise\n",
		    "/en/phrases.txt:1: \"promise\": no phrase" },
		{ "place missing", "promise: soon\n",
		    "/en/phrases.txt:1:1: {{instant}} is missing" },
		{ "place not allowed", "closed: {{instant}} {{words}}\n",
		    "/en/phrases.txt:1:1: {{words}} is no place" },
	};
	g_autofree char *dir = shipped();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *own = own_folder("en", "phrases.txt", rows[i].text);
		g_autoptr(GError) error = NULL;
		g_autoptr(template) templates =
		    templatedir_open(dir, own, &error);

		g_test_message("%s", rows[i].name);
		g_assert_null(templates);
		g_assert_true(g_str_has_prefix(error->message + strlen(own),
		    rows[i].error));
		remove_own(own, "en");
	}
}

static void
test_own(void)
{
	g_autofree char *dir = shipped();
	char *own = own_folder("pt-BR", "answer.txt",
	    "Subject: Oi {{subject}}\r\n\r\n{{words}}\r\n");
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, own, &error);
	g_autofree char *subject = NULL, *text = NULL;
	g_autofree char *subject_en = NULL, *text_en = NULL;

	g_assert_no_error(error);
	render(templates, "answer", "pt-br", &subject, &text);
	g_assert_cmpstr(subject, ==, "Oi My  wallet");
	g_assert_cmpstr(text, ==, "Please restart.\n");
	render(templates, "answer", "pt", &subject_en, &text_en);
	g_assert_cmpstr(subject_en, ==, "Re: My  wallet");
	remove_own(own, "pt-BR");
}

/* The error's text behind the folder's name. */
static const struct {
	const char *name, *file, *text, *error;
} mistakes[] = {
	{ "no subject", "answer.txt", "Hello {{words}}\n",
	    "/en/answer.txt:1: a template begins with" },
	{ "no empty line", "answer.txt", "Subject: x\nHello {{words}}\n",
	    "/en/answer.txt:1: a template begins with" },
	{ "subject alone", "answer.txt", "Subject: {{words}}",
	    "/en/answer.txt:1: a template begins with" },
	{ "unknown place", "answer.txt", "Subject: x\n\n{{words}}\n{{wrods}}\n",
	    "/en/answer.txt:4: {{wrods}} is no place" },
	{ "place not closed", "answer.txt",
	    "Subject: x\n\n{{words}}\n{{ticket\n",
	    "/en/answer.txt:4: {{ticket}} is no place" },
	{ "empty place", "answer.txt", "Subject: x\n\n{{words}} {{}}\n",
	    "/en/answer.txt:3: {{}} is no place" },
	{ "words missing", "answer.txt", "Subject: x\n\nHello\n",
	    "/en/answer.txt:4: {{words}} is missing" },
	{ "a neutral letter that repeats", "acknowledgement-neutral.txt",
	    "Subject: Re: {{subject}}\n\n{{ticket}}\n",
	    "/en/acknowledgement-neutral.txt:1: {{subject}} is no place" },
	{ "an acknowledgement with words", "acknowledgement.txt",
	    "Subject: x\n\n{{ticket}}\n{{words}}\n",
	    "/en/acknowledgement.txt:4: {{words}} is no place" },
	{ "no letter's name", "anwser.txt", "Subject: x\n\n{{words}}\n",
	    "/en/anwser.txt: no letter has this name" },
	{ "not UTF-8", "answer.txt", "Subject: x\n\n\xff {{words}}\n",
	    "/en/answer.txt: longer than 65536 octets, or not UTF-8" },
};

static void
test_mistakes(void)
{
	g_autofree char *dir = shipped();

	for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		char *own =
		    own_folder("en", mistakes[i].file, mistakes[i].text);
		g_autoptr(GError) error = NULL;
		g_autoptr(template) templates =
		    templatedir_open(dir, own, &error);

		g_test_message("%s", mistakes[i].name);
		g_assert_null(templates);
		g_assert_true(fail_is(error, FAIL_CONFIG));
		g_assert_true(g_str_has_prefix(error->message, own));
		g_assert_true(g_str_has_prefix(error->message + strlen(own),
		    mistakes[i].error));
		remove_own(own, "en");
	}
}

/* A language that is only begun would be left in the middle of a matter. */
static void
test_unfinished(void)
{
	g_autofree char *dir = shipped();
	char *own = own_folder("sv", "answer.txt", "Subject: x\n\n{{words}}\n");
	g_autofree char *wanted = g_strconcat(own, "/sv/", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, own, &error);

	g_assert_null(templates);
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_true(g_str_has_prefix(error->message, wanted));
	g_assert_true(g_str_has_suffix(error->message, ".txt: missing"));
	remove_own(own, "sv");
}

/* A name for each file that there is in English, and the other way round. */
static void
test_names(void)
{
	g_autofree char *dir = shipped();
	guint n = 0;

	for (; template_name(n); n++) {
		g_autofree char *path =
		    g_strdup_printf("%s/en/%s.txt", dir, template_name(n));

		g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
	}
	g_assert_cmpuint(n, >=, G_N_ELEMENTS(names));
}

static void
test_folders(void)
{
	g_autofree char *dir = shipped();
	char *empty = folder_new();
	g_autofree char *nowhere = g_build_filename(empty, "none", NULL);
	g_autofree char *big = g_strnfill(65537, 'x');
	char *large = own_folder("en", "answer.txt", big);
	g_autoptr(GError) no_folder = NULL, no_files = NULL, too_big = NULL;

	g_assert_null(templatedir_open(dir, nowhere, &no_folder));
	g_assert_true(fail_is(no_folder, FAIL_CONFIG));
	rules_assert_holds(no_folder->message, nowhere);
	g_assert_null(templatedir_open(empty, "", &no_files));
	g_assert_true(fail_is(no_files, FAIL_CONFIG));
	rules_assert_holds(no_files->message,
	    "en/acknowledgement.txt: missing");
	g_assert_null(templatedir_open(dir, large, &too_big));
	rules_assert_holds(too_big->message, "longer than");
	remove_own(large, "en");
	folder_remove(empty);
}

/* Letters to agents, in the languages that there are. */
static void
test_inside(void)
{
	static const char *const inside[] = { "answered", "command-help",
		"command-unknown" };
	static const char *const tongues[] = { "en", "de", "tlh" };
	g_autofree char *dir = shipped();
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, "", &error);

	g_assert_no_error(error);
	for (guint i = 0; i < G_N_ELEMENTS(inside) * 3; i++) {
		const char *name = inside[i / 3];
		g_autofree char *subject = NULL, *text = NULL;

		template_render(templates, name, tongues[i % 3], &subject,
		    &text, "ticket", "1042", "subject", "Help", "desk_name",
		    "Example Support", "agent_name", "alice", "words", "Yes.",
		    "line", "#nte", "nearest", "#note", "commands",
		    "#note: x\n", NULL);
		g_test_message("%s %s", name, tongues[i % 3]);
		g_assert_cmpstr(subject, ==, "[Example Support #1042] Help");
		rules_assert_lacks(text, "{{");
		if (strstr(name, "command"))
			rules_assert_holds(text, "\n#note: x\n");
		if (strstr(name, "unknown"))
			rules_assert_holds(text, "\n    #nte\n");
		if (strstr(name, "answered"))
			rules_assert_holds(text, "alice");
	}
}

/* A paragraph's wrapped lines are marked for the HTML form; what was meant as a
 * line of its own is not. */
static void
test_wrapped(void)
{
	g_autofree char *dir = shipped();
	char *own = own_folder("en", "answer.txt",
	    "Subject: x\n\n{{words}}\n\n"
	    "A line of fifty characters or so, that was wrapped\nhere.\n"
	    "A list of two, each as long as a wrapped line is:\n"
	    "- the first one, which is certainly long enough,\n"
	    "- the second.\n\n-- \nDesk\n");
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = templatedir_open(dir, own, &error);
	g_autofree char *subject = NULL, *text = NULL;

	g_assert_no_error(error);
	render(templates, "answer", "en", &subject, &text);
	g_assert_cmpstr(text, ==,
	    "Please restart.\n\n"
	    "A line of fifty characters or so, that was wrapped \nhere.\n"
	    "A list of two, each as long as a wrapped line is:\n"
	    "- the first one, which is certainly long enough,\n"
	    "- the second.\n\n-- \nDesk\n");
	remove_own(own, "en");
}

/* Whatever a customer's subject says, it is only text. */
static void
test_values(void)
{
	g_autofree char *dir = shipped();
	g_autoptr(template) templates = templatedir_open(dir, "", NULL);
	g_autofree char *subject = NULL, *text = NULL;

	template_render(templates, "answer", "en", &subject, &text, "subject",
	    "{{words}} {{", "words", "{{ticket}} }}\x01", "desk_name", "D",
	    NULL);
	g_assert_cmpstr(subject, ==, "Re: {{words}} {{");
	g_assert_true(g_str_has_prefix(text, "{{ticket}} }}"));
	rules_assert_holds(text, "D, ticket \n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template/shipped", test_shipped);
	g_test_add_func("/template/no expectation", test_no_expectation);
	g_test_add_func("/template/phrases", test_phrases);
	g_test_add_func("/template/phrase mistakes", test_phrase_mistakes);
	g_test_add_func("/template/languages", test_languages);
	g_test_add_func("/template/own", test_own);
	g_test_add_func("/template/mistakes", test_mistakes);
	g_test_add_func("/template/folders", test_folders);
	g_test_add_func("/template/inside", test_inside);
	g_test_add_func("/template/wrapped", test_wrapped);
	g_test_add_func("/template/unfinished", test_unfinished);
	g_test_add_func("/template/names", test_names);
	g_test_add_func("/template/values", test_values);
	return g_test_run();
}
