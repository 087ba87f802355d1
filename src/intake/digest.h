/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/header.h"
#include "store/dedupe.h"
#include <glib.h>
#include <stdint.h>

/* out's date: that of the first Date field, as maildate_parse() has it. canon:
 * SHA-256 over every From, To, Cc, Date, Subject and Message-ID field in that
 * order (name in lower case, colon, value with runs of white space as one
 * space, LF) and then the Poly1305 under key, which nobody outside may know, of
 * the body with line ends as CR LF and without empty lines at its end. date and
 * canon are the same for copies that came by two ways. out's raw, the SHA-256
 * of the mail as it came, is not touched. */
void digest_mail(const void *raw, gsize size, const struct header *header,
    const uint8_t key[32], struct dedupe_copy *out);
