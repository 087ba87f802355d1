/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers between quoted lines: the agent's words all come out, the customer's
 * stay as a quote, and nothing else of the notice does. */
#include "desk/interleaved.h"

#include <string.h>

#include "desk/marker.h"
#include "util-rules.h"

#define DESK "support@example.com"
#define SAID "First, when do you open?\n\nSecond, what does it cost?\n"
#define NOTICE                                                               \
	"=== [k7m2q9x4ab] Please write your answer above this line ===\n\n"  \
	"Your reply goes to the CUSTOMER: Jane <jane@customer.example>\n"    \
	"Internal note: support+abc@example.com\n"                           \
	"Ticket: 1042, open, queue support\n\n" SAID                         \
	"\n=== The conversation so far, newest first ===\n\n"                \
	"--- 2 Mar 2026, 09:00 UTC: INTERNAL NOTE by bob\n"                  \
	"This customer never pays in time, so ask for the money before you " \
	"send her anything at all.\n"

/* The notice as a client quotes it, with answers put in. */
#define TOP                                                                 \
	"> === [k7m2q9x4ab] Please write your answer above this line ===\n" \
	">\n> Your reply goes to the CUSTOMER: Jane "                       \
	"<jane@customer.example>\n"                                         \
	"> Internal note: support+abc@example.com\n"                        \
	"> Ticket: 1042, open, queue support\n>\n"
#define REST                                                        \
	">\n> === The conversation so far, newest first ===\n>\n"   \
	"> --- 2 Mar 2026, 09:00 UTC: INTERNAL NOTE by bob\n"       \
	"> This customer never pays in time, so ask for the money " \
	"before you\n> send her anything at all.\n"
#define ATTRIBUTION "On 2 Mar 2026, at 10:00, Jane <" DESK "> wrote:\n\n"

static const struct {
	const char *name, *text;
	gboolean between;
	const char *words; /* NULL: can not be told */
} rows[] = {
	{ "between",
	    "Hi Jane\n\n" ATTRIBUTION TOP "> First, when do you open?\n\n"
	    "At nine.\n\n>\n> Second, what does it cost?\n\n"
	    "Ten euros.\n\n" REST,
	    TRUE,
	    "Hi Jane\n\n> First, when do you open?\n\nAt nine.\n\n"
	    "> Second, what does it cost?\n\nTen euros." },
	{ "nothing above",
	    ATTRIBUTION TOP "> First, when do you open?\n"
	                    "At nine.\n> Second, what does it cost?\n" REST,
	    TRUE, "> First, when do you open?\nAt nine." },
	{ "below all",
	    ATTRIBUTION TOP "> First, when do you open?\n>\n"
	                    "> Second, what does it cost?\n" REST
	                    "\nAt nine.\n",
	    FALSE,
	    "> First, when do you open?\n> Second, what does it cost?\n\n"
	    "At nine." },
	{ "above all", "At nine.\n\n" ATTRIBUTION TOP REST, FALSE, "At nine." },
	{ "no marks, as Outlook",
	    "See below.\n\nFrom: Jane <" DESK ">\nSent: Monday\nTo: Alice\n"
	    "Subject: x\n\n" NOTICE,
	    FALSE, "See below." },
	{ "no marks, between",
	    "See below.\n\nFrom: Jane <" DESK ">\nSent: Monday\nTo: Alice\n"
	    "Subject: x\n\n"
	    "=== [k7m2q9x4ab] Please write your answer above this line ===\n"
	    "Your reply goes to the CUSTOMER: Jane "
	    "<jane@customer.example<mailto:jane@customer.example>>\n"
	    "Internal note: support+abc@example.com"
	    "<mailto:support+abc@example.com>\n"
	    "Ticket: 1042, open, queue support\n\n"
	    "First, when do you open?\n\nAt nine.\n\n"
	    "Second, what does it cost?\n\nTen euros.\n",
	    TRUE,
	    "See below.\n\n> First, when do you open?\n\nAt nine.\n\n"
	    "> Second, what does it cost?\n\nTen euros." },
	{ "the rest of a long line without a mark",
	    ATTRIBUTION TOP
	    "> First, when do you open?\nAt nine.\n"
	    "> This customer never pays in time, so ask for the\nmoney "
	    "before you\n> send her anything at all.\n",
	    TRUE, "> First, when do you open?\nAt nine." },
	{ "a piece of the notice where a line of it should end",
	    ATTRIBUTION TOP "> First, when do you open?\nAt nine.\n"
	                    "> INTERNAL NOTE by bob\n"
	                    "so ask for the money\n",
	    TRUE, NULL },
	{ "a signature below",
	    ATTRIBUTION TOP "> First, when do you open?\nAt nine.\n" REST
	                    "\n-- \nAlice Doe\n+44 20 1234\n",
	    TRUE, "> First, when do you open?\nAt nine." },
	{ "a short answer that is in the notice",
	    ATTRIBUTION TOP "> First, when do you open?\nopen\n"
	                    "> Second, what does it cost?\nin time\n" REST,
	    TRUE,
	    "> First, when do you open?\nopen\n"
	    "> Second, what does it cost?\nin time" },
	{ "a note that the agent copied",
	    "Bob says: This customer never pays in time, so ask\n\n" ATTRIBUTION
	        TOP REST,
	    FALSE, NULL },
	{ "the banner copied", "Your reply goes to the CUSTOMER\n\n" TOP, FALSE,
	    "" },
	{ "marks of his own above", "Hi\n> what is this\nBye\n" ATTRIBUTION TOP,
	    FALSE, "Hi\n> what is this\nBye" },
	{ "no quote at all", "Hi Jane,\nat nine.\n", FALSE,
	    "Hi Jane,\nat nine." },
	{ "quoted twice",
	    "> > First, when do you open?\nAt nine.\n"
	    "> > Second, what does it cost?\n",
	    TRUE, "> First, when do you open?\nAt nine." },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct interleaved_what what = { rows[i].text, NOTICE, SAID,
			DESK };
		g_autofree char *words = interleaved_words(&what);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(words, ==, rows[i].words);
		g_assert_cmpint(interleaved_is_between(&what), ==,
		    rows[i].between);
		if (!words)
			continue;
		rules_assert_lacks(words, "pays");
		rules_assert_lacks(words, "support+abc");
		rules_assert_lacks(words, MARKER_BANNER_LINE);
	}
}

/* The notice, each line cut into pieces of that width, and an answer in it. */
static char *
wrap(guint width, const char *mark)
{
	GString *text = g_string_new("Hi Jane\n\n");
	g_auto(GStrv) lines = g_strsplit(NOTICE, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		const char *rest = lines[i];

		g_string_append(text, "> ");
		for (; strlen(rest) > width; rest += width)
			g_string_append_printf(text, "%.*s\n%s", (int)width,
			    rest, mark);
		g_string_append_printf(text, "%s\n", rest);
		if (g_str_has_prefix(lines[i], "First"))
			g_string_append(text, "At nine.\n");
	}
	return g_string_free(text, FALSE);
}

/* Wrapped at any width, with a mark before each piece or only before the
 * first, nothing of the notice passes. */
static void
test_wrapped(void)
{
	for (guint width = 8; width < 90; width++) {
		g_autofree char *text = wrap(width, width % 2 ? "> " : "");
		struct interleaved_what what = { text, NOTICE, SAID, DESK };
		g_autofree char *words = interleaved_words(&what);

		if (!words)
			continue;
		rules_assert_holds(words, "Hi Jane");
		rules_assert_lacks(words, "never pays");
		rules_assert_lacks(words, "the money");
		rules_assert_lacks(words, "INTERNAL");
	}
}

static void
test_long(void)
{
	g_autofree char *text = g_strnfill(INTERLEAVED_TEXT_MAX + 1, 'x');
	struct interleaved_what what = { text, NOTICE, SAID, DESK };

	g_assert_null(interleaved_words(&what));
	g_assert_false(interleaved_is_between(&what));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/interleaved/rows", test_rows);
	g_test_add_func("/interleaved/wrapped", test_wrapped);
	g_test_add_func("/interleaved/long", test_long);
	return g_test_run();
}
