/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base 58 for coins' addresses. Customers mistype them and attackers make them
 * up, so a text is believed only when it decodes without any guess: no
 * characters are skipped, replaced or folded in case. */
#include "base/base58.h"

#include <string.h>

#include "base/mac.h"

#define BASE 58U
#define CHECK_SIZE 4

static const char *const alphabets[] = {
	[BASE58_BITCOIN] =
	    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
	[BASE58_XRP] =
	    "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz",
};

/* number = number * 58 + digit, little-endian; false when it does not fit. */
static bool
push_digit(uint8_t *number, size_t *used, size_t room, uint32_t digit)
{
	uint32_t carry = digit;

	for (size_t i = 0; i < *used; i++) {
		carry += number[i] * BASE;
		number[i] = (uint8_t)carry;
		carry >>= 8;
	}
	if (carry == 0)
		return true;
	if (*used == room)
		return false;
	number[(*used)++] = (uint8_t)carry;
	return true;
}

size_t
base58_decode(const char *text, size_t length, enum base58_alphabet alphabet,
    uint8_t *out, size_t out_size)
{
	const char *digits = alphabets[alphabet];
	uint8_t number[BASE58_MAX];
	size_t used = 0, zeros = 0;

	if (length > BASE58_MAX)
		return 0;
	for (size_t i = 0; i < length; i++) {
		const char *digit = text[i] ? strchr(digits, text[i]) : NULL;

		if (!digit ||
		    !push_digit(number, &used, sizeof(number),
		        (uint32_t)(digit - digits)))
			return 0;
		zeros += used == 0;
	}
	if (zeros + used > out_size)
		return 0;
	memset(out, 0, zeros);
	for (size_t i = 0; i < used; i++)
		out[zeros + i] = number[used - 1 - i];
	return zeros + used;
}

bool
base58_is_checked(const uint8_t *octets, size_t size)
{
	uint8_t digest[MAC_SHA256_SIZE];

	if (size <= CHECK_SIZE)
		return false;
	mac_sha256(octets, size - CHECK_SIZE, digest);
	mac_sha256(digest, sizeof(digest), digest);
	return memcmp(digest, octets + size - CHECK_SIZE, CHECK_SIZE) == 0;
}
