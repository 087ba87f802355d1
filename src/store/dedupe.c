/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mails have been taken in, so that none is taken twice.
 *
 * The rows are kept for ever: a copy may come back years later, by another
 * way. Nothing here may delete one. */
#include "store/dedupe.h"

#include "model/codec.h"
#include "store/key.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(utu)",
};

static struct key
uid_key(const struct dedupe_uid *uid)
{
	struct key key = key_new(KEY_UID);
	key_add32(&key, uid->account);
	key_add32(&key, uid->uidvalidity);
	key_add32(&key, uid->uid);
	return key;
}

static struct key
copy_key(enum key_kind kind, guint32 date, const uint8_t digest[32])
{
	struct key key = key_new(kind);
	key_add32(&key, date);
	key_add_octets(&key, digest, 32);
	return key;
}

bool
dedupe_decode(GBytes *value, struct dedupe_place *out, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(value, "place", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(utu)", &out->kind, &out->number, &out->seq);
	if (out->kind > DEDUPE_CONFIRM)
		return fail_set(error, FAIL_STORE,
		    "place record: unknown kind");
	return true;
}

/* found when the key is there, NEW when it is not. */
static enum dedupe_found
look(struct kv_txn *txn, const struct key *key, enum dedupe_found found,
    struct dedupe_place *out, GError **error)
{
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, key, &value, error))
		return DEDUPE_ERROR;
	if (!value)
		return DEDUPE_NEW;
	return dedupe_decode(value, out, error) ? found : DEDUPE_ERROR;
}

enum dedupe_found
dedupe_find_uid(struct kv_txn *txn, const struct dedupe_uid *uid,
    struct dedupe_place *out, GError **error)
{
	struct key key = uid_key(uid);
	return look(txn, &key, DEDUPE_BY_UID, out, error);
}

enum dedupe_found
dedupe_find(struct kv_txn *txn, const struct dedupe_uid *uid,
    const struct dedupe_copy *copy, struct dedupe_place *out, GError **error)
{
	struct key raw_key = copy_key(KEY_RAW, copy->date, copy->raw);
	struct key canon_key = copy_key(KEY_CANON, copy->date, copy->canon);
	enum dedupe_found found = DEDUPE_NEW;
	if (uid)
		found = dedupe_find_uid(txn, uid, out, error);
	if (found == DEDUPE_NEW)
		found = look(txn, &raw_key, DEDUPE_BY_RAW, out, error);
	if (found == DEDUPE_NEW)
		found = look(txn, &canon_key, DEDUPE_BY_CANON, out, error);
	return found;
}

static GBytes *
encode(const struct dedupe_place *place)
{
	return codec_encode(G_N_ELEMENTS(types),
	    codec_tuple(g_variant_new_uint32(place->kind),
	        g_variant_new_uint64(place->number),
	        g_variant_new_uint32(place->seq), NULL));
}

bool
dedupe_put_uid(struct kv_txn *txn, const struct dedupe_uid *uid,
    const struct dedupe_place *place, GError **error)
{
	struct key key = uid_key(uid);
	g_autoptr(GBytes) value = encode(place);
	return key_put(txn, &key, value, error);
}

bool
dedupe_put(struct kv_txn *txn, const struct dedupe_uid *uid,
    const struct dedupe_copy *copy, const struct dedupe_place *place,
    GError **error)
{
	struct key raw_key = copy_key(KEY_RAW, copy->date, copy->raw);
	struct key canon_key = copy_key(KEY_CANON, copy->date, copy->canon);
	g_autoptr(GBytes) value = encode(place);
	if (uid && !dedupe_put_uid(txn, uid, place, error))
		return false;
	return key_put(txn, &raw_key, value, error) &&
	    key_put(txn, &canon_key, value, error);
}
