/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answered a ticket last, and what, as a digest: agents' clients send
 * things twice, and agents answer what others have answered. It must never hold
 * a word of the answer itself. With it stands what it has changed, for it may
 * be taken back. */
#include "model/answer.h"

#include <string.h>

#include "model/codec.h"

#define ROW_TYPE "(sxay" STANDING_TYPE ")"
#define LIST_TYPE "a" ROW_TYPE

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
answer_list_add(GPtrArray *list, const struct answer *answer)
{
	struct answer *copy = g_memdup2(answer, sizeof *answer);

	copy->agent = g_strdup(answer->agent);
	if (list->len >= ANSWER_LIST_MAX)
		g_ptr_array_remove_index(list, 0);
	g_ptr_array_add(list, copy);
}

GBytes *
answer_list_encode(const GPtrArray *list)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE(LIST_TYPE));
	for (guint i = 0; i < list->len; i++) {
		const struct answer *answer = list->pdata[i];
		g_variant_builder_add(&builder, "(@sx@ay@" STANDING_TYPE ")",
		    codec_string(answer->agent), answer->when,
		    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE,
		        answer->digest, ANSWER_DIGEST_SIZE, 1),
		    standing_encode(&answer->before));
	}
	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@" LIST_TYPE ")", g_variant_builder_end(&builder)));
}

/* False when it says what can not be. */
static gboolean
decode_one(GVariant *encoded, GPtrArray *list)
{
	g_autofree char *agent = NULL;
	g_autoptr(GVariant) octets = NULL, before = NULL;
	struct answer answer = { 0 };
	gsize size = 0;

	g_variant_get(encoded, "(sx@ay@" STANDING_TYPE ")", &agent,
	    &answer.when, &octets, &before);
	const uint8_t *digest = g_variant_get_fixed_array(octets, &size, 1);
	if (size != ANSWER_DIGEST_SIZE ||
	    !standing_decode(before, &answer.before))
		return FALSE;
	memcpy(answer.digest, digest, ANSWER_DIGEST_SIZE);
	answer.agent = agent;
	answer_list_add(list, &answer);
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
			    "a digest or a clock can not be");
	}
	return g_steal_pointer(&list);
}
