/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answered a ticket last, and what, as a digest: agents' clients send
 * things twice, and agents answer what others have answered. It must never hold
 * a word of the answer itself. */
#include "model/answer.h"

#include <string.h>

#include "model/codec.h"

#define LIST_TYPE "a(sxay)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = { "(" LIST_TYPE ")" };

static void
free_answer(gpointer data)
{
	struct answer *answer = data;
	g_free(answer->agent);
	g_free(answer);
}

GPtrArray *
answer_list_new(void)
{
	return g_ptr_array_new_with_free_func(free_answer);
}

void
answer_list_add(GPtrArray *list, const char *agent, gint64 when,
    const uint8_t digest[ANSWER_DIGEST_SIZE])
{
	struct answer *answer = g_new0(struct answer, 1);
	answer->agent = g_strdup(agent);
	answer->when = when;
	memcpy(answer->digest, digest, ANSWER_DIGEST_SIZE);
	if (list->len >= ANSWER_LIST_MAX)
		g_ptr_array_remove_index(list, 0);
	g_ptr_array_add(list, answer);
}

GBytes *
answer_list_encode(const GPtrArray *list)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE(LIST_TYPE));
	for (guint i = 0; i < list->len; i++) {
		const struct answer *answer = list->pdata[i];
		g_variant_builder_add(&builder, "(@sx@ay)",
		    codec_string(answer->agent), answer->when,
		    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE,
		        answer->digest, ANSWER_DIGEST_SIZE, 1));
	}
	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@" LIST_TYPE ")", g_variant_builder_end(&builder)));
}

/* False when the digest has another size. */
static gboolean
decode_one(GVariant *encoded, GPtrArray *list)
{
	g_autofree char *agent = NULL;
	g_autoptr(GVariant) octets = NULL;
	gint64 when;
	gsize size = 0;
	g_variant_get(encoded, "(sx@ay)", &agent, &when, &octets);
	const uint8_t *digest = g_variant_get_fixed_array(octets, &size, 1);
	if (size != ANSWER_DIGEST_SIZE)
		return FALSE;
	answer_list_add(list, agent, when, digest);
	return TRUE;
}

GPtrArray *
answer_list_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "answers", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GPtrArray) list = answer_list_new();
	g_autoptr(GVariant) rows = NULL;
	if (!body)
		return NULL;
	rows = g_variant_get_child_value(body, 0);
	for (gsize i = 0; i < g_variant_n_children(rows); i++) {
		g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
		if (!decode_one(row, list))
			return codec_refuse(error, "answers",
			    "a digest has another size");
	}
	return g_steal_pointer(&list);
}
