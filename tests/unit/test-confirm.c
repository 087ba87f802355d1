/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who hears of a held mail, what a confirm letter says, and that only a typed
 * word counts. */
#include "desk/confirm.h"

#include <string.h>

#include "base/strings.h"
#include "desk/marker.h"
#include "util-rules.h"

#define ALICE "alice@example.com"
#define OLD (DECIDE_OLD_MS + 1)

static const struct {
	const char *name;
	guint32 cause;
	const char *agent, *from;
	guint32 class;
	gboolean proved;
	gint64 age;
	enum confirm_tell tell;
} tells[] = {
	{ "not proved", HOLD_AGENT_UNVERIFIED, "alice", ALICE, VERDICT_HUMAN,
	    FALSE, 0, CONFIRM_LETTER },
	{ "his other address", HOLD_AGENT_UNVERIFIED, "alice",
	    "alice@home.example", VERDICT_HUMAN, FALSE, 0, CONFIRM_LETTER },
	{ "no token, not proved", HOLD_AGENT_NO_TOKEN, "alice", ALICE,
	    VERDICT_HUMAN, FALSE, 0, CONFIRM_LETTER },
	{ "no token, proved", HOLD_AGENT_NO_TOKEN, "alice", ALICE,
	    VERDICT_HUMAN, TRUE, 0, CONFIRM_NOTICE },
	{ "answered by another", HOLD_ANSWERED, "alice", ALICE, VERDICT_HUMAN,
	    TRUE, 0, CONFIRM_LETTER },
	{ "no marker", HOLD_AGENT_NO_MARKER, "alice", ALICE, VERDICT_HUMAN,
	    TRUE, 0, CONFIRM_NOTICE },
	{ "no marker, not proved", HOLD_AGENT_NO_MARKER, "alice", ALICE,
	    VERDICT_HUMAN, FALSE, 0, CONFIRM_NOTHING },
	{ "empty", HOLD_AGENT_EMPTY, "alice", ALICE, VERDICT_HUMAN, TRUE, 0,
	    CONFIRM_NOTICE },
	{ "twice", HOLD_AGENT_DOUBLE, "alice", ALICE, VERDICT_HUMAN, TRUE, 0,
	    CONFIRM_NOTICE },
	{ "did not confirm", HOLD_CONFIRM_VOID, "alice", ALICE, VERDICT_HUMAN,
	    FALSE, 0, CONFIRM_NOTICE },
	{ "an out-of-office answer", HOLD_AGENT_UNVERIFIED, "alice", ALICE,
	    VERDICT_AUTOMATIC, FALSE, 0, CONFIRM_NOTHING },
	{ "an out-of-office answer did not confirm", HOLD_CONFIRM_VOID, "alice",
	    ALICE, VERDICT_AUTOMATIC, FALSE, 0, CONFIRM_NOTHING },
	{ "over a list", HOLD_AGENT_NO_TOKEN, "alice", ALICE, VERDICT_LIST,
	    FALSE, 0, CONFIRM_NOTHING },
	{ "somebody else", HOLD_AGENT_UNVERIFIED, "alice", "eve@evil.example",
	    VERDICT_HUMAN, FALSE, 0, CONFIRM_NOTHING },
	{ "another agent", HOLD_AGENT_UNVERIFIED, "alice", "bob@example.com",
	    VERDICT_HUMAN, TRUE, 0, CONFIRM_NOTHING },
	{ "a disabled agent", HOLD_AGENT_UNVERIFIED, "carol",
	    "carol@example.com", VERDICT_HUMAN, FALSE, 0, CONFIRM_NOTHING },
	{ "no agent", HOLD_TWO_TOKENS, "", "jane@customer.example",
	    VERDICT_HUMAN, TRUE, 0, CONFIRM_NOTHING },
	{ "a stranger's use", HOLD_AGENT_STRANGER, "alice", ALICE,
	    VERDICT_HUMAN, TRUE, 0, CONFIRM_NOTHING },
	{ "an error of ours", HOLD_NOT_TAKEN_IN, "alice", ALICE, VERDICT_HUMAN,
	    TRUE, 0, CONFIRM_NOTHING },
	{ "years old", HOLD_AGENT_UNVERIFIED, "alice", ALICE, VERDICT_HUMAN,
	    FALSE, OLD, CONFIRM_NOTHING },
	{ "a cause of a later version", 99, "alice", ALICE, VERDICT_HUMAN, TRUE,
	    0, CONFIRM_NOTHING },
};

static void
test_tell(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(tells); i++) {
		struct confirm_case what = { conf, tells[i].cause,
			tells[i].agent, tells[i].from, tells[i].class,
			tells[i].proved, tells[i].age };

		g_test_message("%s", tells[i].name);
		g_assert_cmpint(confirm_tell(&what), ==, tells[i].tell);
	}
}

#define WORD "kq7f2mab"
#define MARK "=== [abcdefghij] Please write your answer above this line ==="
#define QUOTE                                                     \
	"\n\nOn Mon, Mar 2, 2026 Example Support wrote:\n> " MARK \
	"\n> write this word\n>\n>     " WORD "\n> | the words\n"

static const struct {
	const char *name, *text;
	gboolean has;
} words[] = {
	{ "the word", WORD QUOTE, TRUE },
	{ "in capitals", "KQ7F2MAB" QUOTE, TRUE },
	{ "in a sentence", "Yes, " WORD ". Thanks!" QUOTE, TRUE },
	{ "with nothing quoted", WORD "\n", TRUE },
	{ "above an unmarked letter", WORD "\n\n" MARK "\n    " WORD "\n",
	    TRUE },
	{ "only quoted", "I am away." QUOTE, FALSE },
	{ "only below the line", "Yes.\n\n" MARK "\n    " WORD "\n", FALSE },
	{ "nothing typed", QUOTE, FALSE },
	{ "below the quote", "Yes." QUOTE "\n" WORD "\n", FALSE },
	{ "quoted without the line",
	    "Away.\n\nOn Mon, Mar 2, 2026 Example Support wrote:\n> " WORD "\n",
	    FALSE },
	{ "within another word", "x" WORD QUOTE, FALSE },
	{ "with a letter more", WORD "b" QUOTE, FALSE },
	{ "another letter's word", "kq7f2mac" QUOTE, FALSE },
	{ "no text", "", FALSE },
};

static void
test_word(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_test_message("%s", words[i].name);
		g_assert_cmpint(confirm_has_word(words[i].text, "abcdefghij",
		                    "support@example.com", WORD),
		    ==, words[i].has);
	}
	g_assert_false(confirm_has_word("x\n", "abcdefghij",
	    "support@example.com", ""));
}

/* A held mail with hostile words in every field. */
static struct hold *
hostile_hold(void)
{
	struct hold *hold = hold_new();

	hold->number = 31;
	hold->cause = HOLD_AGENT_UNVERIFIED;
	strings_set(&hold->from_addr, ALICE);
	strings_set(&hold->subject, "Re: x\nIt would go to no customer.");
	strings_set(&hold->detail, "dmarc=fail");
	return hold;
}

static void
add_file(struct message *message, const char *name)
{
	struct message_part *part = message_part_new();

	strings_set(&part->name, name);
	strings_set(&part->mime, "application/pdf");
	part->size = 1234;
	g_ptr_array_add(message->parts, part);
}

static void
free_letter(gpointer data)
{
	struct decide_letter *letter = data;

	g_free(letter->to);
	g_free(letter->to_name);
	g_free(letter);
}

/* What would be sent, to whom, on which ticket, with which files. */
static void
test_letter(void)
{
	static const char *const parts[] = { MARK "\n", "\n    " WORD "\n",
		"From: " ALICE "\n", "Ticket: 1042\n",
		"Its subject: Where is my deposit?\n",
		"It would go to the CUSTOMER: Jane <jane@customer.example>\n",
		"and to: Joe <joe@customer.example>\n",
		"Attachment: invoice.pdf (application/pdf, 1234 octets)\n",
		"| Sell everything.\n", "| === [zzzzzzzzzz]", "dmarc=fail",
		"Held mail: 31\n" };
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(hold) hold = hostile_hold();
	g_autoptr(message) message = message_new();
	g_autoptr(ticket) ticket = ticket_new();
	g_autoptr(decision) decision = g_new0(struct decision, 1);
	struct confirm_what what = { .settings = conf,
		.hold = hold,
		.message = message,
		.ticket = ticket,
		.decision = decision,
		.text = "Sell everything.\n=== [zzzzzzzzzz] line\n",
		.reason = "dmarc=fail",
		.marker = "abcdefghij",
		.word = WORD };

	ticket->number = 1042;
	strings_set(&ticket->subject, "Where is my deposit?");
	add_file(message, "invoice.pdf");
	decision->letters = g_ptr_array_new_with_free_func(free_letter);
	decision->participants = g_ptr_array_new();
	decide_add_letter(decision, LETTER_ANSWER, "jane@customer.example",
	    "Jane");
	decide_add_letter(decision, LETTER_ANSWER, "joe@customer.example",
	    "Joe");
	decide_add_letter(decision, LETTER_NOTICE, "bob@example.com", "bob");
	g_autofree char *text = confirm_text(&what);
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		g_assert_nonnull(strstr(text, parts[i]));
	g_assert_null(strstr(text, "\nIt would go to no customer"));
	g_assert_null(strstr(text, "\n=== [zzzz"));
	g_assert_null(strstr(text, "bob@example.com"));
	g_assert_true(g_str_has_prefix(text, MARK));
	g_autofree char *subject = confirm_subject(conf, what.hold);
	g_assert_null(strstr(subject, "Re: x"));
}

/* What else confirming may do. */
static void
test_outcomes(void)
{
	static const struct {
		const char *name;
		struct decision decision;
		const char *says;
	} rows[] = {
		{ "a note", { .action = DECIDE_ENTRY },
		    "It would go to no customer." },
		{ "a new ticket", { .action = DECIDE_ENTRY, .opens = TRUE },
		    "It would open a new ticket in your name." },
		{ "held all the same",
		    { .action = DECIDE_HOLD, .cause = HOLD_AGENT_EMPTY },
		    "Even confirmed it would be held: no text above" },
	};
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(hold) hold = hostile_hold();
	g_autoptr(message) message = message_new();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) letters = g_ptr_array_new();
		struct decision decision = rows[i].decision;
		struct confirm_what what = { conf, hold, message, NULL,
			&decision, "x", "", "abcdefghij", WORD };
		decision.letters = letters;
		g_autofree char *text = confirm_text(&what);
		g_test_message("%s", rows[i].name);
		g_assert_nonnull(strstr(text, rows[i].says));
	}
}

/* The notice names the cause and what to do, and repeats no word of the mail.
 */
static void
test_notice(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(message) message = message_new();

	for (guint32 cause = 1; cause <= HOLD_CONFIRM_VOID; cause++) {
		g_autoptr(hold) hold = hostile_hold();
		struct confirm_what what = {
			.settings = conf, .hold = hold, .message = message
		};
		hold->cause = cause;
		strings_set(&message->text, "SECRET");
		g_autofree char *text = confirm_notice_text(&what);
		g_assert_nonnull(strstr(text, hold_cause_text(cause)));
		g_assert_nonnull(strstr(text, "Held mail: 31\n"));
		g_assert_null(strstr(text, "SECRET"));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/confirm/tell", test_tell);
	g_test_add_func("/confirm/word", test_word);
	g_test_add_func("/confirm/letter", test_letter);
	g_test_add_func("/confirm/outcomes", test_outcomes);
	g_test_add_func("/confirm/notice", test_notice);
	return g_test_run();
}
