/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operator wants to see first: does each account and relay work, and
 * since when. Roles write here only when that changes, so it costs nothing on
 * the way of a mail. */
#include "store/health.h"
#include "model/codec.h"
#include "store/key.h"
#include <string.h>

#define HEALTH_PREFIX "health "
#define HEALTH_TYPE "(sx)"

static struct key
health_key(const char *subject)
{
	struct key key = key_new(KEY_META);

	key_add_octets(&key, HEALTH_PREFIX, strlen(HEALTH_PREFIX));
	key_add_octets(&key, subject, strlen(subject));
	return key;
}

bool
health_note(struct kv *kv, const char *subject, const char *trouble,
    gint64 when, GError **error)
{
	struct key key = health_key(subject);
	enum kv_result result = KV_RETRY;

	while (result == KV_RETRY) {
		g_autoptr(kv_txn) txn = kv_begin(kv, KV_WRITE, error);
		g_autoptr(GVariant) body =
		    g_variant_ref_sink(g_variant_new(HEALTH_TYPE,
		        trouble != NULL ? trouble : "", when));
		g_autoptr(GBytes) value = codec_encode(1, body);
		if (txn == NULL ||
		    !kv_put(txn, key.octets, key.size, value, error))
			return false;
		result = kv_commit(g_steal_pointer(&txn), error);
	}
	return result == KV_OK;
}

struct health_walk {
	health_visit visit;
	void *context;
	GError *error;
};

static bool
health_visit_one(GBytes *key, GBytes *value, void *context)
{
	static const char *const types[] = { HEALTH_TYPE };
	struct health_walk *walk = context;
	gsize size = 0, prefix = 1 + strlen(HEALTH_PREFIX);
	const char *octets = g_bytes_get_data(key, &size);
	g_autoptr(GVariant) body = codec_decode(value, "health", types,
	    G_N_ELEMENTS(types), NULL, &walk->error);

	if (body == NULL || size < prefix)
		return false;
	g_autofree char *subject = g_strndup(octets + prefix, size - prefix);
	const char *trouble = NULL;
	gint64 since = 0;
	g_variant_get(body, "(&sx)", &trouble, &since);
	return walk->visit(subject, trouble, since, walk->context);
}

bool
health_each(struct kv_txn *txn, health_visit visit, void *context,
    GError **error)
{
	struct key from = health_key("");
	struct key to = from;
	struct health_walk walk = { .visit = visit, .context = context };

	key_after(&to);
	struct kv_range range = { .from = from.octets,
		.to = to.octets,
		.from_size = from.size,
		.to_size = to.size,
		.direction = KV_UP };
	if (!kv_range(txn, &range, health_visit_one, &walk, error))
		return false;
	if (walk.error != NULL) {
		g_propagate_error(error, walk.error);
		return false;
	}
	return true;
}
