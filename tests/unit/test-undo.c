/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers taken back: the letters, the ticket, and that no figure remembers
 * them. */
#include "pipeline/undo.h"

#include "base/clock.h"
#include "mime/parse.h"
#include "util-look.h"
#include "util-rules.h"
#include "util-store.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"

#define QUEUES                                                           \
	"queues = ( { name = \"support\"; addresses = [ "                \
	"\"support@example.com\" ]; },\n { name = \"sales\"; addresses " \
	"= [ \"sales@example.com\" ]; agents = [ \"bob\" ]; } );\n"

#define PROMISES                                                \
	"queues = ( { name = \"support\"; addresses = [ "       \
	"\"support@example.com\" ]; promise = [ \"first 4h\", " \
	"\"next 4h\", \"solution 48h\" ]; } );\n"

/* Within the time an answer is taken back, and may be sent again. */
static void
test_undo(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUES);

	desk->settings->sending.undo_seconds = 60;
	look_first_mail(desk);
	clock_set_for_test(UTIL_DESK_NOW + 1000, 1000000);
	g_autofree char *raw = look_answer(desk, ALICE, NULL, "It is done.");
	g_autofree char *undo = look_answer(desk, ALICE, NULL, "#undo");
	util_desk_put(desk, raw);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_assert_cmpint(letter->due, ==, letter->created + 60000);
	clock_set_for_test(UTIL_DESK_NOW + 30000, 1000000);
	util_desk_put(desk, undo);
	g_autoptr(letter) dropped =
	    util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_assert_cmpuint(dropped->state, ==, LETTER_DROPPED);
	g_autoptr(entry) entry = look_entry(desk, 1, 1);
	g_assert_cmpuint(entry->kind, ==, ENTRY_NOTE);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpuint(ticket->status, ==, TICKET_OPEN);
	/* bob never heard of it: his notice was dropped as well */
	g_autoptr(letter) told = util_desk_letter(desk, LETTER_NOTICE, BOB);
	g_assert_cmpuint(told->state, ==, LETTER_DROPPED);
	g_autoptr(letter) says = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text = look_text(desk, says);
	rules_assert_holds(text, "taken back, the customer gets nothing");
	/* the same words again are no double */
	clock_set_for_test(UTIL_DESK_NOW + 40000, 1000000);
	g_autofree char *again =
	    look_answer(desk, ALICE, "X-Again: 1\n", "It is done.");
	g_autoptr(accept_mail) second = util_desk_next(desk, again);
	g_assert_cmpint(second->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, CAROL), ==, 2);
}

/* What the sender has let into its dot can not be taken back: the customer may
 * be reading it. */
static void
test_undo_in_dot(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUES);
	g_autoptr(dotlog) log = dotlog_new(desk->store->dir, 0, 255);
	g_autoptr(GError) error = NULL;

	look_first_mail(desk);
	clock_set_for_test(UTIL_DESK_NOW + 1000, 1000000);
	g_autofree char *raw = look_answer(desk, ALICE, NULL, "It is done.");
	g_autofree char *undo = look_answer(desk, ALICE, NULL, "#undo");
	util_desk_put(desk, raw);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	scratch_dots(desk->store->kv, log);
	g_assert_true(dotlog_write(log, desk->store->kv, &letter, 1, &error));
	util_desk_put(desk, undo);
	g_autoptr(letter) out = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_assert_cmpuint(out->state, ==, LETTER_READY);
	g_autoptr(letter) says = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text = look_text(desk, says);
	rules_assert_holds(text, "your last answer has been sent");
}

#define HOURS(n) ((n)*G_GINT64_CONSTANT(3600000))

static void
at(gint64 ms)
{
	clock_set_for_test(UTIL_DESK_NOW + ms, 1000000 + ms);
}

/* What the figures say of ticket 1. */
static char *
figures_of(struct util_desk *desk)
{
	g_autoptr(ticket) ticket = look_ticket(desk, 1);

	return g_strdup_printf("first %u/%u next %u/%u solution %u/%u%s",
	    ticket->first.kept, ticket->first.missed, ticket->next.kept,
	    ticket->next.missed, ticket->solutions.kept,
	    ticket->solutions.missed, ticket->answered ? " answered" : "");
}

static void
assert_figures(struct util_desk *desk, const char *expected)
{
	g_autofree char *figures = figures_of(desk);

	g_assert_cmpstr(figures, ==, expected);
}

/* An answer that was taken back is in no figure: kept and missed, first and
 * next, with and without an end of the ticket; and the promise runs on. */
static void
test_undone_promise(void)
{
	static const struct {
		const char *name, *words;
		gint64 hours; /* until the answer */
		const char *answered;
	} rows[] = {
		{ "kept", "It is done.", 1,
		    "first 1/0 next 0/0 solution 0/0 answered" },
		{ "missed", "It is done.", 5,
		    "first 0/1 next 0/0 solution 0/0 answered" },
		{ "kept, and solved", "#solved\nIt is done.", 1,
		    "first 1/0 next 0/0 solution 1/0 answered" },
		{ "missed, and solved late", "#solved\nIt is done.", 50,
		    "first 0/1 next 0/0 solution 0/1 answered" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(PROMISES);

		g_test_message("%s", rows[i].name);
		desk->settings->sending.undo_seconds = 60;
		look_first_mail(desk);
		g_autoptr(ticket) before = look_ticket(desk, 1);
		at(HOURS(rows[i].hours));
		g_autofree char *raw =
		    look_answer(desk, ALICE, NULL, rows[i].words);
		g_autofree char *undo = look_answer(desk, ALICE, NULL, "#undo");
		util_desk_put(desk, raw);
		assert_figures(desk, rows[i].answered);
		at(HOURS(rows[i].hours) + 5000);
		util_desk_put(desk, undo);
		assert_figures(desk, "first 0/0 next 0/0 solution 0/0");
		g_autoptr(ticket) after = look_ticket(desk, 1);
		g_assert_cmpuint(after->status, ==, TICKET_OPEN);
		g_assert_cmpint(after->solved, ==, 0);
		g_assert_cmpint(after->answer.due, ==, before->answer.due);
		g_assert_cmpint(after->solution.due, ==, before->solution.due);
		/* and the next one counts, once */
		g_autofree char *again =
		    look_answer(desk, ALICE, "X-Again: 1\n", rows[i].words);
		util_desk_put(desk, again);
		assert_figures(desk, rows[i].answered);
	}
}

/* Two agents answer, and the first takes his back: the other's is the first
 * answer, and the ticket stays as that one left it. */
static void
test_undone_between(void)
{
	g_autoptr(util_desk) desk = util_desk_new(PROMISES);

	desk->settings->sending.undo_seconds = 600;
	look_first_mail(desk);
	at(HOURS(4) - 60000);
	g_autofree char *one = look_answer(desk, ALICE, NULL, "In time.");
	g_autofree char *undo = look_answer(desk, ALICE, NULL, "#undo");
	util_desk_put(desk, one);
	at(HOURS(4) + 60000);
	g_autoptr(letter) news = util_desk_letter(desk, LETTER_NOTICE, BOB);
	g_autofree char *id = look_field(desk, news, "Message-ID");
	g_autofree char *to = g_strdup_printf("In-Reply-To: %s\n", id);
	g_autofree char *two = look_answer(desk, BOB, to, "And more.");
	g_autoptr(accept_mail) other = util_desk_next(desk, two);
	g_assert_cmpint(other->result, ==, ACCEPT_ENTRY);
	assert_figures(desk, "first 1/0 next 0/0 solution 0/0 answered");
	util_desk_put(desk, undo);
	assert_figures(desk, "first 0/1 next 0/0 solution 0/0 answered");
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpint(ticket->answered, ==, UTIL_DESK_NOW + HOURS(4) + 60000);
	g_assert_cmpuint(ticket->status, ==, TICKET_PENDING);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/undo/sent again", test_undo);
	g_test_add_func("/undo/in dot", test_undo_in_dot);
	g_test_add_func("/undo/promise", test_undone_promise);
	g_test_add_func("/undo/between", test_undone_between);
	return g_test_run();
}
