/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keccak-256, for the check that is in the capitals of Ethereum's addresses.
 * OpenSSL 3.0 has SHA-3 only, which pads otherwise. Never for a secret: what is
 * to be trusted is digested by base/mac. */
#include "base/keccak.h"

#include <string.h>

#define LANES 25
#define ROUNDS 24
#define RATE 136 /* octets a block, for a digest of 32 */

static uint64_t
rotate(uint64_t lane, unsigned int bits)
{
	return bits == 0 ? lane : lane << bits | lane >> (64 - bits);
}

static void
theta(uint64_t state[LANES])
{
	uint64_t column[5];

	for (unsigned int x = 0; x < 5; x++)
		column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^
		    state[x + 15] ^ state[x + 20];
	for (unsigned int i = 0; i < LANES; i++)
		state[i] ^=
		    column[(i + 4) % 5] ^ rotate(column[(i + 1) % 5], 1);
}

/* The lanes' ways and distances follow from the definition of the steps. */
static void
rho_and_pi(uint64_t state[LANES])
{
	unsigned int x = 1, y = 0;
	uint64_t lane = state[1];

	for (unsigned int t = 0; t < LANES - 1; t++) {
		unsigned int next = (2 * x + 3 * y) % 5;
		uint64_t kept;

		x = y;
		y = next;
		kept = state[x + 5 * y];
		state[x + 5 * y] = rotate(lane, (t + 1) * (t + 2) / 2 % 64);
		lane = kept;
	}
}

static void
chi(uint64_t state[LANES])
{
	for (unsigned int y = 0; y < LANES; y += 5) {
		uint64_t row[5];

		memcpy(row, state + y, sizeof(row));
		for (unsigned int x = 0; x < 5; x++)
			state[y + x] ^= ~row[(x + 1) % 5] & row[(x + 2) % 5];
	}
}

/* The round's constant: bits 2^j - 1 from a register of x^8+x^6+x^5+x^4+1. */
static uint64_t
iota(uint8_t *shift)
{
	uint64_t constant = 0;

	for (unsigned int j = 0; j < 7; j++) {
		if (*shift & 1)
			constant |= (uint64_t)1 << ((1U << j) - 1);
		*shift = (uint8_t)(*shift << 1 ^ (*shift & 0x80 ? 0x71 : 0));
	}
	return constant;
}

static void
permute(uint64_t state[LANES])
{
	uint8_t shift = 1;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		theta(state);
		rho_and_pi(state);
		chi(state);
		state[0] ^= iota(&shift);
	}
}

static void
absorb(uint64_t state[LANES], const uint8_t block[RATE])
{
	for (unsigned int i = 0; i < RATE; i++)
		state[i / 8] ^= (uint64_t)block[i] << i % 8 * 8;
	permute(state);
}

void
keccak_256(const void *data, size_t size, uint8_t out[KECCAK_SIZE])
{
	const uint8_t *in = data;
	uint64_t state[LANES] = { 0 };
	uint8_t last[RATE] = { 0 };

	for (; size >= RATE; size -= RATE, in += RATE)
		absorb(state, in);
	if (size > 0)
		memcpy(last, in, size);
	last[size] = 0x01;
	last[RATE - 1] |= 0x80;
	absorb(state, last);
	for (unsigned int i = 0; i < KECCAK_SIZE; i++)
		out[i] = (uint8_t)(state[i / 8] >> i % 8 * 8);
}
