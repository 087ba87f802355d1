/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One small row a ticket that an agent has answered. It is written with the
 * entry, in its transaction, and must never be believed to hold all answers:
 * entries do. */
#include "store/answers.h"

#include "store/key.h"

GPtrArray *
answers_get(struct kv_txn *txn, guint64 ticket, GError **error)
{
	struct key key = key_of(KEY_ANSWERS, ticket);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return NULL;
	return value ? answer_list_decode(value, error) : answer_list_new();
}

bool
answers_add(struct kv_txn *txn, guint64 ticket, const struct answer *answer,
    GError **error)
{
	struct key key = key_of(KEY_ANSWERS, ticket);
	g_autoptr(GPtrArray) list = answers_get(txn, ticket, error);
	if (!list)
		return false;
	answer_list_add(list, answer);
	g_autoptr(GBytes) value = answer_list_encode(list);
	return key_put(txn, &key, value, error);
}

bool
answers_remove(struct kv_txn *txn, guint64 ticket, gint64 when, GError **error)
{
	struct key key = key_of(KEY_ANSWERS, ticket);
	g_autoptr(GPtrArray) list = answers_get(txn, ticket, error);
	if (!list)
		return false;
	for (guint i = list->len; i-- > 0;)
		if (((const struct answer *)list->pdata[i])->when == when)
			g_ptr_array_remove_index(list, i);
	g_autoptr(GBytes) value = answer_list_encode(list);
	return key_put(txn, &key, value, error);
}
