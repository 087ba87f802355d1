/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References into the archive, as they stand inside other records.
 *
 * Apart from the archive itself, so that records can be encoded and decoded
 * without any file being near. It must never follow a reference. */
#include "model/blob.h"

#include <string.h>

GVariant *
blob_encode(const struct blob *blob)
{
	GVariant *digest = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE,
	    blob->sha256, sizeof blob->sha256, 1);
	return g_variant_new("(utt@ay)", blob->segment, blob->offset,
	    blob->length, digest);
}

gboolean
blob_decode(GVariant *encoded, struct blob *out)
{
	g_autoptr(GVariant) digest = NULL;
	gsize size = 0;

	memset(out, 0, sizeof *out);
	g_variant_get(encoded, "(utt@ay)", &out->segment, &out->offset,
	    &out->length, &digest);
	const void *octets = g_variant_get_fixed_array(digest, &size, 1);
	if (size != sizeof out->sha256) {
		memset(out, 0, sizeof *out);
		return FALSE;
	}
	memcpy(out->sha256, octets, size);
	return TRUE;
}
