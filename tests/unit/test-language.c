/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of mails: twenty short questions in each language that there
 * are letters in, texts that must not be mistaken, and header fields. */
#include "mime/language.h"

#include <string.h>

#include "util-rules.h"

#define RIGHT_PERCENT 95

static const char *const languages[] = { "en", "de", "fr", "es", "pt", "it",
	"nl", "pl", "cs", "ru", "uk", "tr", "ar", "fa", "zh-Hans", "zh-Hant",
	"ja", "ko", "vi", "id", "th", "hi" };

/* tests/unit/questions/LANGUAGE.txt, one a line. Counts those taken for
 * another language. */
static guint
wrong_of(const char *language, guint *asked)
{
	g_autofree char *name = g_strconcat(language, ".txt", NULL);
	g_autofree char *path =
	    g_test_build_filename(G_TEST_DIST, "unit", "questions", name, NULL);
	g_autofree char *text = NULL;
	guint wrong = 0;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 20);
	for (guint i = 0; lines[i]; i++) {
		const char *found = language_of_text(lines[i]);

		(*asked)++;
		if (g_str_equal(found, language))
			continue;
		wrong++;
		g_test_message("%s taken for \"%s\": %s", language, found,
		    lines[i]);
	}
	return wrong;
}

static void
test_questions(void)
{
	guint asked = 0, wrong = 0;

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		guint here = wrong_of(languages[i], &asked);

		g_assert_cmpuint(here, <=, 2); /* no language is left behind */
		wrong += here;
	}
	g_test_message("%u of %u questions in %u languages right: %.1f %%",
	    asked - wrong, asked, (guint)G_N_ELEMENTS(languages),
	    100.0 * (asked - wrong) / asked);
	g_assert_cmpuint((asked - wrong) * 100, >=, asked * RIGHT_PERCENT);
}

static const struct {
	const char *name, *text, *language;
} rows[] = {
	{ "nothing", "", "" },
	{ "a word", "ok", "" },
	{ "two words", "Re: Hi", "" },
	{ "a number", "1234567890 12:30 100%", "" },
	{ "a hash",
	    "3f8a9be2c3d44f7aa0c1d2e3f4a5b6c73f8a9be2c3d44f7aa0c1d2e3f4a5b6c7",
	    "" },
	{ "a link alone", "https://www.example.com/what/is/this/page", "" },
	{ "an address alone", "somebody.with.a.name@example.com", "" },
	{ "a link in a sentence",
	    "Warum geht https://www.example.com/please/help/me/now nicht auf?",
	    "de" },
	{ "blanks", " \t\n \n\t ", "" },
	{ "punctuation", "!!! ??? ... ---", "" },
	{ "Chinese in four characters", "提现失败", "zh-Hans" },
	{ "Japanese", "出金はまだ処理中です", "ja" },
	{ "Japanese and a name", "Blockchain ウォレットへの出金ができません",
	    "ja" },
	{ "a Korean greeting", "안녕하세요", "ko" },
	{ "a Thai greeting", "สวัสดีครับ", "th" },
	{ "Hebrew, for which there are no letters",
	    "איפה הכסף שלי? אני מחכה כבר שבוע", "he" },
	{ "Serbian stays Serbian", "Где је мој новац? Чекам већ недељу дана",
	    "sr" },
	{ "Bulgarian stays Bulgarian",
	    "Къде са парите ми? Чакам вече цяла седмица.", "bg" },
	{ "Swedish", "Jag kan inte logga in, koden kommer aldrig fram.", "sv" },
	{ "Greek", "Πού είναι τα χρήματά μου;", "el" },
	{ "more of one language than of the other",
	    "Guten Tag, ich habe seit gestern keinen Zugriff mehr auf mein "
	    "Konto und bitte um Hilfe. Thank you!",
	    "de" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(language_of_text(rows[i].text), ==,
		    rows[i].language);
	}
}

/* Megabytes without a blank, or of characters cut in the middle. */
static void
test_long(void)
{
	static const char *const parts[] = { "ы", "現", "x", "a ", "1 ",
		"\xf0\x9f\x98\x80" };

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autoptr(GString) text = g_string_new("x");
		gint64 before = g_get_monotonic_time();

		while (text->len < 4000000)
			g_string_append(text, parts[i]);
		g_assert_nonnull(language_of_text(text->str));
		g_test_message("%u: %" G_GINT64_FORMAT " us", i,
		    g_get_monotonic_time() - before);
		g_assert_cmpint(g_get_monotonic_time() - before, <, 2000000);
	}
}

static const struct {
	const char *name, *fields, *language;
} headers[] = {
	{ "none", "Subject: x\n", "" },
	{ "content", "Content-Language: de\n", "de" },
	{ "accept", "Accept-Language: pt-BR, en;q=0.5\n", "pt-BR" },
	{ "the content's counts", "Accept-Language: en\nContent-Language: fr\n",
	    "fr" },
	{ "several", "Content-Language: nl-BE,fr-BE\n", "nl-BE" },
	{ "blanks", "Content-Language:   tr  \n", "tr" },
	{ "any", "Accept-Language: *\n", "" },
	{ "no tag", "Content-Language: (German)\n", "" },
	{ "a path", "Content-Language: ../../etc\n", "" },
	{ "a letter", "Content-Language: d\n", "" },
	{ "too long",
	    "Content-Language: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
	    "" },
	{ "empty, then the other", "Content-Language:\nAccept-Language: it\n",
	    "it" },
};

static void
test_headers(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autoptr(header) header = rules_header(headers[i].fields);
		g_autofree char *language = language_of_header(header);

		g_test_message("%s", headers[i].name);
		g_assert_cmpstr(language, ==, headers[i].language);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/language/questions", test_questions);
	g_test_add_func("/language/rows", test_rows);
	g_test_add_func("/language/long", test_long);
	g_test_add_func("/language/headers", test_headers);
	return g_test_run();
}
