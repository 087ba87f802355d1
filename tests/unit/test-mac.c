/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published vectors for the algorithms, and that sealing notices every change.
 */
#include "base/mac.h"

#include <string.h>

#include "base/fail.h"

static void
assert_hex(const uint8_t *data, size_t size, const char *expected)
{
	g_autofree char *hex = mac_hex(data, size);

	g_assert_cmpstr(hex, ==, expected);
}

/* FIPS 180-4 examples. */
static void
test_sha256(void)
{
	uint8_t out[MAC_SHA256_SIZE];

	mac_sha256("", 0, out);
	assert_hex(out, sizeof(out),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	mac_sha256("abc", 3, out);
	assert_hex(out, sizeof(out),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_digest_in_pieces(void)
{
	g_autoptr(mac_digest) digest = mac_digest_new();
	uint8_t whole[MAC_SHA256_SIZE], pieces[MAC_SHA256_SIZE];
	char text[1000];

	memset(text, 'x', sizeof(text));
	mac_sha256(text, sizeof(text), whole);
	mac_digest_add(digest, text, 1);
	mac_digest_add(digest, text, 0);
	mac_digest_add(digest, text, 999);
	mac_digest_finish(digest, pieces);
	g_assert_cmpint(memcmp(whole, pieces, sizeof(whole)), ==, 0);
}

/* RFC 4231; HMAC fills short keys up with zeros, so 32 octets serve for all. */
static const struct {
	const char *name;
	uint8_t key_octet;
	size_t key_size;
	const char *key_text, *data;
	uint8_t data_octet;
	size_t data_size;
	const char *mac;
} vectors[] = {
	{ "case 1", 0x0b, 20, NULL, "Hi There", 0, 8,
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ "case 2", 0, 4, "Jefe", "what do ya want for nothing?", 0, 28,
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "case 3", 0xaa, 20, NULL, NULL, 0xdd, 50,
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
};

static void
test_hmac(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
		uint8_t key[MAC_KEY_SIZE] = { 0 }, data[64],
		        out[MAC_SHA256_SIZE];

		g_test_message("%s", vectors[i].name);
		memset(key, vectors[i].key_octet, vectors[i].key_size);
		if (vectors[i].key_text)
			memcpy(key, vectors[i].key_text, vectors[i].key_size);
		memset(data, vectors[i].data_octet, sizeof(data));
		if (vectors[i].data)
			memcpy(data, vectors[i].data, vectors[i].data_size);
		mac_hmac(key, data, vectors[i].data_size, out);
		assert_hex(out, sizeof(out), vectors[i].mac);
	}
}

/* RFC 8439 2.5.2; pieces of each size make the same. */
static void
test_sum(void)
{
	static const uint8_t key[MAC_KEY_SIZE] = { 0x85, 0xd6, 0xbe, 0x78, 0x57,
		0x55, 0x6d, 0x33, 0x7f, 0x44, 0x52, 0xfe, 0x42, 0xd5, 0x06,
		0xa8, 0x01, 0x03, 0x80, 0x8a, 0xfb, 0x0d, 0xb2, 0xfd, 0x4a,
		0xbf, 0xf6, 0xaf, 0x41, 0x49, 0xf5, 0x1b };
	static const char text[] = "Cryptographic Forum Research Group";
	const size_t size = sizeof(text) - 1;

	for (size_t piece = 1; piece <= size; piece++) {
		g_autoptr(mac_sum) sum = mac_sum_new(key);
		uint8_t out[MAC_SUM_SIZE];

		for (size_t at = 0; at < size; at += piece)
			mac_sum_add(sum, text + at, MIN(piece, size - at));
		mac_sum_finish(sum, out);
		assert_hex(out, sizeof(out),
		    "a8061dc1305136c6c22b8baf0c0127a9");
	}
}

/* RFC 5869 A.3: no salt, no info; the first 32 of its 42 octets. */
static void
test_derive(void)
{
	uint8_t secret[22], out[MAC_KEY_SIZE], other[MAC_KEY_SIZE];

	memset(secret, 0x0b, sizeof(secret));
	mac_derive(secret, sizeof(secret), "", out);
	assert_hex(out, sizeof(out),
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
	mac_derive(secret, sizeof(secret), "log", other);
	g_assert_false(mac_equal(out, other, sizeof(out)));
	mac_derive(secret, sizeof(secret) - 1, "", other);
	g_assert_false(mac_equal(out, other, sizeof(out)));
}

static void
test_equal_and_random(void)
{
	uint8_t a[40], b[40] = { 0 };

	mac_random(a, sizeof(a));
	mac_random(b, sizeof(b));
	g_assert_false(mac_equal(a, b, sizeof(a)));
	memcpy(b, a, sizeof(a));
	g_assert_true(mac_equal(a, b, sizeof(a)));
	b[39] ^= 1;
	g_assert_false(mac_equal(a, b, sizeof(a)));
	g_assert_true(mac_equal(a, b, 39));
}

static GBytes *
changed(GBytes *bytes, size_t at)
{
	size_t size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	g_autofree guint8 *copy = g_memdup2(data, size);

	copy[at] ^= 0x10;
	return g_bytes_new(copy, size);
}

static void
assert_does_not_open(const uint8_t *key, const char *label, GBytes *sealed)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(mac_open(key, label, sealed, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_assert_nonnull(strstr(error->message, label));
}

static void
test_seal(void)
{
	static const size_t sizes[] = { 0, 1, 16, 33, 5000 };
	uint8_t key[MAC_KEY_SIZE] = { 1 }, other[MAC_KEY_SIZE] = { 2 };

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *text = g_strnfill(sizes[i], 'x');
		g_autoptr(GBytes) plain = g_bytes_new(text, sizes[i]);
		g_autoptr(GBytes) sealed = mac_seal(key, "keys", plain);
		g_autoptr(GBytes) again = mac_seal(key, "keys", plain);
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) opened =
		    mac_open(key, "keys", sealed, &error);

		g_assert_no_error(error);
		g_assert_true(g_bytes_equal(plain, opened));
		g_assert_cmpuint(g_bytes_get_size(sealed), ==, sizes[i] + 28);
		/* A nonce that comes twice would give the key away. */
		g_assert_false(g_bytes_equal(sealed, again));
		assert_does_not_open(other, "keys", sealed);
		assert_does_not_open(key, "token", sealed);
	}
}

static void
test_seal_notices_changes(void)
{
	uint8_t key[MAC_KEY_SIZE] = { 1 };
	g_autoptr(GBytes) plain = g_bytes_new_static("secret", 6);
	g_autoptr(GBytes) sealed = mac_seal(key, "keys", plain);
	size_t size = g_bytes_get_size(sealed);

	for (size_t i = 0; i < size; i++) {
		g_autoptr(GBytes) bad = changed(sealed, i);
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(sealed, 0, i);

		assert_does_not_open(key, "keys", bad);
		assert_does_not_open(key, "keys", cut);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mac/sha256", test_sha256);
	g_test_add_func("/mac/digest-in-pieces", test_digest_in_pieces);
	g_test_add_func("/mac/hmac", test_hmac);
	g_test_add_func("/mac/sum", test_sum);
	g_test_add_func("/mac/derive", test_derive);
	g_test_add_func("/mac/equal-and-random", test_equal_and_random);
	g_test_add_func("/mac/seal", test_seal);
	g_test_add_func("/mac/seal-notices-changes", test_seal_notices_changes);
	return g_test_run();
}
