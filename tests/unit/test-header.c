/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header fields in the order in which they came; a verdict's start. */
#include "model/header.h"

#include "model/verdict.h"

static struct header *
sample(void)
{
	struct header *header = header_new();
	header_add(header, "Received", "third");
	header_add(header, "received", "second");
	header_add(header, "From", "jane@example.com");
	header_add(header, "RECEIVED", "first");
	header_add(header, "From-Not", "x");
	return header;
}

static void
test_find(void)
{
	static const struct {
		const char *name;
		guint nth;
		const char *value; /* NULL: none */
	} rows[] = {
		{ "Received", 0, "third" },
		{ "RECEIVED", 1, "second" },
		{ "received", 2, "first" },
		{ "Received", 3, NULL },
		{ "from", 0, "jane@example.com" },
		{ "from", 1, NULL },
		{ "fro", 0, NULL },
		{ "", 0, NULL },
	};
	g_autoptr(header) header = sample();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s %u", rows[i].name, rows[i].nth);
		g_assert_cmpstr(header_find(header, rows[i].name, rows[i].nth),
		    ==, rows[i].value);
	}
}

static void
test_count(void)
{
	g_autoptr(header) header = sample();
	g_autoptr(header) empty = header_new();
	g_assert_cmpuint(header_count(header, "received"), ==, 3);
	g_assert_cmpuint(header_count(header, "From"), ==, 1);
	g_assert_cmpuint(header_count(header, "To"), ==, 0);
	g_assert_cmpuint(header_count(empty, "From"), ==, 0);
	g_assert_null(empty->limit);
}

static void
test_verdict(void)
{
	g_autoptr(verdict) verdict = verdict_new();
	g_assert_cmpuint(verdict->class, ==, VERDICT_HUMAN);
	g_assert_cmpuint(verdict->auth, ==, VERDICT_AUTH_NONE);
	g_assert_false(verdict->auto_respond);
	g_assert_cmpstr(verdict->reason, ==, "");
	g_assert_cmpstr(verdict->auth_reason, ==, "");
	g_assert_null(verdict->failed[0]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/header/find", test_find);
	g_test_add_func("/header/count", test_count);
	g_test_add_func("/header/verdict", test_verdict);
	return g_test_run();
}
