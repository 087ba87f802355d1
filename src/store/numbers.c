/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in the store, and counters.
 *
 * A number names a ticket or a letter for ever and stands in addresses that
 * are out in the world: it is taken in the same transaction that uses it, and
 * must never be given back. */
#include "store/numbers.h"

#include <string.h>

#include "model/codec.h"

#define NUMBER_TYPE "(t)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	NUMBER_TYPE,
};

bool
numbers_decode(GBytes *value, guint64 *out, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(value, "number", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return false;
	codec_get_numbers(body, out, sizeof *out);
	return true;
}

bool
numbers_get(struct kv_txn *txn, const struct key *key, guint64 *out,
    bool *found_out, GError **error)
{
	g_autoptr(GBytes) value = NULL;
	*out = 0;
	if (!key_get(txn, key, &value, error))
		return false;
	*found_out = value != NULL;
	return !value || numbers_decode(value, out, error);
}

bool
numbers_put(struct kv_txn *txn, const struct key *key, guint64 number,
    GError **error)
{
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    codec_numbers(NUMBER_TYPE, &number, sizeof number));
	return key_put(txn, key, value, error);
}

static struct key
counter_key(const char *counter)
{
	struct key key = key_new(KEY_COUNTER);
	key_add_octets(&key, counter, strlen(counter));
	return key;
}

guint64
numbers_next(struct kv_txn *txn, const char *counter, GError **error)
{
	struct key key = counter_key(counter);
	guint64 next = 0;
	bool found = false;
	if (!numbers_get(txn, &key, &next, &found, error))
		return 0;
	return found ? next : 1;
}

guint64
numbers_take(struct kv_txn *txn, const char *counter, GError **error)
{
	struct key key = counter_key(counter);
	guint64 number = numbers_next(txn, counter, error);
	if (number == 0 || !numbers_put(txn, &key, number + 1, error))
		return 0;
	return number;
}
