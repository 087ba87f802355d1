/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single values: the first list of each row will do, the second will not. */
#include "settings/optioncheck.h"

#include <glib.h>

static const struct {
	const char *name;
	const char *(*check)(const char *text);
	const char *good[8], *bad[12];
} rows[] = {
	{ "filled", optioncheck_filled, { "x", " " }, { "" } },
	{ "address", optioncheck_address,
	    { "a@example.com", "\"a b\"@example.com" },
	    { "", "a", "a@", "a b@example.com", "A <a@example.com>" } },
	{ "address or empty", optioncheck_address_or_empty, { "", "a@b" },
	    { "a", "@b" } },
	{ "desk address", optioncheck_desk_address,
	    { "support@example.com", "a-b.c@x" },
	    { "", "\"a b\"@example.com", "a@[192.0.2.1]",
	        "j\xc3\xbcrgen@example.com",
	        "a@b\xc3\xbc"
	        "cher.example" } },
	{ "desk address or empty", optioncheck_desk_address_or_empty,
	    { "", "a@b" }, { "a" } },
	{ "host", optioncheck_host,
	    { "mx.example.com", "localhost", "192.0.2.1", "::1" },
	    { "", "a b", "a/b", "[::1]", "a:993", "-a", "a..b", "a.", "b@a",
	        "b\xc3\xbc.example" } },
	{ "pattern", optioncheck_pattern,
	    { "pay", "*coin", "\xe5\x87\xba\xe9\x87\x91", "a b c d e f g h" },
	    { "", "*", "!", "a b c d e f g h i" } },
	{ "hosts", optioncheck_hosts,
	    { "mx.example.com", "*.example.com", "192.0.2.1" },
	    { "", "*", "*.", "*.*.example.com", "a.*.example.com",
	        "*example.com" } },
	{ "host or empty", optioncheck_host_or_empty, { "", "a" }, { "a b" } },
	{ "domain or empty", optioncheck_domain_or_empty,
	    { "", "reply.example.com" },
	    { "192.0.2.1", "::1", "[192.0.2.1]", "a b", "@a" } },
	{ "name", optioncheck_name,
	    { "a", "0", "sales_eu-2", "abcdefghijklmnopqrstuvwxyz012345" },
	    { "", "A", "a b", "a.b", "\xc3\xa4", "a/b",
	        "abcdefghijklmnopqrstuvwxyz0123456" } },
	{ "name or empty", optioncheck_name_or_empty, { "", "a" }, { "A" } },
	{ "language", optioncheck_language, { "en", "pt-BR", "zh-Hans", "fil" },
	    { "", "e", "english", "en_US", "12", "../en", "en/de" } },
	{ "time zone", optioncheck_time_zone,
	    { "UTC", "Europe/Berlin", "Asia/Kolkata" },
	    { "", "Berlin", "Europe/berlin2", "Europe/" } },
	{ "log level", optioncheck_log_level, { "info", "debug", "warning" },
	    { "", "error", "INFO", "7" } },
	{ "delimiter", optioncheck_delimiter, { "+", "-" },
	    { "", "++", "=", "." } },
	{ "number form", optioncheck_number_form,
	    { "####", "ORD-####", "@@##-####", "88######" },
	    { "###", "@@@@@@", "ORD ####", "", "####+",
	        "#########################################" } },
	{ "keyword", optioncheck_keyword, { "docket-done", "$Done", "x.y" },
	    { "", "a b", "\\Seen", "a]", "a*", "a%", "(a)", "a\"b", "{3}",
	        "\xc3\xa4" } },
	{ "start", optioncheck_start,
	    { "now", "unseen", "all", "2026-01-31", "2024-02-29" },
	    { "", "Now", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-31",
	        "26-01-31", "2026-01-31 ", "1969-12-31", "2026/01/31",
	        "----------" } },
	{ "authserv-id", optioncheck_authserv_id,
	    { "", "mx.example.com", "\xc3\xa4.example" },
	    { "a b", "a;b", "\"a\"", "a (b)" } },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		for (const char *const *text = rows[i].good; *text; text++) {
			g_test_message("%s: %s", rows[i].name, *text);
			g_assert_cmpstr(rows[i].check(*text), ==, NULL);
		}
		for (const char *const *text = rows[i].bad; *text; text++) {
			g_test_message("%s: not %s", rows[i].name, *text);
			g_assert_cmpstr(rows[i].check(*text), !=, NULL);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/optioncheck/rows", test_rows);
	return g_test_run();
}
