/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets of declared, undeclared and wrongly declared charsets. */
#include "mime/charset.h"

#include <string.h>

struct row {
	const char *name, *octets;
	gsize size;
	const char *declared, *text;
	bool bad;
};

static const struct row rows[] = {
	{ "ascii", "Hello", 5, NULL, "Hello", false },
	{ "empty", "", 0, "utf-8", "", false },
	{ "utf8", "Gr\303\274\303\237e", 7, "utf-8", "Grüße", false },
	{ "utf8-undeclared", "Gr\303\274\303\237e", 7, NULL, "Grüße", false },
	{ "utf8-declared-latin1", "Gr\303\274\303\237e", 7, "iso-8859-1",
	    "Grüße", false },
	{ "utf8-declared-ascii", "Gr\303\274\303\237e", 7, "us-ascii", "Grüße",
	    false },
	{ "utf8-declared-unknown", "Gr\303\274\303\237e", 7, "x-nonsense",
	    "Grüße", false },
	{ "bom", "\357\273\277Hi", 5, "utf-8", "Hi", false },
	{ "latin1", "Gr\374\337e", 5, "iso-8859-1", "Grüße", false },
	{ "latin1-spelt-oddly", "Gr\374\337e", 5, "\"ISO_8859 1\"", "Grüße",
	    false },
	{ "latin1-undeclared", "Gr\374\337e", 5, NULL, "Grüße", false },
	{ "latin1-declared-utf8", "Gr\374\337e", 5, "utf-8", "Grüße", false },
	{ "unknown-name", "Gr\374\337e", 5, "x-nonsense", "Grüße", false },
	{ "unknown-8bit", "Gr\374\337e", 5, "unknown-8bit", "Grüße", false },
	{ "latin1-is-cp1252", "\223a\224 \226 \200", 7, "iso-8859-1", "“a” – €",
	    false },
	{ "ascii-is-cp1252", "it\222s", 4, "us-ascii", "it’s", false },
	{ "latin2", "P\370\355li\271 \276lu\273ou\350k\375", 16, "iso-8859-2",
	    "Příliš žluťoučký", false },
	{ "latin9", "10 \244", 4, "iso-8859-15", "10 €", false },
	{ "turkish-widened", "\360\375\376 \226", 5, "iso-8859-9", "ğış –",
	    false },
	{ "cp1251", "\317\360\350\342\345\362", 6, "windows-1251", "Привет",
	    false },
	{ "cp1251-win", "\317\360\350\342\345\362", 6, "win-1251", "Привет",
	    false },
	{ "koi8-r", "\360\322\311\327\305\324", 6, "KOI8-R", "Привет", false },
	{ "koi8-u", "\267\326\301\313", 4, "koi8-u", "Їжак", false },
	{ "greek", "\312\341\353\347\354\335\361\341", 8, "iso-8859-7",
	    "Καλημέρα", false },
	{ "hebrew-logical", "\371\354\345\355", 4, "iso-8859-8-i", "שלום",
	    false },
	{ "arabic", "\343\321\315\310\307", 5, "windows-1256", "مرحبا", false },
	{ "thai", "\312\307\321\312\264\325", 6, "tis-620", "สวัสดี", false },
	{ "thai-like-utf8", "\302\241", 2, "tis-620", "ยก", false },
	{ "gb2312", "\304\343\272\303", 4, "gb2312", "你好", false },
	{ "gb2312-is-gb18030", "\351F\242\343", 4, "gb2312", "镕€", false },
	{ "gbk-like-utf8", "\304\243\312\275", 4, "gbk", "模式", false },
	{ "hz", "~{<:Ky2;~}", 10, "hz-gb-2312", "己所不", false },
	{ "big5", "\244\244\244\345", 4, "big5", "中文", false },
	{ "big5-hkscs", "\235\357", 2, "big5", "嘅", false },
	{ "shift-jis", "\223\372\226{\214\352", 6, "shift_jis", "日本語",
	    false },
	{ "shift-jis-is-cp932", "\207@\356\340", 4, "Shift_JIS", "①髙", false },
	{ "euc-jp", "\306\374\313\334\270\354", 6, "euc-jp", "日本語", false },
	{ "iso-2022-jp", "\033$BF|K\\8l\033(B", 12, "iso-2022-jp", "日本語",
	    false },
	{ "iso-2022-jp-undeclared", "\033$BF|K\\8l\033(B", 12, NULL, "日本語",
	    false },
	{ "iso-2022-jp-nec-row", "\033$B-!\033(B", 8, "iso-2022-jp", "①",
	    false },
	{ "iso-2022-jp-is-sjis", "\223\372\226{\214\352", 6, "iso-2022-jp",
	    "日本語", false },
	{ "euc-kr", "\276\310\263\347", 4, "euc-kr", "안녕", false },
	{ "ks-c-5601-is-cp949", "\214c\271\346\260\242\307\317", 8,
	    "ks_c_5601-1987", "똠방각하", false },
	{ "utf-7", "Fr+APY-sche", 11, "utf-7", "Frösche", false },
	{ "utf-7-not-declared", "Fr+APY-sche", 11, NULL, "Fr+APY-sche", false },
	{ "utf-16-bom", "\377\376G\000r\000\374\000\337\000e\000", 12, "utf-16",
	    "Grüße", false },
	{ "utf-16le", "G\000r\000\374\000\337\000e\000", 10, "utf-16le",
	    "Grüße", false },
	{ "utf-16-no-bom-be", "\000H\000e\000l\000l\000o", 10, "utf-16",
	    "Hello", false },
	{ "utf-16-no-bom-le", "H\000e\000l\000l\000o\000", 10, "utf-16",
	    "Hello", false },
	{ "utf-16-is-ascii", "Hello", 5, "utf-16", "Hello", false },
	{ "utf-32",
	    "\377\376\000\000G\000\000\000r\000\000\000"
	    "\374\000\000\000\337\000\000\000e\000\000\000",
	    24, "utf-32", "Grüße", false },
	{ "one-bad-octet",
	    "Gr\303\274\303\237e und M\303\266hren, sch\303\266ne\377!", 30,
	    "utf-8", "Grüße und Möhren, schöne�!", true },
	{ "bad-octet-undeclared",
	    "Gr\303\274\303\237e und M\303\266hren, sch\303\266ne \303\226de\377!",
	    35, NULL, "Grüße und Möhren, schöne Öde�!", true },
	{ "cut-character", "\303\244\342\202", 4, "utf-8", "ä��", true },
	{ "nul", "a\000b", 3, "utf-8", "a�b", true },
	{ "surrogate", "\303\244\303\266\303\274\355\240\200", 9, "utf-8",
	    "äöü���", true },
	{ "overlong", "\303\244\303\266\300\257", 6, "utf-8", "äö��", true },
	{ "bad-gb18030", "\304\343\377\272\303", 5, "gb18030", "你�好", true },
	{ "path-as-name", "\344", 1, "../../etc/passwd", "ä", false },
	{ "name-with-junk", "Gr\374\337e", 5, "iso-8859-1; format=flowed",
	    "Grüße", false },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	bool bad = !row->bad;
	g_autofree char *text =
	    charset_to_utf8(row->octets, row->size, row->declared, &bad);

	g_assert_cmpstr(text, ==, row->text);
	g_assert_cmpint(bad, ==, row->bad);
}

/* Whatever the octets and the name, the text is valid UTF-8, and no octet of an
 * 8-bit charset vanishes. */
static void
test_any_octet(void)
{
	static const char *const names[] = { NULL, "utf-8", "iso-8859-1",
		"windows-1251", "gb18030", "big5", "shift_jis", "euc-kr",
		"iso-2022-jp", "utf-7", "utf-16", "hz-gb-2312", "tis-620" };
	char octets[512];

	for (guint i = 0; i < sizeof octets; i++)
		octets[i] = (char)(i * 7 + i / 256);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text =
		    charset_to_utf8(octets, sizeof octets, names[i], NULL);

		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_assert_cmpuint(strlen(text), >=, 128);
	}
	for (guint i = 128; i < 256; i++) {
		const char octet[] = { 'a', (char)i, 'b' };
		g_autofree char *text =
		    charset_to_utf8(octet, 3, "iso-8859-1", NULL);

		g_assert_cmpint(g_utf8_strlen(text, -1), ==, 3);
	}
}

/* More than one piece of the converter's buffer, with a pair of surrogates on
 * every place of its edge. */
static void
test_long(void)
{
	for (guint shift = 0; shift < 3; shift++) {
		g_autoptr(GString) octets = g_string_new(NULL);
		g_autofree char *text = NULL;

		for (guint i = 0; i < shift; i++)
			g_string_append_len(octets, "a\0", 2);
		for (guint i = 0; i < 10000; i++)
			g_string_append_len(octets, "\075\330\000\336", 4);
		text =
		    charset_to_utf8(octets->str, octets->len, "utf-16le", NULL);
		g_assert_cmpint(g_utf8_strlen(text, -1), ==, 10000 + shift);
		g_assert_true(g_str_has_suffix(text, "😀😀"));
	}
}

/* More names than converters are kept for. */
static void
test_many_names(void)
{
	for (guint round = 0; round < 2; round++) {
		for (guint i = 1; i < 60; i++) {
			g_autofree char *name =
			    g_strdup_printf("iso-8859-%u", i % 16 + 1);
			g_autofree char *odd = g_strdup_printf("x-no-%u", i);
			g_autofree char *a = charset_to_utf8("\344", 1,
			    i % 2 ? odd : name, NULL);

			g_assert_cmpstr(a, !=, "");
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	charset_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/charset/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/charset/any-octet", test_any_octet);
	g_test_add_func("/charset/long", test_long);
	g_test_add_func("/charset/many-names", test_many_names);
	return g_test_run();
}
