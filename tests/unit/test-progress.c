/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an account's reading begins and how it goes on: no mail may be passed
 * that was not taken in, and none from before the start may come in because a
 * server counted anew. */
#include "base/clock.h"
#include "pipeline/progress.h"
#include "util-store.h"

#define NOW G_GINT64_CONSTANT(1772445600000) /* 2026-03-02 10:00 UTC */
#define DAY (24 * G_GINT64_CONSTANT(3600000))

static char account_name[] = "support", folder_name[] = "INBOX";

struct bench {
	char *folder;
	struct store *store;
	struct settings_account account;
	struct progress progress;
	GArray *unmarked;
};

static void
set_up(struct bench *bench, gconstpointer start)
{
	clock_set_for_test(NOW, 1000000);
	bench->folder = scratch_new();
	bench->store = scratch_store(bench->folder);
	bench->account = (struct settings_account){ .name = account_name,
		.folder = folder_name,
		.start = g_strdup(start != NULL ? start : "all") };
	progress_init(&bench->progress, bench->store->kv, &bench->account);
	bench->unmarked =
	    g_array_new(FALSE, FALSE, sizeof(struct cursors_unmarked));
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_array_unref(bench->unmarked);
	progress_clear(&bench->progress);
	g_free(bench->account.start);
	store_close(bench->store);
	scratch_remove(bench->folder);
	clock_set_for_test(-1, -1);
}

static void
select_in(struct bench *bench, guint32 uidvalidity, guint32 uidnext,
    GTimeZone *zone)
{
	g_autoptr(GError) error = NULL;

	g_array_set_size(bench->unmarked, 0);
	g_assert_true(progress_select(&bench->progress, uidvalidity, uidnext,
	    zone, bench->unmarked, &error));
	g_assert_no_error(error);
}

/* The next session: a fetcher and mailbox that know only what is stored. */
static const struct cursor *
select_anew(struct bench *bench, guint32 uidvalidity, guint32 uidnext)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	progress_clear(&bench->progress);
	progress_init(&bench->progress, bench->store->kv, &bench->account);
	select_in(bench, uidvalidity, uidnext, utc);
	return &bench->progress.cursor;
}

static void
cover(struct bench *bench, gboolean fresh, guint32 to)
{
	bench->progress.fresh = fresh;
	bench->progress.covered = to;
}

static void
commit(struct bench *bench)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(progress_commit(&bench->progress, &error));
	g_assert_no_error(error);
}

static void
mark_later(struct bench *bench, guint32 number, guint32 mark)
{
	g_autoptr(GError) error = NULL;
	struct dedupe_uid uid = { bench->progress.id,
		bench->progress.cursor.uidvalidity, number };
	struct kv_txn *txn = scratch_begin(bench->store->kv, KV_WRITE);

	g_assert_true(cursors_add_unmarked(txn, &uid, mark, &error));
	scratch_commit(txn);
}

static void
test_start(void)
{
	static const struct {
		const char *start, *zone;
		guint32 backlog;
		gint64 since; /* of the first session's backlog */
		bool unseen;
	} rows[] = {
		{ "now", "UTC", 50, NOW, false },
		{ "unseen", "UTC", 1, NOW, true },
		{ "all", "UTC", 1, 0, false },
		{ "2026-02-28", "UTC", 1, NOW - 2 * DAY - 10 * 3600000, false },
		{ "2026-02-28", "+02:00", 1, NOW - 2 * DAY - 12 * 3600000,
		    false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench;
		g_autoptr(GTimeZone) zone =
		    g_time_zone_new_identifier(rows[i].zone);
		const struct cursor *cursor = &bench.progress.cursor;

		g_test_message("%s %s", rows[i].start, rows[i].zone);
		set_up(&bench, rows[i].start);
		select_in(&bench, 7, 50, zone);
		g_assert_cmpuint(cursor->uidvalidity, ==, 7);
		g_assert_cmpuint(cursor->backlog, ==, rows[i].backlog);
		g_assert_cmpuint(cursor->backlog_end, ==, 50);
		g_assert_cmpuint(cursor->fresh, ==, 50);
		g_assert_cmpint(cursor->since, ==, rows[i].since);
		g_assert_cmpint(cursor->unseen_only, ==, rows[i].unseen);
		g_assert_cmpuint(bench.unmarked->len, ==, 0);
		tear_down(&bench, NULL);
	}
}

/* The setting counts once: a start the day after goes on where it was. */
static void
test_start_counts_once(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	clock_set_for_test(NOW + DAY, 2000000);
	g_free(bench->account.start);
	bench->account.start = g_strdup("all");
	const struct cursor *cursor = select_anew(bench, 7, 60);
	g_assert_cmpuint(cursor->backlog, ==, 50);
	g_assert_cmpuint(cursor->fresh, ==, 50);
	g_assert_cmpint(cursor->since, ==, NOW);
}

/* Two watermarks: each moves by itself, never backwards. */
static void
test_watermarks(struct bench *bench, gconstpointer data)
{
	static const struct {
		gboolean fresh;
		guint32 covered, backlog, mark;
	} steps[] = {
		{ TRUE, 60, 1, 60 },
		{ FALSE, 20, 20, 60 },
		{ TRUE, 55, 20, 60 },
		{ FALSE, 10, 20, 60 },
		{ FALSE, 50, 50, 60 },
		{ TRUE, 61, 50, 61 },
	};

	(void)data;
	select_anew(bench, 7, 50);
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		cover(bench, steps[i].fresh, steps[i].covered);
		commit(bench);
		const struct cursor *cursor = select_anew(bench, 7, 100);
		g_assert_cmpuint(cursor->backlog, ==, steps[i].backlog);
		g_assert_cmpuint(cursor->fresh, ==, steps[i].mark);
		g_assert_cmpuint(cursor->backlog_end, ==, 50);
	}
}

/* A batch that was not committed covers nothing, not even by the next commit.
 */
static void
test_dropped(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	guint32 told = 3;
	cover(bench, TRUE, 90);
	progress_drop(&bench->progress);
	g_array_append_val(bench->progress.told, told);
	commit(bench);
	g_assert_cmpuint(bench->progress.cursor.fresh, ==, 50);
	g_assert_cmpuint(select_anew(bench, 7, 100)->fresh, ==, 50);
	/* nor does what an aborted transaction was to cover */
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = scratch_begin(bench->store->kv, KV_WRITE);
	cover(bench, TRUE, 90);
	g_assert_true(progress_finish(txn, &bench->progress, &error));
	kv_abort(g_steal_pointer(&txn));
	g_assert_cmpuint(bench->progress.cursor.fresh, ==, 50);
	g_assert_cmpuint(select_anew(bench, 7, 100)->fresh, ==, 50);
}

static void
test_told(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	mark_later(bench, 3, CURSORS_MARK_DONE);
	mark_later(bench, 5, CURSORS_MARK_QUARANTINE);
	select_anew(bench, 7, 50);
	g_assert_cmpuint(bench->unmarked->len, ==, 2);
	const struct cursors_unmarked *second =
	    &g_array_index(bench->unmarked, struct cursors_unmarked, 1);
	g_assert_cmpuint(second->uid, ==, 5);
	g_assert_cmpuint(second->mark, ==, CURSORS_MARK_QUARANTINE);
	guint32 told = 3;
	g_array_append_val(bench->progress.told, told);
	commit(bench);
	g_assert_cmpuint(bench->progress.told->len, ==, 0);
	select_anew(bench, 7, 50);
	g_assert_cmpuint(bench->unmarked->len, ==, 1);
}

/* What the server was told, and the commit did not come to: told again. */
static void
test_told_lost(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	mark_later(bench, 3, CURSORS_MARK_DONE);
	guint32 told = 3;
	g_array_append_val(bench->progress.told, told);
	select_anew(bench, 7, 50);
	g_assert_cmpuint(bench->unmarked->len, ==, 1);
	g_assert_cmpuint(bench->progress.told->len, ==, 0);
}

/* K05, K06: all is looked at again, but for what was older than the start. */
static void
test_again(void)
{
	static const struct {
		const char *name, *start;
		guint32 uidvalidity, uidnext;
		gint64 since;
		bool unseen;
	} rows[] = {
		{ "uidvalidity, now", "now", 8, 200, NOW, false },
		{ "uidvalidity, all", "all", 8, 20, 0, false },
		{ "uidvalidity, date", "2026-02-28", 8, 200,
		    NOW - 2 * DAY - 10 * 3600000, false },
		{ "uidnext back, now", "now", 7, 49, NOW, false },
		{ "uidnext back, all", "all", 7, 1, 0, false },
		{ "uidvalidity, unseen", "unseen", 8, 200, NOW, false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench;
		g_test_message("%s", rows[i].name);
		set_up(&bench, rows[i].start);
		select_anew(&bench, 7, 50);
		cover(&bench, FALSE, 50);
		commit(&bench);
		clock_set_for_test(NOW + 10 * DAY, 2000000);
		const struct cursor *cursor =
		    select_anew(&bench, rows[i].uidvalidity, rows[i].uidnext);
		g_assert_cmpuint(cursor->uidvalidity, ==, rows[i].uidvalidity);
		g_assert_cmpuint(cursor->backlog, ==, 1);
		g_assert_cmpuint(cursor->backlog_end, ==, rows[i].uidnext);
		g_assert_cmpuint(cursor->fresh, ==, rows[i].uidnext);
		g_assert_cmpint(cursor->since, ==, rows[i].since);
		g_assert_cmpint(cursor->unseen_only, ==, rows[i].unseen);
		tear_down(&bench, NULL);
	}
}

/* Counted anew before the unseen backlog was read: it must not be lost by its
 * age. */
static void
test_again_amid_unseen(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	cover(bench, FALSE, 49);
	commit(bench);
	g_assert_true(select_anew(bench, 8, 60)->unseen_only);
}

/* A mailbox restored from a backup: UID 3 may be another mail now, which must
 * not be moved away unread. */
static void
test_again_forgets_marks(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	cover(bench, FALSE, 50);
	commit(bench);
	mark_later(bench, 3, CURSORS_MARK_DONE);
	select_anew(bench, 7, 40);
	g_assert_cmpuint(bench->unmarked->len, ==, 0);
	select_anew(bench, 7, 40);
	g_assert_cmpuint(bench->unmarked->len, ==, 0);
}

static void
test_same_uidnext(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	cover(bench, FALSE, 30);
	commit(bench);
	const struct cursor *cursor = select_anew(bench, 7, 50);
	g_assert_cmpuint(cursor->backlog, ==, 30);
	g_assert_cmpuint(cursor->fresh, ==, 50);
}

static enum progress_attempt
attempt(struct bench *bench, guint32 uid)
{
	g_autoptr(GError) error = NULL;
	enum progress_attempt result =
	    progress_attempt(&bench->progress, uid, &error);

	g_assert_no_error(error);
	return result;
}

static void
test_attempts(struct bench *bench, gconstpointer data)
{
	(void)data;
	for (guint i = 1; i <= 4; i++) {
		select_anew(bench, 7, 50); /* each of them ended the process */
		g_assert_cmpint(attempt(bench, 9), ==,
		    i <= 3 ? PROGRESS_TRY : PROGRESS_LEAVE);
	}
	g_assert_cmpint(attempt(bench, 10), ==, PROGRESS_TRY);
	/* taken in and told after all: it counts from the beginning */
	guint32 told = 9;
	g_array_append_val(bench->progress.told, told);
	commit(bench);
	g_assert_cmpint(attempt(bench, 9), ==, PROGRESS_TRY);
}

/* Nothing to write is no transaction: an idle account costs no sync. */
static void
test_idle(struct bench *bench, gconstpointer data)
{
	(void)data;
	select_anew(bench, 7, 50);
	g_autoptr(GError) error = NULL;
	struct kv_txn *txn = scratch_begin(bench->store->kv, KV_READ);
	/* one transaction at a time: a second would fail here */
	g_assert_true(progress_commit(&bench->progress, &error));
	kv_abort(txn);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path, *start;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/progress/counts-once", "now", test_start_counts_once },
		{ "/progress/watermarks", "all", test_watermarks },
		{ "/progress/dropped", "all", test_dropped },
		{ "/progress/told", "all", test_told },
		{ "/progress/told-lost", "all", test_told_lost },
		{ "/progress/again-amid-unseen", "unseen",
		    test_again_amid_unseen },
		{ "/progress/again-forgets-marks", "all",
		    test_again_forgets_marks },
		{ "/progress/same-uidnext", "all", test_same_uidnext },
		{ "/progress/attempts", "all", test_attempts },
		{ "/progress/idle", "all", test_idle },
	};

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/progress/start", test_start);
	g_test_add_func("/progress/again", test_again);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, tests[i].start, set_up,
		    tests[i].test, tear_down);
	return g_test_run();
}
