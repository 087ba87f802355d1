/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what fetcher and mailbox may say: every message has one type,
 * and what is none has no type at all. */
#include "daemon/link.h"

static void
test_types(void)
{
	static const struct {
		guint8 type;
		const char *wanted;
	} rows[] = {
		{ LINK_SELECTED, "(uuu)" },
		{ LINK_BATCH, "(bua(uxuttay))" },
		{ LINK_MARKED, "au" },
		{ LINK_STATE, "s" },
		{ LINK_ATTEMPT, "u" },
		{ LINK_LEFT, "(bu)" },
		{ LINK_REFUSED, "u" },
		{ LINK_PLAN, "(uuuuxba(uu))" },
		{ LINK_COMMITTED, "a(uu)" },
		{ LINK_PAUSE, "(us)" },
		{ LINK_VERDICT, "b" },
		{ LINK_CLAIMED, "(stsssx)" },
		{ LINK_CLAIM, "(y(stsssx)s)" },
	};
	guint known = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *type = link_type_of(rows[i].type);
		g_assert_cmpstr(type, ==, rows[i].wanted);
		g_assert_true(g_variant_type_string_is_valid(type));
	}
	/* all others, whatever octet the other side sends */
	for (guint type = 0; type < 256; type++)
		known += link_type_of((guint8)type) != NULL ? 1 : 0;
	g_assert_cmpuint(known, ==, G_N_ELEMENTS(rows));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/link/types", test_types);
	return g_test_run();
}
