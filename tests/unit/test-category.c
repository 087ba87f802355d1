/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail's category is: by a believed form, by its words, by nobody. */
#include "desk/category.h"

#include <string.h>

#include "util-rules.h"

static const char conf[] =
    "categories = (\n"
    "  { name = \"withdrawal\"; called = [ \"Withdrawal of *\", \"出金*\" ];\n"
    "    words = [ \"withdraw*\", \"auszahlung*\", \"出金\" ]; },\n"
    "  { name = \"deposit\"; words = [ \"deposit*\", \"missing coins\" ]; },\n"
    "  { name = \"other\"; } );\n";

/* said and name: NULL for none and "". */
static const struct {
	const char *name, *subject, *text;
	gboolean form, line;
	const char *said, *category, *why;
} rows[] = {
	{ "a form says a name", "Form", "Category: Withdrawal\n", TRUE, FALSE,
	    "Withdrawal", "withdrawal", "called \"Withdrawal\"" },
	{ "a form says it in its words", "Form",
	    "Category: withdrawal of coins\n", TRUE, FALSE,
	    "withdrawal of coins", "withdrawal",
	    "called \"withdrawal of coins\"" },
	{ "a form in Japanese", "Form", "Category\n出金について\n", TRUE, FALSE,
	    "出金について", "withdrawal", "called \"出金について\"" },
	{ "a form says what is not listed", "Form", "Category: Fees\n", TRUE,
	    FALSE, "Fees", "Fees", "as the mail says" },
	{ "a form's word counts more than others", "I withdrew",
	    "Category: other\nMy withdrawal is missing\n", TRUE, FALSE, "other",
	    "other", "called \"other\"" },
	{ "a form that says none", "Form", "Message: my withdrawal\n", TRUE,
	    FALSE, NULL, "withdrawal", "by the words \"withdraw*\"" },
	{ "an empty field", "Form", "Category:\nUID: 12345678\n", TRUE, FALSE,
	    NULL, "", NULL },
	{ "nobody's form", "Hello", "Category: other\n", FALSE, FALSE, NULL, "",
	    NULL },
	{ "a first line that counts", "Hello", "Category: other\n", FALSE, TRUE,
	    "other", "other", "called \"other\"" },
	{ "a second line", "Hello", "Hi\nCategory: other\n", FALSE, TRUE, NULL,
	    "", NULL },
	{ "words in the subject", "My WITHDRAWAL", "Where is it?\n", FALSE,
	    FALSE, NULL, "withdrawal", "by the words \"withdraw*\"" },
	{ "words in the text", "Hilfe", "Wo ist meine Auszahlung?\n", FALSE,
	    FALSE, NULL, "withdrawal", "by the words \"auszahlung*\"" },
	{ "words side by side", "Help", "There are missing coins.\n", FALSE,
	    FALSE, NULL, "deposit", "by the words \"missing coins\"" },
	{ "the first category that fits", "Deposit", "and a withdrawal\n",
	    FALSE, FALSE, NULL, "withdrawal", "by the words \"withdraw*\"" },
	{ "no words", "Hello", "How are you?\n", FALSE, FALSE, NULL, "", NULL },
	{ "lines and marks in it", "Form",
	    "Category: a\xe2\x80\xae"
	    "b\x07\n",
	    TRUE, FALSE, "ab", "ab", "as the mail says" },
	{ "nothing but a mark", "Form", "Category: \xe2\x80\xae\n", TRUE, FALSE,
	    NULL, "", NULL },
};

static void
test_rows(void)
{
	g_autoptr(settings) settings = rules_settings(conf);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message = message_new();
		g_autoptr(verdict) verdict = verdict_new();
		struct decide_case what = { .settings = settings,
			.message = message,
			.verdict = verdict };

		g_free(message->subject);
		message->subject = g_strdup(rows[i].subject);
		g_free(message->text);
		message->text = g_strdup(rows[i].text);
		verdict->form = rows[i].form;
		settings->desk.category_line = rows[i].line;
		g_autoptr(category) found = category_find(&what);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(found->said, ==, rows[i].said);
		g_assert_cmpstr(found->name, ==, rows[i].category);
		g_assert_cmpstr(found->why, ==, rows[i].why);
	}
}

/* A form's line is of any length; what is kept of it is not. */
static void
test_long(void)
{
	g_autoptr(settings) settings = rules_settings(conf);
	g_autoptr(message) message = message_new();
	g_autoptr(verdict) verdict = verdict_new();
	g_autoptr(GString) text = g_string_new("Category: x");
	struct decide_case what = {
		.settings = settings, .message = message, .verdict = verdict
	};

	for (guint i = 0; i < 100; i++)
		g_string_append(text, "ä");
	g_free(message->text);
	message->text = g_strdup(text->str);
	verdict->form = TRUE;
	g_autoptr(category) found = category_find(&what);
	g_assert_cmpuint(strlen(found->name), ==, CATEGORY_OCTETS - 1);
	g_assert_true(g_utf8_validate(found->name, -1, NULL));
	g_free(settings->desk.category_field);
	settings->desk.category_field = g_strdup("");
	g_autoptr(category) none = category_find(&what);
	g_assert_cmpstr(none->name, ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/category/rows", test_rows);
	g_test_add_func("/category/long", test_long);
	return g_test_run();
}
