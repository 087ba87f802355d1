/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How keys of the store are put together.
 *
 * Numbers are big-endian and of fixed width, so that LMDB's order of octets is
 * the order of numbers; nothing else may be relied upon. A key must never be
 * built by hand elsewhere. */
#include "store/key.h"

#include <string.h>

struct key
key_new(enum key_kind kind)
{
	struct key key = { .size = 1 };
	key.octets[0] = (guint8)kind;
	return key;
}

struct key
key_of(enum key_kind kind, guint64 number)
{
	struct key key = key_new(kind);
	key_add64(&key, number);
	return key;
}

struct key
key_of_part(enum key_kind kind, guint64 number, guint32 part)
{
	struct key key = key_of(kind, number);
	key_add32(&key, part);
	return key;
}

static void
add_number(struct key *key, guint64 value, gsize width)
{
	g_assert(key->size + width <= sizeof key->octets);
	for (gsize i = width; i-- > 0;)
		key->octets[key->size++] = (guint8)(value >> (8 * i));
}

void
key_add8(struct key *key, guint8 value)
{
	add_number(key, value, 1);
}

void
key_add16(struct key *key, guint16 value)
{
	add_number(key, value, 2);
}

void
key_add32(struct key *key, guint32 value)
{
	add_number(key, value, 4);
}

void
key_add64(struct key *key, guint64 value)
{
	add_number(key, value, 8);
}

void
key_add_time(struct key *key, gint64 ms)
{
	add_number(key, (guint64)MAX(ms, 0), 8);
}

void
key_add_octets(struct key *key, const void *data, gsize size)
{
	gsize fits = MIN(size, sizeof key->octets - key->size);
	if (fits > 0)
		memcpy(key->octets + key->size, data, fits);
	key->size += fits;
}

void
key_after(struct key *key)
{
	/* An octet that can not grow falls away; the kind, a letter, can. */
	while (key->octets[key->size - 1] == 0xff)
		key->size--;
	key->octets[key->size - 1]++;
}

guint64
key_read(GBytes *key, gsize offset, gsize width)
{
	gsize size = 0;
	const guint8 *octets = g_bytes_get_data(key, &size);
	guint64 value = 0;
	if (offset > size || width > size - offset)
		return 0;
	for (gsize i = 0; i < width; i++)
		value = value << 8 | octets[offset + i];
	return value;
}

bool
key_get(struct kv_txn *txn, const struct key *key, GBytes **value_out,
    GError **error)
{
	GError *problem = NULL;
	*value_out = kv_get(txn, key->octets, key->size, &problem);
	if (!problem)
		return true;
	g_propagate_error(error, problem);
	return false;
}

bool
key_put(struct kv_txn *txn, const struct key *key, GBytes *value,
    GError **error)
{
	g_autoptr(GBytes) empty = value ? NULL : g_bytes_new_static("", 0);
	return kv_put(txn, key->octets, key->size, value ? value : empty,
	    error);
}

bool
key_del(struct kv_txn *txn, const struct key *key, GError **error)
{
	return kv_del(txn, key->octets, key->size, error);
}

struct kv_range
key_range(const struct key *from, const struct key *to)
{
	return (struct kv_range){ .from = from->octets,
		.from_size = from->size,
		.to = to->octets,
		.to_size = to->size,
		.direction = KV_UP };
}

bool
key_each(struct kv_txn *txn, const struct key *prefix,
    enum kv_direction direction, kv_visit visit, void *context, GError **error)
{
	struct key to = *prefix;
	key_after(&to);
	struct kv_range range = key_range(prefix, &to);
	range.direction = direction;
	return kv_range(txn, &range, visit, context, error);
}
