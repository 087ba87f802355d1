/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How accounts and relays fare: since when, and how often an alarm may come. */
#include "store/health.h"

#include "util-store.h"

#define SUBJECT "account support"
#define HOUR (3600 * (gint64)1000)

struct fixture {
	char *dir;
	struct kv *kv;
	char *trouble; /* what the only record says */
	gint64 since;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	fixture->dir = scratch_new();
	fixture->kv = kv_open(fixture->dir, KV_READ_WRITE, &error);
	g_assert_no_error(error);
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	g_free(fixture->trouble);
	kv_close(fixture->kv);
	scratch_remove(fixture->dir);
}

static bool
take(const char *subject, const char *trouble, gint64 since, void *context)
{
	struct fixture *fixture = context;

	g_assert_cmpstr(subject, ==, SUBJECT);
	g_free(fixture->trouble);
	fixture->trouble = g_strdup(trouble);
	fixture->since = since;
	return true;
}

static void
note(struct fixture *fixture, const char *trouble, gint64 when)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = NULL;

	g_assert_true(health_note(fixture->kv, SUBJECT, trouble, when, &error));
	g_assert_no_error(error);
	txn = scratch_begin(fixture->kv, KV_READ);
	g_assert_true(health_each(txn, take, fixture, &error));
	g_assert_no_error(error);
}

/* One note after the other; since as it must stand after each. */
static void
test_since(struct fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *trouble;
		gint64 when, since;
	} rows[] = {
		{ NULL, 100, 100 },
		{ NULL, 200, 100 },
		{ "refused", 300, 300 },
		{ "refused", 400, 300 },
		{ "timed out", 500, 300 }, /* another reason, still failing */
		{ "timed out", 250, 250 }, /* the clock was set back */
		{ NULL, 600, 600 },
		{ "refused", 700, 700 },
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *trouble = rows[i].trouble ? rows[i].trouble : "";

		note(fixture, rows[i].trouble, rows[i].when);
		g_assert_cmpstr(fixture->trouble, ==, trouble);
		g_assert_cmpint(fixture->since, ==, rows[i].since);
	}
}

static enum health_alarm
ask(struct fixture *fixture, const char *cause, gint64 now)
{
	g_autoptr(GError) error = NULL;
	struct kv_txn *txn = scratch_begin(fixture->kv, KV_WRITE);
	enum health_alarm result = health_alarm(txn, cause, now, &error);

	g_assert_no_error(error);
	scratch_commit(txn);
	return result;
}

static void
test_alarm(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	g_assert_cmpint(ask(fixture, "disk", HOUR), ==, HEALTH_ALARM_DUE);
	g_assert_cmpint(ask(fixture, "disk", 2 * HOUR - 1), ==,
	    HEALTH_ALARM_TOLD);
	g_assert_cmpint(ask(fixture, "relay", 2 * HOUR - 1), ==,
	    HEALTH_ALARM_DUE);
	g_assert_cmpint(ask(fixture, "disk", 2 * HOUR), ==, HEALTH_ALARM_DUE);
	/* A clock that was set back must not silence it. */
	g_assert_cmpint(ask(fixture, "disk", HOUR), ==, HEALTH_ALARM_DUE);
}

static void
test_damaged(void)
{
	g_autoptr(GBytes) value = g_bytes_new_static("xyz", 3);
	char *trouble = NULL;
	gint64 since = 0;

	g_assert_false(health_decode(value, &trouble, &since));
	g_assert_null(trouble);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/health/since", struct fixture, NULL, set_up, test_since,
	    tear_down);
	g_test_add("/health/alarm", struct fixture, NULL, set_up, test_alarm,
	    tear_down);
	g_test_add_func("/health/damaged", test_damaged);
	return g_test_run();
}
