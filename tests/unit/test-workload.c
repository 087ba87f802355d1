/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much each agent has to do, counted while tickets change. */
#include "store/workload.h"

#include "base/strings.h"
#include "store/tickets.h"
#include "util-store.h"

static void
put(struct scratch *fixture, guint64 number, const char *assignee,
    guint32 status)
{
	g_autoptr(ticket) ticket = ticket_new();
	g_autoptr(GError) error = NULL;

	ticket->number = number;
	ticket->created = ticket->updated = 1700000000000;
	ticket->status = status;
	strings_set(&ticket->assignee, assignee);
	g_assert_true(tickets_put(fixture->txn, ticket, &error));
}

/* "alice 1,3; bob -" */
static char *
work_of(struct scratch *fixture)
{
	static const char *const agents[] = { "alice", "bob" };
	g_autoptr(staffing) staffing = workload_load(fixture->txn, NULL);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(agents); i++) {
		g_autoptr(GArray) numbers =
		    g_array_new(FALSE, FALSE, sizeof(guint64));

		g_assert_true(workload_tickets(fixture->txn, agents[i], numbers,
		    NULL));
		g_assert_cmpuint(staffing_open(staffing, agents[i]), ==,
		    numbers->len);
		g_string_append_printf(out, "%s%s", i ? "; " : "", agents[i]);
		for (guint k = 0; k < numbers->len; k++)
			g_string_append_printf(out, "%s%" G_GUINT64_FORMAT,
			    k ? "," : " ", g_array_index(numbers, guint64, k));
	}
	return g_string_free(out, FALSE);
}

static const struct {
	guint64 number;
	const char *assignee;
	guint32 status;
	const char *work; /* afterwards */
} steps[] = {
	{ 3, "alice", TICKET_OPEN, "alice 3; bob" },
	{ 1, "alice", TICKET_OPEN, "alice 1,3; bob" },
	{ 2, "", TICKET_OPEN, "alice 1,3; bob" },
	{ 1, "bob", TICKET_OPEN, "alice 3; bob 1" },
	{ 3, "alice", TICKET_PENDING, "alice; bob 1" },
	{ 3, "alice", TICKET_OPEN, "alice 3; bob 1" },
	{ 3, "alice", TICKET_SOLVED, "alice; bob 1" },
	{ 3, "bob", TICKET_SOLVED, "alice; bob 1" },
	{ 3, "bob", TICKET_OPEN, "alice; bob 1,3" },
	{ 1, "", TICKET_OPEN, "alice; bob 3" },
	{ 3, "", TICKET_CLOSED, "alice; bob" },
};

static void
test_counts(struct scratch *fixture, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		put(fixture, steps[i].number, steps[i].assignee,
		    steps[i].status);
		g_autofree char *work = work_of(fixture);
		g_test_message("step %u", i);
		g_assert_cmpstr(work, ==, steps[i].work);
	}
}

static void
test_presence(struct scratch *fixture, gconstpointer data)
{
	g_autoptr(absence) absence = absence_new("alice", 1000);
	bool was = true;

	(void)data;
	absence->until = 2000;
	g_assert_true(workload_end_absence(fixture->txn, "alice", &was, NULL));
	g_assert_false(was);
	g_assert_true(workload_put_absence(fixture->txn, absence, NULL));
	g_assert_true(workload_put_turn(fixture->txn, "support", "bob", NULL));
	g_autoptr(staffing) away = workload_load(fixture->txn, NULL);
	g_assert_nonnull(staffing_absence(away, "alice", 1999));
	g_assert_null(staffing_absence(away, "alice", 2000));
	g_assert_null(staffing_absence(away, "bob", 1500));
	g_assert_cmpstr(staffing_turn(away, "support"), ==, "bob");
	g_assert_null(staffing_turn(away, "sales"));
	g_assert_true(workload_end_absence(fixture->txn, "alice", &was, NULL));
	g_assert_true(was);
	g_autoptr(staffing) back = workload_load(fixture->txn, NULL);
	g_assert_null(staffing_absence(back, "alice", 1500));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/workload/counts", struct scratch, NULL, scratch_set_up,
	    test_counts, scratch_tear_down);
	g_test_add("/workload/presence", struct scratch, NULL, scratch_set_up,
	    test_presence, scratch_tear_down);
	return g_test_run();
}
