/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of the store, made while it grows, is whole; put back, it is the
 * store; and what may have been sent since goes out only by word. */
#include "store/backup.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pipeline/reconcile.h"
#include "store/letters.h"
#include "store/verify.h"
#include "util-store.h"

struct bench {
	char *dir, *copy, *other;
	struct store *store;
};

static void
open_bench(struct bench *bench, gconstpointer data)
{
	(void)data;
	bench->dir = scratch_new();
	bench->copy = scratch_new();
	bench->other = scratch_new();
	bench->store = scratch_store(bench->dir);
}

static void
close_bench(struct bench *bench, gconstpointer data)
{
	(void)data;
	store_close(bench->store);
	scratch_remove(bench->dir);
	scratch_remove(bench->copy);
	scratch_remove(bench->other);
}

static void
take_in(struct bench *bench, guint32 first, guint32 last)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = scratch_begin(bench->store->kv, KV_WRITE);
	for (guint32 uid = first; uid <= last; uid++) {
		struct scratch_mail mail;
		g_assert_true(scratch_accept(bench->store, txn, uid, &mail,
		    &error));
	}
	scratch_commit(g_steal_pointer(&txn));
}

static struct backup_report
make(struct bench *bench)
{
	g_autoptr(GError) error = NULL;
	struct backup_report report;
	g_assert_true(backup_make(bench->store, bench->copy, &report, &error));
	g_assert_no_error(error);
	return report;
}

static void
complain(const char *what, void *context)
{
	(void)context;
	g_test_message("%s", what);
}

/* The folder holds a whole store with so many tickets. */
static void
assert_whole(const char *dir, guint64 tickets)
{
	g_autoptr(GError) error = NULL;
	struct verify_report report;
	g_autoptr(store) store = store_open(dir, KV_READ_ONLY, &error);
	g_assert_no_error(error);
	g_assert_true(verify_store(store, complain, NULL, &report, &error));
	g_assert_cmpuint(report.problems, ==, 0);
	g_assert_cmpuint(report.tickets, ==, tickets);
}

static void
test_there_and_back(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct backup_report report;
	(void)data;
	take_in(bench, 1, 3);
	make(bench);
	take_in(bench, 4, 6);
	assert_whole(bench->copy, 3);
	g_assert_true(backup_restore(bench->copy, bench->other, &report,
	    &error));
	g_assert_no_error(error);
	assert_whole(bench->other, 3);
	/* and brought up to date in the same place */
	make(bench);
	assert_whole(bench->copy, 6);
}

/* The one thing that restore must never do. */
static void
test_nothing_is_overwritten(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct backup_report report;
	(void)data;
	take_in(bench, 1, 2);
	make(bench);
	take_in(bench, 3, 3);
	g_assert_false(backup_restore(bench->copy, bench->dir, &report,
	    &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	assert_whole(bench->dir, 3);
}

static void
test_half_a_copy(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct backup_report report;
	(void)data;
	take_in(bench, 1, 2);
	make(bench);
	g_autofree char *mark = g_build_filename(bench->copy, "backup", NULL);
	g_assert_cmpint(g_unlink(mark), ==, 0);
	g_assert_false(backup_restore(bench->copy, bench->other, &report,
	    &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_assert_nonnull(strstr(error->message, "no whole backup"));
}

static void
test_cannot_be_written(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct backup_report report;
	(void)data;
	take_in(bench, 1, 1);
	g_autofree char *file = g_build_filename(bench->copy, "file", NULL);
	g_assert_true(g_file_set_contents(file, "x", 1, NULL));
	g_assert_false(backup_make(bench->store, file, &report, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
}

static bool
count_held(struct letter *letter, void *context)
{
	if (letter->state == LETTER_HELD)
		++*(guint *)context;
	return true;
}

static void
test_reconcile(struct bench *bench, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	guint held = 0, found = 0;
	(void)data;
	take_in(bench, 1, 3);
	g_assert_true(reconcile_letters(bench->store, "uid 7", &held, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(held, ==, 3);
	g_autoptr(kv_txn) txn = scratch_begin(bench->store->kv, KV_READ);
	g_assert_true(letters_each_waiting(txn, count_held, &found, &error));
	g_assert_cmpuint(found, ==, 3);
	kv_abort(g_steal_pointer(&txn));
	/* what is held already is not held again */
	g_assert_true(reconcile_letters(bench->store, "uid 7", &held, &error));
	g_assert_cmpuint(held, ==, 0);
	assert_whole(bench->dir, 3);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/backup/there-and-back", test_there_and_back },
		{ "/backup/nothing-is-overwritten",
		    test_nothing_is_overwritten },
		{ "/backup/half-a-copy", test_half_a_copy },
		{ "/backup/cannot-be-written", test_cannot_be_written },
		{ "/backup/reconcile", test_reconcile },
	};
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, NULL, open_bench,
		    tests[i].test, close_bench);
	return g_test_run();
}
