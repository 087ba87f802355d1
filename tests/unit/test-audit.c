/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit chain: nothing can be changed, dropped or cut off unseen. */
#include "store/audit.h"

#include <string.h>

#include "store/key.h"
#include "util-store.h"

#define RECORDS 5

static void
set_up(struct scratch *fixture, gconstpointer data)
{
	scratch_set_up(fixture, data);
	for (guint i = 1; i <= RECORDS; i++) {
		g_autofree char *object = g_strdup_printf("ticket %u", i);
		struct audit_event event = { .when = 1700000000000 + i,
			.actor = "agent alice",
			.action = "ticket.new",
			.object = object,
			.reason = "r\xfcsum\xe9" };
		g_assert_true(audit_add(fixture->txn, &event, &fixture->error));
	}
}

static bool
look(guint64 number, const struct audit_event *event, void *context)
{
	guint64 *last = context;
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, number);
	g_assert_cmpuint(number, ==, ++*last);
	g_assert_cmpint(event->when, ==, 1700000000000 + (gint64)number);
	g_assert_cmpstr(event->actor, ==, "agent alice");
	g_assert_cmpstr(event->action, ==, "ticket.new");
	g_assert_cmpstr(event->object, ==, object);
	g_assert_cmpstr(event->reason, ==, "r\xef\xbf\xbdsum\xef\xbf\xbd");
	return number < 4;
}

static void
test_each(struct scratch *fixture, gconstpointer data)
{
	guint64 last = 0;
	(void)data;
	g_assert_true(audit_each(fixture->txn, look, &last, &fixture->error));
	g_assert_cmpuint(last, ==, 4); /* stopped there */
}

static bool
count_of(guint64 number, const struct audit_event *event, void *context)
{
	guint64 *found = context;

	g_assert_cmpstr(event->object, ==, "ticket 3");
	*found = 10 * *found + number;
	return true;
}

/* By the index: in order, of that ticket alone, and nothing of others' that
 * begin alike. */
static void
test_of_ticket(struct scratch *fixture, gconstpointer data)
{
	static const char *const objects[] = { "ticket 33", "ticket 3",
		"hold 3", "ticket 3x", "ticket 3" };
	guint64 found = 0;

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(objects); i++)
		g_assert_true(audit_note(fixture->txn, "uid 0", "x", objects[i],
		    "", &fixture->error));
	g_assert_true(audit_each_of_ticket(fixture->txn, 3, count_of, &found,
	    &fixture->error));
	/* records 3, 7 and 10 */
	g_assert_cmpuint(found, ==, (3 * 10 + 7) * 10 + 10);
}

static void
test_whole(struct scratch *fixture, gconstpointer data)
{
	guint64 count = 0;
	(void)data;
	g_assert_true(audit_check(fixture->txn, &count, &fixture->error));
	g_assert_cmpuint(count, ==, RECORDS);
}

static void
test_empty(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = kv_open(dir, KV_READ_WRITE, NULL);
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_READ);
	guint64 count = 9;
	GError *error = NULL;
	g_assert_true(audit_check(txn, &count, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(count, ==, 0);
	g_clear_pointer(&txn, kv_abort);
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

static struct key
record_key(guint64 number)
{
	struct key key = key_new(KEY_AUDIT);
	key_add64(&key, number);
	return key;
}

/* Changes one octet of the record. */
static void
alter(struct scratch *fixture, guint64 number)
{
	struct key key = record_key(number);
	g_autoptr(GBytes) value = NULL;
	gsize size = 0;
	g_assert_true(key_get(fixture->txn, &key, &value, &fixture->error));
	const guint8 *octets = g_bytes_get_data(value, &size);
	g_autofree guint8 *copy = g_memdup2(octets, size);
	/* The last octet of "agent alice", which is text in any version. */
	for (gsize i = 0; i + 5 <= size; i++) {
		if (memcmp(copy + i, "alice", 5) == 0)
			copy[i] = 'm';
	}
	g_autoptr(GBytes) changed = g_bytes_new(copy, size);
	g_assert_false(g_bytes_equal(changed, value));
	g_assert_true(key_put(fixture->txn, &key, changed, &fixture->error));
}

static void
drop(struct scratch *fixture, guint64 number)
{
	struct key key = record_key(number);
	g_assert_true(key_del(fixture->txn, &key, &fixture->error));
}

/* Takes the places of this record and the one behind it. */
static void
swap(struct scratch *fixture, guint64 number)
{
	struct key key = record_key(number), next = record_key(number + 1);
	g_autoptr(GBytes) one = NULL;
	g_autoptr(GBytes) other = NULL;

	g_assert_true(key_get(fixture->txn, &key, &one, &fixture->error));
	g_assert_true(key_get(fixture->txn, &next, &other, &fixture->error));
	g_assert_true(key_put(fixture->txn, &key, other, &fixture->error));
	g_assert_true(key_put(fixture->txn, &next, one, &fixture->error));
}

static void
test_tampered(void)
{
	static const struct {
		const char *name;
		void (*tamper)(struct scratch *fixture, guint64 number);
		guint64 number;
		const char *problem;
		guint64 whole;
	} rows[] = {
		{ "first altered", alter, 1, "record 2 does not fit", 1 },
		{ "middle altered", alter, 3, "record 4 does not fit", 3 },
		{ "last altered", alter, RECORDS,
		    "record 5 is not the one that was written last", 5 },
		{ "first two moved", swap, 1, "record 1 does not fit", 0 },
		{ "middle moved", swap, 3, "record 3 does not fit", 2 },
		{ "last two moved", swap, 4, "record 4 does not fit", 3 },
		{ "first dropped", drop, 1, "record 1 is missing", 0 },
		{ "middle dropped", drop, 3, "record 3 is missing", 2 },
		{ "last dropped", drop, RECORDS, "record 5 is missing", 4 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct scratch fixture = { 0 };
		guint64 count = 0;
		GError *error = NULL;
		g_test_message("%s", rows[i].name);
		set_up(&fixture, NULL);
		rows[i].tamper(&fixture, rows[i].number);
		g_assert_false(audit_check(fixture.txn, &count, &error));
		g_assert_true(fail_is(error, FAIL_PERMANENT));
		g_assert_nonnull(strstr(error->message, rows[i].problem));
		g_assert_cmpuint(count, ==, rows[i].whole);
		g_clear_error(&error);
		scratch_tear_down(&fixture, NULL);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/audit/each", struct scratch, NULL, set_up, test_each,
	    scratch_tear_down);
	g_test_add("/audit/of ticket", struct scratch, NULL, set_up,
	    test_of_ticket, scratch_tear_down);
	g_test_add("/audit/whole", struct scratch, NULL, set_up, test_whole,
	    scratch_tear_down);
	g_test_add_func("/audit/empty", test_empty);
	g_test_add_func("/audit/tampered", test_tampered);
	return g_test_run();
}
