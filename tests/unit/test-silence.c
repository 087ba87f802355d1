/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets on which nobody writes any more, and the letters that tell how a
 * ticket stands: each once, and only to whom it may be told. */
#include "pipeline/silence.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/upkeep.h"
#include "util-look.h"
#include "util-operator.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define DAY (24 * G_GINT64_CONSTANT(3600000))

static struct settings_queue *queue_of(struct operator* bench)
{
	return g_ptr_array_index(bench->desk->settings->queues, 0);
}

/* The keeper's round, so many days after the beginning. */
static void
keep(struct operator* bench, gint64 days)
{
	g_autoptr(GError) error = NULL;
	bool letters = false;

	clock_set_for_test(UTIL_DESK_NOW + days * DAY, 1000000 + days * DAY);
	g_assert_true(upkeep_run(&bench->inbox, &letters, &error));
	g_assert_no_error(error);
}

static void
answer(struct operator* bench, const char *words)
{
	g_autofree char *raw = look_answer(bench->desk, ALICE, NULL, words);

	g_assert_cmpuint(operator_takes(bench, raw, ACCEPT_ENTRY), ==, 1);
}

static guint32 status_of(struct operator* bench)
{
	g_autoptr(ticket) ticket = look_ticket(bench->desk, 1);

	return ticket->status;
}

static void
assert_says(struct operator* bench, const char *words)
{
	g_autoptr(letter) letter =
	    util_desk_letter(bench->desk, LETTER_DESK, CAROL);
	g_autofree char *text = look_text(bench->desk, letter);

	rules_assert_holds(text, words);
	g_autofree char *sent =
	    look_field(bench->desk, letter, "Auto-Submitted");
	g_assert_cmpstr(sent, ==, "auto-generated");
}

static void
test_pending(struct operator* bench, gconstpointer data)
{
	static const struct {
		gint64 day;
		guint letters;
		guint32 status;
		const char *says;
	} rows[] = { { 6, 0, TICKET_PENDING, NULL },
		{ 7, 1, TICKET_PENDING, "will be closed in a few days" },
		{ 8, 1, TICKET_PENDING, NULL },
		{ 10, 2, TICKET_CLOSED, "ticket 1 is closed" },
		{ 30, 2, TICKET_CLOSED, NULL } };

	(void)data;
	queue_of(bench)->pending_days = 10;
	queue_of(bench)->reminder_days = 3;
	answer(bench, "Please send us the number.");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("day %d", (int)rows[i].day);
		keep(bench, rows[i].day);
		g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL),
		    ==, rows[i].letters);
		g_assert_cmpuint(status_of(bench), ==, rows[i].status);
		if (rows[i].says)
			assert_says(bench, rows[i].says);
	}
	operator_audited(bench, "ticket.reminder", "ticket 1", "docketd");
	operator_audited(bench, "ticket.status", "ticket 1", "docketd");
}

/* A word of the customer's, or the setting taken away, and nothing is closed.
 */
static void
test_not_silent(struct operator* bench, gconstpointer data)
{
	(void)data;
	queue_of(bench)->pending_days = 10;
	answer(bench, "Please send us the number.");
	keep(bench, 5);
	g_autofree char *to = look_reply_to(bench->desk, LETTER_ANSWER, CAROL);
	g_autofree char *raw = util_desk_mail(CAROL, to, UTIL_DMARC,
	    "Subject: Re: x\n", "It is seven.\n");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	keep(bench, 40);
	g_assert_cmpuint(status_of(bench), ==, TICKET_OPEN);
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 0);
}

static void
test_solved(struct operator* bench, gconstpointer data)
{
	(void)data;
	operator_says(bench, "solve 1", EX_OK, "");
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 1);
	assert_says(bench, "is solved");
	keep(bench, 6);
	g_assert_cmpuint(status_of(bench), ==, TICKET_SOLVED);
	keep(bench, 7);
	g_assert_cmpuint(status_of(bench), ==, TICKET_CLOSED);
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 1);
}

/* With an answer in the same mail there is no second letter. */
static void
test_solved_with_words(struct operator* bench, gconstpointer data)
{
	(void)data;
	answer(bench, "#solved\nIt is done.");
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 0);
	queue_of(bench)->letters |= SETTINGS_LETTER_REOPENED;
	g_autofree char *to = look_reply_to(bench->desk, LETTER_ANSWER, CAROL);
	g_autofree char *raw = util_desk_mail(CAROL, to, UTIL_DMARC,
	    "Subject: Re: x\n", "It is not.\n");
	operator_takes(bench, raw, ACCEPT_ENTRY);
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 1);
	assert_says(bench, "is open again");
}

/* A queue without letters writes none. */
static void
test_switch(struct operator* bench, gconstpointer data)
{
	(void)data;
	queue_of(bench)->letters = 0;
	queue_of(bench)->pending_days = 10;
	operator_says(bench, "solve 1", EX_OK, "");
	operator_says(bench, "reopen 1", EX_OK, "");
	answer(bench, "Please send us the number.");
	keep(bench, 9);
	g_assert_cmpuint(status_of(bench), ==, TICKET_PENDING);
	keep(bench, 10);
	g_assert_cmpuint(status_of(bench), ==, TICKET_CLOSED);
	g_assert_cmpuint(look_count(bench->desk, LETTER_DESK, CAROL), ==, 0);
}

#define ADD(name, function)                                                \
	g_test_add("/silence/" name, struct operator, NULL, operator_open, \
	    function, operator_close)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	ADD("pending", test_pending);
	ADD("not silent", test_not_silent);
	ADD("solved", test_solved);
	ADD("solved with words", test_solved_with_words);
	ADD("switch", test_switch);
	return g_test_run();
}
