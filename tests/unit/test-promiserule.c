/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of promises. */
#include "settings/promiserule.h"

#include <string.h>

static const struct {
	const char *text;
	struct promiserule rule; /* open_ms in minutes; 0: it is refused */
	const char *problem;     /* a part of it */
} rows[] = {
	{ "first 4h", { PROMISERULE_FIRST, 240, 0, 0 }, NULL },
	{ "next 90m", { PROMISERULE_NEXT, 90, 0, 0 }, NULL },
	{ "solution 1h30m", { PROMISERULE_SOLUTION, 90, 0, 0 }, NULL },
	{ "first 30m vip 1", { PROMISERULE_FIRST, 30, 1, 0 }, NULL },
	{ "first 30m priority 2", { PROMISERULE_FIRST, 30, 0, 2 }, NULL },
	{ "first 1m vip 9 priority 9", { PROMISERULE_FIRST, 1, 9, 9 }, NULL },
	{ "next 8760h priority 1 vip 2", { PROMISERULE_NEXT, 525600, 2, 1 },
	    NULL },
	{ "", { .open_ms = 0 }, "is not a promise" },
	{ "first", { .open_ms = 0 }, "is not a promise" },
	{ "4h", { .open_ms = 0 }, "is not a promise" },
	{ "First 4h", { .open_ms = 0 }, "is not a promise" },
	{ "second 4h", { .open_ms = 0 }, "is not a promise" },
	{ "first 4", { .open_ms = 0 }, "is not a promise" },
	{ "first h", { .open_ms = 0 }, "is not a promise" },
	{ "first -4h", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h30", { .open_ms = 0 }, "is not a promise" },
	{ "first 4hm", { .open_ms = 0 }, "is not a promise" },
	{ "first 4hours", { .open_ms = 0 }, "is not a promise" },
	{ "first 30m4h", { .open_ms = 0 }, "is not a promise" },
	{ "first 9999999h", { .open_ms = 0 }, "is not a promise" },
	{ "first  4h", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h ", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h vip", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h vip x", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h vip 1 vip 2", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h gold 1", { .open_ms = 0 }, "is not a promise" },
	{ "first 4h vip 0", { .open_ms = 0 }, "level" },
	{ "first 4h vip 10", { .open_ms = 0 }, "level" },
	{ "first 2d", { .open_ms = 0 }, "counts in days" },
	{ "first 0h", { .open_ms = 0 }, "must promise from" },
	{ "first 8761h", { .open_ms = 0 }, "must promise from" },
	{ "first 8760h1m", { .open_ms = 0 }, "must promise from" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct promiserule rule;
		const char *problem = promiserule_parse(rows[i].text, &rule);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(problem, ==, promiserule_problem(rows[i].text));
		if (rows[i].problem) {
			g_assert_nonnull(problem);
			g_assert_nonnull(strstr(problem, rows[i].problem));
			continue;
		}
		g_assert_null(problem);
		g_assert_cmpint(rule.stage, ==, rows[i].rule.stage);
		g_assert_cmpint(rule.open_ms, ==, rows[i].rule.open_ms * 60000);
		g_assert_cmpuint(rule.vip, ==, rows[i].rule.vip);
		g_assert_cmpuint(rule.priority, ==, rows[i].rule.priority);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/promiserule/rows", test_rows);
	return g_test_run();
}
