/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define KECCAK_SIZE 32

/* Keccak-256 with the padding of the submission to the contest, as Ethereum
 * uses it; SHA3-256 (FIPS 202) pads otherwise. */
void keccak_256(const void *data, size_t size, uint8_t out[KECCAK_SIZE]);
