/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: the order of octets is the order of what they mean. */
#include "store/key.h"

#include <string.h>

#include "store/numbers.h"
#include "util-store.h"

static GBytes *
octets(const struct key *key)
{
	return g_bytes_new(key->octets, key->size);
}

static void
test_order(void)
{
	static const guint64 numbers[] = { 0, 1, 255, 256, 65535, 65536,
		0xffffffff, 0x100000000, G_MAXUINT64 };
	for (guint i = 1; i < G_N_ELEMENTS(numbers); i++) {
		struct key low = key_new(KEY_TICKET);
		struct key high = key_new(KEY_TICKET);
		key_add64(&low, numbers[i - 1]);
		key_add64(&high, numbers[i]);
		g_autoptr(GBytes) a = octets(&low);
		g_autoptr(GBytes) b = octets(&high);
		g_assert_cmpint(g_bytes_compare(a, b), <, 0);
	}
}

static void
test_parts(void)
{
	static const guint8 wanted[] = { 'D', 0x12, 0x34, 0x56, 0x78, 0x9a,
		0xbc, 0xde, 0, 0, 0, 0, 0, 0, 1, 0, 'x', 0, 'y' };
	struct key key = key_new(KEY_DUE);
	key_add8(&key, 0x12);
	key_add16(&key, 0x3456);
	key_add32(&key, 0x789abcde);
	key_add_time(&key, 256);
	key_add_octets(&key, "x\0y", 3);
	g_autoptr(GBytes) made = octets(&key);
	g_autoptr(GBytes) expected = g_bytes_new_static(wanted, sizeof wanted);
	g_assert_true(g_bytes_equal(made, expected));
	g_assert_cmpuint(key_read(made, 1, 1), ==, 0x12);
	g_assert_cmpuint(key_read(made, 2, 2), ==, 0x3456);
	g_assert_cmpuint(key_read(made, 4, 4), ==, 0x789abcde);
	g_assert_cmpuint(key_read(made, 8, 8), ==, 256);
	/* What is not all there is 0. */
	g_assert_cmpuint(key_read(made, 12, 8), ==, 0);
	g_assert_cmpuint(key_read(made, 100, 1), ==, 0);
}

static void
test_limits(void)
{
	struct key key = key_new(KEY_RATE), before = key_new(KEY_DUE);
	struct key epoch = before;
	char text[600];
	memset(text, 'a', sizeof text);
	key_add_octets(&key, text, sizeof text);
	g_assert_cmpuint(key.size, ==, KV_KEY_MAX);
	key_add_octets(&key, text, 1);
	g_assert_cmpuint(key.size, ==, KV_KEY_MAX);
	key_add_time(&before, -5);
	key_add_time(&epoch, 0);
	g_assert_cmpint(memcmp(before.octets, epoch.octets, before.size), ==,
	    0);
}

static void
test_after(void)
{
	static const struct {
		const char *name, *suffix;
		gsize size;
		const char *after;
		gsize after_size;
	} rows[] = {
		{ "the kind alone", "", 0, "U", 1 },
		{ "a number", "\x00\x01", 2, "T\x00\x02", 3 },
		{ "ends in ff", "\x01\xff", 2, "T\x02", 2 },
		{ "all ff", "\xff\xff", 2, "U", 1 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		struct key key = key_new(KEY_TICKET);
		key_add_octets(&key, rows[i].suffix, rows[i].size);
		key_after(&key);
		g_autoptr(GBytes) made = octets(&key);
		g_autoptr(GBytes) wanted =
		    g_bytes_new_static(rows[i].after, rows[i].after_size);
		g_assert_true(g_bytes_equal(made, wanted));
	}
}

static bool
count(GBytes *key, GBytes *value, void *context)
{
	guint *left = context;
	(void)key;
	(void)value;
	(*left)++;
	return true;
}

/* A prefix of ff octets does not run into its neighbours. */
static void
test_each(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = kv_open(dir, KV_READ_WRITE, NULL);
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
	struct key prefix = key_new(KEY_DUE);
	GError *error = NULL;
	guint found = 0;
	key_add8(&prefix, 0xff);
	for (guint i = 0; i < 4; i++) {
		struct key in = prefix, out = key_new(KEY_ENTRY);
		key_add32(&in, i * 0x55555555);
		key_add32(&out, i);
		g_assert_true(key_put(txn, &in, NULL, &error));
		g_assert_true(key_put(txn, &out, NULL, &error));
	}
	g_assert_true(key_each(txn, &prefix, KV_UP, count, &found, &error));
	g_assert_cmpuint(found, ==, 4);
	g_assert_true(key_each(txn, &prefix, KV_DOWN, count, &found, &error));
	g_assert_cmpuint(found, ==, 8);
	g_clear_pointer(&txn, kv_abort);
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

static void
test_counters(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = kv_open(dir, KV_READ_WRITE, NULL);
	GError *error = NULL;
	for (guint64 round = 1; round <= 3; round++) {
		g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
		g_assert_cmpuint(numbers_next(txn, "thing", &error), ==, round);
		g_assert_cmpuint(numbers_take(txn, "thing", &error), ==, round);
		g_assert_cmpuint(numbers_take(txn, "other", &error), ==, round);
		scratch_commit(g_steal_pointer(&txn));
	}
	{
		/* What was taken and not committed is given again. */
		g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
		g_assert_cmpuint(numbers_take(txn, "thing", &error), ==, 4);
	}
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
	g_assert_cmpuint(numbers_take(txn, "thing", &error), ==, 4);
	g_assert_no_error(error);
	g_clear_pointer(&txn, kv_abort);
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/key/order", test_order);
	g_test_add_func("/key/parts", test_parts);
	g_test_add_func("/key/limits", test_limits);
	g_test_add_func("/key/after", test_after);
	g_test_add_func("/key/each", test_each);
	g_test_add_func("/key/counters", test_counters);
	return g_test_run();
}
