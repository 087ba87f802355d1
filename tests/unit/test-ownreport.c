/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer that waits: its agents hear of it, after four hours and once. */
#include "pipeline/ownreport.h"

#include <string.h>

#include "base/clock.h"
#include "intake/readerchild.h"
#include "mime/parse.h"
#include "outbox/schedule.h"
#include "store/letters.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define MINUTE G_GINT64_CONSTANT(60000)

/* A desk that has answered Carol; that letter was tried once and waits. */
static struct util_desk *
desk_that_answered(guint32 kind)
{
	struct util_desk *desk = util_desk_new(NULL);
	g_autoptr(GError) error = NULL;

	look_first_mail(desk);
	g_autofree char *answer = look_answer(desk, ALICE, NULL, "Soon.");
	g_autoptr(accept_mail) mail = util_desk_take(desk, answer, 50);
	g_autoptr(letter) letter = util_desk_letter(desk, kind, CAROL);
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	letter->attempt = 1;
	letter->code = 451;
	g_free(letter->response);
	letter->response = g_strdup("4.7.1 come back later");
	g_assert_true(letters_put(txn, letter, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	return desk;
}

static bool
look(struct util_desk *desk)
{
	struct inbox inbox;
	g_autoptr(GError) error = NULL;
	bool letters = false;

	util_inbox_open(&inbox, desk);
	g_assert_true(ownreport_delays(&inbox, &letters, &error));
	g_assert_no_error(error);
	util_inbox_close(&inbox);
	return letters;
}

static void
pass(gint64 ms)
{
	clock_set_for_test(clock_now() + ms, clock_boot() + ms);
}

static void
test_late(void)
{
	g_autoptr(util_desk) desk = desk_that_answered(LETTER_ANSWER);

	g_assert_false(look(desk));
	pass(SCHEDULE_NOTICE_MS - 1);
	g_assert_false(look(desk));
	pass(2 * MINUTE);
	g_assert_true(look(desk));
	g_autoptr(entry) entry = look_entry(desk, 1, 2);
	g_assert_nonnull(entry);
	g_assert_cmpuint(entry->kind, ==, ENTRY_AUTOMATIC);
	g_assert_cmpstr(entry->remark, ==, "not delivered yet to " CAROL);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *octets = util_desk_octets(desk, notice);
	rules_assert_holds(octets, "given up at: 2026-03-07");
	rules_assert_holds(octets, "451 4.7.1 come back later");
	for (guint i = 0; i < 5; i++) {
		pass(60 * MINUTE);
		g_assert_false(look(desk));
	}
	g_autoptr(entry) none = look_entry(desk, 1, 3);
	g_assert_null(none);
	/* nothing went to the customer because of it */
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, CAROL), ==, 1);
}

/* A keeper that died behind the report makes it again: it is known. */
static void
test_crashed(void)
{
	g_autoptr(util_desk) desk = desk_that_answered(LETTER_ANSWER);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ANSWER, CAROL);

	pass(SCHEDULE_NOTICE_MS + MINUTE);
	for (guint i = 0; i < 2; i++) {
		struct inbox inbox;
		g_autoptr(GError) error = NULL;
		util_inbox_open(&inbox, desk);
		g_assert_true(ownreport_take(&inbox, letter, OWNREPORT_DELAYED,
		    &error));
		g_assert_no_error(error);
		util_inbox_close(&inbox);
		pass(MINUTE);
	}
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
	g_autoptr(entry) none = look_entry(desk, 1, 3);
	g_assert_null(none);
}

/* Of an acknowledgement nobody waits for the delivery. */
static void
test_others(void)
{
	g_autoptr(util_desk) desk = desk_that_answered(LETTER_ACKNOWLEDGEMENT);

	pass(SCHEDULE_NOTICE_MS + MINUTE);
	g_assert_false(look(desk));
}

int
main(int argc, char **argv)
{
	if (argc > 1 && g_str_has_prefix(argv[1], "--role=reader"))
		return readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/ownreport/late", test_late);
	g_test_add_func("/ownreport/crashed", test_crashed);
	g_test_add_func("/ownreport/others", test_others);
	return g_test_run();
}
