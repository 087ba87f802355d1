/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* The number of a payment card: digits, also in groups of three or more with a
 * blank or a dash between, of an issuer's range and length, whose check digit
 * is right (ISO/IEC 7812-1, annex B). text begins with a digit; *length_out are
 * the octets of the digits and what is between, also when it is none. */
bool cardnumber_is(const char *text, size_t *length_out);
