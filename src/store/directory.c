/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registered people. An address leads to one person at most: whose words a mail
 * is must never depend on which of two entries is found first. So the rows that
 * lead from addresses to UIDs are written and taken away here alone. */
#include "store/directory.h"

#include <string.h>

#include "model/codec.h"
#include "store/key.h"

/* Of the row of an address; one row a version, old rows stay for ever. */
static const char *const types[] = {
	"(s)",
};

static struct key
person_key(const char *uid)
{
	struct key key = key_new(KEY_PERSON);
	key_add_octets(&key, uid, strlen(uid));
	return key;
}

/* Addresses are at most 254 octets, so none is cut. */
static struct key
address_key(const char *address)
{
	struct key key = key_new(KEY_PERSON_ADDRESS);
	key_add_octets(&key, address, strlen(address));
	return key;
}

struct person *
directory_get(struct kv_txn *txn, const char *uid, GError **error)
{
	struct key key = person_key(uid);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error) || !value)
		return NULL;
	return person_decode(value, error);
}

/* The UID that an address leads to; *uid_out NULL: to nobody. */
static bool
uid_of(struct kv_txn *txn, const char *address, char **uid_out, GError **error)
{
	struct key key = address_key(address);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return false;
	if (!value)
		return true;
	g_autoptr(GVariant) body = codec_decode(value, "person's address",
	    types, G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(s)", uid_out);
	return true;
}

struct person *
directory_find(struct kv_txn *txn, const char *address, GError **error)
{
	g_autofree char *uid = NULL;
	if (!uid_of(txn, address, &uid, error) || !uid)
		return NULL;
	return directory_get(txn, uid, error);
}

/* The row of an address is written only when nobody else has it: a person of
 * whom an address was taken by force would be somebody else's holder from then
 * on, and replies would come in the wrong name. */
static bool
put_address(struct kv_txn *txn, const char *address, const char *uid,
    GError **error)
{
	struct key key = address_key(address);
	g_autofree char *owner = NULL;
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@s)", codec_string(uid)));
	if (!uid_of(txn, address, &owner, error))
		return false;
	if (owner && !g_str_equal(owner, uid))
		return fail_set(error, FAIL_PERMANENT,
		    "%s already belongs to %s", address, owner);
	return key_put(txn, &key, value, error);
}

bool
directory_remove(struct kv_txn *txn, const char *uid, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = directory_get(txn, uid, &problem);
	struct key key = person_key(uid);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	for (guint i = 0; person && person->addresses[i]; i++) {
		struct key address = address_key(person->addresses[i]);
		if (!key_del(txn, &address, error))
			return false;
	}
	return !person || key_del(txn, &key, error);
}

/* The old entry goes first, since an address that the new one does not have
 * would lead to it for ever. */
bool
directory_put(struct kv_txn *txn, const struct person *person, GError **error)
{
	struct key key = person_key(person->uid);
	g_autoptr(GBytes) value = person_encode(person);
	if (!directory_remove(txn, person->uid, error))
		return false;
	for (guint i = 0; person->addresses[i]; i++) {
		if (!put_address(txn, person->addresses[i], person->uid, error))
			return false;
	}
	return key_put(txn, &key, value, error);
}

struct walk {
	directory_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_person(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	g_autoptr(person) person = person_decode(value, &walk->problem);
	(void)key;
	return person && walk->visit(person, walk->context);
}

bool
directory_each(struct kv_txn *txn, const char *after, directory_visit visit,
    void *context, GError **error)
{
	struct walk walk = { .visit = visit, .context = context };
	struct key from = person_key(after), to = key_new(KEY_PERSON);
	key_add8(&from, 0); /* the first one behind it */
	key_after(&to);
	struct kv_range range = key_range(&from, &to);
	if (!kv_range(txn, &range, visit_person, &walk, error)) {
		g_clear_error(&walk.problem);
		return false;
	}
	if (!walk.problem)
		return true;
	g_propagate_error(error, walk.problem);
	return false;
}
