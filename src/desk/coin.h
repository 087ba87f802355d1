/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stddef.h>

/* Addresses and transactions as people paste them into mails: the word as it
 * is, without guesses. Whether an address was ever used, and whose it is, only
 * the chain knows; a right checksum says no more than that nobody mistyped it.
 */

/* What a word is, by the chains' own rules. */
enum coin_verdict {
	COIN_NOTHING,
	COIN_GOOD,      /* its checksum is right */
	COIN_UNCHECKED, /* well formed; this form has no checksum */
	COIN_WRONG, /* an address by its form, but the checksum is not right:
	               a typing error, or made up */
};

struct coin_match {
	enum coin_verdict verdict;
	const char *chain; /* static, "Bitcoin"; several where one form serves
	                      them: "Bitcoin or Litecoin"; "" for none */
};

/* Longest word that can be an address or a transaction's hash. */
#define COIN_WORD_MAX 100

/* An address: Bitcoin, Litecoin, Dogecoin and TRON by base58check, Bitcoin and
 * Litecoin by bech32, XRP, Ethereum (EIP-55; all in one case: unchecked) and
 * Solana (32 octets, unchecked). */
struct coin_match coin_address(const char *word, size_t length);

/* A transaction's hash: 64 hexadecimal digits, with 0x Ethereum's; or Solana's
 * signature of 64 octets in base 58. Always unchecked. */
struct coin_match coin_transaction(const char *word, size_t length);
