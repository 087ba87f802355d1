/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Most characters of a segregated-witness address (BIP 173). */
#define BECH32_MAX 90

/* Only a yes or a no: BIP 173 warns against locating errors for users, since a
 * mended address is somebody's guess.
 *
 * Whether length characters are a segregated-witness address with the
 * human-readable part prefix ("bc", lower case): checksum by BIP 173 for
 * version 0, by BIP 350 for the others; a program of 2 to 40 octets, of 20 or
 * 32 for version 0. Either case, not both. */
bool bech32_is_segwit(const char *text, size_t length, const char *prefix);
