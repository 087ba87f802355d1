/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Caps count by the clock, across transactions, and their rows go away. */
#include "store/rates.h"

#include <string.h>

#include "store/key.h"
#include "util-store.h"

#define NOW G_GINT64_CONSTANT(1772445600000)
#define HOUR (60 * G_GINT64_CONSTANT(60000))
#define DAY (24 * HOUR)

struct fixture {
	char *dir;
	struct kv *kv;
	GError *error;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->dir = scratch_new();
	fixture->kv = kv_open(fixture->dir, KV_READ_WRITE, NULL);
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	g_assert_no_error(fixture->error);
	kv_close(fixture->kv);
	scratch_remove(fixture->dir);
}

static void
add(struct fixture *fixture, const char *name, gint64 when)
{
	struct kv_txn *txn = scratch_begin(fixture->kv, KV_WRITE);

	g_assert_true(rates_add(txn, RATES_ACK, name, when, &fixture->error));
	scratch_commit(txn);
}

static guint
count(struct fixture *fixture, enum rates_kind kind, const char *name,
    gint64 span, gint64 now)
{
	struct kv_txn *txn = scratch_begin(fixture->kv, KV_READ);
	struct rates_what what = { kind, name, span };
	guint n = 99;

	g_assert_true(rates_count(txn, &what, now, &n, &fixture->error));
	kv_abort(txn);
	return n;
}

static void
test_slides(struct fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *name;
		gint64 now, span;
		guint wanted;
	} rows[] = {
		{ "at once", NOW, DAY, 1 },
		{ "an hour later, two", NOW + HOUR, DAY, 2 },
		{ "only the last minute", NOW + HOUR, 60000, 1 },
		{ "the first falls out", NOW + DAY, DAY, 1 },
		{ "a moment before it does", NOW + DAY - 1, DAY, 2 },
		{ "both are gone", NOW + HOUR + DAY, DAY, 0 },
		{ "the clock was set back an hour", NOW - HOUR, DAY, 2 },
		{ "the clock was set back two days", NOW - 2 * DAY, DAY, 0 },
	};

	(void)data;
	g_assert_cmpuint(count(fixture, RATES_ACK, "a@x.example", DAY, NOW), ==,
	    0);
	add(fixture, "a@x.example", NOW);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (i == 1)
			add(fixture, "a@x.example", NOW + HOUR);
		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(count(fixture, RATES_ACK, "a@x.example",
		                     rows[i].span, rows[i].now),
		    ==, rows[i].wanted);
	}
	g_assert_cmpuint(count(fixture, RATES_ACK, "b@x.example", DAY, NOW), ==,
	    0);
	g_assert_cmpuint(count(fixture, RATES_SENDER, "a@x.example", DAY, NOW),
	    ==, 0);
}

/* The row stays small, and what is kept is the newest. */
static void
test_bounded(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < 3 * RATES_MAX; i++)
		add(fixture, "", NOW + i * 1000);
	gint64 now = NOW + 3 * RATES_MAX * 1000;
	g_assert_cmpuint(count(fixture, RATES_ACK, "", DAY, now), ==,
	    RATES_MAX);
	g_assert_cmpuint(count(fixture, RATES_ACK, "", 10001, now), ==, 10);
}

static guint
prune(struct fixture *fixture, gint64 now, guint most)
{
	struct kv_txn *txn = scratch_begin(fixture->kv, KV_WRITE);
	guint n = 99;

	g_assert_true(rates_prune(txn, now, most, &n, &fixture->error));
	scratch_commit(txn);
	return n;
}

static void
test_prune(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < 5; i++) {
		g_autofree char *name = g_strdup_printf("old%u@x.example", i);
		add(fixture, name, NOW - DAY);
	}
	add(fixture, "new@x.example", NOW - DAY + 1);
	g_assert_cmpuint(prune(fixture, NOW, 3), ==, 3);
	g_assert_cmpuint(prune(fixture, NOW, 3), ==, 2);
	g_assert_cmpuint(prune(fixture, NOW, 3), ==, 0);
	g_assert_cmpuint(count(fixture, RATES_ACK, "new@x.example", DAY, NOW),
	    ==, 1);
}

static void
test_damaged(struct fixture *fixture, gconstpointer data)
{
	struct kv_txn *txn = scratch_begin(fixture->kv, KV_WRITE);
	struct key key = key_new(KEY_RATE);
	g_autoptr(GBytes) junk = g_bytes_new_static("junk", 4);
	struct rates_what what = { RATES_ACK, "x", DAY };
	g_autoptr(GError) error = NULL;
	guint n = 0;

	(void)data;
	key_add_octets(&key, "ax", 2);
	g_assert_true(key_put(txn, &key, junk, &fixture->error));
	g_assert_false(rates_count(txn, &what, NOW, &n, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_assert_false(rates_is_valid(junk));
	kv_abort(txn);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test)                                                \
	g_test_add("/rates/" name, struct fixture, NULL, set_up, test, \
	    tear_down)
	ADD("slides", test_slides);
	ADD("bounded", test_bounded);
	ADD("prune", test_prune);
	ADD("damaged", test_damaged);
	return g_test_run();
}
