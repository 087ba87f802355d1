/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain form of a text, and that every place in it leads back. */
#include "desk/plainform.h"

#include <string.h>

static const struct {
	const char *text, *plain; /* NULL: it is plain already */
} rows[] = {
	{ "", NULL },
	{ "plain 4111", NULL },
	{ "Müller, пароль, 密码", NULL },
	{ "４１１１", "4111" },
	{ "ｐａｓｓ：", "pass:" },
	{ "٤١١١ ۴۱۱۱ ४१११", "4111 4111 4111" },
	{ "𝟜𝟙𝟙𝟙 𝐤𝐞𝐲", "4111 key" },
	{ "a\u00a0b\u3000c\u2009d", "a b c d" },
	{ "1\u20112\u20143", "1-2-3" },
	{ "1\u200b2\u00ad3\ufeff4", "1234" },
	{ "ü\u200dü 1\u200d2", "ü\u200dü 12" },
	{ "é", NULL },
	{ "\u200b", "" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(plainform) plain = plainform_new(rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(plain ? plain->text : NULL, ==, rows[i].plain);
	}
}

/* From a place in the plain text to the character of the original, and from
 * its end to the original's. */
static void
test_origin(void)
{
	static const char text[] = "x ４１\u200b１１ é!";
	g_autoptr(plainform) plain = plainform_new(text);
	const char *found = strstr(plain->text, "4111");
	gsize begin = (gsize)(found - plain->text);

	g_assert_cmpuint(plainform_origin(plain, 0), ==, 0);
	g_assert_cmpuint(plainform_origin(plain, begin), ==, 2);
	g_assert_cmpuint(plainform_origin(plain, begin + 4), ==,
	    (gsize)(strstr(text, " é") - text));
	g_assert_cmpuint(plainform_origin(plain, strlen(plain->text)), ==,
	    strlen(text));
}

/* Every character, alone: a digit of any script, a dash, a space, or what GLib
 * takes apart into one of ASCII, and all others stay. What is invisible goes.
 */
static void
test_every_character(void)
{
	for (gunichar c = 1; c <= 0x10ffff; c++) {
		gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH], wanted = c;
		char text[7] = "", plain_text[7] = "";

		if (!g_unichar_validate(c) || c == 0xad || c == 0xfeff ||
		    (c >= 0x200b && c <= 0x200f) ||
		    (c >= 0x202a && c <= 0x202e) ||
		    (c >= 0x2060 && c <= 0x2069) ||
		    (c >= 0xfe00 && c <= 0xfe0f))
			continue;
		if (g_unichar_isdigit(c))
			wanted = (gunichar)('0' + g_unichar_digit_value(c));
		else if (c >= 0x2010 && c <= 0x2015)
			wanted = '-';
		else if (g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR)
			wanted = ' ';
		else if (g_unichar_fully_decompose(c, TRUE, parts,
		             G_N_ELEMENTS(parts)) == 1 &&
		    parts[0] < 0x80)
			wanted = parts[0];
		g_unichar_to_utf8(c, text);
		g_unichar_to_utf8(wanted, plain_text);
		g_autoptr(plainform) plain = plainform_new(text);
		g_assert_cmpstr(plain ? plain->text : text, ==, plain_text);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plainform/rows", test_rows);
	g_test_add_func("/plainform/origin", test_origin);
	g_test_add_func("/plainform/every-character", test_every_character);
	return g_test_run();
}
