/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this store has told each mailbox about itself. It is written before the
 * mailbox hears of it, so that a crash between the two leaves a claim that is
 * made again, never one of our own that we do not know. */
#include "store/claims.h"

#include "store/key.h"

static struct key
claim_key(guint32 account)
{
	struct key key = key_new(KEY_CLAIM);

	key_add32(&key, account);
	return key;
}

bool
claims_get(struct kv_txn *txn, guint32 account, struct claim_own *out,
    GError **error)
{
	struct key key = claim_key(account);
	g_autoptr(GBytes) value = NULL;

	if (!key_get(txn, &key, &value, error))
		return false;
	if (value != NULL)
		return claim_decode(value, out, error);
	*out = (struct claim_own){ .claim = { .id = claim_new_id(),
		                       .place = g_strdup(""),
		                       .supersedes = g_strdup(""),
		                       .who = g_strdup("") } };
	return true;
}

bool
claims_put(struct kv_txn *txn, guint32 account, const struct claim_own *own,
    GError **error)
{
	struct key key = claim_key(account);
	g_autoptr(GBytes) value = claim_encode(own);

	return key_put(txn, &key, value, error);
}

static bool
collect(GBytes *key, GBytes *value, void *context)
{
	guint32 account = (guint32)key_read(key, 1, 4);

	(void)value;
	g_array_append_val((GArray *)context, account);
	return true;
}

bool
claims_go_on(struct kv_txn *txn, GError **error)
{
	g_autoptr(GArray) accounts = g_array_new(FALSE, FALSE, sizeof(guint32));
	struct key all = key_new(KEY_CLAIM);

	if (!key_each(txn, &all, KV_UP, collect, accounts, error))
		return false;
	for (guint i = 0; i < accounts->len; i++) {
		guint32 account = g_array_index(accounts, guint32, i);
		struct claim_own own = { 0 };
		bool done = claims_get(txn, account, &own, error);

		own.wish = CLAIM_WISH_GO_ON;
		done = done && claims_put(txn, account, &own, error);
		claim_own_clear(&own);
		if (!done)
			return false;
	}
	return true;
}
