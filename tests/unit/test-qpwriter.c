/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quoted-printable that every relay leaves alone. */
#include "mime/qpwriter.h"

#include <string.h>

#include "mime/transfer.h"

/* Text comes back as it was, no line is longer than 76, and none begins with
 * what a relay would change. */
static void
test_rows(void)
{
	static const struct {
		const char *text, *encoded;
	} texts[] = {
		{ "", "" },
		{ "a\n", "a\r\n" },
		{ "a", "a\r\n" },
		{ "a=b\n", "a=3Db\r\n" },
		{ ".\n", "=2E\r\n" },
		{ "From me\n", "=46rom me\r\n" },
		{ "Fromage\n", "Fromage\r\n" },
		{ "a \nb\t\n", "a=20\r\nb=09\r\n" },
		{ "-- \nAnn\n", "--=20\r\nAnn\r\n" },
		{ "ä\n", "=C3=A4\r\n" },
		{ "\n\n", "\r\n\r\n" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		qpwriter_text(texts[i].text, strlen(texts[i].text), out);
		g_assert_cmpstr(out->str, ==, texts[i].encoded);
	}
}

static void
test_long(void)
{
	for (gsize n = 60; n < 400; n++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GString) out = g_string_new(NULL);
		g_autoptr(GByteArray) back = NULL;
		const char *end;

		for (gsize i = 0; i < n; i++)
			g_string_append(text,
			    i % 11 ? (i % 7 ? "a" : ".") : "ä");
		qpwriter_text(text->str, text->len, out);
		for (const char *p = out->str; *p; p = end + 2) {
			end = strstr(p, "\r\n");
			g_assert_cmpint(end - p, <=, 76);
			g_assert_cmpint(*p, !=, '.');
		}
		back = transfer_decode_all(MESSAGE_ENCODING_QUOTED_PRINTABLE,
		    out->str, out->len);
		/* The last line got its end. */
		g_string_append(text, "\r\n");
		g_assert_cmpuint(back->len, ==, text->len);
		g_assert_true(memcmp(back->data, text->str, text->len) == 0);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/qpwriter/rows", test_rows);
	g_test_add_func("/qpwriter/long", test_long);
	return g_test_run();
}
