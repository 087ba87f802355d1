/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts without blanks between words. */
#include "base/script.h"

static const struct {
	const char *name;
	const char *character;
	bool unspaced;
} rows[] = {
	{ "Latin", "a", false },
	{ "Latin with a mark", "é", false },
	{ "Cyrillic", "ж", false },
	{ "Arabic", "ع", false },
	{ "Devanagari", "न", false },
	{ "Hangul, spaced", "한", false },
	{ "digit", "7", false },
	{ "full-width digit", "７", false },
	{ "ideographic stop", "。", false },
	{ "Han", "人", true },
	{ "Han, second plane", "𠮷", true },
	{ "hiragana", "あ", true },
	{ "katakana", "ア", true },
	{ "half-width katakana", "ｱ", true },
	{ "prolonged sound", "ー", true },
	{ "Thai", "ก", true },
	{ "Lao", "ກ", true },
	{ "Khmer", "ក", true },
	{ "Myanmar", "က", true },
};

static void
test_unspaced(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(
		    script_is_unspaced(g_utf8_get_char(rows[i].character)), ==,
		    rows[i].unspaced);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/script/unspaced", test_unspaced);
	return g_test_run();
}
