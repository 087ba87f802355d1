/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of one solving and of what the customer says of it. It holds no
 * word and no address of his: figures are kept when his mails are erased, and
 * whoever copies these rows learns nothing of who said what. */
#include "model/closure.h"

#include "model/codec.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = { "(ttsssxxuxu)" };

struct closure *
closure_new(void)
{
	struct closure *closure = g_new0(struct closure, 1);

	closure->queue = g_strdup("");
	closure->agent = g_strdup("");
	closure->language = g_strdup("");
	return closure;
}

void
closure_free(struct closure *closure)
{
	if (!closure)
		return;
	g_free(closure->queue);
	g_free(closure->agent);
	g_free(closure->language);
	g_free(closure);
}

GBytes *
closure_encode(const struct closure *closure)
{
	GVariant *body = g_variant_new("(tt@s@s@sxxuxu)", closure->number,
	    closure->ticket, codec_string(closure->queue),
	    codec_string(closure->agent), codec_string(closure->language),
	    closure->solved, closure->asked, closure->vote, closure->voted,
	    closure->changes);

	return codec_encode(G_N_ELEMENTS(types), body);
}

struct closure *
closure_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "closure", types,
	    G_N_ELEMENTS(types), NULL, error);

	if (!body)
		return NULL;
	g_autoptr(closure) closure = g_new0(struct closure, 1);
	g_variant_get(body, "(ttsssxxuxu)", &closure->number, &closure->ticket,
	    &closure->queue, &closure->agent, &closure->language,
	    &closure->solved, &closure->asked, &closure->vote, &closure->voted,
	    &closure->changes);
	if (closure->vote > CLOSURE_BEST)
		return codec_refuse(error, "closure", "no such vote");
	return g_steal_pointer(&closure);
}
