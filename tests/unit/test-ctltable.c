/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and small words for people. */
#include "ctl/ctltable.h"

static const char *const titles[] = { "N", "NAME", "SUBJECT", NULL };

static void
add(struct ctltable *table, const char *a, const char *b, const char *c)
{
	char *cells[] = { g_strdup(a), g_strdup(b), g_strdup(c) };

	ctltable_add(table, cells);
}

static const struct {
	const char *name;
	const char *cells[3];
	guint width;
	const char *want;
} tables[] = {
	{ "columns", { "12", "alice", "Hello" }, 0,
	    "N   NAME   SUBJECT\n12  alice  Hello\n" },
	{ "nothing at the end of a line", { "1", "bob", "" }, 0,
	    "N  NAME  SUBJECT\n1  bob\n" },
	{ "wide characters", { "1", "\xe6\x9d\xb1\xe4\xba\xac", "x" }, 0,
	    "N  NAME  SUBJECT\n1  \xe6\x9d\xb1\xe4\xba\xac  x\n" },
	{ "marks take no place", { "1", "e\xcc\x81xyz", "x" }, 0,
	    "N  NAME  SUBJECT\n1  e\xcc\x81xyz  x\n" },
	{ "cut", { "1", "bob", "A subject that is long" }, 24,
	    "N  NAME  SUBJECT\n1  bob   A subject that…\n" },
	{ "exactly fits", { "1", "bob", "123456789012345" }, 24,
	    "N  NAME  SUBJECT\n1  bob   123456789012345\n" },
	{ "too narrow to cut", { "1", "bob", "A subject that is long" }, 12,
	    "N  NAME  SUBJECT\n1  bob   A subject that is long\n" },
	{ "no escape sequence acts", { "1", "\x1b[2J", "a\nb" }, 0,
	    "N  NAME     SUBJECT\n1  \\x1b[2J  a\\x0ab\n" },
	{ "not UTF-8", { "1", "\xff", "x" }, 0,
	    "N  NAME  SUBJECT\n1  \\xff  x\n" },
};

static void
test_tables(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autoptr(ctltable) table = ctltable_new(titles);
		g_test_message("%s", tables[i].name);
		add(table, tables[i].cells[0], tables[i].cells[1],
		    tables[i].cells[2]);
		g_autofree char *have = ctltable_format(table, tables[i].width);
		g_assert_cmpstr(have, ==, tables[i].want);
	}
}

static void
test_empty(void)
{
	g_autoptr(ctltable) table = ctltable_new(titles);
	g_autofree char *have = ctltable_format(table, 80);

	g_assert_cmpstr(have, ==, "N  NAME  SUBJECT\n");
}

static const struct {
	gint64 then, now;
	const char *want;
} ages[] = {
	{ 0, 1000, "" }, { 1000, 1000, "0 s" }, { 1000, 60999, "59 s" },
	{ 1000, 61000, "1 min" }, { 1000, 7200000, "119 min" },
	{ 1000, 7201000, "2 h" }, { 1000, 48 * 3600000 + 1000, "2 d" },
	{ 9000, 1000, "0 s" }, /* the clock stepped back */
};

static void
test_ages(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(ages); i++) {
		g_autofree char *have = ctltable_age(ages[i].then, ages[i].now);
		g_assert_cmpstr(have, ==, ages[i].want);
	}
}

static void
test_sizes(void)
{
	static const struct {
		guint64 octets;
		const char *want;
	} sizes[] = { { 0, "0 bytes" }, { 12, "12 bytes" },
		{ 1536, "1.5\xc2\xa0KiB" },
		{ (guint64)3 << 30, "3.0\xc2\xa0GiB" } };

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *have = ctltable_size(sizes[i].octets);
		g_assert_cmpstr(have, ==, sizes[i].want);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctltable/tables", test_tables);
	g_test_add_func("/ctltable/empty", test_empty);
	g_test_add_func("/ctltable/ages", test_ages);
	g_test_add_func("/ctltable/sizes", test_sizes);
	return g_test_run();
}
