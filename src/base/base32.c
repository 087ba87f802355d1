/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base32 for reply addresses and Message-IDs. There must be exactly one text
 * for a value (up to case): a token that decodes although a spare bit is set
 * would let one signature stand in many addresses. */
#include "base/base32.h"

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

#define BITS_PER_CHARACTER 5U
#define VALUE_MASK 31U

/* Characters for size octets, without padding. */
static size_t
text_length(size_t size)
{
	return (size * 8 + 4) / BITS_PER_CHARACTER;
}

char *
base32_encode(const void *data, size_t size)
{
	const uint8_t *in = data;
	char *text = g_malloc(text_length(size) + 1);
	size_t length = 0;
	uint32_t bits = 0;
	unsigned int n_bits = 0;

	for (size_t i = 0; i < size; i++) {
		bits = bits << 8 | in[i];
		for (n_bits += 8; n_bits >= BITS_PER_CHARACTER;) {
			n_bits -= BITS_PER_CHARACTER;
			text[length++] = alphabet[bits >> n_bits & VALUE_MASK];
		}
	}
	if (n_bits > 0)
		text[length++] =
		    alphabet[bits << (BITS_PER_CHARACTER - n_bits) &
		        VALUE_MASK];
	text[length] = '\0';
	return text;
}

/* The five bits that a character stands for, or -1. */
static int
value_of(char character)
{
	char lower = g_ascii_tolower(character);

	if (lower >= 'a' && lower <= 'z')
		return lower - 'a';
	if (lower >= '2' && lower <= '7')
		return lower - '2' + 26;
	return -1;
}

bool
base32_decode(const char *text, size_t length, uint8_t *out, size_t size)
{
	uint32_t bits = 0;
	unsigned int n_bits = 0;
	size_t done = 0;

	if (size > G_MAXSIZE / 8 - 1 || length != text_length(size))
		return false;
	for (size_t i = 0; i < length; i++) {
		int value = value_of(text[i]);

		if (value < 0)
			return false;
		bits = bits << BITS_PER_CHARACTER | (uint32_t)value;
		n_bits += BITS_PER_CHARACTER;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[done++] = (uint8_t)(bits >> n_bits);
		}
	}
	/* What is left is fewer than 5 bits, and they must be zero. */
	return (bits & ((1U << n_bits) - 1)) == 0;
}
