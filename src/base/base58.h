/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum base58_alphabet { BASE58_BITCOIN, BASE58_XRP };

/* Most characters that are looked at: a longer text is no base 58. */
#define BASE58_MAX 128

/* The number that length characters stand for, big-endian and with an octet 0
 * for each leading zero digit, into out. Its size in octets; 0 when a character
 * is foreign, the text is empty or too long, or out_size does not hold it. */
size_t base58_decode(const char *text, size_t length,
    enum base58_alphabet alphabet, uint8_t *out, size_t out_size);

/* Whether the last four octets are the first of SHA-256(SHA-256(all before)),
 * as Bitcoin's base58check has it. */
bool base58_is_checked(const uint8_t *octets, size_t size);
