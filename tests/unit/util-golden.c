/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Golden records, and what must not go wrong when one is damaged.
 *
 * It must never write over a golden file: a difference is the finding. */
#include "util-golden.h"

#include <string.h>

static char *
golden_path(const char *name)
{
	g_autofree char *file = g_strconcat(name, ".bin", NULL);
	return g_test_build_filename(G_TEST_DIST, "unit", "golden", file, NULL);
}

GBytes *
golden_load(const char *name)
{
	g_autofree char *path = golden_path(name);
	char *octets = NULL;
	gsize size = 0;
	GError *error = NULL;
	g_file_get_contents(path, &octets, &size, &error);
	g_assert_no_error(error);
	return g_bytes_new_take(octets, size);
}

void
golden_check(const char *name, GBytes *record)
{
	g_autofree char *path = golden_path(name);
	gsize size = 0;
	const char *octets = g_bytes_get_data(record, &size);
	if (g_strcmp0(g_getenv("DOCKET_GOLDEN"), "write") == 0 &&
	    !g_file_test(path, G_FILE_TEST_EXISTS))
		g_assert_true(g_file_set_contents(path, octets, (gssize)size,
		    NULL));
	g_autoptr(GBytes) golden = golden_load(name);
	g_assert_true(g_bytes_equal(record, golden));
}

static void
try_one(const guint8 *octets, gsize size, golden_decode decode)
{
	/* A copy of just that size, so that a sanitizer sees its end. */
	g_autoptr(GBytes) record = g_bytes_new(octets, size);
	GError *error = NULL;
	gboolean done = decode(record, &error);
	g_assert_true(done == (error == NULL));
	g_clear_error(&error);
}

void
golden_mutate(GBytes *record, golden_decode decode)
{
	static const guint8 flips[] = { 0xff, 0x01, 0x10, 0x80, 0x7f };
	gsize size = 0;
	const guint8 *original = g_bytes_get_data(record, &size);
	g_autofree guint8 *octets = g_malloc0(size + 16);
	memcpy(octets, original, size);
	for (gsize at = 0; at < size; at++) {
		for (guint i = 0; i < G_N_ELEMENTS(flips); i++) {
			octets[at] = original[at] ^ flips[i];
			try_one(octets, size, decode);
		}
		octets[at] = original[at];
		try_one(octets, at, decode);
	}
	for (gsize more = 1; more <= 16; more++)
		try_one(octets, size + more, decode);
}
