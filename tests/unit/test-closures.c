/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solvings and votes: the record on disk, and pages of them. */
#include "store/closures.h"

#include "base/strings.h"
#include "util-golden.h"
#include "util-store.h"

static struct closure *
sample(guint64 number)
{
	struct closure *closure = closure_new();

	closure->number = number;
	closure->ticket = 1042;
	strings_set(&closure->queue, "support");
	strings_set(&closure->agent, "alice");
	strings_set(&closure->language, "zh-Hant");
	closure->solved = 1700000000123;
	closure->asked = 1700000000456;
	closure->vote = 4;
	closure->voted = 1700000000789;
	closure->changes = 2;
	return closure;
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(closure) closure = closure_decode(record, error);

	g_assert_true(!closure || closure->vote <= CLOSURE_BEST);
	return closure != NULL;
}

static void
test_golden(void)
{
	g_autoptr(closure) written = sample(7);
	g_autoptr(GBytes) record = closure_encode(written);
	GError *error = NULL;

	golden_check("closure-v1", record);
	g_autoptr(GBytes) golden = golden_load("closure-v1");
	g_autoptr(closure) read = closure_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(read->number, ==, 7);
	g_assert_cmpuint(read->ticket, ==, 1042);
	g_assert_cmpstr(read->queue, ==, "support");
	g_assert_cmpstr(read->agent, ==, "alice");
	g_assert_cmpstr(read->language, ==, "zh-Hant");
	g_assert_cmpint(read->solved, ==, 1700000000123);
	g_assert_cmpint(read->asked, ==, 1700000000456);
	g_assert_cmpuint(read->vote, ==, 4);
	g_assert_cmpint(read->voted, ==, 1700000000789);
	g_assert_cmpuint(read->changes, ==, 2);
	golden_mutate(golden, decode);
}

static void
test_no_vote(void)
{
	g_autoptr(closure) written = sample(7);
	g_autoptr(GError) error = NULL;

	written->vote = 6;
	g_autoptr(GBytes) record = closure_encode(written);
	g_assert_null(closure_decode(record, &error));
	g_assert_error(error, FAIL, FAIL_STORE);
}

/* Three, then stops. */
static bool
look(struct closure *closure, void *context)
{
	GString *seen = context;

	g_string_append_printf(seen, "%u ", (guint)closure->number);
	return seen->len < 6;
}

static void
test_store(struct scratch *scratch, gconstpointer data)
{
	(void)data;
	for (guint i = 1; i <= 5; i++) {
		guint64 number =
		    closures_take_number(scratch->txn, &scratch->error);
		g_autoptr(closure) closure = sample(number);

		g_assert_cmpuint(number, ==, i);
		g_assert_true(closures_put(scratch->txn, closure,
		    &scratch->error));
	}
	g_autoptr(closure) third =
	    closures_get(scratch->txn, 3, &scratch->error);
	g_assert_cmpuint(third->number, ==, 3);
	g_assert_null(closures_get(scratch->txn, 9, &scratch->error));
	g_autoptr(GString) seen = g_string_new(NULL);
	g_assert_true(closures_each(scratch->txn, 0, look, seen,
	    &scratch->error));
	g_assert_cmpstr(seen->str, ==, "1 2 3 ");
	g_string_truncate(seen, 0);
	g_assert_true(closures_each(scratch->txn, 3, look, seen,
	    &scratch->error));
	g_assert_cmpstr(seen->str, ==, "4 5 ");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/closures/golden", test_golden);
	g_test_add_func("/closures/no such vote", test_no_vote);
	g_test_add("/closures/store", struct scratch, NULL, scratch_set_up,
	    test_store, scratch_tear_down);
	return g_test_run();
}
