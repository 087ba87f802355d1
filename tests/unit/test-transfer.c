/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content transfer encodings: what standards say and what mailers send. */
#include "mime/transfer.h"

#include <string.h>

/* g_assert_cmpmem() would have its sizes converted to int. */
static void
assert_octets(const GByteArray *have, const void *want, gsize size)
{
	g_assert_cmpuint(have->len, ==, size);
	g_assert_true(size == 0 || memcmp(have->data, want, size) == 0);
}

struct row {
	const char *name;
	enum message_encoding encoding;
	const char *encoded;
	gsize encoded_size;
	const char *plain;
	gsize plain_size;
};

static const struct row rows[] = {
	{ "base64", MESSAGE_ENCODING_BASE64, "SGVsbG8gV29ybGQ=", 16,
	    "Hello World", 11 },
	{ "base64-lines", MESSAGE_ENCODING_BASE64,
	    "SGVs\r\nbG8g\r\nV29y\r\nbGQ=\r\n", 24, "Hello World", 11 },
	{ "base64-no-padding", MESSAGE_ENCODING_BASE64, "SGVsbG8", 7, "Hello",
	    5 },
	{ "base64-one-left", MESSAGE_ENCODING_BASE64, "SGVsbG8gV", 9, "Hello ",
	    6 },
	{ "base64-padding-inside", MESSAGE_ENCODING_BASE64,
	    "SGVsbG8=SGVsbG8=", 16, "HelloHello", 10 },
	{ "base64-padded-chunks", MESSAGE_ENCODING_BASE64, "SA==\nZQ==\nbA==\n",
	    15, "Hel", 3 },
	{ "base64-foreign", MESSAGE_ENCODING_BASE64, "SG!V*s b\tG8=", 12,
	    "Hello", 5 },
	{ "base64-binary", MESSAGE_ENCODING_BASE64, "AP+A", 4, "\000\377\200",
	    3 },
	{ "base64-high-octets", MESSAGE_ENCODING_BASE64, "SG\303Vs\344bG8=", 10,
	    "Hello", 5 },
	{ "base64-text-behind", MESSAGE_ENCODING_BASE64, "SGVsbG8=\n\nfooter",
	    16, "Hello~\212-z", 9 },
	{ "qp", MESSAGE_ENCODING_QUOTED_PRINTABLE, "Gr=C3=BC=C3=9Fe", 15,
	    "Gr\303\274\303\237e", 7 },
	{ "qp-soft-break", MESSAGE_ENCODING_QUOTED_PRINTABLE, "a=\r\nb=\nc", 8,
	    "abc", 3 },
	{ "qp-soft-break-white", MESSAGE_ENCODING_QUOTED_PRINTABLE,
	    "a= \t\r\nb", 7, "ab", 2 },
	{ "qp-lower-case", MESSAGE_ENCODING_QUOTED_PRINTABLE, "=c3=a4", 6,
	    "\303\244", 2 },
	{ "qp-bad-escape", MESSAGE_ENCODING_QUOTED_PRINTABLE, "50=ZZ =4G =\000",
	    12, "50=ZZ =4G =\000", 12 },
	{ "qp-equal-word", MESSAGE_ENCODING_QUOTED_PRINTABLE, "a = b", 5,
	    "a = b", 5 },
	{ "qp-white-at-end", MESSAGE_ENCODING_QUOTED_PRINTABLE,
	    "a  \r\nb\t\nc ", 10, "a\r\nb\nc", 6 },
	{ "qp-encoded-space", MESSAGE_ENCODING_QUOTED_PRINTABLE, "a=20\r\nb", 7,
	    "a \r\nb", 5 },
	{ "qp-ends-in-equal", MESSAGE_ENCODING_QUOTED_PRINTABLE, "abc=", 4,
	    "abc", 3 },
	{ "qp-ends-in-half", MESSAGE_ENCODING_QUOTED_PRINTABLE, "abc=4", 5,
	    "abc=4", 5 },
	{ "qp-double-equal", MESSAGE_ENCODING_QUOTED_PRINTABLE, "a==3D", 5,
	    "a==", 3 },
	{ "qp-raw-8bit", MESSAGE_ENCODING_QUOTED_PRINTABLE,
	    "Gr\303\274\303\237e", 7, "Gr\303\274\303\237e", 7 },
	{ "qp-empty-lines", MESSAGE_ENCODING_QUOTED_PRINTABLE, "a\n\n\nb", 5,
	    "a\n\n\nb", 5 },
	{ "identity", MESSAGE_ENCODING_IDENTITY, "a=3D\r\n", 6, "a=3D\r\n", 6 },
	{ "uu", MESSAGE_ENCODING_UUENCODE,
	    "begin 644 a.txt\n%2&5L;&\\\n`\nend\n", 31, "Hello", 5 },
	{ "uu-crlf", MESSAGE_ENCODING_UUENCODE,
	    "begin 644 a.txt\r\n%2&5L;&\\\r\n`\r\nend\r\n", 35, "Hello", 5 },
	{ "uu-text-before", MESSAGE_ENCODING_UUENCODE,
	    "Hi\n\nbegin 644 a.txt\n%2&5L;&\\\n`\nend\nBye\n", 39, "Hello", 5 },
	{ "uu-no-end", MESSAGE_ENCODING_UUENCODE, "begin 644 a.txt\n%2&5L;&\\",
	    24, "Hello", 5 },
	{ "uu-no-begin", MESSAGE_ENCODING_UUENCODE, "%2&5L;&\\\n", 9, "", 0 },
	{ "uu-lying-length", MESSAGE_ENCODING_UUENCODE, "begin 644 a\nMABCD\n",
	    18, "\206(\344", 3 },
	{ "empty-base64", MESSAGE_ENCODING_BASE64, "", 0, "", 0 },
	{ "empty-qp", MESSAGE_ENCODING_QUOTED_PRINTABLE, "", 0, "", 0 },
};

/* At once, octet by octet and in every two pieces the outcome is the same, and
 * never longer than what came in. */
static void
test_row(gconstpointer data)
{
	const struct row *row = data;

	for (gsize cut = 0; cut <= row->encoded_size; cut++) {
		g_autoptr(transfer) transfer = transfer_new(row->encoding);
		g_autoptr(GByteArray) out = g_byte_array_new();

		transfer_decode(transfer, row->encoded, cut, out);
		transfer_decode(transfer, row->encoded + cut,
		    row->encoded_size - cut, out);
		transfer_finish(transfer, out);
		assert_octets(out, row->plain, row->plain_size);
		g_assert_cmpuint(out->len, <=, row->encoded_size);
	}
	g_autoptr(GByteArray) whole =
	    transfer_decode_all(row->encoding, row->encoded, row->encoded_size);

	assert_octets(whole, row->plain, row->plain_size);
}

/* A window gives the same octets, wherever the input is cut. */
static void
test_window(void)
{
	static const char plain[] = "Hello, world";
	static const char encoded[] = "SGVsbG8s\r\nIHdvcmxk";

	for (gsize skip = 0; skip <= 13; skip++) {
		for (gsize cut = 0; cut <= strlen(encoded); cut++) {
			g_autoptr(transfer) transfer =
			    transfer_new(MESSAGE_ENCODING_BASE64);
			g_autoptr(GByteArray) out = g_byte_array_new();
			gsize wanted = skip < 12 ? MIN(4, 12 - skip) : 0;

			g_byte_array_append(out, (const guint8 *)"x", 1);
			transfer_window(transfer, skip, 4);
			transfer_decode(transfer, encoded, cut, out);
			transfer_decode(transfer, encoded + cut,
			    strlen(encoded) - cut, out);
			transfer_finish(transfer, out);
			g_assert_cmpuint(out->len, ==, wanted + 1);
			g_assert_true(memcmp(out->data + 1,
			                  plain + MIN(skip, 12), wanted) == 0);
		}
	}
}

static void
test_names(void)
{
	static const struct {
		const char *value;
		enum message_encoding encoding;
	} names[] = {
		{ "base64", MESSAGE_ENCODING_BASE64 },
		{ " BASE64 ", MESSAGE_ENCODING_BASE64 },
		{ "base64; x=y", MESSAGE_ENCODING_BASE64 },
		{ "\"base64\"", MESSAGE_ENCODING_BASE64 },
		{ "Quoted-Printable", MESSAGE_ENCODING_QUOTED_PRINTABLE },
		{ "x-uuencode", MESSAGE_ENCODING_UUENCODE },
		{ "7bit", MESSAGE_ENCODING_IDENTITY },
		{ "8bit", MESSAGE_ENCODING_IDENTITY },
		{ "binary", MESSAGE_ENCODING_IDENTITY },
		{ "base6400", MESSAGE_ENCODING_IDENTITY },
		{ "", MESSAGE_ENCODING_IDENTITY },
		{ NULL, MESSAGE_ENCODING_IDENTITY },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_cmpint(transfer_encoding(names[i].value), ==,
		    names[i].encoding);
}

/* Octets that make every kind of trouble, n of them. */
static GByteArray *
make_octets(gsize n)
{
	GByteArray *octets = g_byte_array_new();

	for (gsize i = 0; i < n; i++) {
		guint8 octet = (guint8)(i * 37 + i / 7);

		g_byte_array_append(octets, &octet, 1);
	}
	return octets;
}

/* What is encoded, in any pieces, decodes to the same, in lines of at most 76.
 */
static void
test_base64_round(void)
{
	for (gsize n = 0; n < 200; n++) {
		g_autoptr(GByteArray) octets = make_octets(n);
		g_autoptr(GString) whole = g_string_new(NULL);
		g_autoptr(GString) pieces = g_string_new(NULL);
		g_autoptr(GByteArray) back = NULL;
		struct transfer_base64 state = { .kept = 0 };

		transfer_base64(&state, octets->data, n, whole);
		transfer_base64_finish(&state, whole);
		for (gsize i = 0; i < n; i++)
			transfer_base64(&state, octets->data + i, 1, pieces);
		transfer_base64_finish(&state, pieces);
		g_assert_cmpstr(whole->str, ==, pieces->str);
		back = transfer_decode_all(MESSAGE_ENCODING_BASE64, whole->str,
		    whole->len);
		assert_octets(back, octets->data, n);
		for (const char *p = whole->str; *p; p = strchr(p, '\n') + 1)
			g_assert_cmpuint(strcspn(p, "\r"), <=, 76);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/transfer/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/transfer/window", test_window);
	g_test_add_func("/transfer/names", test_names);
	g_test_add_func("/transfer/base64-round", test_base64_round);
	return g_test_run();
}
