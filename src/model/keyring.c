/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signing keys of reply addresses, the one in use and the retired ones.
 *
 * Whoever has these bytes can write himself onto any ticket. They must never
 * be printed or stored unsealed, and are wiped when the ring is freed. */
#include "model/keyring.h"

#include <string.h>

#include "base/mac.h"
#include "model/codec.h"

#define KEYS_TYPE "a(yayxxx)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(" KEYS_TYPE ")",
};

static void
key_free(gpointer data)
{
	explicit_bzero(data, sizeof(struct keyring_key));
	g_free(data);
}

static struct keyring *
keyring_blank(void)
{
	struct keyring *keyring = g_new0(struct keyring, 1);
	keyring->keys = g_ptr_array_new_with_free_func(key_free);
	return keyring;
}

static void
add_random(struct keyring *keyring, guint8 id, gint64 now)
{
	struct keyring_key *key = g_new0(struct keyring_key, 1);
	mac_random(key->key, sizeof key->key);
	key->id = id;
	key->created = now;
	g_ptr_array_add(keyring->keys, key);
}

struct keyring *
keyring_new(gint64 now)
{
	struct keyring *keyring = keyring_blank();
	add_random(keyring, 0, now);
	return keyring;
}

void
keyring_free(struct keyring *keyring)
{
	if (!keyring)
		return;
	g_ptr_array_unref(keyring->keys);
	g_free(keyring);
}

const struct keyring_key *
keyring_signing(const struct keyring *keyring)
{
	for (guint i = 0; i < keyring->keys->len; i++) {
		const struct keyring_key *key = keyring->keys->pdata[i];
		if (key->retired == 0)
			return key;
	}
	g_assert_not_reached(); /* decode and new see to it */
}

/* Whether a signed after b did; of two made in one millisecond that is the one
 * that was retired later, or not at all. */
static bool
is_after(const struct keyring_key *a, const struct keyring_key *b)
{
	if (a->created != b->created)
		return a->created > b->created;
	return a->retired == 0 || (b->retired != 0 && a->retired > b->retired);
}

const struct keyring_key *
keyring_signing_at(const struct keyring *keyring, gint64 when)
{
	const struct keyring_key *last = NULL, *oldest = NULL;
	for (guint i = 0; i < keyring->keys->len; i++) {
		const struct keyring_key *key = keyring->keys->pdata[i];
		if (!oldest || key->created < oldest->created)
			oldest = key;
		if (key->created <= when && (!last || is_after(key, last)))
			last = key;
	}
	return last ? last : oldest;
}

enum keyring_state
keyring_state_of(const struct keyring_key *key, gint64 now)
{
	if (key->until != 0 && now >= key->until)
		return KEYRING_ENDED;
	return key->retired == 0 ? KEYRING_SIGNING : KEYRING_RETIRED;
}

const char *
keyring_state_name(enum keyring_state state)
{
	static const char *const names[] = {
		[KEYRING_SIGNING] = "signing",
		[KEYRING_RETIRED] = "retired",
		[KEYRING_ENDED] = "ended",
	};
	return names[state];
}

const struct keyring_key *
keyring_find(const struct keyring *keyring, guint8 id, gint64 now)
{
	for (guint i = 0; i < keyring->keys->len; i++) {
		const struct keyring_key *key = keyring->keys->pdata[i];
		if (key->id == id)
			return keyring_state_of(key, now) == KEYRING_ENDED
			    ? NULL
			    : key;
	}
	return NULL;
}

/* An id that no key has, the next one round from the signing key's, so that an
 * id comes again as late as can be; KEYRING_IDS when all are taken. */
static guint8
free_id(const struct keyring *keyring)
{
	gboolean taken[KEYRING_IDS] = { FALSE };
	guint from = keyring_signing(keyring)->id;
	for (guint i = 0; i < keyring->keys->len; i++) {
		const struct keyring_key *key = keyring->keys->pdata[i];
		taken[key->id] = TRUE;
	}
	for (guint i = 1; i < KEYRING_IDS; i++) {
		guint id = (from + i) % KEYRING_IDS;
		if (!taken[id])
			return (guint8)id;
	}
	return KEYRING_IDS;
}

/* When a key ends, if none is to be believed past latest. */
static gint64
end_of(const struct keyring_key *key, gint64 latest)
{
	return key->until == 0 ? latest : MIN(key->until, latest);
}

/* Takes out the key that ends first, if that is by now; else false. Ended ones
 * stay till then: a clock that was set wrong may be set right again. */
static bool
make_room(struct keyring *keyring, gint64 now, gint64 latest)
{
	struct keyring_key *first = keyring->keys->pdata[0];
	for (guint i = 1; i < keyring->keys->len; i++) {
		struct keyring_key *key = keyring->keys->pdata[i];
		if (end_of(key, latest) < end_of(first, latest))
			first = key;
	}
	return end_of(first, latest) <= now &&
	    g_ptr_array_remove(keyring->keys, first);
}

bool
keyring_rotate(struct keyring *keyring, gint64 now, gint64 keep_ms,
    GError **error)
{
	g_assert(now > 0 && keep_ms >= 0 && keep_ms <= KEYRING_KEEP_MAX);
	gint64 latest = now + keep_ms;
	guint8 id = free_id(keyring);
	if (id == KEYRING_IDS) {
		if (!make_room(keyring, now, latest))
			return fail_set(error, FAIL_PERMANENT,
			    "the key ring has %d keys that are all believed "
			    "still; --keep 0 ends them",
			    KEYRING_IDS);
		id = free_id(keyring);
	}
	for (guint i = 0; i < keyring->keys->len; i++) {
		struct keyring_key *key = keyring->keys->pdata[i];
		if (key->retired == 0)
			key->retired = now;
		key->until = end_of(key, latest);
	}
	add_random(keyring, id, now);
	return true;
}

GBytes *
keyring_encode(const struct keyring *keyring)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE(KEYS_TYPE));
	for (guint i = 0; i < keyring->keys->len; i++) {
		const struct keyring_key *key = keyring->keys->pdata[i];
		/* Not copied, so that no octet of it stays behind in GLib's
		 * memory: codec_encode() serialises straight from here. */
		GVariant *octets =
		    g_variant_new_from_data(G_VARIANT_TYPE_BYTESTRING, key->key,
		        sizeof key->key, TRUE, NULL, NULL);
		g_variant_builder_add(&builder, "(y@ayxxx)", key->id, octets,
		    key->created, key->retired, key->until);
	}
	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@" KEYS_TYPE ")", g_variant_builder_end(&builder)));
}

/* Takes the nth key of the record; what is wrong with it, or NULL. */
static const char *
key_decode(GVariant *encoded, gsize n, GPtrArray *keys)
{
	struct keyring_key *key = g_new0(struct keyring_key, 1);
	g_autoptr(GVariant) octets = NULL;
	gsize size = 0;

	g_ptr_array_add(keys, key);
	g_variant_get_child(encoded, n, "(y@ayxxx)", &key->id, &octets,
	    &key->created, &key->retired, &key->until);
	const void *data = g_variant_get_fixed_array(octets, &size, 1);
	if (size != sizeof key->key)
		return "a key has not 32 octets";
	memcpy(key->key, data, size);
	return key->id < KEYRING_IDS ? NULL : "a key's id is out of range";
}

/* What is wrong with the ring as a whole, or NULL. */
static const char *
keys_problem(const GPtrArray *keys)
{
	gboolean seen[KEYRING_IDS] = { FALSE };
	guint signing = 0;
	for (guint i = 0; i < keys->len; i++) {
		const struct keyring_key *key = keys->pdata[i];
		if (seen[key->id])
			return "two keys have the same id";
		seen[key->id] = TRUE;
		signing += key->retired == 0;
	}
	return signing == 1 ? NULL : "not exactly one key signs";
}

struct keyring *
keyring_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "key ring", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return NULL;
	g_autoptr(keyring) keyring = keyring_blank();
	g_autoptr(GVariant) keys = g_variant_get_child_value(body, 0);
	const char *problem = NULL;
	gsize count = g_variant_n_children(keys);
	for (gsize i = 0; i < count && !problem; i++)
		problem = key_decode(keys, i, keyring->keys);
	if (!problem)
		problem = keys_problem(keyring->keys);
	if (problem)
		return codec_refuse(error, "key ring", problem);
	return g_steal_pointer(&keyring);
}
