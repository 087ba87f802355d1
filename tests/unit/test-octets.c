/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of an octet, held against one look at each octet. */
#include "base/octets.h"

#include <string.h>

/* Each octet looked at, of a text that ends where its memory does. */
static void
check(const char *text, gsize size, char octet)
{
	guint16 places[OCTETS_AT_ONCE];
	g_autofree char *copy = g_memdup2(text, size);
	guint n = octets_find(copy, size, octet, places), at = 0;

	for (gsize i = 0; i < size; i++)
		if (text[i] == octet)
			g_assert_cmpuint(places[at++], ==, i);
	g_assert_cmpuint(n, ==, at);
}

/* One, at each place of texts of each length around those that are looked at
 * together. */
static void
test_one(void)
{
	for (gsize size = 1; size < 200; size++) {
		g_autofree char *text = g_strnfill(size, 'x');
		check(text, size, '\n');
		for (gsize at = 0; at < size; at++) {
			text[at] = '\n';
			check(text, size, '\n');
			text[at] = 'x';
		}
	}
}

static void
test_chance(void)
{
	char text[OCTETS_AT_ONCE];

	for (guint round = 0; round < 2000; round++) {
		gsize size =
		    (gsize)g_test_rand_int_range(0, OCTETS_AT_ONCE + 1);
		gint32 kinds = g_test_rand_int_range(1, 64);
		for (gsize i = 0; i < size; i++)
			text[i] =
			    (char)(0xc0 + g_test_rand_int_range(0, kinds));
		check(text, size, (char)0xc0);
	}
}

static void
test_full(void)
{
	g_autofree char *text = g_strnfill(OCTETS_AT_ONCE, '/');
	guint16 places[OCTETS_AT_ONCE];

	check(text, OCTETS_AT_ONCE, '/');
	check(text, OCTETS_AT_ONCE, '\n');
	g_assert_cmpuint(octets_find(text, 0, '/', places), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/octets/one", test_one);
	g_test_add_func("/octets/chance", test_chance);
	g_test_add_func("/octets/full", test_full);
	return g_test_run();
}
