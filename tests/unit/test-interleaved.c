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
	{ "words between the client's block and the notice",
	    "See below.\n\nFrom: Jane <" DESK ">\nSent: Monday\nTo: Alice\n"
	    "Subject: x\n\nAt nine.\n" NOTICE,
	    FALSE, NULL },
	{ "a line of the notice copied above it",
	    "First, when do you open?\nAt nine.\nFrom: Jane <" DESK
	    ">\nSent: Monday\nTo: Alice\nSubject: x\n\n" NOTICE,
	    TRUE, "> First, when do you open?\nAt nine." },
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

/* How customers' clients quote a letter of the desk, as it then stands in the
 * notice; the desk's answer is nobody's to repeat. */
static const struct {
	const char *name, *quote;
} customers[] = {
	{ "Outlook",
	    "________________________________\n"
	    "From: Example Support <" DESK ">\n"
	    "Sent: Sunday, March 1, 2026 10:15 AM\n"
	    "To: Jane <jane@customer.example>\nSubject: Re: Skates\n\n"
	    "We do not know that at all.\n" },
	{ "German Outlook",
	    "-----Urspr\303\274ngliche Nachricht-----\n"
	    "Von: Example Support <" DESK ">\n"
	    "Gesendet: Sonntag, 1. M\303\244rz 2026 10:15\n"
	    "An: Jane <jane@customer.example>\nBetreff: AW: Skates\n\n"
	    "We do not know that at all.\n" },
	{ "Apple Mail",
	    "> On 1. Mar 2026, at 10:15, Example Support <" DESK "> wrote:\n"
	    ">\n> We do not know that at all.\n" },
	{ "Thunderbird",
	    "On 01.03.26 10:15, Example Support wrote:\n"
	    "> We do not know that at all.\n" },
	{ "none", "" },
};

/* How an agent's client leads in the notice, and marks its lines. */
static const struct {
	const char *name, *lead, *mark;
} agents[] = {
	{ "Outlook",
	    "________________________________\n"
	    "From: Jane via Example Support <" DESK ">\n"
	    "Sent: Sunday, March 1, 2026 10:15 AM\nTo: Alice\n"
	    "Subject: [Example #1042] Skates\n\n",
	    "" },
	{ "Outlook, the same block as the customer's",
	    "________________________________\n"
	    "From: Example Support <" DESK ">\n"
	    "Sent: Sunday, March 1, 2026 10:15 AM\n"
	    "To: Jane <jane@customer.example>\nSubject: Re: Skates\n\n",
	    "" },
	{ "German Outlook",
	    "-----Urspr\303\274ngliche Nachricht-----\n"
	    "Von: Jane via Example Support <" DESK ">\n"
	    "Gesendet: Sonntag, 1. M\303\244rz 2026 10:15\nAn: Alice\n"
	    "Betreff: [Example #1042] Skates\n\n",
	    "" },
	{ "Apple Mail",
	    "> On 1. Mar 2026, at 10:15, Jane via Example Support <" DESK
	    "> wrote:\n>\n",
	    "> " },
	{ "Thunderbird", "On 01.03.26 10:15, Jane via Example Support wrote:\n",
	    "> " },
};

static char *
notice_with(const char *quote)
{
	return g_strconcat(
	    "=== [k7m2q9x4ab] Please write your answer above this line ===\n"
	    "\nYour reply goes to the CUSTOMER: Jane\n"
	    "Internal note: support+abc@example.com\n\n" SAID "\n",
	    quote,
	    "\n=== The conversation so far, newest first ===\n\n"
	    "--- 2 Mar 2026, 09:00 UTC: INTERNAL NOTE by bob\n"
	    "She never pays in time.\n",
	    NULL);
}

/* The agent's mail, `put` behind the line of the notice that begins so. */
static char *
reply_with(const char *notice, guint agent, const char *behind, const char *put)
{
	GString *text = g_string_new("See below.\n\n");
	g_auto(GStrv) lines = g_strsplit(notice, "\n", -1);

	g_string_append(text, agents[agent].lead);
	for (guint i = 0; lines[i]; i++) {
		g_string_append_printf(text, "%s%s\n", agents[agent].mark,
		    lines[i]);
		if (behind && g_str_has_prefix(lines[i], behind))
			g_string_append_printf(text, "\n%s\n\n", put);
	}
	return g_string_free(text, FALSE);
}

/* Whoever quotes what in which way: an answer above all is one, and words
 * within the quote are found, and nothing goes out but his and the
 * customer's. */
static void
check_clients(const char *notice, guint agent)
{
	g_autofree char *above = reply_with(notice, agent, NULL, NULL);
	g_autofree char *within =
	    reply_with(notice, agent, "First", "Open at nine.");
	g_autofree char *top = reply_with(notice, agent, "===", "Ten euros.");
	struct interleaved_what what = { above, notice, SAID, DESK };
	g_autofree char *words = interleaved_words(&what);

	g_assert_false(interleaved_is_between(&what));
	g_assert_cmpstr(words, ==, "See below.");
	g_clear_pointer(&words, g_free);
	what.text = within;
	words = interleaved_words(&what);
	g_assert_true(interleaved_is_between(&what));
	g_assert_nonnull(words);
	rules_assert_holds(words, "See below.\n");
	rules_assert_holds(words, "> First, when do you open?\n");
	rules_assert_holds(words, "Open at nine.");
	rules_assert_lacks(words, "pays");
	rules_assert_lacks(words, "We do not know");
	rules_assert_lacks(words, "Sent:");
	rules_assert_lacks(words, "Gesendet:");
	what.text = top;
	g_assert_true(interleaved_is_between(&what));
}

static void
test_clients(void)
{
	for (guint c = 0; c < G_N_ELEMENTS(customers); c++) {
		g_autofree char *notice = notice_with(customers[c].quote);

		for (guint a = 0; a < G_N_ELEMENTS(agents); a++) {
			g_test_message("%s answered in %s", customers[c].name,
			    agents[a].name);
			check_clients(notice, a);
		}
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
	g_test_add_func("/interleaved/clients", test_clients);
	g_test_add_func("/interleaved/long", test_long);
	return g_test_run();
}
