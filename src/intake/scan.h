/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/header.h"
#include <glib.h>

/* Bounds and the trust-bearing header fields, read from the raw octets before
 * and outside any parser: linear, no recursion, no allocation beyond the
 * header's own size. Octets and numbers as in the settings of the same names.
 */
struct scan_limits {
	gint64 message_size, header_bytes, header_field_bytes, header_fields,
	    line_bytes;
	gint64 mime_depth, mime_parts, boundary_bytes;
	gint64 field_addresses, addresses, parameters, encoded_words;
};

/* The header, and whether the mail may be given to a parser. A hard limit
 * (message_size, header_bytes, header_fields, mime_depth, mime_parts,
 * boundary_bytes) ends in header->limit with the option's name; soft ones
 * (lines, fields, addresses, parameters, encoded words) in header->flags. Parts
 * and depth are counted as mailers nest them, nested messages included. Never
 * fails; the header has at least what stands before the limit; header->crlf is
 * of a body that was read to its end. The caller frees. */
struct header *scan_header(const void *raw, gsize size,
    const struct scan_limits *limits);
