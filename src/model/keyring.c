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

struct keyring *
keyring_new(gint64 now)
{
	struct keyring *keyring = keyring_blank();
	struct keyring_key *key = g_new0(struct keyring_key, 1);
	mac_random(key->key, sizeof key->key);
	key->created = now;
	g_ptr_array_add(keyring->keys, key);
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

const struct keyring_key *
keyring_find(const struct keyring *keyring, guint8 id, gint64 now)
{
	for (guint i = 0; i < keyring->keys->len; i++) {
		const struct keyring_key *key = keyring->keys->pdata[i];
		if (key->id == id)
			return key->until == 0 || now < key->until ? key : NULL;
	}
	return NULL;
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
