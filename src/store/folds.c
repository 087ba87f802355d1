/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory behind digests.
 *
 * A row an agent says since when he waits, a row an agent and ticket how many
 * mails: a flood on one ticket stays one row, and one look tells whether
 * anybody waits. Nothing may be taken out but by whoever tells the agent. */
#include "store/folds.h"

#include "store/key.h"
#include "store/numbers.h"

static struct key
seat_key(enum key_kind kind, guint32 seat)
{
	struct key key = key_new(kind);
	key_add32(&key, seat);
	return key;
}

bool
folds_add(struct kv_txn *txn, guint32 seat, guint64 ticket, gint64 when,
    GError **error)
{
	struct key waits = seat_key(KEY_FOLDED_SINCE, seat);
	struct key row = seat_key(KEY_FOLDED, seat);
	guint64 since = 0, mails = 0;
	bool found = false;
	key_add64(&row, ticket);
	if (!numbers_get(txn, &waits, &since, &found, error))
		return false;
	if (!found && !numbers_put(txn, &waits, (guint64)MAX(when, 1), error))
		return false;
	return numbers_get(txn, &row, &mails, &found, error) &&
	    numbers_put(txn, &row, mails + 1, error);
}

struct due {
	gint64 before;
	GArray *seats;
	GError *problem;
};

static bool
visit_waiting(GBytes *key, GBytes *value, void *context)
{
	struct due *due = context;
	guint32 seat = (guint32)key_read(key, 1, 4);
	guint64 since = 0;
	if (!numbers_decode(value, &since, &due->problem))
		return false;
	if ((gint64)since <= due->before)
		g_array_append_val(due->seats, seat);
	return true;
}

bool
folds_due(struct kv_txn *txn, gint64 before, GArray *out, GError **error)
{
	struct key all = key_new(KEY_FOLDED_SINCE);
	struct due due = { .before = before, .seats = out };
	if (!key_each(txn, &all, KV_UP, visit_waiting, &due, error))
		return false;
	if (!due.problem)
		return true;
	g_propagate_error(error, due.problem);
	return false;
}

struct take {
	GArray *rows;
	GError *problem;
};

static bool
visit_row(GBytes *key, GBytes *value, void *context)
{
	struct take *take = context;
	struct folds_row row = { .ticket = key_read(key, 5, 8) };
	if (!numbers_decode(value, &row.mails, &take->problem))
		return false;
	g_array_append_val(take->rows, row);
	return true;
}

static bool
load_rows(struct kv_txn *txn, guint32 seat, GArray *out, GError **error)
{
	struct key all = seat_key(KEY_FOLDED, seat);
	struct take take = { .rows = out };
	if (!key_each(txn, &all, KV_UP, visit_row, &take, error))
		return false;
	if (!take.problem)
		return true;
	g_propagate_error(error, take.problem);
	return false;
}

bool
folds_take(struct kv_txn *txn, guint32 seat, GArray *out, gint64 *when_out,
    GError **error)
{
	struct key waits = seat_key(KEY_FOLDED_SINCE, seat);
	guint first = out->len;
	guint64 since = 0;
	bool found = false;
	if (!numbers_get(txn, &waits, &since, &found, error) ||
	    !load_rows(txn, seat, out, error))
		return false;
	*when_out = (gint64)since;
	for (guint i = first; i < out->len; i++) {
		struct key row = seat_key(KEY_FOLDED, seat);
		key_add64(&row, g_array_index(out, struct folds_row, i).ticket);
		if (!key_del(txn, &row, error))
			return false;
	}
	return !found || key_del(txn, &waits, error);
}
