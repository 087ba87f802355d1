/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who hears of a ticket that was split off, and who must not. */
#include "pipeline/split.h"

#include "base/clock.h"
#include "mime/parse.h"
#include "store/tickets.h"
#include "store/workload.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define BOB "bob@example.com"

static void
leave(struct util_desk *desk, const char *agent)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(absence) absence = absence_new(agent, clock_now());

	g_assert_true(workload_put_absence(txn, absence, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
bar(struct util_desk *desk, const char *agent)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_autoptr(ticket) ticket = tickets_get(txn, 1, &error);

	g_strfreev(ticket->barred);
	ticket->barred = g_strsplit(agent, ",", -1);
	g_assert_true(tickets_put(txn, ticket, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static void
nobody(struct util_desk *desk, const char *agent)
{
	(void)desk;
	(void)agent;
}

static const struct {
	const char *name;
	void (*change)(struct util_desk *desk, const char *agent);
	guint told; /* notices to bob because of it */
	guint barred;
} rows[] = {
	{ "all are there", nobody, 1, 0 },
	{ "bob is away", leave, 0, 0 },
	{ "a complaint about bob", bar, 0, 1 },
};

static void
test_told(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw = NULL;
		guint before;

		look_first_mail(desk);
		raw = look_answer(desk, ALICE, NULL, "#split 0");
		before = look_count(desk, LETTER_NOTICE, BOB);
		rows[i].change(desk, "bob");
		g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
		g_autoptr(ticket) made = look_ticket(desk, 2);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_nonnull(made);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB) - before,
		    ==, rows[i].told);
		g_assert_cmpuint(g_strv_length(made->barred), ==,
		    rows[i].barred);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/split/told", test_told);
	return g_test_run();
}
