/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters and the order in which they fall due.
 *
 * The due index has the share first, so that each sender reads only its own
 * rows. It must hold every letter that is not final: one that falls out of it
 * is never sent and never missed. */
#include "store/letters.h"

#include <string.h>

#include "store/key.h"
#include "store/numbers.h"

/* The due time of a letter that waits for a person. */
#define NEVER G_MAXINT64

/* Due first and number second: letters of one moment go out in the order in
 * which they were written. */
static struct key
due_key(const struct letter *letter)
{
	struct key key = key_new(KEY_DUE);
	key_add8(&key, (guint8)letter->share);
	key_add_time(&key, letter->state == LETTER_HELD ? NEVER : letter->due);
	key_add64(&key, letter->number);
	return key;
}

guint64
letters_take_number(struct kv_txn *txn, GError **error)
{
	return numbers_take(txn, "letter", error);
}

/* NULL without an error when there is none. */
struct letter *
letters_get(struct kv_txn *txn, guint64 number, GError **error)
{
	struct key key = key_of(KEY_LETTER, number);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return letter_decode(value, error);
}

/* Only the numbers of what is stored. */
static bool
peek(struct kv_txn *txn, guint64 number, struct letter *out, bool *found_out,
    GError **error)
{
	struct key key = key_of(KEY_LETTER, number);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return false;
	*found_out = value != NULL;
	return !value || letter_peek(value, out, error);
}

bool
letters_state(struct kv_txn *txn, guint64 number, enum letter_state *state_out,
    GError **error)
{
	struct letter stored = { .state = *state_out };
	bool found;

	if (!peek(txn, number, &stored, &found, error))
		return false;
	*state_out = stored.state;
	return true;
}

/* old: NULL when there was none. */
static bool
put_due(struct kv_txn *txn, const struct letter *letter,
    const struct letter *old, GError **error)
{
	bool was = old && !letter_is_final(old->state);
	bool is = !letter_is_final(letter->state);
	struct key due = due_key(letter);
	struct key old_due = was ? due_key(old) : due;

	if (was && is && memcmp(due.octets, old_due.octets, due.size) == 0)
		return true;
	return (!was || key_del(txn, &old_due, error)) &&
	    (!is || key_put(txn, &due, NULL, error));
}

static bool
put_failed(struct kv_txn *txn, const struct letter *letter,
    const struct letter *old, GError **error)
{
	struct key key = key_of(KEY_FAILED, letter->number);

	if (letter->state == LETTER_FAILED)
		return key_put(txn, &key, NULL, error);
	return !old || old->state != LETTER_FAILED || key_del(txn, &key, error);
}

static bool
put_of_ticket(struct kv_txn *txn, const struct letter *letter,
    const struct letter *old, GError **error)
{
	struct key key = key_of(KEY_TICKET_LETTER, letter->ticket);

	if (letter->ticket == 0 ||
	    (old && old->ticket == letter->ticket &&
	        old->share == letter->share))
		return true;
	key_add8(&key, (guint8)letter->share);
	key_add64(&key, letter->number);
	return key_put(txn, &key, NULL, error);
}

/* The letter and its three indexes in one go: no caller can forget one. What
 * was stored tells which rows change; the old due row is found by it alone. */
bool
letters_put(struct kv_txn *txn, const struct letter *letter, GError **error)
{
	struct key key = key_of(KEY_LETTER, letter->number);
	g_autoptr(GBytes) value = letter_encode(letter);
	struct letter stored;
	bool found;

	if (!peek(txn, letter->number, &stored, &found, error))
		return false;
	const struct letter *old = found ? &stored : NULL;
	return key_put(txn, &key, value, error) &&
	    put_due(txn, letter, old, error) &&
	    put_failed(txn, letter, old, error) &&
	    put_of_ticket(txn, letter, old, error);
}

/* A row of the due index. */
struct row {
	gint64 due;
	guint64 number;
};

/* Due first and number second, as in due_key(). */
static bool
is_before(const struct row *first, const struct row *second)
{
	return first->due < second->due ||
	    (first->due == second->due && first->number < second->number);
}

/* Where the scan of one share stands. */
struct scan {
	guint32 share; /* whose rows are taken; the first row's own */
	bool begun;
	guint32 next; /* the share to go on with, above last: none */
	gint64 now;
	guint max;
	GArray *rows; /* struct row: the first max of all shares, in order */
	gint64 not_taken; /* earliest due of a row passed over, NEVER none */
};

/* Puts a row where it belongs; false when it is behind max others. */
static bool
take_row(struct scan *scan, const struct row *row)
{
	const struct row *all = (const struct row *)(void *)scan->rows->data;
	guint at = scan->rows->len;

	while (at > 0 && is_before(row, &all[at - 1]))
		at--;
	if (at == scan->max)
		return false;
	if (scan->rows->len == scan->max) {
		scan->not_taken = MIN(scan->not_taken, all[scan->max - 1].due);
		g_array_set_size(scan->rows, scan->max - 1);
	}
	g_array_insert_vals(scan->rows, at, row, 1);
	return true;
}

/* Takes due rows of the first share it meets, and stops at the first row that
 * is not to be taken: rows of a share come in order of due time. */
static bool
visit_due(GBytes *key, GBytes *value, void *context)
{
	struct scan *scan = context;
	guint32 share = (guint32)key_read(key, 1, 1);
	struct row row = { .due = (gint64)key_read(key, 2, 8),
		.number = key_read(key, 10, 8) };
	(void)value;
	if (!scan->begun) {
		scan->begun = true;
		scan->share = share;
		scan->next = share + 1;
	}
	if (share != scan->share) {
		scan->next = share;
		return false;
	}
	if (row.due <= scan->now && take_row(scan, &row))
		return true;
	scan->not_taken = MIN(scan->not_taken, row.due);
	return false;
}

/* The due rows of the first share at or behind scan->next, up to last. */
static bool
scan_share(struct kv_txn *txn, struct scan *scan, guint32 last, GError **error)
{
	struct key from = key_new(KEY_DUE);
	struct key to = key_new(KEY_DUE);
	key_add8(&from, (guint8)scan->next);
	key_add8(&to, (guint8)last);
	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	scan->begun = false;
	scan->next = last + 1; /* unless a row says otherwise */
	return kv_range(txn, &range, visit_due, scan, error);
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
	const struct row *first = a, *second = b;
	return (first->number > second->number) -
	    (first->number < second->number);
}

static bool
fetch_rows(struct kv_txn *txn, const GArray *rows, GPtrArray *out,
    GError **error)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = &g_array_index(rows, struct row, i);
		GError *problem = NULL;
		struct letter *letter = letters_get(txn, row->number, &problem);
		if (problem) {
			g_propagate_error(error, problem);
			return false;
		}
		if (letter)
			g_ptr_array_add(out, letter);
	}
	return true;
}

bool
letters_due(struct kv_txn *txn, const struct letters_wanted *wanted,
    GPtrArray *out, gint64 *next_due_out, GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct row));
	struct scan scan = { .next = wanted->first,
		.now = wanted->now,
		.max = wanted->max,
		.rows = rows,
		.not_taken = NEVER };

	g_assert(wanted->first <= wanted->last && wanted->last <= 255);
	while (scan.next <= wanted->last)
		if (!scan_share(txn, &scan, wanted->last, error))
			return false;
	*next_due_out = scan.not_taken == NEVER ? 0 : scan.not_taken;
	return fetch_rows(txn, rows, out, error);
}

struct walk {
	struct kv_txn *txn;
	letters_visit visit;
	void *context;
	gsize at; /* where the number stands in the key */
	GError *problem;
};

static bool
visit_index(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	(void)value;
	g_autoptr(letter) letter =
	    letters_get(walk->txn, key_read(key, walk->at, 8), &walk->problem);
	if (walk->problem)
		return false;
	return !letter || walk->visit(letter, walk->context);
}

/* One record that can not be read ends the walk with an error: a list that
 * silently lacks a letter would look complete. */
static bool
visit_letter(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	(void)key;
	g_autoptr(letter) letter = letter_decode(value, &walk->problem);
	return letter && walk->visit(letter, walk->context);
}

static bool
walk_keys(struct walk *walk, const struct key *prefix,
    enum kv_direction direction, kv_visit visit, GError **error)
{
	if (!key_each(walk->txn, prefix, direction, visit, walk, error))
		return false;
	if (!walk->problem)
		return true;
	g_propagate_error(error, walk->problem);
	return false;
}

/* The number is what a key ends with. */
static bool
visit_number(GBytes *key, GBytes *value, void *context)
{
	GArray *rows = context;
	struct row row = { .number =
		               key_read(key, g_bytes_get_size(key) - 8, 8) };
	(void)value;
	g_array_append_val(rows, row);
	return true;
}

/* Both indexes are in order of share: collect, then sort by number. */
static bool
each_by_number(struct kv_txn *txn, const struct key *prefix,
    enum kv_direction direction, letters_visit visit, void *context,
    GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct row));
	if (!key_each(txn, prefix, KV_UP, visit_number, rows, error))
		return false;
	g_array_sort(rows, compare_numbers);
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = &g_array_index(rows, struct row,
		    direction == KV_UP ? i : rows->len - 1 - i);
		GError *problem = NULL;
		g_autoptr(letter) letter =
		    letters_get(txn, row->number, &problem);
		if (problem) {
			g_propagate_error(error, problem);
			return false;
		}
		if (letter && !visit(letter, context))
			return true;
	}
	return true;
}

bool
letters_each_waiting(struct kv_txn *txn, letters_visit visit, void *context,
    GError **error)
{
	struct key all = key_new(KEY_DUE);
	return each_by_number(txn, &all, KV_UP, visit, context, error);
}

bool
letters_each_of_ticket(struct kv_txn *txn, guint64 ticket,
    enum kv_direction direction, letters_visit visit, void *context,
    GError **error)
{
	struct key prefix = key_of(KEY_TICKET_LETTER, ticket);
	return each_by_number(txn, &prefix, direction, visit, context, error);
}

bool
letters_each_to(struct kv_txn *txn, guint64 ticket, const char *recipient,
    letters_visit visit, void *context, GError **error)
{
	struct walk walk = {
		.txn = txn, .visit = visit, .context = context, .at = 10
	};
	struct key prefix = key_of(KEY_TICKET_LETTER, ticket);
	key_add8(&prefix, (guint8)letter_share(ticket, recipient));
	return walk_keys(&walk, &prefix, KV_DOWN, visit_index, error);
}

bool
letters_each(struct kv_txn *txn, letters_visit visit, void *context,
    GError **error)
{
	struct walk walk = { .txn = txn, .visit = visit, .context = context };
	struct key prefix = key_new(KEY_LETTER);
	return walk_keys(&walk, &prefix, KV_UP, visit_letter, error);
}

struct failed_walk {
	GArray *out;
	guint left;
};

static bool
visit_failed(GBytes *key, GBytes *value, void *context)
{
	struct failed_walk *walk = context;
	guint64 number = key_read(key, 1, 8);

	(void)value;
	g_array_append_val(walk->out, number);
	return --walk->left > 0;
}

bool
letters_failed(struct kv_txn *txn, guint max, GArray *out, GError **error)
{
	struct key from = key_new(KEY_FAILED);
	struct failed_walk walk = { out, max };

	return key_each(txn, &from, KV_UP, visit_failed, &walk, error);
}

bool
letters_told(struct kv_txn *txn, guint64 number, GError **error)
{
	struct key key = key_of(KEY_FAILED, number);

	return key_del(txn, &key, error);
}
