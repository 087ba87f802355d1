/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has happened how often, in one mechanism for all caps.
 *
 * The times themselves are kept, so that a cap slides with the clock: with
 * counters for fixed hours twice as much could go out around the full hour. It
 * must never grow with the number of mails: old times fall out at each write,
 * and rows that say nothing any more are pruned. */
#include "store/rates.h"

#include <string.h>

#include "model/codec.h"
#include "store/key.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"ax",
};

static struct key
rate_key(enum rates_kind kind, const char *name)
{
	struct key key = key_new(KEY_RATE);
	key_add8(&key, (guint8)kind);
	key_add_octets(&key, name, strlen(name));
	return key;
}

/* The times in a row, oldest first; NULL with error. */
static GArray *
decode(GBytes *value, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(value, "rate", types,
	    G_N_ELEMENTS(types), NULL, error);
	gsize n = 0;
	if (!body)
		return NULL;
	const gint64 *all = g_variant_get_fixed_array(body, &n, sizeof *all);
	if (n > RATES_MAX)
		return codec_refuse(error, "rate", "too many times");
	GArray *times = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (n > 0)
		g_array_append_vals(times, all, (guint)n);
	return times;
}

static GArray *
load(struct kv_txn *txn, const struct key *key, GError **error)
{
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, key, &value, error))
		return NULL;
	return value ? decode(value, error)
	             : g_array_new(FALSE, FALSE, sizeof(gint64));
}

static bool
is_within(gint64 when, gint64 span, gint64 now)
{
	return when > now - span && when < now + span;
}

bool
rates_count(struct kv_txn *txn, const struct rates_what *what, gint64 now,
    guint *out, GError **error)
{
	struct key key = rate_key(what->kind, what->name);
	g_autoptr(GArray) times = load(txn, &key, error);
	if (!times)
		return false;
	*out = 0;
	for (guint i = 0; i < times->len; i++)
		*out +=
		    is_within(g_array_index(times, gint64, i), what->span, now);
	return true;
}

bool
rates_add(struct kv_txn *txn, enum rates_kind kind, const char *name,
    gint64 now, GError **error)
{
	struct key key = rate_key(kind, name);
	g_autoptr(GArray) times = load(txn, &key, error);
	if (!times)
		return false;
	for (guint i = times->len; i > 0; i--) {
		gint64 when = g_array_index(times, gint64, i - 1);
		if (!is_within(when, RATES_SPAN_MAX, now))
			g_array_remove_index(times, i - 1);
	}
	if (times->len == RATES_MAX)
		g_array_remove_index(times, 0);
	g_array_append_val(times, now);
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    g_variant_new_fixed_array(G_VARIANT_TYPE_INT64, times->data,
	        times->len, sizeof(gint64)));
	return key_put(txn, &key, value, error);
}

struct prune {
	gint64 now;
	guint most;
	GPtrArray *keys; /* GBytes */
};

/* A damaged row is left for verify to tell. */
static bool
visit_row(GBytes *key, GBytes *value, void *context)
{
	struct prune *prune = context;
	g_autoptr(GArray) times = decode(value, NULL);
	bool live = !times;
	for (guint i = 0; times && i < times->len; i++)
		live |= is_within(g_array_index(times, gint64, i),
		    RATES_SPAN_MAX, prune->now);
	if (!live)
		g_ptr_array_add(prune->keys, g_bytes_ref(key));
	return prune->keys->len < prune->most;
}

bool
rates_prune(struct kv_txn *txn, gint64 now, guint most, guint *out,
    GError **error)
{
	struct key all = key_new(KEY_RATE);
	g_autoptr(GPtrArray) keys =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	struct prune prune = { now, most, keys };
	if (!key_each(txn, &all, KV_UP, visit_row, &prune, error))
		return false;
	for (guint i = 0; i < keys->len; i++) {
		struct key key = { .size = 0 };
		gsize size = 0;
		const void *octets = g_bytes_get_data(keys->pdata[i], &size);
		key_add_octets(&key, octets, size);
		if (!key_del(txn, &key, error))
			return false;
	}
	*out = keys->len;
	return true;
}

bool
rates_is_valid(GBytes *value)
{
	g_autoptr(GArray) times = decode(value, NULL);
	return times != NULL;
}
