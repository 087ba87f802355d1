/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets a mail's ticket in a whole desk, and what becomes of an agent's work
 * when the agent goes away. */
#include "pipeline/attendance.h"

#include <string.h>

#include "base/clock.h"
#include "base/strings.h"
#include "mime/parse.h"
#include "store/directory.h"
#include "store/workload.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define TURN                                            \
	"queues = ( { name = \"support\"; addresses = " \
	"[ \"support@example.com\" ]; assign = \"round_robin\"; } );\n"

static void
write_to(struct util_desk *desk, const char *from, enum util_auth auth)
{
	static guint n = 0;
	g_autofree char *header =
	    g_strdup_printf("Subject: matter %u\nMessage-ID: <m%u@x.example>\n",
	        n, n);
	g_autofree char *raw = util_desk_mail(from, "support@example.com", auth,
	    header, "Help me.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 500 + n++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
}

static void
assert_assignee(struct util_desk *desk, guint64 number, const char *agent)
{
	g_autoptr(ticket) ticket = look_ticket(desk, number);

	g_assert_cmpstr(ticket->assignee, ==, agent);
}

static guint
leave(struct util_desk *desk, const char *agent)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(absence) absence = absence_new(agent, clock_now());
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	guint given = 0;

	absence->how = ABSENCE_OPERATOR;
	g_assert_true(attendance_leave(&desk->accept, txn, absence, "uid 0",
	    &given, &error));
	g_assert_true(archive_sync(desk->store->archive, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return given;
}

static void
come_back(struct util_desk *desk, const char *agent)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);

	g_assert_true(attendance_return(txn, agent, "uid 0", NULL, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

/* Each in turn, over several mails; only whose turn it is hears of it. */
static void
test_turns(void)
{
	g_autoptr(util_desk) desk = util_desk_new(TURN);
	static const char *const order[] = { "alice", "bob", "alice", "bob" };

	for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
		write_to(desk, CAROL, UTIL_DMARC);
		assert_assignee(desk, i + 1, order[i]);
	}
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 2);
	g_autofree char *actor = look_audit(desk, "ticket.assign", "ticket 4");
	g_assert_nonnull(actor);
}

/* What alice was to answer is bob's at once; new mail passes her by, until she
 * is back. */
static void
test_given_on(void)
{
	g_autoptr(util_desk) desk = util_desk_new(TURN);

	write_to(desk, CAROL, UTIL_DMARC); /* alice */
	write_to(desk, CAROL, UTIL_DMARC); /* bob */
	write_to(desk, CAROL, UTIL_DMARC); /* alice */
	g_assert_cmpuint(leave(desk, "alice"), ==, 2);
	assert_assignee(desk, 1, "bob");
	assert_assignee(desk, 3, "bob");
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 3);
	write_to(desk, CAROL, UTIL_DMARC);
	assert_assignee(desk, 4, "bob");
	come_back(desk, "alice");
	write_to(desk, CAROL, UTIL_DMARC);
	assert_assignee(desk, 5, "alice");
	assert_assignee(desk, 1, "bob");
}

/* Of many he hears in one digest, not in as many letters. */
static void
test_many(void)
{
	g_autoptr(util_desk) desk = util_desk_new(TURN);
	guint before;

	for (guint i = 0; i < 2 * (ATTENDANCE_NOTICES + 1); i++)
		write_to(desk, CAROL, UTIL_DMARC);
	before = look_count(desk, LETTER_NOTICE, BOB);
	g_assert_cmpuint(leave(desk, "alice"), ==, ATTENDANCE_NOTICES + 1);
	assert_assignee(desk, 1, "bob");
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, before);
}

/* Nobody has claimed it, or it waits for the customer: it is given on when the
 * customer writes. */
static void
test_pending(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "Done.");
	g_autoptr(accept_mail) answered = util_desk_take(desk, answer, 400);
	assert_assignee(desk, 1, "alice");
	g_assert_cmpuint(leave(desk, "alice"), ==, 0);
	assert_assignee(desk, 1, "alice");
	g_autofree char *to = look_reply_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "But no.\n");
	g_autoptr(accept_mail) more = util_desk_take(desk, raw, 401);
	assert_assignee(desk, 1, "");
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1);
	/* the first mail, the answer, the customer's next */
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 3);
}

static void
add_vip(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(person) person = person_new();
	const char *problem = NULL;

	g_assert_true(person_set(person, "uid", "U-1", &problem));
	g_assert_true(person_set(person, "addresses", CAROL, &problem));
	g_assert_true(person_set(person, "vip", "2", &problem));
	g_assert_true(person_set(person, "manager", "bob", &problem));
	g_assert_true(person_set(person, "deputy", "alice", &problem));
	g_assert_true(directory_put(txn, person, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

#define OF_ALICE                                        \
	"queues = ( { name = \"support\"; addresses = " \
	"[ \"support@example.com\" ]; agents = [ \"alice\" ]; } );\n"

/* A VIP's mail goes to the manager, who need not be on the queue, and may
 * answer; but not the mail of somebody who only writes under the address. */
static void
test_vip(void)
{
	g_autoptr(util_desk) desk = util_desk_new(OF_ALICE);

	add_vip(desk);
	write_to(desk, CAROL, UTIL_DMARC);
	assert_assignee(desk, 1, "bob");
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 0);
	g_autofree char *answer = look_answer(desk, BOB, NULL, "Dear Carol.");
	g_autoptr(accept_mail) mail = util_desk_take(desk, answer, 402);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	write_to(desk, CAROL, UTIL_NONE);
	assert_assignee(desk, 2, "");
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text = look_text(desk, notice);
	g_assert_nonnull(strstr(text, "identity not proved"));
	leave(desk, "bob");
	write_to(desk, CAROL, UTIL_DMARC);
	assert_assignee(desk, 3, "alice");
}

/* Her mailbox says that she is away; her next mail that she is not. */
static void
test_seen(void)
{
	g_autoptr(util_desk) desk = util_desk_new(TURN);
	g_autoptr(GError) error = NULL;

	write_to(desk, CAROL, UTIL_DMARC);
	assert_assignee(desk, 1, "alice");
	g_autofree char *away = look_answer(desk, ALICE,
	    "Auto-Submitted: auto-replied\n", "I am away until 2026-03-10.");
	g_autoptr(accept_mail) taken = util_desk_take(desk, away, 403);
	assert_assignee(desk, 1, "bob");
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	g_autoptr(staffing) staffing = workload_load(txn, &error);
	const struct absence *absence =
	    staffing_absence(staffing, "alice", UTIL_DESK_NOW);
	g_assert_nonnull(absence);
	g_assert_cmpuint(absence->how, ==, ABSENCE_SEEN);
	kv_abort(g_steal_pointer(&txn));
	g_autofree char *answer =
	    look_answer(desk, ALICE, NULL, "#note I am here.");
	g_autoptr(accept_mail) note = util_desk_take(desk, answer, 404);
	write_to(desk, CAROL, UTIL_DMARC);
	write_to(desk, CAROL, UTIL_DMARC);
	assert_assignee(desk, 2, "alice");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/attendance/turns", test_turns);
	g_test_add_func("/attendance/given-on", test_given_on);
	g_test_add_func("/attendance/many", test_many);
	g_test_add_func("/attendance/pending", test_pending);
	g_test_add_func("/attendance/vip", test_vip);
	g_test_add_func("/attendance/seen", test_seen);
	return g_test_run();
}
