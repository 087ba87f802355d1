/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Out-of-office answers by their words, and people who only mention them. */
#include "classify/away.h"

#include <string.h>

#include "classify/awaytable.h"
#include "classify/awaywords.h"
#include "classify/foldtext.h"
#include "util-rules.h"

static const struct {
	const char *name, *subject, *text;
	enum away_hint hint;
	gboolean away;
} rows[] = {
	{ "Exchange", "Automatic reply: Help", "Back on Monday.", AWAY_NO_HINT,
	    TRUE },
	{ "a blank before the colon", "Réponse automatique : Aide", "",
	    AWAY_NO_HINT, TRUE },
	{ "full-width colon", "自动回复：你好", "", AWAY_NO_HINT, TRUE },
	{ "decomposed letters", "Re\xcc\x81ponse automatique: Aide", "",
	    AWAY_NO_HINT, TRUE },
	{ "no-break space",
	    "Réponse\xc2\xa0"
	    "automatique\xc2\xa0: Aide",
	    "", AWAY_NO_HINT, TRUE },
	{ "right to left, with a mark", "\xe2\x80\x8fرد تلقائي: سؤال", "",
	    AWAY_NO_HINT, TRUE },
	{ "nothing behind it", "OUT OF OFFICE", "", AWAY_NO_HINT, TRUE },
	{ "Domino", "AUTO: Jane Doe is out of the office (returning 05/12)",
	    "I am out of the office until 05/12.", AWAY_NO_HINT, TRUE },
	{ "Domino, German", "AUTO: Jane Doe ist außer Haus (Rückkehr 12.05.)",
	    "", AWAY_NO_HINT, TRUE },
	{ "Sieve", "Auto: Help", "I am away until Monday.", AWAY_NO_HINT,
	    TRUE },
	{ "own subject in a thread", "Im Urlaub",
	    "Ich bin bis 3. Mai im Urlaub.", AWAY_HINT, TRUE },
	{ "own subject, marked", "Bin im Urlaub bis 3. Mai",
	    "Ich bin bis 3. Mai im Urlaub.", AWAY_MARKED, TRUE },
	{ "the old subject, marked", "Help",
	    "Thank you. I am currently out of the office.", AWAY_MARKED, TRUE },

	{ "a question", "Help", "How do I reset it?", AWAY_NO_HINT, FALSE },
	{ "a question, marked", "Help", "How do I reset it?", AWAY_MARKED,
	    FALSE },
	{ "how to set one", "Automatic reply does not work",
	    "My out of office message is not sent.", AWAY_NO_HINT, FALSE },
	{ "how to set one, Chinese", "自动回复怎么设置", "怎么设置自动回复?",
	    AWAY_NO_HINT, FALSE },
	{ "answers one", "Re: Automatic reply: Help",
	    "I saw that you are out of the office.", AWAY_HINT, FALSE },
	{ "answers one, German", "AW: Abwesenheitsnotiz: Hilfe", "Danke.",
	    AWAY_NO_HINT, FALSE },
	{ "tells of a holiday", "My order",
	    "I will be on holiday until May, please send it later.",
	    AWAY_NO_HINT, FALSE },
	{ "asks about holidays", "Frage zum Urlaub",
	    "Wie trage ich ein, dass ich im Urlaub bin?", AWAY_NO_HINT, FALSE },
	{ "a car", "Auto: Versicherung", "Was kostet das?", AWAY_NO_HINT,
	    FALSE },
	{ "empty", "", "", AWAY_MARKED, FALSE },
};

static gboolean
is_away(const char *subject, const char *text, enum away_hint hint)
{
	g_autoptr(header) header = header_new();
	g_autoptr(message) message = message_new();

	g_free(message->subject);
	g_free(message->text);
	message->subject = g_strdup(subject);
	message->text = g_strdup(text);
	return away_is_answer(header, message, hint);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(is_away(rows[i].subject, rows[i].text,
		                    rows[i].hint),
		    ==, rows[i].away);
	}
}

/* Each row is in the form in which it is compared, has a language, and does
 * what its place says. */
static void
test_table(void)
{
	for (guint i = 0; i < awaytable_count; i++) {
		const struct awaytable_row *row = &awaytable_rows[i];
		g_autofree char *folded = foldtext_fold(row->text, 1000);
		g_autofree char *before =
		    g_strconcat(row->text, ": Help", NULL);
		g_autofree char *auto_subject =
		    g_strconcat("AUTO: Jane ", row->text, " 5/12", NULL);
		g_autofree char *question =
		    g_strconcat(row->text, " does not work", NULL);

		g_test_message("%s %s", row->language, row->text);
		g_assert_cmpstr(folded, ==, row->text);
		g_assert_cmpuint(strlen(row->language), >=, 2);
		if (row->where == AWAYTABLE_SUBJECT)
			g_assert_true(is_away(before, "", AWAY_NO_HINT));
		if (row->where == AWAYTABLE_LOOSE)
			g_assert_true(is_away(auto_subject, "", AWAY_NO_HINT));
		if (row->where == AWAYTABLE_AUTO)
			g_assert_true(is_away(before, "I am out of the office.",
			    AWAY_NO_HINT));
		/* "[auto-reply] ..." is a program's whatever follows. */
		if (row->where != AWAYTABLE_AUTO)
			g_assert_false(is_away(question, "Help me.",
			    AWAY_NO_HINT));
	}
}

static void
test_words(void)
{
	for (guint i = 0; i < awaywords_count; i++) {
		const char *words = awaywords_rows[i].text;
		g_autofree char *folded = foldtext_fold(words, 1000);

		g_test_message("%s", words);
		g_assert_cmpstr(folded, ==, words);
		g_assert_true(is_away("Help", words, AWAY_MARKED));
		g_assert_false(is_away("Help", words, AWAY_NO_HINT));
		g_assert_false(is_away("Help", words, AWAY_HINT));
	}
}

/* Every language of the desk has a prefix and a text. */
static void
test_languages(void)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "pt",
		"it", "nl", "pl", "cs", "ru", "uk", "tr", "ar", "he", "fa",
		"zh-Hans", "zh-Hant", "ja", "ko", "vi", "id", "th", "hi" };

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		guint subjects = 0, texts = 0;

		for (guint k = 0; k < awaytable_count; k++)
			subjects +=
			    !strcmp(awaytable_rows[k].language, languages[i]) &&
			    awaytable_rows[k].where == AWAYTABLE_SUBJECT;
		for (guint k = 0; k < awaywords_count; k++)
			texts +=
			    !strcmp(awaywords_rows[k].language, languages[i]);
		g_test_message("%s", languages[i]);
		g_assert_cmpuint(subjects, >=, 2);
		g_assert_cmpuint(texts, >=, 4);
	}
}

static void
test_hints(void)
{
	static const struct {
		const char *header, *subject, *answered;
		enum away_hint hint;
	} hints[] = {
		{ "X-Auto-Response-Suppress: All\n", "x", NULL, AWAY_MARKED },
		{ "X-Auto-Response-Suppress: None\n", "x", NULL, AWAY_NO_HINT },
		{ "", "Away", "1@x.example", AWAY_HINT },
		{ "", "Re: Away", "1@x.example", AWAY_NO_HINT },
		{ "", "Away", NULL, AWAY_NO_HINT },
	};

	for (guint i = 0; i < G_N_ELEMENTS(hints); i++) {
		g_autoptr(header) header = rules_header(hints[i].header);
		g_autoptr(message) message = message_new();

		g_free(message->subject);
		message->subject = g_strdup(hints[i].subject);
		if (hints[i].answered) {
			g_strfreev(message->in_reply_to);
			message->in_reply_to =
			    g_strsplit(hints[i].answered, ",", -1);
		}
		g_assert_cmpint((int)away_find_hint(header, message), ==,
		    (int)hints[i].hint);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/away/rows", test_rows);
	g_test_add_func("/away/table", test_table);
	g_test_add_func("/away/words", test_words);
	g_test_add_func("/away/languages", test_languages);
	g_test_add_func("/away/hints", test_hints);
	return g_test_run();
}
