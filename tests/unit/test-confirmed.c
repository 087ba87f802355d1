/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The confirm way from end to end within a store: a held mail acts when its
 * agent types the word, once, and for no other reason. */
#include "pipeline/release.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "route/token.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define CUSTOMER LOOK_CUSTOMER
#define WORDS "It is on its way."

/* A desk that believes nothing, with a customer's ticket. */
static struct util_desk *
desk_new(void)
{
	struct util_desk *desk =
	    util_desk_new("agent_auth = [ \"confirm\" ];\n");

	look_first_mail(desk);
	return desk;
}

/* alice answers the notice: held. The hold's number. */
static guint64
answer(struct util_desk *desk, const char *words)
{
	g_autofree char *raw = look_answer(desk, ALICE, NULL, words);
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);

	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
	return mail->number;
}

/* The word of the newest confirm letter to alice: its only indented line. */
static char *
word_of(struct util_desk *desk)
{
	g_autoptr(letter) letter =
	    util_desk_letter(desk, LETTER_CONFIRM, ALICE);
	g_autofree char *text = look_text(desk, letter);
	const char *start = strstr(text, "\n    ");

	g_assert_nonnull(start);
	start += strlen("\n    ");
	return g_strndup(start, strcspn(start, "\n"));
}

/* A reply to the newest confirm letter. */
static struct accept_mail *
reply(struct util_desk *desk, const char *header, const char *typed)
{
	g_autofree char *raw =
	    look_reply(desk, LETTER_CONFIRM, ALICE, UTIL_NONE, header, typed);

	return util_desk_next(desk, raw);
}

static guint32
state_of(struct util_desk *desk, guint64 number)
{
	g_autoptr(hold) hold = look_hold(desk, number);

	return hold->state;
}

static void
test_confirmed(void)
{
	g_autoptr(util_desk) desk = desk_new();
	guint64 number = answer(desk, WORDS);

	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, ALICE), ==, 1);
	g_autofree char *word = word_of(desk);
	g_autoptr(accept_mail) mail = reply(desk, NULL, word);
	g_assert_cmpint(mail->result, ==, ACCEPT_CONFIRM);
	g_assert_cmpuint(mail->number, ==, number);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, CUSTOMER), ==, 1);
	g_autoptr(hold) hold = look_hold(desk, number);
	g_assert_cmpuint(hold->state, ==, HOLD_RELEASED);
	g_assert_cmpstr(hold->done_by, ==, "agent alice");
	g_assert_cmpuint(hold->answer.segment, !=, 0);
	g_assert_cmpuint(hold->letter, !=, 0);
	g_autoptr(entry) entry = look_entry(desk, 1, 1);
	g_assert_cmpuint(entry->kind, ==, ENTRY_AGENT);
	g_assert_cmpuint(entry->auth, ==, VERDICT_AUTH_CONFIRM);
	g_assert_cmpstr(entry->agent, ==, "alice");
	g_autofree char *actor = look_audit(desk, "hold.release", "hold 1");
	g_assert_cmpstr(actor, ==, "agent alice");
}

/* The confirm letter: to the registered address, with what would be sent, and
 * nothing by which a machine would answer. */
static void
test_the_letter(void)
{
	g_autoptr(util_desk) desk = desk_new();

	answer(desk, WORDS);
	g_autoptr(letter) letter =
	    util_desk_letter(desk, LETTER_CONFIRM, ALICE);
	g_autofree char *text = look_text(desk, letter);
	g_autofree char *automatic = look_field(desk, letter, "Auto-Submitted");
	g_autofree char *suppress =
	    look_field(desk, letter, "X-Auto-Response-Suppress");
	g_autofree char *subject = look_field(desk, letter, "Subject");
	g_assert_nonnull(strstr(text, "| " WORDS));
	g_assert_nonnull(strstr(text, CUSTOMER));
	g_assert_nonnull(strstr(text, "Ticket: 1\n"));
	g_assert_cmpstr(automatic, ==, "auto-replied");
	g_assert_cmpstr(suppress, ==, "AutoReply, RN, NRN");
	g_assert_nonnull(strstr(subject, "hold 1"));
	g_assert_cmpstr(letter->sender, !=, "");
	g_assert_cmpuint(letter->ticket, ==, 1);
}

/* Answers that release nothing; each is kept, with the reason. */
static void
test_void(void)
{
	static const struct {
		const char *name, *header, *typed, *detail;
	} rows[] = {
		{ "an out-of-office answer with the word",
		    "Auto-Submitted: auto-replied\n", "{WORD}",
		    "hold 1: no human wrote it" },
		{ "an out-of-office answer", "Auto-Submitted: auto-replied\n",
		    "I am away.", "hold 1: no human wrote it" },
		{ "only quoted", NULL, "Yes, please.",
		    "hold 1: its word does not stand above the quote" },
		{ "nothing typed", NULL, "",
		    "hold 1: its word does not stand above the quote" },
		{ "another word", NULL, "aaaaaaaa",
		    "hold 1: its word does not stand above the quote" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = desk_new();
		guint64 number = answer(desk, WORDS);
		g_autofree char *word = word_of(desk);
		g_autoptr(GString) typed = g_string_new(rows[i].typed);
		g_string_replace(typed, "{WORD}", word, 0);
		g_autoptr(accept_mail) mail =
		    reply(desk, rows[i].header, typed->str);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(hold) hold = look_hold(desk, mail->number);
		g_assert_cmpuint(hold->cause, ==, HOLD_CONFIRM_VOID);
		g_assert_cmpstr(hold->detail, ==, rows[i].detail);
		g_assert_cmpuint(state_of(desk, number), ==, HOLD_HELD);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
		/* the right answer still counts after it */
		g_autoptr(accept_mail) good =
		    reply(desk, "Subject: again\n", word);
		g_assert_cmpint(good->result, ==, ACCEPT_CONFIRM);
	}
}

/* A copy of the answer is known; a new one comes too late. */
static void
test_once(void)
{
	g_autoptr(util_desk) desk = desk_new();

	answer(desk, WORDS);
	g_autofree char *word = word_of(desk);
	g_autofree char *raw =
	    look_reply(desk, LETTER_CONFIRM, ALICE, UTIL_NONE, NULL, word);
	g_autoptr(accept_mail) first = util_desk_next(desk, raw);
	g_autoptr(accept_mail) copy = util_desk_next(desk, raw);
	g_assert_cmpint(first->result, ==, ACCEPT_CONFIRM);
	g_assert_cmpint(copy->result, ==, ACCEPT_DUPLICATE);
	g_autoptr(accept_mail) second = reply(desk, "Subject: again\n", word);
	g_assert_cmpint(second->result, ==, ACCEPT_HELD);
	g_autoptr(hold) hold = look_hold(desk, second->number);
	g_assert_cmpstr(hold->detail, ==, "hold 1: released or dropped before");
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, CUSTOMER), ==, 1);
}

/* The word and the address of one held mail do nothing for another. */
static void
test_bound(void)
{
	g_autoptr(util_desk) desk = desk_new();
	guint64 one = answer(desk, WORDS);
	g_autofree char *word_one = word_of(desk);
	g_autofree char *reply_one =
	    look_reply(desk, LETTER_CONFIRM, ALICE, UTIL_NONE, NULL, word_one);
	guint64 two = answer(desk, "Something else.");
	g_autofree char *word_two = word_of(desk);

	g_assert_cmpstr(word_one, !=, word_two);
	g_autoptr(accept_mail) wrong = reply(desk, NULL, word_one);
	g_assert_cmpint(wrong->result, ==, ACCEPT_HELD);
	g_assert_cmpuint(state_of(desk, one), ==, HOLD_HELD);
	g_assert_cmpuint(state_of(desk, two), ==, HOLD_HELD);
	g_autoptr(accept_mail) right = util_desk_next(desk, reply_one);
	g_assert_cmpint(right->result, ==, ACCEPT_CONFIRM);
	g_assert_cmpuint(state_of(desk, one), ==, HOLD_RELEASED);
	g_assert_cmpuint(state_of(desk, two), ==, HOLD_HELD);
}

/* Only from the agent's own address. */
static void
test_somebody_else(void)
{
	static const char *const others[] = { BOB, CUSTOMER,
		"mallory@example.net" };

	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autoptr(util_desk) desk = desk_new();
		guint64 number = answer(desk, WORDS);
		g_autofree char *word = word_of(desk);
		g_autofree char *to =
		    look_reply_to(desk, LETTER_CONFIRM, ALICE);
		g_autofree char *raw =
		    util_desk_mail(others[i], to, UTIL_DMARC, NULL, word);
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_assert_cmpuint(state_of(desk, number), ==, HOLD_HELD);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
	}
}

/* Confirmed, it still has to pass every other check. */
static void
test_other_causes_stand(void)
{
	g_autoptr(util_desk) desk = desk_new();
	g_autofree char *to = look_reply_to(desk, LETTER_NOTICE, ALICE);
	g_autofree char *raw = util_desk_mail(ALICE, to, UTIL_SUBMISSION, NULL,
	    "Fine.\n\n> I sent 2 coins yesterday.\n> and more\n");
	g_autoptr(accept_mail) held = util_desk_next(desk, raw);
	g_autofree char *word = word_of(desk);
	g_autoptr(accept_mail) mail = reply(desk, NULL, word);

	g_assert_cmpint(mail->result, ==, ACCEPT_CONFIRM);
	g_assert_cmpuint(state_of(desk, held->number), ==, HOLD_RELEASED);
	g_autoptr(hold) again = look_hold(desk, held->number + 1);
	g_assert_cmpuint(again->cause, ==, HOLD_AGENT_NO_MARKER);
	g_assert_cmpuint(again->lifted, ==, hold_bit(HOLD_AGENT_UNVERIFIED));
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/confirmed/confirmed", test_confirmed);
	g_test_add_func("/confirmed/the-letter", test_the_letter);
	g_test_add_func("/confirmed/void", test_void);
	g_test_add_func("/confirmed/once", test_once);
	g_test_add_func("/confirmed/bound", test_bound);
	g_test_add_func("/confirmed/somebody-else", test_somebody_else);
	g_test_add_func("/confirmed/other-causes-stand",
	    test_other_causes_stand);
	return g_test_run();
}
