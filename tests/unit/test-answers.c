/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answered last: the record on disk, and that agents whose clients send
 * twice, or who do not know of each other, do not write to a customer twice. */
#include "store/answers.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "util-golden.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define CUSTOMER LOOK_CUSTOMER

static void
test_golden(void)
{
	g_autoptr(GPtrArray) written = answer_list_new();
	GError *error = NULL;

	for (guint i = 0; i < ANSWER_LIST_MAX + 2; i++) {
		g_autofree char *agent = g_strdup_printf("agent%u", i);
		struct answer answer = { .agent = agent,
			.when = 1700000000000 + i,
			.before = { .answer = { .state = TICKET_CLOCK_RUNS,
			                .due = 1700000001000,
			                .warn = 1700000000500,
			                .told = TICKET_TOLD_WARNED },
			    .solution = { .state = TICKET_CLOCK_STANDS,
			        .left = 7 },
			    .first = { 1, 2 },
			    .next = { 3, 4 },
			    .solutions = { 5, i },
			    .answered = 1700000000001 } };
		memset(answer.digest, (int)i, sizeof answer.digest);
		answer_list_add(written, &answer);
	}
	g_autoptr(GBytes) record = answer_list_encode(written);
	golden_check("answers-v1", record);
	g_autoptr(GBytes) golden = golden_load("answers-v1");
	g_autoptr(GPtrArray) read = answer_list_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(read->len, ==, ANSWER_LIST_MAX);
	const struct answer *first = read->pdata[0];
	const struct answer *last = read->pdata[ANSWER_LIST_MAX - 1];
	g_assert_cmpstr(first->agent, ==, "agent2");
	g_assert_cmpstr(last->agent, ==, "agent17");
	g_assert_cmpint(last->when, ==, 1700000000017);
	g_assert_cmpuint(last->digest[31], ==, 17);
	g_autoptr(ticket) ticket = ticket_new();
	standing_restore(&last->before, ticket);
	g_assert_cmpint(ticket_due(ticket), ==, 1700000001000);
	g_assert_cmpuint(ticket->answer.told, ==, TICKET_TOLD_WARNED);
	g_assert_cmpint(ticket->answer.warn, ==, 1700000000500);
	g_assert_cmpuint(ticket->solution.state, ==, TICKET_CLOCK_STANDS);
	g_assert_cmpint(ticket->solution.left, ==, 7);
	g_assert_cmpuint(ticket->first.missed, ==, 2);
	g_assert_cmpuint(ticket->next.kept, ==, 3);
	g_assert_cmpuint(ticket->solutions.missed, ==, 17);
	g_assert_cmpint(ticket->answered, ==, 1700000000001);
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(GPtrArray) list = answer_list_decode(record, error);

	return list != NULL;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("answers-v1");

	golden_mutate(golden, decode);
}

/* Takes an answer in; the cause for which it is held, 0 when it went out. */
static guint32
send(struct util_desk *desk, const char *raw)
{
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);

	if (mail->result != ACCEPT_HELD)
		return 0;
	g_autoptr(hold) hold = look_hold(desk, mail->number);
	return hold->cause;
}

static guint
answers(struct util_desk *desk)
{
	return look_count(desk, LETTER_ANSWER, CUSTOMER);
}

/* K17: the same again under another Message-ID. */
static void
test_sent_twice(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	guint notices = look_count(desk, LETTER_NOTICE, ALICE);
	g_autofree char *one = look_answer(desk, ALICE,
	    "Message-ID: <1@example.com>\n", "It is done.");
	g_autofree char *two = look_answer(desk, ALICE,
	    "Message-ID: <2@example.com>\n", "It is  done.\n");
	g_autofree char *three = look_answer(desk, ALICE,
	    "Message-ID: <3@example.com>\n", "It is done.");
	g_assert_cmpuint(send(desk, one), ==, 0);
	g_assert_cmpuint(send(desk, one), ==, 0); /* a copy: known */
	g_assert_cmpuint(send(desk, two), ==, HOLD_AGENT_DOUBLE);
	g_assert_cmpuint(answers(desk), ==, 1);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==,
	    notices + 1);
	clock_set_for_test(UTIL_DESK_NOW + 11 * 60000, 11 * 60000);
	g_assert_cmpuint(send(desk, three), ==, 0);
	g_assert_cmpuint(answers(desk), ==, 2);
}

/* The Message-ID of the newest notice to that agent, as his client names it. */
static char *
in_reply_to(struct util_desk *desk, const char *agent)
{
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, agent);
	g_autofree char *id = look_field(desk, letter, "Message-ID");

	return g_strdup_printf("In-Reply-To: %s\n", id);
}

/* Both have the same notice; bob is three minutes faster. */
static void
test_answered_by_another(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *to_alice = in_reply_to(desk, ALICE);
	g_autofree char *late =
	    look_answer(desk, ALICE, to_alice, "No, it is not.");
	g_autofree char *to_bob = in_reply_to(desk, BOB);
	g_autofree char *fast = look_answer(desk, BOB, to_bob, "It is done.");
	clock_set_for_test(UTIL_DESK_NOW + 60000, 60000);
	g_assert_cmpuint(send(desk, fast), ==, 0);
	clock_set_for_test(UTIL_DESK_NOW + 4 * 60000, 4 * 60000);
	g_assert_cmpuint(send(desk, late), ==, HOLD_ANSWERED);
	g_assert_cmpuint(answers(desk), ==, 1);
	g_autoptr(hold) hold = look_hold(desk, 1);
	g_assert_cmpstr(hold->detail, ==,
	    "bob answered 3 minutes ago; reply to send");

	/* the confirm letter says it, and its word sends the answer */
	g_autoptr(letter) letter =
	    util_desk_letter(desk, LETTER_CONFIRM, ALICE);
	g_autofree char *text = look_text(desk, letter);
	g_assert_nonnull(strstr(text, "bob answered 3 minutes ago"));
	g_assert_nonnull(strstr(text, "| No, it is not."));
	const char *start = strstr(text, "\n    ");
	g_assert_nonnull(start);
	g_autofree char *word = g_strndup(start + 5, strcspn(start + 5, "\n"));
	g_autofree char *yes = look_reply(desk, LETTER_CONFIRM, ALICE,
	    UTIL_SUBMISSION, NULL, word);
	g_autoptr(accept_mail) mail = util_desk_next(desk, yes);
	g_assert_cmpint(mail->result, ==, ACCEPT_CONFIRM);
	g_assert_cmpuint(answers(desk), ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/answers/golden", test_golden);
	g_test_add_func("/answers/mutations", test_mutations);
	g_test_add_func("/answers/sent-twice", test_sent_twice);
	g_test_add_func("/answers/answered-by-another",
	    test_answered_by_another);
	return g_test_run();
}
