/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an account's reading stands. Two watermarks, so that new mail is served
 * while a long backlog is read; and for each mail the promise that the server
 * is told only after the commit, and told again after a crash. The cursor never
 * moves but in the transaction that wrote what it passes. */
#include "pipeline/progress.h"
#include "base/clock.h"
#include "base/log.h"

#define PROGRESS_UNMARKED_MAX 100000
#define PROGRESS_STRIKES 3

void
progress_init(struct progress *progress, struct kv *kv,
    const struct settings_account *account)
{
	*progress = (struct progress){ .kv = kv, .account = account };
	progress->told = g_array_new(FALSE, FALSE, sizeof(guint32));
}

void
progress_clear(struct progress *progress)
{
	g_clear_pointer(&progress->told, g_array_unref);
}

/* "YYYY-MM-DD" as ms UTC; 0 for the other words. */
static gint64
progress_since(const char *start, GTimeZone *zone)
{
	g_autofree char *iso = g_strconcat(start, "T00:00:00", NULL);
	g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(iso, zone);

	return date != NULL ? g_date_time_to_unix(date) * 1000 : 0;
}

/* Where to begin in a folder never read: the setting start says it. */
static struct cursor
progress_begin(const char *start, guint32 uidvalidity, guint32 uidnext,
    GTimeZone *zone)
{
	struct cursor cursor = { .uidvalidity = uidvalidity,
		.backlog = uidnext,
		.backlog_end = uidnext,
		.fresh = uidnext };

	if (g_str_equal(start, "now")) {
		cursor.since = clock_now();
		return cursor;
	}
	cursor.backlog = 1;
	cursor.unseen_only = g_str_equal(start, "unseen");
	cursor.since =
	    cursor.unseen_only ? clock_now() : progress_since(start, zone);
	return cursor;
}

/* UIDVALIDITY changed, or UIDs went backwards: everything is looked at again;
 * what was older than our first start stays alone, or, where the unseen of it
 * were not yet read, what had been seen. */
static struct cursor
progress_again(const struct cursor *old, guint32 uidvalidity, guint32 uidnext)
{
	log_event(LOG_WARNING, "mailbox.renumbered", "old_uidvalidity",
	    log_number(old->uidvalidity), "uidvalidity",
	    log_number(uidvalidity), "cursor", log_number(old->fresh),
	    "uidnext", log_number(uidnext), NULL);
	return (struct cursor){ .uidvalidity = uidvalidity,
		.backlog = 1,
		.backlog_end = uidnext,
		.fresh = uidnext,
		.since = old->since,
		.unseen_only =
		    old->unseen_only && old->backlog < old->backlog_end };
}

/* What the server was still to be told is forgotten when its UIDs count anew:
 * they may name mails that nobody has read. Each is told again when it is known
 * again. */
static bool
progress_forget(struct kv_txn *txn, guint32 id, guint32 uidvalidity,
    GError **error)
{
	g_autoptr(GArray) stale =
	    g_array_new(FALSE, FALSE, sizeof(struct cursors_unmarked));

	if (!cursors_list_unmarked(txn, id, uidvalidity, PROGRESS_UNMARKED_MAX,
	        stale, error))
		return false;
	for (guint i = 0; i < stale->len; i++) {
		struct dedupe_uid uid = { id, uidvalidity,
			g_array_index(stale, struct cursors_unmarked, i).uid };
		if (!cursors_del_unmarked(txn, &uid, error))
			return false;
	}
	return true;
}

bool
progress_select(struct progress *progress, guint32 uidvalidity, guint32 uidnext,
    GTimeZone *zone, GArray *unmarked_out, GError **error)
{
	const struct settings_account *account = progress->account;
	g_autoptr(kv_txn) txn = kv_begin(progress->kv, KV_WRITE, error);
	struct cursor cursor = { 0 };

	if (txn == NULL)
		return false;
	g_array_set_size(progress->told, 0);
	progress_drop(progress);
	progress->id =
	    cursors_account(txn, account->name, account->folder, error);
	if (progress->id == 0 ||
	    !cursors_get(txn, progress->id, &cursor, error))
		return false;
	if (cursor.uidvalidity == 0) {
		cursor =
		    progress_begin(account->start, uidvalidity, uidnext, zone);
	} else if (cursor.uidvalidity != uidvalidity ||
	    uidnext < cursor.fresh) {
		if (!progress_forget(txn, progress->id, uidvalidity, error))
			return false;
		cursor = progress_again(&cursor, uidvalidity, uidnext);
	}
	progress->cursor = cursor;
	return cursors_put(txn, progress->id, &cursor, error) &&
	    cursors_list_unmarked(txn, progress->id, uidvalidity,
	        PROGRESS_UNMARKED_MAX, unmarked_out, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

/* The cursor as it will be once what is covered is committed. */
static struct cursor
progress_ahead(const struct progress *progress)
{
	struct cursor cursor = progress->cursor;

	if (progress->fresh)
		cursor.fresh = MAX(cursor.fresh, progress->covered);
	else
		cursor.backlog = MAX(cursor.backlog, progress->covered);
	return cursor;
}

bool
progress_finish(struct kv_txn *txn, void *context, GError **error)
{
	struct progress *progress = context;
	struct cursor cursor = progress_ahead(progress);

	/* A mail that is committed has ended nobody. */
	struct dedupe_uid tried = { progress->id, cursor.uidvalidity,
		progress->trying };
	if (progress->trying != 0 &&
	    !cursors_put_attempts(txn, &tried, 0, error))
		return false;
	for (guint i = 0; i < progress->told->len; i++) {
		struct dedupe_uid uid = { progress->id, cursor.uidvalidity,
			g_array_index(progress->told, guint32, i) };
		if (!cursors_del_unmarked(txn, &uid, error) ||
		    !cursors_put_attempts(txn, &uid, 0, error))
			return false;
	}
	return cursors_put(txn, progress->id, &cursor, error);
}

void
progress_done(struct progress *progress)
{
	progress->cursor = progress_ahead(progress);
	progress->covered = progress->trying = 0;
	g_array_set_size(progress->told, 0);
}

guint32
progress_floor(const struct progress *progress)
{
	const struct cursor *cursor = &progress->cursor;

	return cursor->since == 0 && !cursor->unseen_only ? 1
	                                                  : cursor->backlog_end;
}

void
progress_drop(struct progress *progress)
{
	progress->covered = 0;
}

bool
progress_commit(struct progress *progress, GError **error)
{
	struct cursor ahead = progress_ahead(progress);
	g_autoptr(kv_txn) txn = NULL;

	if (progress->told->len == 0 && ahead.fresh == progress->cursor.fresh &&
	    ahead.backlog == progress->cursor.backlog)
		return true;
	txn = kv_begin(progress->kv, KV_WRITE, error);
	if (txn == NULL || !progress_finish(txn, progress, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	progress_done(progress);
	return true;
}

enum progress_attempt
progress_attempt(struct progress *progress, guint32 number, GError **error)
{
	struct dedupe_uid uid = { progress->id, progress->cursor.uidvalidity,
		number };
	g_autoptr(kv_txn) txn = NULL;
	guint32 attempts = 0;

	if (progress->trying == number)
		return PROGRESS_TRY;
	txn = kv_begin(progress->kv, KV_WRITE, error);
	if (txn == NULL || !cursors_get_attempts(txn, &uid, &attempts, error) ||
	    !cursors_put_attempts(txn, &uid, attempts + 1, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return PROGRESS_ERROR;
	if (attempts >= PROGRESS_STRIKES)
		return PROGRESS_LEAVE;
	progress->trying = number;
	return PROGRESS_TRY;
}
