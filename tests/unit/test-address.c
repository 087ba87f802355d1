/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses may be written into an SMTP command, and which two are one.
 */
#include "base/address.h"

#include <string.h>

#define A16 "aaaaaaaaaaaaaaaa"
#define A64 A16 A16 A16 A16
#define LABEL60 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct {
	const char *name, *text;
	bool valid;
} grammar[] = {
	{ "plain", "alice@example.com", true },
	{ "one letter each", "a@b", true },
	{ "all atext", "!#$%&'*+-/=?^_`{|}~@example.com", true },
	{ "subaddress", "support+abc@example.com", true },
	{ "inner dots", "a.b.c@example.com", true },
	{ "dot first", ".a@example.com", false },
	{ "dot last", "a.@example.com", false },
	{ "two dots", "a..b@example.com", false },
	{ "empty", "", false },
	{ "no at", "alice", false },
	{ "no local part", "@example.com", false },
	{ "no domain", "alice@", false },
	{ "only at", "@", false },
	{ "two ats", "a@b@example.com", false },
	{ "route", "@relay.example:alice@example.com", false },
	{ "percent hack stays local", "a%b.example@example.com", true },
	{ "bang path stays local", "host!user@example.com", true },
	{ "space", "al ice@example.com", false },
	{ "space first", " alice@example.com", false },
	{ "space last", "alice@example.com ", false },
	{ "tab", "al\tice@example.com", false },
	{ "CR LF and a command", "a@example.com>\r\nRCPT TO:<b@example.com",
	    false },
	{ "CR LF in local part", "a\r\nDATA\r\n@example.com", false },
	{ "LF last", "alice@example.com\n", false },
	{ "CR in domain", "a@example\r.com", false },
	{ "CR LF in quotes", "\"a\r\nb\"@example.com", false },
	{ "DEL", "a\x7f@example.com", false },
	{ "ESC", "a\x1b[2J@example.com", false },
	{ "angle bracket", "a>@example.com", false },
	{ "angle brackets around", "<alice@example.com>", false },
	{ "display name", "Alice <alice@example.com>", false },
	{ "comment", "alice(home)@example.com", false },
	{ "comment in domain", "alice@(x)example.com", false },
	{ "comma", "a,b@example.com", false },
	{ "semicolon", "a;b@example.com", false },
	{ "colon", "a:b@example.com", false },
	{ "backslash", "a\\b@example.com", false },
	{ "quoted", "\"al ice\"@example.com", true },
	{ "quoted at", "\"a@b\"@example.com", true },
	{ "quoted pair", "\"a\\\"b\"@example.com", true },
	{ "quoted bracket", "\"a>b\"@example.com", true },
	{ "quoted but empty", "\"\"@example.com", false },
	{ "quote inside", "\"a\"b\"@example.com", false },
	{ "quote not closed", "\"a@example.com", false },
	{ "closing quote escaped", "\"a\\\"@example.com", false },
	{ "quoted backslash last", "\"a\\\\\"@example.com", true },
	{ "quoted DEL behind backslash", "\"a\\\x7f\"@example.com", false },
	{ "quote in the middle", "a\"b\"@example.com", false },
	{ "64 octets", A64 "@example.com", true },
	{ "65 octets", A64 "a@example.com", false },
	{ "label of 63", "a@bbb" LABEL60 ".example", true },
	{ "label of 64", "a@bbbb" LABEL60 ".example", false },
	{ "254 octets", A64 "@" LABEL60 "." LABEL60 "." LABEL60 ".example",
	    false },
	{ "hyphen first", "a@-example.com", false },
	{ "hyphen last", "a@example-.com", false },
	{ "underscore", "a@ex_ample.com", false },
	{ "two dots in domain", "a@example..com", false },
	{ "dot first in domain", "a@.example.com", false },
	{ "dot last in domain", "a@example.com.", false },
	{ "IPv4 literal", "a@[192.0.2.1]", true },
	{ "IPv4 literal with junk", "a@[192.0.2.1]x", false },
	{ "IPv4 literal open", "a@[192.0.2.1", false },
	{ "IPv4 literal wrong", "a@[192.0.2.256]", false },
	{ "IPv6 literal", "a@[IPv6:2001:db8::1]", true },
	{ "IPv6 literal without tag", "a@[2001:db8::1]", false },
	{ "empty literal", "a@[]", false },
	{ "general literal", "a@[tag:x]", false },
	{ "A-label", "a@xn--bcher-kva.example", true },
	{ "U-label",
	    "a@b\xc3\xbc"
	    "cher.example",
	    true },
	{ "U-label not allowed", "a@\xe2\x98\x83\xe2\x80\xae.example", false },
	{ "U-label with bidi",
	    "a@ab\xe2\x80\xae"
	    "cd.example",
	    false },
	{ "zero width in domain", "a@exa\xe2\x80\x8bmple\xc3\xbc.com", false },
	{ "UTF-8 local part", "j\xc3\xbcrgen@example.com", true },
	{ "UTF-8 both", "\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b.example", true },
	{ "Latin-1", "j\xfcrgen@example.com", false },
	{ "Latin-1 domain",
	    "a@b\xfc"
	    "cher.example",
	    false },
	{ "overlong UTF-8", "a\xc0\xafz@example.com", false },
	{ "UTF-8 cut off", "a\xc3@example.com", false },
	{ "C1 control", "a\xc2\x85z@example.com", false },
	{ "bidi override in local part", "a\xe2\x80\xaez@example.com", false },
	{ "line separator", "a\xe2\x80\xa8z@example.com", false },
};

static void
test_grammar(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(grammar); i++) {
		g_test_message("%s", grammar[i].name);
		g_assert_cmpint(address_is_valid(grammar[i].text), ==,
		    grammar[i].valid);
	}
	g_assert_false(address_is_valid(NULL));
}

/* 254 octets are the most (RFC 5321 4.5.3.1.3, erratum 1690). */
static void
test_length(void)
{
	for (int size = 250; size <= 258; size++) {
		g_autoptr(GString) text = g_string_new(A64 "@");

		while ((int)text->len + 51 <= size)
			g_string_append(text,
			    "cccccccccccccccccccccccccccccccccccccccccccccccccc.");
		while ((int)text->len < size)
			g_string_append_c(text, 'd');
		g_assert_cmpint(address_is_valid(text->str), ==, size <= 254);
	}
}

static const struct {
	const char *name, *text, *folded;
} folds[] = {
	{ "case", "Alice.Smith@EXAMPLE.Com", "alice.smith@example.com" },
	{ "subaddress", "Support+ABC@Example.com", "support+abc@example.com" },
	{ "U-label",
	    "a@B\xc3\xbc"
	    "cher.example",
	    "a@xn--bcher-kva.example" },
	{ "upper case U-label",
	    "a@B\xc3\x9c"
	    "CHER.example",
	    "a@xn--bcher-kva.example" },
	{ "A-label", "a@XN--bcher-kva.example", "a@xn--bcher-kva.example" },
	{ "sharp s stays",
	    "a@stra\xc3\x9f"
	    "e.example",
	    "a@xn--strae-oqa.example" },
	{ "local part only ASCII", "J\xc3\x9cRGEN@example.com",
	    "j\xc3\x9crgen@example.com" },
	{ "literal", "A@[IPv6:2001:DB8::1]", "a@[ipv6:2001:db8::1]" },
	{ "not valid", "Not An Address", "not an address" },
	{ "empty", "", "" },
};

static void
test_fold(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(folds); i++) {
		g_autofree char *folded = address_fold(folds[i].text);
		g_autofree char *again = address_fold(folded);

		g_test_message("%s", folds[i].name);
		g_assert_cmpstr(folded, ==, folds[i].folded);
		g_assert_cmpstr(again, ==, folded);
	}
	g_assert_null(address_fold(NULL));
}

static void
test_equal(void)
{
	g_assert_true(address_equal("A@Example.COM", "a@example.com"));
	g_assert_true(address_equal("a@b\xc3\xbc"
	                            "cher.example",
	    "a@xn--bcher-kva.example"));
	g_assert_false(address_equal("a@example.com", "b@example.com"));
	g_assert_false(address_equal("a@example.com", "a@example.org"));
	g_assert_false(address_equal("a+b@example.com", "a@example.com"));
	g_assert_false(address_equal(NULL, NULL));
	g_assert_false(address_equal("a@example.com", NULL));
	/* Cyrillic letters that look Latin are another address. */
	g_assert_false(address_equal("\xd0\xb0lice@example.com",
	    "alice@example.com"));
}

static const struct {
	const char *text;
	char delimiter;
	const char *base, *detail;
} splits[] = {
	{ "support+abc@example.com", '+', "support@example.com", "abc" },
	{ "support+a+b@example.com", '+', "support@example.com", "a+b" },
	{ "support+@example.com", '+', "support@example.com", "" },
	{ "support-abc@example.com", '-', "support@example.com", "abc" },
	{ "support@example.com", '+', NULL, NULL },
	{ "support@ex-ample.com", '-', NULL, NULL },
	{ "+abc@example.com", '+', NULL, NULL },
	{ "\"a+b\"@example.com", '+', NULL, NULL },
	{ "support+abc", '+', NULL, NULL },
};

static void
test_split(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(splits); i++) {
		g_autofree char *base = NULL;
		g_autofree char *detail = NULL;
		bool split = address_split(splits[i].text, splits[i].delimiter,
		    &base, &detail);

		g_test_message("%s", splits[i].text);
		g_assert_cmpint(split, ==, splits[i].base != NULL);
		g_assert_cmpstr(base, ==, splits[i].base);
		g_assert_cmpstr(detail, ==, splits[i].detail);
	}
}

static void
test_domain(void)
{
	g_assert_cmpstr(address_domain("a@example.com"), ==, "example.com");
	g_assert_cmpstr(address_domain("\"a@b\"@example.com"), ==,
	    "example.com");
	g_assert_cmpstr(address_domain("alice"), ==, "");
	g_assert_true(address_needs_utf8("j\xc3\xbcrgen@example.com"));
	g_assert_false(address_needs_utf8("a@example.com"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/address/grammar", test_grammar);
	g_test_add_func("/address/length", test_length);
	g_test_add_func("/address/fold", test_fold);
	g_test_add_func("/address/equal", test_equal);
	g_test_add_func("/address/split", test_split);
	g_test_add_func("/address/domain", test_domain);
	return g_test_run();
}
