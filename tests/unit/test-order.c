/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which tickets are worked, and what falls due. Also how much the
 * first page of a list and a round's look cost: printed, and bounded by what is
 * read, since a clock would fail on a busy machine. */
#include "store/order.h"

#include <string.h>
#include <time.h>

#include "base/strings.h"
#include "store/tickets.h"
#include "util-store.h"

#define T0 G_GINT64_CONSTANT(1700000000000)

static struct ticket *
make(guint64 number)
{
	struct ticket *ticket = ticket_new();

	ticket->number = number;
	ticket->created = ticket->updated = T0 + (gint64)number;
	strings_set(&ticket->queue, "support");
	return ticket;
}

static void
put(struct scratch *fixture, const struct ticket *ticket)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(tickets_put(fixture->txn, ticket, &error));
	g_assert_no_error(error);
}

static struct ticket_clock
runs(gint64 due)
{
	return (struct ticket_clock){ .state = TICKET_CLOCK_RUNS, .due = due };
}

struct seen {
	GString *numbers;
	GBytes *place;
	guint most, n;
};

static bool
collect(struct ticket *ticket, GBytes *place, void *context)
{
	struct seen *seen = context;

	g_string_append_printf(seen->numbers, "%" G_GUINT64_FORMAT " ",
	    ticket->number);
	g_clear_pointer(&seen->place, g_bytes_unref);
	seen->place = g_bytes_ref(place);
	return ++seen->n < seen->most;
}

static void
assert_order(struct scratch *fixture, struct order_scope scope, guint page,
    const char *wanted)
{
	struct seen seen = { .numbers = g_string_new(NULL), .most = page };

	do {
		seen.n = 0;
		scope.after = seen.place;
		g_assert_true(order_each(fixture->txn, &scope, collect, &seen,
		    NULL));
	} while (seen.n > 0);
	g_assert_cmpstr(seen.numbers->str, ==, wanted);
	g_string_free(seen.numbers, TRUE);
	g_bytes_unref(seen.place);
}

/* The rows stand in the order that is wanted. */
static const struct {
	const char *name;
	guint64 number;
	guint32 status, priority, turn;
	gint64 answer, solution; /* from T0, 0: none */
	gint64 updated;
	const char *queue;
} places[] = {
	{ "highest priority, promised last", 40, TICKET_OPEN, 5, 0, 900, 0, 0,
	    "support" },
	{ "the earliest promise", 41, TICKET_OPEN, 3, 0, 100, 9000, 0, "api" },
	{ "the solution counts without answer", 30, TICKET_OPEN, 3, 0, 0, 200,
	    0, "support" },
	{ "the same instant, earlier here", 10, TICKET_OPEN, 3, 0, 300, 0, 0,
	    "support" },
	{ "and later", 11, TICKET_OPEN, 3, 0, 300, 0, 0, "support" },
	{ "without a promise by arrival", 3, TICKET_OPEN, 3, 0, 0, 0, 0,
	    "support" },
	{ "the next one", 5, TICKET_OPEN, 3, 0, 0, 0, 0, "support" },
	{ "who opens many waits for others", 1, TICKET_OPEN, 3, 1, 50, 0, 0,
	    "support" },
	{ "low priority behind them", 2, TICKET_OPEN, 1, 0, 10, 0, 0, "api" },
	{ "pending behind open", 4, TICKET_PENDING, 5, 0, 0, 0, 0, "support" },
	{ "solved, changed last", 6, TICKET_SOLVED, 1, 0, 0, 0, 800, "api" },
	{ "solved, changed before", 7, TICKET_SOLVED, 5, 0, 0, 0, 700,
	    "support" },
	{ "closed", 8, TICKET_CLOSED, 5, 0, 0, 0, 900, "support" },
};

/* Written backwards, and each one first with another place. */
static void
fill(struct scratch *fixture)
{
	for (guint i = G_N_ELEMENTS(places); i-- > 0;) {
		g_autoptr(ticket) ticket = make(places[i].number);

		ticket->status = TICKET_PENDING;
		ticket->answer = runs(T0 + 5);
		put(fixture, ticket);
		ticket->status = places[i].status;
		ticket->priority = places[i].priority;
		ticket->turn = places[i].turn;
		ticket->answer = ticket->solution = (struct ticket_clock){ 0 };
		if (places[i].answer > 0)
			ticket->answer = runs(T0 + places[i].answer);
		if (places[i].solution > 0)
			ticket->solution = runs(T0 + places[i].solution);
		ticket->updated = T0 + places[i].updated;
		strings_set(&ticket->queue, places[i].queue);
		put(fixture, ticket);
	}
}

static char *
numbers_of(int status, const char *queue)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if ((status < 0 || places[i].status == (guint32)status) &&
		    (!queue || strcmp(places[i].queue, queue) == 0))
			g_string_append_printf(out, "%" G_GUINT64_FORMAT " ",
			    places[i].number);
	return g_string_free(out, FALSE);
}

static void
test_order(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		int status;
		const char *queue;
	} scopes[] = {
		{ -1, NULL },
		{ TICKET_OPEN, NULL },
		{ TICKET_PENDING, NULL },
		{ TICKET_CLOSED, NULL },
		{ -1, "api" },
		{ TICKET_OPEN, "api" },
	};
	(void)data;
	fill(fixture);
	for (guint i = 0; i < G_N_ELEMENTS(scopes); i++)
		for (guint page = 1; page <= 20; page += 3) {
			g_autofree char *wanted =
			    numbers_of(scopes[i].status, scopes[i].queue);
			struct order_scope scope = { scopes[i].status,
				scopes[i].queue, NULL };

			g_test_message("scope %u, pages of %u", i, page);
			assert_order(fixture, scope, page, wanted);
		}
}

/* A row that has moved is counted where it is now. */
static void
test_count(struct scratch *fixture, gconstpointer data)
{
	static const guint64 wanted[] = { [TICKET_OPEN] = 9,
		[TICKET_PENDING] = 1,
		[TICKET_SOLVED] = 2,
		[TICKET_CLOSED] = 1 };
	(void)data;
	for (guint32 i = 0; i < G_N_ELEMENTS(wanted); i++) {
		guint64 count = 99;
		g_assert_true(order_count(fixture->txn, i, &count, NULL));
		g_assert_cmpuint(count, ==, 0);
	}
	fill(fixture);
	for (guint32 i = 0; i < G_N_ELEMENTS(wanted); i++) {
		guint64 count = 0;
		g_test_message("%s", ticket_status_name(i));
		g_assert_true(order_count(fixture->txn, i, &count, NULL));
		g_assert_cmpuint(count, ==, wanted[i]);
	}
}

static void
test_ahead(struct scratch *fixture, gconstpointer data)
{
	static const struct {
		const char *name;
		guint64 number;
		guint32 status;
		guint most, ahead;
	} rows[] = {
		{ "the first", 40, TICKET_OPEN, 100, 0 },
		{ "of its queue only", 30, TICKET_OPEN, 100, 1 },
		{ "behind the others", 1, TICKET_OPEN, 100, 6 },
		{ "no further than most", 1, TICKET_OPEN, 4, 4 },
		{ "nobody asks", 1, TICKET_OPEN, 0, 0 },
		{ "not open", 4, TICKET_PENDING, 100, 0 },
	};
	(void)data;
	fill(fixture);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(ticket) ticket =
		    tickets_get(fixture->txn, rows[i].number, NULL);
		guint ahead = 99;

		g_test_message("%s", rows[i].name);
		g_assert_true(order_ahead(fixture->txn, ticket, rows[i].most,
		    &ahead, NULL));
		g_assert_cmpuint(ahead, ==, rows[i].ahead);
	}
}

static void
assert_due(struct scratch *fixture, gint64 now, guint most, const char *wanted)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GString) found = g_string_new(NULL);

	g_assert_true(order_due(fixture->txn, now, most, numbers, NULL));
	for (guint i = 0; i < numbers->len; i++)
		g_string_append_printf(found, "%" G_GUINT64_FORMAT " ",
		    g_array_index(numbers, guint64, i));
	g_assert_cmpstr(found->str, ==, wanted);
}

static void
test_due(struct scratch *fixture, gconstpointer data)
{
	g_autoptr(ticket) one = make(1), two = make(2), three = make(3);

	(void)data;
	one->answer = runs(T0 + 100);
	one->answer.warn = T0 + 80;
	two->solution = runs(T0 + 90);
	three->answer.state = TICKET_CLOCK_STANDS;
	put(fixture, one);
	put(fixture, two);
	put(fixture, three);
	assert_due(fixture, T0 + 79, 10, "");
	assert_due(fixture, T0 + 80, 10, "1 ");
	assert_due(fixture, T0 + 90, 10, "1 2 ");
	assert_due(fixture, T0 + 90, 1, "1 ");
	one->answer.told = TICKET_TOLD_WARNED;
	put(fixture, one);
	assert_due(fixture, T0 + 99, 10, "2 ");
	assert_due(fixture, T0 + 100, 10, "2 1 ");
	one->answer.told |= TICKET_TOLD_MISSED;
	put(fixture, one);
	ticket_set_status(two, TICKET_SOLVED, T0 + 100);
	put(fixture, two);
	assert_due(fixture, G_MAXINT64 - 1, 10, "");
}

/* --- what it costs -------------------------------------------------------- */

#define MANY 10000

static gint64
cpu_us(void)
{
	struct timespec now;

	g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Printed for whoever wants to know; what is asserted is how much is read. */
static void
test_cost(struct scratch *fixture, gconstpointer data)
{
	struct seen seen = { .numbers = g_string_new(NULL), .most = 500 };
	struct order_scope scope = { .status = TICKET_OPEN };
	g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(guint64));
	gint64 start, list, look;

	(void)data;
	for (guint64 number = 1; number <= MANY; number++) {
		g_autoptr(ticket) ticket = make(number);
		ticket->answer = runs(T0 + (gint64)(number * 7919 % MANY));
		ticket_add_seat(ticket, "someone@example.org", "Someone", 1);
		put(fixture, ticket);
	}
	start = cpu_us();
	g_assert_true(order_each(fixture->txn, &scope, collect, &seen, NULL));
	list = cpu_us() - start;
	start = cpu_us();
	g_assert_true(order_due(fixture->txn, T0 + 49, 1000, due, NULL));
	look = cpu_us() - start;
	g_print("# of %d open tickets: the first page of %u in %.1f ms, a look "
	        "at what is due (%u) in %.2f ms of CPU\n",
	    MANY, seen.n, (double)list / 1000, due->len, (double)look / 1000);
	g_assert_cmpuint(seen.n, ==, 500);
	g_assert_cmpuint(due->len, ==, 50);
	g_string_free(seen.numbers, TRUE);
	g_bytes_unref(seen.place);
}

#define TEST(path, function)                                             \
	g_test_add(path, struct scratch, NULL, scratch_set_up, function, \
	    scratch_tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST("/order/order", test_order);
	TEST("/order/count", test_count);
	TEST("/order/ahead", test_ahead);
	TEST("/order/due", test_due);
	TEST("/order/cost", test_cost);
	return g_test_run();
}
