/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solvings about which customers were asked, and their votes.
 *
 * A record stays when its ticket is opened again: the vote was about that
 * solving, and a rating address that was given out must never come to mean
 * another one. */
#include "store/closures.h"

#include "store/key.h"
#include "store/numbers.h"

guint64
closures_take_number(struct kv_txn *txn, GError **error)
{
	return numbers_take(txn, "closure", error);
}

struct closure *
closures_get(struct kv_txn *txn, guint64 number, GError **error)
{
	struct key key = key_of(KEY_CLOSURE, number);
	g_autoptr(GBytes) value = NULL;

	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return closure_decode(value, error);
}

bool
closures_put(struct kv_txn *txn, const struct closure *closure, GError **error)
{
	struct key key = key_of(KEY_CLOSURE, closure->number);
	g_autoptr(GBytes) value = closure_encode(closure);

	return key_put(txn, &key, value, error);
}

struct walk {
	closures_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_closure(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	g_autoptr(closure) closure = closure_decode(value, &walk->problem);

	(void)key;
	return closure && walk->visit(closure, walk->context);
}

bool
closures_each(struct kv_txn *txn, guint64 after, closures_visit visit,
    void *context, GError **error)
{
	struct walk walk = { .visit = visit, .context = context };
	struct key from = key_of(KEY_CLOSURE, after + 1),
	           to = key_new(KEY_CLOSURE);

	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	if (!kv_range(txn, &range, visit_closure, &walk, error))
		return false;
	if (!walk.problem)
		return true;
	g_propagate_error(error, walk.problem);
	return false;
}
