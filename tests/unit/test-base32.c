/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text for a value, one value for a text. */
#include "base/base32.h"

#include <string.h>

/* RFC 4648 section 10, in lower case and without padding. */
static const struct {
	const char *plain, *text;
} vectors[] = {
	{ "", "" },
	{ "f", "my" },
	{ "fo", "mzxq" },
	{ "foo", "mzxw6" },
	{ "foob", "mzxw6yq" },
	{ "fooba", "mzxw6ytb" },
	{ "foobar", "mzxw6ytboi" },
};

static void
test_vectors(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
		size_t size = strlen(vectors[i].plain);
		g_autofree char *text = base32_encode(vectors[i].plain, size);
		g_autofree char *upper = g_ascii_strup(text, -1);
		uint8_t back[8] = { 0 };

		g_assert_cmpstr(text, ==, vectors[i].text);
		g_assert_true(base32_decode(text, strlen(text), back, size));
		g_assert_cmpint(memcmp(back, vectors[i].plain, size), ==, 0);
		memset(back, 0, sizeof(back));
		g_assert_true(base32_decode(upper, strlen(text), back, size));
		g_assert_cmpint(memcmp(back, vectors[i].plain, size), ==, 0);
	}
}

static void
test_token_size(void)
{
	uint8_t token[24], back[24];
	g_autofree char *text = NULL;

	for (size_t i = 0; i < sizeof(token); i++)
		token[i] = (uint8_t)(255 - 11 * i);
	text = base32_encode(token, sizeof(token));
	g_assert_cmpuint(strlen(text), ==, 39);
	g_assert_true(base32_decode(text, 39, back, sizeof(back)));
	g_assert_cmpint(memcmp(token, back, sizeof(token)), ==, 0);
}

/* Each last character but one in every 2^spare is refused. */
static void
test_spare_bits(void)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	static const struct {
		size_t length, size;
		int accepted; /* of 32 last characters */
	} rows[] = { { 2, 1, 8 }, { 4, 2, 2 }, { 5, 3, 16 }, { 7, 4, 4 },
		{ 8, 5, 32 }, { 39, 24, 4 } };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		char text[40];
		uint8_t out[24];
		int accepted = 0;

		memset(text, 'b', sizeof(text));
		for (int c = 0; c < 32; c++) {
			text[rows[i].length - 1] = alphabet[c];
			accepted += base32_decode(text, rows[i].length, out,
			    rows[i].size);
		}
		g_assert_cmpint(accepted, ==, rows[i].accepted);
	}
}

static const struct {
	const char *name, *text;
	size_t length, size;
} bad[] = {
	{ "one", "my1", 3, 1 },
	{ "zero", "m0", 2, 1 },
	{ "eight", "m8", 2, 1 },
	{ "space", "m ", 2, 1 },
	{ "padding", "my======", 8, 5 },
	{ "NUL", "m\0", 2, 1 },
	{ "octet above 127", "m\xe1", 2, 1 },
	{ "too short", "m", 1, 1 },
	{ "too long", "myyy", 4, 1 },
	{ "length of no size", "mzx", 3, 2 },
	{ "text for nothing", "a", 1, 0 },
	{ "nothing for a size", "", 0, 1 },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		uint8_t out[8];

		g_test_message("%s", bad[i].name);
		g_assert_false(base32_decode(bad[i].text, bad[i].length, out,
		    bad[i].size));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base32/vectors", test_vectors);
	g_test_add_func("/base32/token-size", test_token_size);
	g_test_add_func("/base32/spare-bits", test_spare_bits);
	g_test_add_func("/base32/bad", test_bad);
	return g_test_run();
}
