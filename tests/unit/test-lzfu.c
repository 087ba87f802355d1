/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed RTF: the example of MS-OXRTFCP, and streams that lie. */
#include "mime/lzfu.h"

#include <string.h>

#define LZFU "LZFu\0\0\0\0"
#define SIZES "\0\0\0\0\377\0\0\0"

/* MS-OXRTFCP section 3.1. */
static const guint8 example[] = { 0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a,
	0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63,
	0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65,
	0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a,
	0x80, 0x0f, 0xa0 };

static const char plain[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";

static void
check(const GByteArray *octets, const char *want, gsize size)
{
	g_assert_nonnull(octets);
	g_assert_cmpuint(octets->len, ==, size);
	g_assert_true(size == 0 || memcmp(octets->data, want, size) == 0);
}

static void
test_example(void)
{
	gboolean cut = TRUE;
	g_autoptr(GByteArray) octets =
	    lzfu_unpack(example, sizeof example, 1000, &cut);

	check(octets, plain, strlen(plain));
	g_assert_false(cut);
}

struct row {
	const char *name;
	const char *data;
	gsize size;
	const char *want; /* NULL: it is none */
	gsize want_size;
	gboolean cut;
};

static const struct row rows[] = {
	{ "empty", "", 0, NULL, 0, FALSE },
	{ "header cut", LZFU, 8, NULL, 0, FALSE },
	{ "other kind", SIZES "PK34\0\0\0\0", 16, NULL, 0, FALSE },
	{ "not compressed", "\0\0\0\0\3\0\0\0MELA\0\0\0\0abcd", 20, "abc", 3,
	    FALSE },
	{ "not compressed, short", "\0\0\0\0\4\0\0\0MELA\0\0\0\0ab", 18, "ab",
	    2, TRUE },
	{ "nothing in it", SIZES LZFU, 16, "", 0, TRUE },
	{ "letters", SIZES LZFU "\0abc", 20, "abc", 3, TRUE },
	{ "no more than it says", "\0\0\0\0\2\0\0\0" LZFU "\0abc", 20, "ab", 2,
	    FALSE },
	/* the window begins with 207 octets; a run from 0, of 2 octets */
	{ "run of the first words", SIZES LZFU "\1\0\0", 19, "{\\", 2, TRUE },
	{ "run cut", SIZES LZFU "\1\0", 18, "", 0, TRUE },
	/* a run that reads what it writes: from 207, where "a" went */
	{ "run over itself", SIZES LZFU "\2a\014\363", 20, "aaaaaa", 6, TRUE },
	/* from behind what was written: blanks */
	{ "run of the empty window", SIZES LZFU "\1\360\0", 19, "  ", 2, TRUE },
	{ "end", SIZES LZFU "\2a\015\000bcd", 23, "a", 1, TRUE },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	gboolean cut = FALSE;
	g_autoptr(GByteArray) octets =
	    lzfu_unpack(row->data, row->size, 1000, &cut);

	if (!row->want) {
		g_assert_null(octets);
		return;
	}
	check(octets, row->want, row->want_size);
	g_assert_cmpint(cut, ==, row->cut);
}

/* Not one octet past what the caller takes. */
static void
test_max(void)
{
	for (gsize max = 0; max <= strlen(plain); max++) {
		gboolean cut = FALSE;
		g_autoptr(GByteArray) octets =
		    lzfu_unpack(example, sizeof example, max, &cut);

		check(octets, plain, max);
		g_assert_cmpint(cut, ==, max < strlen(plain));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lzfu/example", test_example);
	g_test_add_func("/lzfu/max", test_max);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/lzfu/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
