/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operator wants to see first: does each account and relay work, and
 * since when. Roles write here only when that changes, so it costs nothing on
 * the way of a mail. An alarm must not become a storm: one an hour and cause.
 */
#include "store/health.h"
#include "model/codec.h"
#include "store/key.h"
#include "store/numbers.h"
#include <string.h>

#define HEALTH_ALARM_MS (3600 * 1000)

static const char *const health_types[] = { "(sx)" };

static struct key
health_key(enum key_kind kind, const char *subject)
{
	struct key key = key_new(kind);

	key_add_octets(&key, subject, strlen(subject));
	return key;
}

/* Since when the subject has been working or failing: what fails a second time,
 * for whatever reason, has been failing since the first. */
static bool
health_since(struct kv_txn *txn, const struct key *key, const char *trouble,
    gint64 *when, GError **error)
{
	g_autoptr(GBytes) value = NULL;
	g_autofree char *before = NULL;
	gint64 since = 0;

	if (!key_get(txn, key, &value, error))
		return false;
	if (value != NULL && health_decode(value, &before, &since) &&
	    (*before == '\0') == (*trouble == '\0') && since < *when)
		*when = since;
	return true;
}

bool
health_note(struct kv *kv, const char *subject, const char *trouble,
    gint64 when, GError **error)
{
	struct key key = health_key(KEY_HEALTH, subject);
	const char *text = trouble != NULL ? trouble : "";
	enum kv_result result = KV_RETRY;

	while (result == KV_RETRY) {
		g_autoptr(kv_txn) txn = kv_begin(kv, KV_WRITE, error);
		g_autoptr(GBytes) value = NULL;
		if (txn == NULL || !health_since(txn, &key, text, &when, error))
			return false;
		value = codec_encode(1,
		    g_variant_new("(@sx)", codec_string(text), when));
		if (!key_put(txn, &key, value, error))
			return false;
		result = kv_commit(g_steal_pointer(&txn), error);
	}
	return result == KV_OK;
}

bool
health_decode(GBytes *value, char **trouble_out, gint64 *since_out)
{
	g_autoptr(GVariant) body = codec_decode(value, "health", health_types,
	    G_N_ELEMENTS(health_types), NULL, NULL);

	if (body == NULL)
		return false;
	if (trouble_out != NULL)
		g_variant_get_child(body, 0, "s", trouble_out);
	if (since_out != NULL)
		g_variant_get_child(body, 1, "x", since_out);
	return true;
}

struct health_walk {
	health_visit visit;
	void *context;
	bool damaged;
};

/* A damaged record ends the walk: status must not show half the truth. */
static bool
health_visit_one(GBytes *key, GBytes *value, void *context)
{
	struct health_walk *walk = context;
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	g_autofree char *subject = g_strndup(octets + 1, size - 1);
	g_autofree char *trouble = NULL;
	gint64 since = 0;

	walk->damaged = !health_decode(value, &trouble, &since);
	return !walk->damaged &&
	    walk->visit(subject, trouble, since, walk->context);
}

bool
health_each(struct kv_txn *txn, health_visit visit, void *context,
    GError **error)
{
	struct key all = key_new(KEY_HEALTH);
	struct health_walk walk = { .visit = visit, .context = context };

	if (!key_each(txn, &all, KV_UP, health_visit_one, &walk, error))
		return false;
	return !walk.damaged ||
	    fail_set(error, FAIL_STORE, "health: damaged record");
}

enum health_alarm
health_alarm(struct kv_txn *txn, const char *cause, gint64 now, GError **error)
{
	struct key key = health_key(KEY_ALARM, cause);
	guint64 last = 0;
	bool found = false;

	if (!numbers_get(txn, &key, &last, &found, error))
		return HEALTH_ALARM_ERROR;
	if (found && now >= (gint64)last &&
	    now - (gint64)last < HEALTH_ALARM_MS)
		return HEALTH_ALARM_TOLD;
	return numbers_put(txn, &key, (guint64)now, error) ? HEALTH_ALARM_DUE
	                                                   : HEALTH_ALARM_ERROR;
}
