/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes, signatures, random bytes and sealing; the only user of libcrypto
 * beside net/. No algorithm is chosen by a caller or by data, and no failure
 * inside OpenSSL is passed on: a process that can not hash must not go on. */
#include "base/mac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/fail.h"

#define NONCE_SIZE 12
#define TAG_SIZE 16

struct mac_digest {
	EVP_MD_CTX *context;
};

struct mac_sum {
	EVP_MAC_CTX *context;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MAC_CTX, EVP_MAC_CTX_free)

/* g_assert() can be compiled out; this can not. */
static void
must(bool done)
{
	if (!done)
		g_error("OpenSSL refuses to work");
}

/* OpenSSL counts in int. Nothing that is sealed comes near it. */
static int
to_int(size_t size)
{
	must(size <= G_MAXINT);
	return (int)size;
}

/* Asked for once: OpenSSL looks for an algorithm longer than it takes to hash a
 * record. */
static const EVP_MD *
sha256(void)
{
	static EVP_MD *algorithm;

	if (!algorithm)
		algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	must(algorithm != NULL);
	return algorithm;
}

static EVP_MAC_CTX *
new_mac(const char *name)
{
	EVP_MAC *algorithm = EVP_MAC_fetch(NULL, name, NULL);
	EVP_MAC_CTX *context = algorithm ? EVP_MAC_CTX_new(algorithm) : NULL;

	must(context != NULL);
	EVP_MAC_free(algorithm);
	return context;
}

/* HMAC-SHA-256 without a key, to be copied. */
static const EVP_MAC_CTX *
hmac(void)
{
	static EVP_MAC_CTX *blank;
	char name[] = "SHA256";
	OSSL_PARAM with[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name,
		    0),
		OSSL_PARAM_construct_end(),
	};

	if (!blank) {
		blank = new_mac("HMAC");
		must(EVP_MAC_CTX_set_params(blank, with) == 1);
	}
	return blank;
}

void
mac_sha256(const void *data, size_t size, uint8_t out[MAC_SHA256_SIZE])
{
	must(EVP_Digest(data, size, out, NULL, sha256(), NULL) == 1);
}

struct mac_digest *
mac_digest_new(void)
{
	struct mac_digest *digest = g_new0(struct mac_digest, 1);

	digest->context = EVP_MD_CTX_new();
	must(digest->context &&
	    EVP_DigestInit_ex(digest->context, sha256(), NULL) == 1);
	return digest;
}

void
mac_digest_add(struct mac_digest *digest, const void *data, size_t size)
{
	must(EVP_DigestUpdate(digest->context, data, size) == 1);
}

void
mac_digest_finish(struct mac_digest *digest, uint8_t out[MAC_SHA256_SIZE])
{
	must(EVP_DigestFinal_ex(digest->context, out, NULL) == 1);
}

void
mac_digest_free(struct mac_digest *digest)
{
	if (!digest)
		return;
	EVP_MD_CTX_free(digest->context);
	g_free(digest);
}

void
mac_hmac(const uint8_t key[MAC_KEY_SIZE], const void *data, size_t size,
    uint8_t out[MAC_SHA256_SIZE])
{
	g_autoptr(EVP_MAC_CTX) context = EVP_MAC_CTX_dup(hmac());
	size_t length = 0;

	must(context && EVP_MAC_init(context, key, MAC_KEY_SIZE, NULL) == 1 &&
	    EVP_MAC_update(context, data, size) == 1 &&
	    EVP_MAC_final(context, out, &length, MAC_SHA256_SIZE) == 1);
}

struct mac_sum *
mac_sum_new(const uint8_t key[MAC_KEY_SIZE])
{
	static EVP_MAC_CTX *blank;
	struct mac_sum *sum = g_new0(struct mac_sum, 1);

	if (!blank)
		blank = new_mac("POLY1305");
	sum->context = EVP_MAC_CTX_dup(blank);
	must(sum->context &&
	    EVP_MAC_init(sum->context, key, MAC_KEY_SIZE, NULL) == 1);
	return sum;
}

void
mac_sum_add(struct mac_sum *sum, const void *data, size_t size)
{
	must(EVP_MAC_update(sum->context, data, size) == 1);
}

void
mac_sum_finish(struct mac_sum *sum, uint8_t out[MAC_SUM_SIZE])
{
	size_t length = 0;

	must(EVP_MAC_final(sum->context, out, &length, MAC_SUM_SIZE) == 1);
}

void
mac_sum_free(struct mac_sum *sum)
{
	if (!sum)
		return;
	EVP_MAC_CTX_free(sum->context);
	g_free(sum);
}

/* Constant in time: how far a guess was right must not be measured. */
bool
mac_equal(const void *a, const void *b, size_t size)
{
	return CRYPTO_memcmp(a, b, size) == 0;
}

void
mac_random(void *out, size_t size)
{
	must(RAND_bytes(out, to_int(size)) == 1);
}

/* AES-256-GCM: nonce, text, tag. A nonce is random; of 12 octets it may repeat
 * after some 2^32 sealings under one key, and key rings are sealed a few times
 * a year. The label is bound in, so that no file can be put in the place of
 * another. */
GBytes *
mac_seal(const uint8_t key[MAC_KEY_SIZE], const char *label, GBytes *plain)
{
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	size_t size = 0;
	const uint8_t *in = g_bytes_get_data(plain, &size);
	uint8_t *sealed = g_malloc(NONCE_SIZE + size + TAG_SIZE);
	uint8_t *out = sealed + NONCE_SIZE;
	int length;

	mac_random(sealed, NONCE_SIZE);
	must(context &&
	    EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed) ==
	        1);
	must(EVP_EncryptUpdate(context, NULL, &length, (const uint8_t *)label,
	         to_int(strlen(label))) == 1);
	/* A NULL output would count an empty text as more associated data. */
	if (size > 0)
		must(EVP_EncryptUpdate(context, out, &length, in,
		         to_int(size)) == 1);
	must(EVP_EncryptFinal_ex(context, out + size, &length) == 1);
	must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_SIZE,
	         out + size) == 1);
	return g_bytes_new_take(sealed, NONCE_SIZE + size + TAG_SIZE);
}

/* Decrypts size octets into out; false when the tag is wrong. */
static bool
unseal(EVP_CIPHER_CTX *context, const char *label, const uint8_t *in,
    size_t size, uint8_t *out)
{
	uint8_t tag[TAG_SIZE];
	int length;

	memcpy(tag, in + size, TAG_SIZE);
	must(EVP_DecryptUpdate(context, NULL, &length, (const uint8_t *)label,
	         to_int(strlen(label))) == 1);
	if (size > 0)
		must(EVP_DecryptUpdate(context, out, &length, in,
		         to_int(size)) == 1);
	must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_SIZE,
	         tag) == 1);
	return EVP_DecryptFinal_ex(context, out + size, &length) == 1;
}

GBytes *
mac_open(const uint8_t key[MAC_KEY_SIZE], const char *label, GBytes *sealed,
    GError **error)
{
	g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
	size_t size = 0;
	const uint8_t *in = g_bytes_get_data(sealed, &size);
	g_autofree uint8_t *out = NULL;

	if (size < NONCE_SIZE + TAG_SIZE) {
		fail_set(error, FAIL_PERMANENT, "sealed %s is cut short",
		    label);
		return NULL;
	}
	size -= NONCE_SIZE + TAG_SIZE;
	out = g_malloc(size + 1);
	must(context &&
	    EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, in) == 1);
	if (!unseal(context, label, in + NONCE_SIZE, size, out)) {
		OPENSSL_cleanse(out, size);
		fail_set(error, FAIL_PERMANENT,
		    "sealed %s does not open: another key, or changed bytes",
		    label);
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&out), size);
}

/* With one block of output, RFC 5869 is two HMACs: extract (2.2) under a salt
 * of zeros, then expand (2.3) over the label and the counter 1. */
void
mac_derive(const void *secret, size_t size, const char *label,
    uint8_t out[MAC_KEY_SIZE])
{
	static const uint8_t salt[MAC_SHA256_SIZE];
	g_autoptr(GString) info = g_string_new(label);
	uint8_t extracted[MAC_SHA256_SIZE];

	g_string_append_c(info, '\1');
	mac_hmac(salt, secret, size, extracted);
	mac_hmac(extracted, info->str, info->len, out);
	OPENSSL_cleanse(extracted, sizeof(extracted));
}

char *
mac_hex(const void *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *in = data;
	char *text = g_malloc(2 * size + 1);

	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[in[i] >> 4];
		text[2 * i + 1] = digits[in[i] & 15];
	}
	text[2 * size] = '\0';
	return text;
}
