/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coins' addresses: the published ones are good, and no letter of them can be
 * changed without it being seen, where the form has a checksum. */
#include "desk/coin.h"

#include <string.h>

#include "base/base58.h"
#include "base/bech32.h"
#include "base/keccak.h"
#include "base/mac.h"

static const struct {
	const char *text;
	enum coin_verdict verdict;
	const char *chain;
} addresses[] = {
	/* Bitcoin's first block, and forms that BIP 173 and BIP 350 give. */
	{ "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", COIN_GOOD, "Bitcoin" },
	{ "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", COIN_GOOD, "Bitcoin" },
	{ "1111111111111111111114oLvT2", COIN_GOOD, "Bitcoin" },
	{ "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", COIN_GOOD,
	    "Bitcoin or Litecoin" },
	{ "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", COIN_GOOD, "Bitcoin" },
	{ "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", COIN_GOOD, "Bitcoin" },
	{ "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
	    COIN_GOOD, "Bitcoin" },
	{ "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
	    COIN_GOOD, "Bitcoin" },
	{ "BC1SW50QGDZ25J", COIN_GOOD, "Bitcoin" },
	{ "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", COIN_GOOD,
	    "Litecoin" },
	/* EIP-55's own. */
	{ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", COIN_GOOD, "Ethereum" },
	{ "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", COIN_GOOD, "Ethereum" },
	{ "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", COIN_GOOD, "Ethereum" },
	{ "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", COIN_GOOD, "Ethereum" },
	{ "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", COIN_UNCHECKED,
	    "Ethereum" },
	{ "0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", COIN_UNCHECKED,
	    "Ethereum" },
	/* The contract of a well-known token; XRP's first account. */
	{ "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", COIN_GOOD, "TRON" },
	{ "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", COIN_GOOD, "XRP" },
	{ "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", COIN_UNCHECKED,
	    "Solana" },
	{ "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", COIN_UNCHECKED,
	    "Solana" },
	/* Typing errors. */
	{ "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", COIN_WRONG, "Bitcoin" },
	{ "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T", COIN_WRONG, "TRON" },
	{ "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", COIN_WRONG, "Bitcoin" },
	{ "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4", COIN_WRONG, "Bitcoin" },
	{ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", COIN_WRONG,
	    "Ethereum" },
	/* BIP 350: the other checksum, sizes and spare bits. */
	{ "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
	    COIN_WRONG, "Bitcoin" },
	{ "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
	    COIN_WRONG, "Bitcoin" },
	{ "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
	    COIN_WRONG, "Bitcoin" },
	{ "bc1pw5dgrnzv", COIN_NOTHING, "" },
	{ "bc1gmk9yu", COIN_NOTHING, "" },
	{ "bc1", COIN_NOTHING, "" },
	{ "bc", COIN_NOTHING, "" },
	{ "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", COIN_NOTHING, "" },
	/* No address at all. */
	{ "", COIN_NOTHING, "" },
	{ "1", COIN_NOTHING, "" },
	{ "0x", COIN_NOTHING, "" },
	{ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", COIN_NOTHING, "" },
	{ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd", COIN_NOTHING, "" },
	{ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", COIN_NOTHING, "" },
	{ "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", COIN_NOTHING, "" },
	{ "d41d8cd98f00b204e9800998ecf8427e", COIN_NOTHING, "" },
	{ "da39a3ee5e6b4b0d3255bfef95601890afd80709", COIN_NOTHING, "" },
	{ "Donaudampfschifffahrtsgesellschaft", COIN_NOTHING, "" },
	{ "123456789123456789123456789123456789", COIN_NOTHING, "" },
	{ "support+mzxw6ytboi4dqmrqgezdgnbvgy3tqojqgezdgnbvgy3", COIN_NOTHING,
	    "" },
};

static void
test_addresses(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
		struct coin_match match =
		    coin_address(addresses[i].text, strlen(addresses[i].text));

		g_test_message("%s", addresses[i].text);
		g_assert_cmpint(match.verdict, ==, addresses[i].verdict);
		g_assert_cmpstr(match.chain, ==, addresses[i].chain);
	}
}

/* One character changed to another that such an address may have. */
static void
change_each(const char *text)
{
	static const char others[] =
	    "acdefghjkmnpqrstuvwxyz023456789ACDEFGHJKLM";
	g_autofree char *copy = g_strdup(text);

	for (guint i = 2; text[i]; i++) {
		for (guint j = 0; others[j]; j++) {
			struct coin_match match;

			if (others[j] == text[i])
				continue;
			copy[i] = others[j];
			match = coin_address(copy, strlen(copy));
			g_assert_cmpint(match.verdict, !=, COIN_GOOD);
		}
		copy[i] = text[i];
	}
}

/* Not EIP-55's, which finds all but one in 4,000: its letters' case is all the
 * check it has. */
static void
test_changes(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++)
		if (addresses[i].verdict == COIN_GOOD &&
		    !g_str_has_prefix(addresses[i].text, "0x"))
			change_each(addresses[i].text);
}

static void
test_transactions(void)
{
	static const struct {
		const char *text;
		enum coin_verdict verdict;
		const char *chain;
	} rows[] = {
		{ "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afded"
		  "a33b",
		    COIN_UNCHECKED, "" },
		{ "4A5E1E4BAAB89F3A32518A88C31BC87F618F76673E2CC77AB2127B7AFDED"
		  "A33B",
		    COIN_UNCHECKED, "" },
		{ "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1"
		  "b22060",
		    COIN_UNCHECKED, "Ethereum" },
		{ "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKh"
		  "oR4tjF3ZpRzrFmBV6UjKdiSZkQUW",
		    COIN_UNCHECKED, "Solana" },
		{ "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afded"
		  "a33",
		    COIN_NOTHING, "" },
		{ "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afded"
		  "a33g",
		    COIN_NOTHING, "" },
		{ "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1"
		  "b2206",
		    COIN_NOTHING, "" },
		{ "", COIN_NOTHING, "" },
		{ "0x", COIN_NOTHING, "" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct coin_match match =
		    coin_transaction(rows[i].text, strlen(rows[i].text));

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(match.verdict, ==, rows[i].verdict);
		g_assert_cmpstr(match.chain, ==, rows[i].chain);
	}
}

/* The digests that Ethereum's own documents give; and over several blocks,
 * against what a block's edge would get wrong. */
static void
test_keccak(void)
{
	static const struct {
		const char *text, *digest;
	} rows[] = {
		{ "",
		    "c5d2460186f7233c927e7db2dcc703c0"
		    "e500b653ca82273b7bfad8045d85a470" },
		{ "abc",
		    "4e03657aea45a94fc7d47ba826c8d667"
		    "c0d1e6e33a64a036ec44f58fa12d6c45" },
	};
	uint8_t digest[KECCAK_SIZE], other[KECCAK_SIZE];
	char block[300];

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		keccak_256(rows[i].text, strlen(rows[i].text), digest);
		g_autofree char *hex = mac_hex(digest, sizeof(digest));
		g_assert_cmpstr(hex, ==, rows[i].digest);
	}
	memset(block, 'x', sizeof(block));
	for (guint size = 134; size < sizeof(block); size++) {
		keccak_256(block, size, digest);
		keccak_256(block, size - 1, other);
		g_assert_cmpint(memcmp(digest, other, sizeof(other)), !=, 0);
	}
}

static void
test_base58(void)
{
	static const struct {
		const char *text;
		size_t room, size;
		const char *hex;
	} rows[] = {
		{ "", 8, 0, "" },
		{ "1", 8, 1, "00" },
		{ "111", 8, 3, "000000" },
		{ "2g", 8, 1, "61" },
		{ "a3gV", 8, 3, "626262" },
		{ "11a3gV", 8, 5, "0000626262" },
		{ "a3gV", 2, 0, "" },
		{ "11a3gV", 4, 0, "" },
		{ "a3 gV", 8, 0, "" },
		{ "0", 8, 0, "" },
		{ "O", 8, 0, "" },
		{ "I", 8, 0, "" },
		{ "l", 8, 0, "" },
	};
	g_autofree char *longest = g_strnfill(BASE58_MAX, 'z');
	g_autofree char *longer = g_strnfill(BASE58_MAX + 1, 'z');
	uint8_t out[BASE58_MAX];

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		size_t size = base58_decode(rows[i].text, strlen(rows[i].text),
		    BASE58_BITCOIN, out, rows[i].room);
		g_autofree char *hex = mac_hex(out, size);

		g_test_message("%s", rows[i].text);
		g_assert_cmpuint(size, ==, rows[i].size);
		g_assert_cmpstr(hex, ==, rows[i].hex);
	}
	g_assert_cmpuint(base58_decode(longest, BASE58_MAX, BASE58_BITCOIN, out,
	                     sizeof(out)),
	    >, 90);
	g_assert_cmpuint(base58_decode(longer, BASE58_MAX + 1, BASE58_BITCOIN,
	                     out, sizeof(out)),
	    ==, 0);
	g_assert_false(base58_is_checked(out, 4));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/coin/addresses", test_addresses);
	g_test_add_func("/coin/changes", test_changes);
	g_test_add_func("/coin/transactions", test_transactions);
	g_test_add_func("/coin/keccak", test_keccak);
	g_test_add_func("/coin/base58", test_base58);
	return g_test_run();
}
