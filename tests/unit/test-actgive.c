/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that change hands by command: nobody who is away gets one unsaid, and
 * whoever may answer a ticket may also command it. */
#include "pipeline/actgive.h"

#include "base/clock.h"
#include "mime/parse.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/directory.h"
#include "store/people.h"
#include "store/workload.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"

#define QUEUES                                                           \
	"queues = ( { name = \"support\"; addresses = [ "                \
	"\"support@example.com\" ]; },\n { name = \"sales\"; addresses " \
	"= [ \"sales@example.com\" ]; agents = [ \"bob\" ]; } );\n"

#define IN_TURN                                                         \
	"queues = ( { name = \"support\"; addresses = [ "               \
	"\"support@example.com\" ]; },\n { name = \"sales\"; agents = " \
	"[ \"bob\", \"alice\" ]; assign = \"round_robin\"; } );\n"

#define OF_BOB                                            \
	"queues = ( { name = \"support\"; addresses = [ " \
	"\"support@example.com\" ]; agents = [ \"bob\" ]; } );\n"

/* An agent's desk address. */
static char *
desk_address(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	struct token what = { .role = TOKEN_DESK };
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	what.seat = (guint16)people_agent_seat(txn, "alice", ALICE, &error);
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	g_autofree char *token = token_issue(desk->ring, &what, ALICE);
	return replyaddr_make(&desk->settings->desk, token);
}

static void
leave(struct util_desk *desk, const char *agent)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(absence) absence = absence_new(agent, clock_now());

	g_assert_true(workload_put_absence(txn, absence, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

/* Carol is somebody, and alice her manager. */
static void
add_vip(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(person) person = person_new();
	static const char *const set[] = { "uid", "U-1", "addresses", CAROL,
		"vip", "2", "manager", "alice" };
	const char *problem = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(set); i += 2)
		g_assert_true(person_set(person, set[i], set[i + 1], &problem));
	g_assert_true(directory_put(txn, person, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

/* Who is away gets nothing, and the agent hears why. */
static void
test_absent(void)
{
	static const struct {
		const char *name, *queues, *words, *state, *says;
		guint told; /* letters to bob, the first notice among them */
	} rows[] = {
		{ "assigned to who is away", QUEUES, "#assign bob\nHe helps.",
		    "open support '' 3 [] ga", "bob is away until", 1 },
		{ "to a queue of which nobody is there", QUEUES, "#queue sales",
		    "open sales '' 3 [] ga", "nobody of queue sales is there",
		    2 },
		{ "to a queue that is worked in turn", IN_TURN, "#queue sales",
		    "open sales 'alice' 3 [] ga", NULL, 1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(rows[i].queues);

		g_test_message("%s", rows[i].name);
		look_first_mail(desk);
		leave(desk, "bob");
		g_autofree char *raw =
		    look_answer(desk, ALICE, NULL, rows[i].words);
		util_desk_put(desk, raw);
		g_autofree char *state = look_state(desk, 1);
		g_assert_cmpstr(state, ==, rows[i].state);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==,
		    rows[i].told);
		g_autoptr(letter) letter =
		    util_desk_letter(desk, LETTER_NOTICE, ALICE);
		g_autofree char *text = look_text(desk, letter);
		if (rows[i].says)
			rules_assert_holds(text, rows[i].says);
	}
}

/* A VIP's manager works on no queue of hers, and may command as he may answer;
 * for anybody else's ticket of that queue he is nobody. */
static void
test_manager(void)
{
	static const struct {
		const char *name, *words, *assignee, *says, *lacks;
		gboolean vip;
	} rows[] = {
		{ "sees", "#list", "alice", "1 open support", NULL, TRUE },
		{ "reads", "#show 1", "alice", "Where is my", NULL, TRUE },
		{ "finds", "#search deposit", "alice", "1 open", NULL, TRUE },
		{ "takes", "#assign me\n#show", "alice", "Where is my", NULL,
		    TRUE },
		{ "gives", "#assign bob\n#list", "bob", "1 open support", NULL,
		    TRUE },
		{ "not another's", "#list", "", NULL, "1 open support", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(OF_BOB);

		g_test_message("%s", rows[i].name);
		if (rows[i].vip)
			add_vip(desk);
		look_first_mail(desk);
		g_autofree char *to = rows[i].vip
		    ? look_reply_to(desk, LETTER_NOTICE, ALICE)
		    : desk_address(desk);
		g_autofree char *raw = util_desk_mail(ALICE, to,
		    UTIL_SUBMISSION, "Subject: x\n", rows[i].words);
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_assert_cmpint(mail->result, !=, ACCEPT_HELD);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		g_assert_cmpstr(ticket->assignee, ==, rows[i].assignee);
		g_autoptr(letter) letter =
		    util_desk_letter(desk, LETTER_NOTICE, ALICE);
		g_autofree char *text = look_text(desk, letter);
		if (rows[i].says)
			rules_assert_holds(text, rows[i].says);
		if (rows[i].lacks)
			rules_assert_lacks(text, rows[i].lacks);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/actgive/absent", test_absent);
	g_test_add_func("/actgive/manager", test_manager);
	return g_test_run();
}
