/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that wait for a decision, and those that were decided.
 *
 * A record stays after release or drop, to say who did it. It must never be
 * deleted: its number is what the audit and the operator's notes name. */
#include "store/holds.h"

#include "store/key.h"
#include "store/numbers.h"

guint64
holds_take_number(struct kv_txn *txn, GError **error)
{
	return numbers_take(txn, "hold", error);
}

struct hold *
holds_get(struct kv_txn *txn, guint64 number, GError **error)
{
	struct key key = key_of(KEY_HOLD, number);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return hold_decode(value, error);
}

bool
holds_put(struct kv_txn *txn, const struct hold *hold, GError **error)
{
	struct key key = key_of(KEY_HOLD, hold->number);
	g_autoptr(GBytes) value = hold_encode(hold);
	return key_put(txn, &key, value, error);
}

struct walk {
	holds_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_hold(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	(void)key;
	g_autoptr(hold) hold = hold_decode(value, &walk->problem);
	return hold && walk->visit(hold, walk->context);
}

bool
holds_each(struct kv_txn *txn, holds_visit visit, void *context, GError **error)
{
	struct walk walk = { .visit = visit, .context = context };
	struct key all = key_new(KEY_HOLD);
	if (!key_each(txn, &all, KV_UP, visit_hold, &walk, error))
		return false;
	if (!walk.problem)
		return true;
	g_propagate_error(error, walk.problem);
	return false;
}
