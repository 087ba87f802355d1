/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days on which agents come back. */
#include "pipeline/agents.h"

#define NOW G_GINT64_CONSTANT(1772445600000) /* 2026-03-02 10:00 UTC */
#define HOUR G_GINT64_CONSTANT(3600000)

static const struct {
	const char *text, *zone;
	gint64 day;
} rows[] = {
	{ "2026-03-03", "UTC", NOW + 14 * HOUR },
	{ "2026-03-03", "Asia/Tokyo", NOW + 5 * HOUR },
	{ "2026-03-02", "UTC", 0 },
	{ "2026-03-02", "America/New_York", 0 },
	{ "2025-12-24", "UTC", 0 },
	{ "2026-02-30", "UTC", 0 },
	{ "2026-13-01", "UTC", 0 },
	{ "2026-3-3", "UTC", 0 },
	{ "+026-03-03", "UTC", 0 },
	{ "2026-03-03x", "UTC", 0 },
	{ "2026-03-03-04", "UTC", 0 },
	{ "tomorrow", "UTC", 0 },
	{ "", "UTC", 0 },
	{ "2026-03-03", "Nowhere/Atall", 0 },
};

static void
test_day(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s %s", rows[i].text, rows[i].zone);
		g_assert_cmpint(agents_day(rows[i].text, rows[i].zone, NOW), ==,
		    rows[i].day);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/agents/day", test_day);
	return g_test_run();
}
