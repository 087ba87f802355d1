/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Quoted-printable (RFC 2045 section 6.7) of text whose lines end in "\n": CRLF
 * line ends, lines of at most 76, and "From " and "." at a line's start encoded
 * too, because relays change them. */
void qpwriter_text(const char *text, gsize size, GString *out);
