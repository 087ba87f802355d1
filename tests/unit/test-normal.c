/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/normal says itself which characters stay as they are. GLib's own tables
 * are asked of every one of them whether that is so. */
#include "base/normal.h"
#include <glib.h>

/* Whatever stands between two others comes out as GLib has it: it may be
 * composed with the one before, or change places with a mark. */
static void
test_every_character(void)
{
	static const char *const frames[][2] = { { "", "" }, { "a", "e" },
		{ "e\xcc\xa7", "\xcc\x81" }, { "\xe3\x81\x8b", "" },
		{ "\xea\xb0\x80", "" }, { "\xd9\x8a", "\xd9\x94" } };

	for (gunichar c = 1; c < 0x11000; c++) {
		char text[7] = "";

		if (!g_unichar_validate(c))
			continue;
		g_unichar_to_utf8(c, text);
		for (guint i = 0; i < G_N_ELEMENTS(frames); i++) {
			g_autofree char *in =
			    g_strconcat(frames[i][0], text, frames[i][1], NULL);
			g_autofree char *nfc =
			    g_utf8_normalize(in, -1, G_NORMALIZE_NFC);
			g_autofree char *nfkc =
			    g_utf8_normalize(in, -1, G_NORMALIZE_NFKC);
			g_autofree char *composed = normal_composed(in);
			g_autofree char *compat = normal_compat(in);

			g_assert_cmpstr(composed, ==, nfc);
			g_assert_cmpstr(compat, ==, nfkc);
		}
	}
}

/* What a character is composed of, or stands for, is never called normal by
 * itself where it is a second half: so no two of those that are become one. */
static void
test_second_halves(void)
{
	for (gunichar c = 1; c < 0x11000; c++) {
		gunichar first = 0, second = 0;
		char halves[14] = "";

		/* Hangul's halves are syllables and jamo. */
		if (!g_unichar_decompose(c, &first, &second) || second == 0)
			continue;
		gint length = g_unichar_to_utf8(first, halves);
		g_unichar_to_utf8(second, halves + length);
		g_autofree char *nfc =
		    g_utf8_normalize(halves, -1, G_NORMALIZE_NFC);
		g_autofree char *composed = normal_composed(halves);

		g_assert_cmpstr(composed, ==, nfc);
	}
}

static void
test_texts(void)
{
	static const struct {
		const char *text, *composed, *compat;
	} rows[] = {
		{ "", "", "" },
		{ "plain", "plain", "plain" },
		{ "Größe, Привет", "Größe, Привет", "Größe, Привет" },
		{ "Gro\xcc\x88\xc3\x9f"
		  "e",
		    "Gr\xc3\xb6\xc3\x9f"
		    "e",
		    "Gr\xc3\xb6\xc3\x9f"
		    "e" },
		{ "１２：", "１２：", "12:" },
		{ "100\xc2\xa0€", "100\xc2\xa0€", "100 €" },
		{ "x²", "x²", "x2" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *composed = normal_composed(rows[i].text);
		g_autofree char *compat = normal_compat(rows[i].text);

		g_assert_cmpstr(composed, ==, rows[i].composed);
		g_assert_cmpstr(compat, ==, rows[i].compat);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/normal/every-character", test_every_character);
	g_test_add_func("/normal/second-halves", test_second_halves);
	g_test_add_func("/normal/texts", test_texts);
	return g_test_run();
}
