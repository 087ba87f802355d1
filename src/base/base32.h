/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* RFC 4648 section 6 in lower case without padding. The text of size bytes has
 * (size * 8 + 4) / 5 characters; the caller frees it. */
char *base32_encode(const void *data, size_t size);

/* Decodes exactly length characters into exactly size bytes; either case is
 * taken. False when a character is foreign, the length does not fit size, or a
 * spare bit is not zero. */
bool base32_decode(const char *text, size_t length, uint8_t *out, size_t size);
