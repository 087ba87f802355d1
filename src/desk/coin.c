/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and transaction hashes of coins, told by form and checksum. A wrong
 * one is said to be wrong and never mended: an agent who reads a guessed
 * address would send money to it. */
#include "desk/coin.h"

#include <stdbool.h>
#include <string.h>

#include "base/base58.h"
#include "base/bech32.h"
#include "base/keccak.h"

#define CHECKED_SIZE 25 /* version, 20 octets, 4 of checksum */
#define ETHEREUM_DIGITS 40
#define HASH_DIGITS 64
#define SOLANA_KEY 32
#define SOLANA_SIGNATURE 64

static const struct coin_match nothing = { COIN_NOTHING, "" };

/* base58check: what the first octet says. */
static const struct {
	enum base58_alphabet alphabet;
	uint8_t version;
	const char *chain;
} versions[] = {
	{ BASE58_BITCOIN, 0x00, "Bitcoin" },
	{ BASE58_BITCOIN, 0x05, "Bitcoin or Litecoin" },
	{ BASE58_BITCOIN, 0x30, "Litecoin" },
	{ BASE58_BITCOIN, 0x32, "Litecoin" },
	{ BASE58_BITCOIN, 0x1e, "Dogecoin" },
	{ BASE58_BITCOIN, 0x16, "Dogecoin" },
	{ BASE58_BITCOIN, 0x41, "TRON" },
	{ BASE58_XRP, 0x00, "XRP" },
};

static const struct {
	const char *prefix, *chain;
} segwit[] = {
	{ "bc", "Bitcoin" },
	{ "ltc", "Litecoin" },
};

static bool
is_hex(const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isxdigit(word[i]))
			return false;
	return true;
}

/* Digits, and letters of both cases: else it may be a word, a number or a
 * digest in hexadecimal. */
static bool
is_mixed(const char *word, size_t length)
{
	bool digit = false, lower = false, upper = false;

	for (size_t i = 0; i < length; i++) {
		digit |= g_ascii_isdigit(word[i]);
		lower |= g_ascii_islower(word[i]);
		upper |= g_ascii_isupper(word[i]);
	}
	return digit && lower && upper;
}

static struct coin_match
by_base58(const char *word, size_t length)
{
	struct coin_match wrong = nothing;

	for (guint i = 0; i < G_N_ELEMENTS(versions); i++) {
		uint8_t octets[CHECKED_SIZE];

		if (base58_decode(word, length, versions[i].alphabet, octets,
		        sizeof(octets)) != sizeof(octets) ||
		    octets[0] != versions[i].version)
			continue;
		if (base58_is_checked(octets, sizeof(octets)))
			return (struct coin_match){ COIN_GOOD,
				versions[i].chain };
		/* XRP's digits are Bitcoin's in another order: a first octet
		 * of 0 is an r there, and a 1 here. */
		if (wrong.verdict == COIN_NOTHING && is_mixed(word, length))
			wrong = (struct coin_match){ COIN_WRONG,
				versions[i].chain };
	}
	return wrong;
}

static struct coin_match
by_bech32(const char *word, size_t length)
{
	for (guint i = 0; i < G_N_ELEMENTS(segwit); i++) {
		size_t prefix = strlen(segwit[i].prefix);

		if (length <= prefix ||
		    g_ascii_strncasecmp(word, segwit[i].prefix, prefix) != 0 ||
		    word[prefix] != '1')
			continue;
		if (bech32_is_segwit(word, length, segwit[i].prefix))
			return (struct coin_match){ COIN_GOOD,
				segwit[i].chain };
		/* As long as one, give or take a letter. */
		if (length >= prefix + 38 && length <= prefix + 62)
			return (struct coin_match){ COIN_WRONG,
				segwit[i].chain };
	}
	return nothing;
}

/* EIP-55: a letter is a capital where the digest of the address in lower case
 * has a digit of 8 and more. */
static bool
has_right_capitals(const char *digits)
{
	g_autofree char *lower = g_ascii_strdown(digits, ETHEREUM_DIGITS);
	uint8_t digest[KECCAK_SIZE];

	keccak_256(lower, ETHEREUM_DIGITS, digest);
	for (guint i = 0; i < ETHEREUM_DIGITS; i++) {
		guint nibble =
		    i % 2 == 0 ? digest[i / 2] >> 4U : digest[i / 2] & 15U;

		if (g_ascii_isalpha(digits[i]) &&
		    (nibble >= 8) != (bool)g_ascii_isupper(digits[i]))
			return false;
	}
	return true;
}

static struct coin_match
by_ethereum(const char *word, size_t length)
{
	bool lower = false, upper = false;

	if (length != 2 + ETHEREUM_DIGITS || word[0] != '0' ||
	    (word[1] != 'x' && word[1] != 'X') ||
	    !is_hex(word + 2, ETHEREUM_DIGITS))
		return nothing;
	for (size_t i = 2; i < length; i++) {
		lower |= g_ascii_islower(word[i]);
		upper |= g_ascii_isupper(word[i]);
	}
	if (!lower || !upper)
		return (struct coin_match){ COIN_UNCHECKED, "Ethereum" };
	return (struct coin_match){ has_right_capitals(word + 2) ? COIN_GOOD
		                                                 : COIN_WRONG,
		"Ethereum" };
}

static struct coin_match
by_solana(const char *word, size_t length, size_t size)
{
	uint8_t octets[SOLANA_SIGNATURE];

	if (is_hex(word, length) || !is_mixed(word, length) ||
	    base58_decode(word, length, BASE58_BITCOIN, octets,
	        sizeof(octets)) != size)
		return nothing;
	return (struct coin_match){ COIN_UNCHECKED, "Solana" };
}

struct coin_match
coin_address(const char *word, size_t length)
{
	struct coin_match match = by_ethereum(word, length);

	if (match.verdict == COIN_NOTHING)
		match = by_bech32(word, length);
	if (match.verdict == COIN_NOTHING)
		match = by_base58(word, length);
	if (match.verdict == COIN_NOTHING)
		match = by_solana(word, length, SOLANA_KEY);
	return match;
}

struct coin_match
coin_transaction(const char *word, size_t length)
{
	bool marked = length == 2 + HASH_DIGITS && word[0] == '0' &&
	    (word[1] == 'x' || word[1] == 'X');

	if (marked && is_hex(word + 2, HASH_DIGITS))
		return (struct coin_match){ COIN_UNCHECKED, "Ethereum" };
	/* Bitcoin, Litecoin, Dogecoin, TRON, XRP: all alike. */
	if (length == HASH_DIGITS && is_hex(word, length))
		return (struct coin_match){ COIN_UNCHECKED, "" };
	return by_solana(word, length, SOLANA_SIGNATURE);
}
