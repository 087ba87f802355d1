/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Where an octet stands in a text that has many of it, as base64 has line ends
 * and slashes: by memchr() each costs a call. */

#define OCTETS_AT_ONCE 4096

/* The places in text, from 0, at which the octet stands, in order; how many.
 * size: at most OCTETS_AT_ONCE. */
guint octets_find(const char *text, gsize size, char octet,
    guint16 places[OCTETS_AT_ONCE]);
