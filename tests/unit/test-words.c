/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoded words and address lists, as standards and as mailers write them. */
#include "mime/words.h"

#include <string.h>

struct row {
	const char *name, *raw, *text;
};

static const struct row decode_rows[] = {
	{ "plain", "Hello", "Hello" },
	{ "empty", "", "" },
	{ "q", "=?iso-8859-1?Q?Gr=FC=DFe?=", "Grüße" },
	{ "q-underscore", "=?utf-8?q?a_b=5Fc?=", "a b_c" },
	{ "b", "=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße" },
	{ "adjacent-base64", "=?utf-8?B?w6Q=?= =?utf-8?B?w7Y=?=", "äö" },
	{ "character-split", "=?utf-8?B?w6TD?= =?utf-8?B?tg==?=", "äö" },
	{ "character-split-q", "=?utf-8?Q?=E2=82?=\t=?utf-8?Q?=AC?=", "€" },
	{ "split-other-charset", "=?utf-8?Q?=C3?= =?iso-8859-1?Q?=A4?=", "Ã¤" },
	{ "no-space-between", "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab" },
	{ "words-in-text", "Re: =?utf-8?Q?=C3=A4?= and more",
	    "Re: ä and more" },
	{ "text-space-kept", "=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c" },
	{ "inside-quotes", "\"=?utf-8?Q?=C3=A4?=\"", "\"ä\"" },
	{ "language", "=?utf-8*de?Q?=C3=A4?=", "ä" },
	{ "space-in-q", "=?utf-8?Q?a b c?= d", "a b c d" },
	{ "question-in-q", "=?utf-8?Q?Why?\?=", "Why?" },
	{ "question-before-escape", "=?utf-8?Q?Why?=3F_Now?=", "Why?\? Now" },
	{ "end-cut-off", "=?utf-8?B?R3LDvMOfZQ", "Grüße" },
	{ "end-cut-q", "=?utf-8?Q?a=C3=A4 rest", "aä rest" },
	{ "no-padding", "=?utf-8?B?R3LDvMOfZQ?=", "Grüße" },
	{ "bad-escape", "=?utf-8?Q?50=ZZ?=", "50=ZZ" },
	{ "not-a-word", "a =? b", "a =? b" },
	{ "wrong-letter", "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
	{ "empty-word", "a=?utf-8?Q?\?=b", "ab" },
	{ "unknown-charset", "=?x-no?Q?=E4?=", "ä" },
	{ "iso-2022-jp", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本" },
	{ "gb2312", "=?gb2312?B?xOO6ww==?=", "你好" },
	{ "raw-utf8", "Grüße", "Grüße" },
	{ "raw-latin1", "Gr\374\337e", "Grüße" },
	{ "crlf-encoded", "=?utf-8?Q?a=0D=0ABcc:_x=40y?=", "a  Bcc: x@y" },
	{ "nul-encoded", "=?utf-8?Q?a=00b?=", "a�b" },
	{ "escape-encoded", "=?utf-8?Q?a=1B[2Jb?=", "a [2Jb" },
	{ "line-separator", "=?utf-8?Q?a=E2=80=A8b?=", "a b" },
	{ "c1-control", "=?utf-8?Q?a=C2=85b?=", "a b" },
	{ "outer-space", "  a b  ", "a b" },
};

/* What an address list gives: "address|name" a line. */
static const struct row list_rows[] = {
	{ "bare", "a@example.com", "a@example.com|\n" },
	{ "named", "Ann <a@example.com>", "a@example.com|Ann\n" },
	{ "quoted", "\"Doe, John\" <j@example.com>",
	    "j@example.com|Doe, John\n" },
	{ "escaped-quote", "\"A \\\"B\\\" C\" <a@example.com>",
	    "a@example.com|A \"B\" C\n" },
	{ "two", "a@example.com, Bob <b@example.com>",
	    "a@example.com|\nb@example.com|Bob\n" },
	{ "semicolon", "a@example.com; b@example.com",
	    "a@example.com|\nb@example.com|\n" },
	{ "comment", "a@example.com (Ann)", "a@example.com|Ann\n" },
	{ "nested-comment", "a@example.com (Ann (the boss))",
	    "a@example.com|Ann (the boss)\n" },
	{ "group", "Team: a@example.com, Bob <b@example.com>;",
	    "a@example.com|\nb@example.com|Bob\n" },
	{ "empty-group", "undisclosed-recipients:;", "" },
	{ "encoded-name", "=?utf-8?Q?J=C3=B6rg?= <j@example.com>",
	    "j@example.com|Jörg\n" },
	{ "encoded-comma", "=?utf-8?Q?Doe,_J=C3=B6rg?= <j@example.com>",
	    "j@example.com|Doe, Jörg\n" },
	{ "encoded-in-quotes", "\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.com>",
	    "j@example.com|Jörg\n" },
	{ "raw-latin1-name", "J\366rg <j@example.com>",
	    "j@example.com|Jörg\n" },
	{ "raw-utf8-name", "Jörg <j@example.com>", "j@example.com|Jörg\n" },
	{ "no-end-bracket", "Ann <a@example.com", "a@example.com|Ann\n" },
	{ "no-begin-bracket", "Ann a@example.com>", "a@example.com|Ann\n" },
	{ "no-end-then-next", "Ann <a@example.com, Bob <b@example.com>",
	    "a@example.com|Ann\nb@example.com|Bob\n" },
	{ "double-brackets", "<<a@example.com>>", "a@example.com|\n" },
	{ "open-quote", "\"Ann <a@example.com>", "a@example.com|Ann\n" },
	{ "apostrophes", "'a@example.com' <a@example.com>",
	    "a@example.com|'a@example.com'\n" },
	{ "apostrophes-only", "'a@example.com'", "a@example.com|\n" },
	{ "mailto", "<mailto:a@example.com>", "a@example.com|\n" },
	{ "route", "<@x.example,@y.example:a@example.com>",
	    "a@example.com|\n" },
	{ "spaces", "Ann < a @ example . com >", "a@example.com|Ann\n" },
	{ "quoted-local", "\"john smith\"@example.com",
	    "\"john smith\"@example.com|\n" },
	{ "quoted-local-angle", "J <\"john smith\"@example.com>",
	    "\"john smith\"@example.com|J\n" },
	{ "address-as-name", "\"a@example.com\" <b@example.com>",
	    "b@example.com|a@example.com\n" },
	{ "name-behind", "<a@example.com> Ann", "a@example.com|Ann\n" },
	{ "name-with-colon", "Re: Ann <a@example.com>", "a@example.com|Ann\n" },
	{ "encoded-address",
	    "=?utf-8?Q?a=40example.com?=", "a@example.com|\n" },
	{ "encoded-whole",
	    "=?utf-8?Q?Ann_<a=40example.com>?=", "a@example.com|Ann\n" },
	{ "bare-word", "MAILER-DAEMON", "MAILER-DAEMON|\n" },
	{ "bare-word-comment", "MAILER-DAEMON (Mail System)",
	    "MAILER-DAEMON|Mail System\n" },
	{ "name-only", "Mail Delivery System", "|Mail Delivery System\n" },
	{ "null", "<>", "" },
	{ "empty", "", "" },
	{ "commas", ",,;, ,", "" },
	{ "literal", "a@[192.0.2.1]", "a@[192.0.2.1]|\n" },
	{ "idn", "a@bücher.example", "a@bücher.example|\n" },
	{ "final-dot", "a@example.com.", "a@example.com|\n" },
	{ "newline-in-name", "\"A\tB\" <a@example.com>",
	    "a@example.com|A B\n" },
};

static void
test_decode(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = words_decode(row->raw, NULL, 100);

	g_assert_cmpstr(text, ==, row->text);
}

static void
test_list(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) list = words_mailboxes(row->raw, NULL, 100);
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++) {
		const struct words_mailbox *box = list->pdata[i];

		g_string_append_printf(all, "%s|%s\n", box->address, box->name);
	}
	g_assert_cmpstr(all->str, ==, row->text);
}

/* Raw octets are read by the body's charset, 7-bit text never. */
static void
test_fallback(void)
{
	static const struct {
		const char *raw, *fallback, *text;
	} rows[] = {
		{ "\317\360\350\342\345\362", "windows-1251", "Привет" },
		{ "=?utf-8?Q?a?= \317\360", "windows-1251", "a Пр" },
		{ "\033$BF|K\\\033(B", "iso-2022-jp", "日本" },
		{ "Fr+APY-sche", "utf-7", "Fr+APY-sche" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    words_decode(rows[i].raw, rows[i].fallback, 10);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
}

/* At the limit all words are decoded, one past it the last is left as written.
 */
static void
test_limit(void)
{
	const char *raw = "=?utf-8?Q?a?= =?utf-8?Q?b?= =?utf-8?Q?c?=";
	g_autofree char *all = words_decode(raw, NULL, 3);
	g_autofree char *two = words_decode(raw, NULL, 2);
	g_autofree char *none = words_decode(raw, NULL, 0);
	g_autoptr(GPtrArray) list = words_mailboxes("a@b, c@d, e@f", NULL, 2);

	g_assert_cmpstr(all, ==, "abc");
	g_assert_cmpstr(two, ==, "ab =?utf-8?Q?c?=");
	g_assert_cmpstr(none, ==, raw);
	g_assert_cmpuint(list->len, ==, 2);
}

/* Fields of 64 KiB of what would make a careless scanner look again and again:
 * all of them together in less time than one such scan takes. */
static void
test_linear(void)
{
	static const char *const pieces[] = { "=?", "=?a?q?", "=?a?q?=3D?",
		"?=3D", "(", "\"", "<", "g:", "a@b,", "=?a?b?b?=", "\\", "<a@b",
		" . ", "@", "\"a", "(a" };
	gint64 begin = g_get_monotonic_time();

	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) raw = g_string_new("=?a?q?");
		g_autoptr(GPtrArray) list = NULL;
		g_autofree char *text = NULL;

		while (raw->len < 65536)
			g_string_append(raw, pieces[i]);
		text = words_decode(raw->str, NULL, 200);
		list = words_mailboxes(raw->str, NULL, 1000);
		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_assert_cmpuint(list->len, <=, 1000);
	}
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 10000000);
}

static void
add_rows(const char *folder, const struct row *rows, gsize n,
    void (*test)(gconstpointer))
{
	for (gsize i = 0; i < n; i++) {
		g_autofree char *path =
		    g_strconcat("/words/", folder, "/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_rows("decode", decode_rows, G_N_ELEMENTS(decode_rows), test_decode);
	add_rows("list", list_rows, G_N_ELEMENTS(list_rows), test_list);
	g_test_add_func("/words/fallback", test_fallback);
	g_test_add_func("/words/limit", test_limit);
	g_test_add_func("/words/linear", test_linear);
	return g_test_run();
}
