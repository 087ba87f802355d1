/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/header.h"
#include <glib.h>
#include <stdint.h>

/* raw_out: SHA-256 of the mail as it came. canon_out: SHA-256 over every From,
 * To, Cc, Date, Subject and Message-ID field in that order (name in lower case,
 * colon, value with runs of white space as one space, LF) and then the Poly1305
 * under key, which nobody outside may know, of the body with line ends as CR LF
 * and without empty lines at its end: the same for copies that came by two
 * ways. */
void digest_mail(const void *raw, gsize size, const struct header *header,
    const uint8_t key[32], uint8_t raw_out[32], uint8_t canon_out[32]);
