/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segregated-witness addresses, by BIP 173 and BIP 350. They are only told
 * right from wrong: what a wrong one may have been meant to be must never be
 * suggested, for somebody would send money there. */
#include "base/bech32.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define CHECK_LENGTH 6
#define VERSION_MAX 16
#define PROGRAM_MIN 2
#define PROGRAM_MAX 40
#define FINAL_BECH32 1U
#define FINAL_BECH32M 0x2bc830a3U

static uint32_t
step(uint32_t sum, uint8_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d,
		0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned int i = 0; i < G_N_ELEMENTS(generator); i++)
		if (top >> i & 1)
			sum ^= generator[i];
	return sum;
}

static uint32_t
start(const char *prefix)
{
	uint32_t sum = 1;

	for (const char *at = prefix; *at; at++)
		sum = step(sum, (uint8_t)*at >> 5);
	sum = step(sum, 0);
	for (const char *at = prefix; *at; at++)
		sum = step(sum, *at & 31);
	return sum;
}

/* In one case, after the prefix and "1"; NULL when it is not so. */
static const char *
data_of(const char *text, const char *prefix)
{
	size_t skip = strlen(prefix);
	bool lower = false, upper = false;

	for (const char *at = text; *at; at++) {
		lower |= g_ascii_islower(*at);
		upper |= g_ascii_isupper(*at);
	}
	if ((lower && upper) || g_ascii_strncasecmp(text, prefix, skip) != 0 ||
	    text[skip] != '1')
		return NULL;
	return text + skip + 1;
}

/* Five-bit groups as octets: nothing but zeros, fewer than five, is left. */
static bool
is_program(uint8_t version, size_t groups, uint8_t last)
{
	size_t octets = groups * 5 / 8;
	unsigned int spare = (unsigned int)(groups * 5 % 8);

	if (spare >= 5 || (last & ((1U << spare) - 1)) != 0)
		return false;
	if (version == 0)
		return octets == 20 || octets == 32;
	return octets >= PROGRAM_MIN && octets <= PROGRAM_MAX;
}

bool
bech32_is_segwit(const char *text, size_t length, const char *prefix)
{
	static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	g_autofree char *copy =
	    length <= BECH32_MAX ? g_strndup(text, length) : g_strdup("");
	const char *data = data_of(copy, prefix);
	uint8_t values[BECH32_MAX] = { 0 };
	uint32_t sum = start(prefix);
	size_t count = 0;

	if (!data || strlen(data) < 1 + CHECK_LENGTH)
		return false;
	for (; data[count]; count++) {
		const char *digit =
		    strchr(digits, g_ascii_tolower(data[count]));

		if (!digit)
			return false;
		values[count] = (uint8_t)(digit - digits);
		sum = step(sum, values[count]);
	}
	size_t groups = count - 1 - CHECK_LENGTH;
	return groups > 0 && values[0] <= VERSION_MAX &&
	    sum == (values[0] == 0 ? FINAL_BECH32 : FINAL_BECH32M) &&
	    is_program(values[0], groups, values[groups]);
}
