/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises that end: agents are warned, supervisors and customers told, each
 * once; and nobody is buried when docket stood still. */
#include "pipeline/overdue.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/falldue.h"
#include "pipeline/overflow.h"
#include "pipeline/upkeep.h"
#include "store/order.h"
#include "store/tickets.h"
#include "util-desk.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-rules.h"

#define ALICE "alice@example.com"
#define BOSS "boss@example.org"
#define MINUTE G_GINT64_CONSTANT(60000)
#define QUEUE(options)                                                      \
	"queues = ( { name = \"support\"; addresses = [ "                   \
	"\"support@example.com\" ]; acknowledge = \"all\"; promise = [ "    \
	"\"first 1h\" ]; promise_warning = \"20m\"; supervisor = [ \"" BOSS \
	"\" ]; " options " } );\n"

static guint32 uid = 100;

static void
ask(struct util_desk *desk, const char *from, enum util_auth auth)
{
	g_autofree char *id =
	    g_strdup_printf("Message-ID: <o%u@example.net>\n", uid);
	g_autofree char *raw = util_desk_mail(from, "support@example.com", auth,
	    id, "Where is my money?\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
}

/* The keeper's round, so many minutes after the beginning. */
static bool
keep(struct util_desk *desk, gint64 minutes)
{
	struct inbox inbox;
	g_autoptr(GError) error = NULL;
	bool letters = false;

	clock_set_for_test(UTIL_DESK_NOW + minutes * MINUTE, minutes * MINUTE);
	util_inbox_open(&inbox, desk);
	g_assert_true(upkeep_run(&inbox, &letters, &error));
	g_assert_no_error(error);
	util_inbox_close(&inbox);
	return letters;
}

static char *
newest(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_auto(GStrv) lines = g_strsplit(octets, "=\r\n", -1);

	return g_strjoinv("", lines);
}

static void
test_story(void)
{
	static const struct {
		const char *name;
		gint64 minute;
		guint alice, boss, customer; /* letters by then */
	} rows[] = {
		{ "nothing yet", 39, 1, 0, 0 },
		{ "warned", 40, 2, 0, 0 },
		{ "once", 41, 2, 0, 0 },
		{ "just before", 59, 2, 0, 0 },
		{ "missed", 60, 3, 1, 1 },
		{ "once again", 61, 3, 1, 1 },
		{ "no second apology", 200, 3, 1, 1 },
		{ "nor the next day", 3000, 3, 1, 1 },
	};
	g_autoptr(util_desk) desk = util_desk_new(QUEUE(""));

	ask(desk, "carla@example.net", UTIL_DMARC);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		keep(desk, rows[i].minute);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==,
		    rows[i].alice);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOSS), ==,
		    rows[i].boss);
		g_assert_cmpuint(look_count(desk, LETTER_DESK,
		                     "carla@example.net"),
		    ==, rows[i].customer);
	}
	g_autofree char *sorry = newest(desk, LETTER_DESK, "carla@example.net");
	g_autofree char *boss = newest(desk, LETTER_NOTICE, BOSS);
	g_autofree char *alice = newest(desk, LETTER_NOTICE, ALICE);
	rules_assert_holds(sorry, "Monday, March 2, 2026 at 11:00 AM");
	rules_assert_holds(sorry, "Monday, March 2, 2026 at 12:00 PM");
	rules_assert_holds(sorry, "Auto-Submitted: auto-generated");
	rules_assert_holds(boss, "Promised: the first answer by 2 Mar 2026");
	rules_assert_lacks(boss, "\nReply-To");
	rules_assert_holds(alice, "\nReply-To: support+");
	rules_assert_holds(alice, "an apology that names 2 Mar 2026, 12:00");
}

/* Who is told of one that was missed, by what the desk and the customer are. */
static void
test_whom(void)
{
	static const struct {
		const char *name, *conf;
		enum util_auth auth;
		guint alice, boss, customer;
	} rows[] = {
		{ "all", QUEUE(""), UTIL_DMARC, 2, 1, 1 },
		{ "not proved", QUEUE(""), UTIL_NONE, 2, 1, 0 },
		{ "no apologies", QUEUE("apologise = false;"), UTIL_DMARC, 2, 1,
		    0 },
		{ "only the agents of the queue",
		    QUEUE("agents = [ \"bob\" ];") "\n", UTIL_DMARC, 0, 1, 1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(rows[i].conf);

		g_test_message("%s", rows[i].name);
		clock_set_for_test(UTIL_DESK_NOW, 0);
		ask(desk, "carla@example.net", rows[i].auth);
		g_assert_true(keep(desk, 60));
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==,
		    rows[i].alice);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOSS), ==,
		    rows[i].boss);
		g_assert_cmpuint(look_count(desk, LETTER_DESK,
		                     "carla@example.net"),
		    ==, rows[i].customer);
	}
}

/* Everything was missed while docket stood still: one letter for each customer,
 * sixty notices and a digest for everybody else. */
static void
test_outage(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUE(""));

	for (guint i = 0; i < 150; i++) {
		g_autofree char *from = g_strdup_printf("c%u@example.net", i);
		ask(desk, from, UTIL_DMARC);
	}
	g_assert_true(keep(desk, 120));
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOSS), ==,
	    DECIDE_NOTICES_AN_HOUR);
	for (guint i = 0; i < 150; i++) {
		g_autofree char *from = g_strdup_printf("c%u@example.net", i);
		g_assert_cmpuint(look_count(desk, LETTER_DESK, from), ==, 1);
	}
	g_assert_true(keep(desk, 136));
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOSS), ==,
	    DECIDE_NOTICES_AN_HOUR + 1);
	g_autofree char *digest = newest(desk, LETTER_NOTICE, BOSS);
	rules_assert_holds(digest, "90 notices on 90 tickets");
	rules_assert_lacks(digest, "To answer");
	g_assert_false(keep(desk, 137));
}

/* Whoever has written much is not written as much. */
static void
test_one_customer(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUE(""));

	for (guint i = 0; i < 25; i++)
		ask(desk, "carla@example.net", UTIL_DMARC);
	g_assert_true(keep(desk, 120));
	g_assert_cmpuint(look_count(desk, LETTER_DESK, "carla@example.net"), ==,
	    OVERDUE_APOLOGIES_A_DAY);
	g_autoptr(ticket) first = look_ticket(desk, 1);
	g_autoptr(ticket) late = look_ticket(desk, 25);
	g_assert_cmpuint(first->turn, ==, 0);
	g_assert_cmpuint(late->turn, ==, 1);
	g_assert_cmpuint(late->answer.told, ==,
	    TICKET_TOLD_WARNED | TICKET_TOLD_MISSED);
}

/* Of many open tickets only those that are due are read. */
static void
test_cost(void)
{
	g_autoptr(util_desk) desk = util_desk_new(QUEUE(""));
	struct timespec from, to;

	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, NULL);
	for (gint64 number = 1; number <= 10000; number++) {
		g_autoptr(ticket) ticket = ticket_new();
		ticket->number = tickets_take_number(txn, NULL);
		ticket->created = ticket->updated = UTIL_DESK_NOW;
		ticket->answer.state = TICKET_CLOCK_RUNS;
		ticket->answer.due = UTIL_DESK_NOW + (number + 120) * MINUTE;
		g_assert_true(tickets_put(txn, ticket, NULL));
	}
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), NULL), ==, KV_OK);
	keep(desk, 1);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	g_assert_false(keep(desk, 100));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	g_print(
	    "# the keeper's round over 10000 open tickets: %.1f ms of CPU\n",
	    (double)(to.tv_sec - from.tv_sec) * 1e3 +
	        (double)(to.tv_nsec - from.tv_nsec) / 1e6);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/overdue/story", test_story);
	g_test_add_func("/overdue/whom", test_whom);
	g_test_add_func("/overdue/outage", test_outage);
	g_test_add_func("/overdue/one customer", test_one_customer);
	g_test_add_func("/overdue/cost", test_cost);
	return g_test_run();
}
