/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --keep, as operators write it. What the verbs print is in tests/cli. */
#include "ctl/ctltoken.h"

#include "model/keyring.h"

#define DAY G_GUINT64_CONSTANT(86400)

static void
test_seconds(void)
{
	static const struct {
		const char *text;
		bool good;
		guint64 seconds;
	} rows[] = {
		{ "400", true, 400 * DAY },
		{ "400d", true, 400 * DAY },
		{ "12h", true, 12 * 3600 },
		{ "90m", true, 90 * 60 },
		{ "30s", true, 30 },
		{ "0", true, 0 },
		{ "0s", true, 0 },
		{ "36500", true, 36500 * DAY },
		{ "36501", false, 0 },
		{ "876000h", true, 36500 * DAY },
		{ "876001h", false, 0 },
		{ "99999999999999999999", false, 0 },
		{ "213503982334602d", false, 0 },
		{ "", false, 0 },
		{ "d", false, 0 },
		{ "-1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 d", false, 0 },
		{ "1.5d", false, 0 },
		{ "3x", false, 0 },
		{ "3ds", false, 0 },
		{ "0x10", false, 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint64 seconds = 7;

		g_test_message("\"%s\"", rows[i].text);
		g_assert_true(ctltoken_seconds(rows[i].text, &seconds) ==
		    rows[i].good);
		if (!rows[i].good)
			continue;
		g_assert_cmpuint(seconds, ==, rows[i].seconds);
		g_assert_cmpuint(seconds * 1000, <=, KEYRING_KEEP_MAX);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctltoken/seconds", test_seconds);
	return g_test_run();
}
