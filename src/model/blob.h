/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdint.h>

/* Where a sequence of octets lies in the archive; segment 0 means nowhere. */
struct blob {
	guint32 segment;
	guint64 offset; /* of the frame in the segment */
	guint64 length; /* of the content, in octets */
	uint8_t sha256[32];
};

/* The GVariant type of a blob inside a record: offset, length, the digest as
 * four numbers that begin with their least octet, segment, 0. */
#define BLOB_TYPE "(ttttttuu)"

/* A floating GVariant of that type. */
GVariant *blob_encode(const struct blob *blob);

/* The reverse, of a value that has that type. */
void blob_decode(GVariant *encoded, struct blob *out);
