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

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plainform/rows", test_rows);
	g_test_add_func("/plainform/origin", test_origin);
	return g_test_run();
}
