/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References into the archive, as they stand inside other records.
 *
 * Apart from the archive itself, so that records can be encoded and decoded
 * without any file being near. It must never follow a reference. */
#include "model/blob.h"

#include <string.h>

#include "model/codec.h"

/* As BLOB_TYPE. */
struct numbers {
	guint64 offset, length, digest[4];
	guint32 segment, none;
};
G_STATIC_ASSERT(sizeof(struct numbers) == 6 * 8 + 2 * 4);

GVariant *
blob_encode(const struct blob *blob)
{
	struct numbers numbers = { .offset = blob->offset,
		.length = blob->length,
		.segment = blob->segment };

	memcpy(numbers.digest, blob->sha256, sizeof blob->sha256);
	for (guint i = 0; i < G_N_ELEMENTS(numbers.digest); i++)
		numbers.digest[i] = GUINT64_FROM_LE(numbers.digest[i]);
	return codec_numbers(BLOB_TYPE, &numbers, sizeof numbers);
}

void
blob_decode(GVariant *encoded, struct blob *out)
{
	struct numbers numbers;

	codec_get_numbers(encoded, &numbers, sizeof numbers);
	for (guint i = 0; i < G_N_ELEMENTS(numbers.digest); i++)
		numbers.digest[i] = GUINT64_TO_LE(numbers.digest[i]);
	*out = (struct blob){ .segment = numbers.segment,
		.offset = numbers.offset,
		.length = numbers.length };
	memcpy(out->sha256, numbers.digest, sizeof out->sha256);
}
