/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of letters that are in their dot. It has numbers only: what became
 * of a letter stands in its own record, and this one is written over when its
 * batch is done. It must fit a line of store/dotlog whatever is in it. */
#include "model/dots.h"

#include <string.h>

#include "model/codec.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = { "(tuxat)" };

GBytes *
dots_encode(const struct dots *dots)
{
	GVariant *letters = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64,
	    dots->letters, dots->n, sizeof dots->letters[0]);

	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(tux@at)", dots->batch, dots->line, dots->when,
	        letters));
}

bool
dots_decode(GBytes *record, struct dots *out, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "dots", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) letters = NULL;

	if (!body)
		return false;
	g_variant_get(body, "(tux@at)", &out->batch, &out->line, &out->when,
	    &letters);
	const guint64 *numbers =
	    g_variant_get_fixed_array(letters, &out->n, sizeof out->letters[0]);
	if (out->n == 0 || out->n > DOTS_MOST)
		return codec_refuse(error, "dots", "so many letters") != NULL;
	memcpy(out->letters, numbers, out->n * sizeof out->letters[0]);
	return true;
}
