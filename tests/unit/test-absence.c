/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An agent's absence: when it holds, and the record on disk. */
#include "model/absence.h"

#include "util-golden.h"

#define T0 G_GINT64_CONSTANT(1700000000000)

static void
test_now(void)
{
	g_autoptr(absence) absence = absence_new("alice", T0);

	g_assert_true(absence_is_now(absence, T0));
	g_assert_true(absence_is_now(absence, G_MAXINT64));
	absence->until = T0 + 1000;
	g_assert_true(absence_is_now(absence, T0 + 999));
	g_assert_false(absence_is_now(absence, T0 + 1000));
	g_assert_cmpstr(absence_how_name(ABSENCE_SEEN), ==, "out of office");
	g_assert_cmpstr(absence_how_name(9), ==, "unknown");
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(absence) absence = absence_decode(record, error);

	return absence != NULL;
}

static void
test_golden(void)
{
	g_autoptr(absence) written = absence_new("alice", T0);

	written->until = T0 + 5;
	written->how = ABSENCE_OPERATOR;
	g_autoptr(GBytes) record = absence_encode(written);
	golden_check("absence-v1", record);
	g_autoptr(GBytes) loaded = golden_load("absence-v1");
	g_autoptr(absence) read = absence_decode(loaded, NULL);
	g_assert_cmpstr(read->agent, ==, "alice");
	g_assert_cmpint(read->since, ==, T0);
	g_assert_cmpint(read->until, ==, T0 + 5);
	g_assert_cmpuint(read->how, ==, ABSENCE_OPERATOR);
	golden_mutate(loaded, decode);
	written->how = ABSENCE_SEEN + 1;
	g_autoptr(GBytes) wrong = absence_encode(written);
	g_assert_false(decode(wrong, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/absence/now", test_now);
	g_test_add_func("/absence/golden", test_golden);
	return g_test_run();
}
