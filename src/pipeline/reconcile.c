/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store that was put back from a backup does not know what was done since.
 * What it believes to be unsent must not go out again without a word from the
 * operator; nothing is dropped, and nothing is taken for sent. */
#include "pipeline/reconcile.h"
#include "base/clock.h"
#include "base/strings.h"
#include "store/audit.h"
#include "store/letters.h"

#define RECONCILE_WORDS "restored from a backup: it may have been sent since"

static bool
reconcile_collect(struct letter *letter, void *context)
{
	if (letter->state != LETTER_HELD)
		g_array_append_val((GArray *)context, letter->number);
	return true;
}

static bool
reconcile_one(struct kv_txn *txn, guint64 number, const char *actor,
    GError **error)
{
	g_autoptr(letter) letter = letters_get(txn, number, error);
	g_autofree char *object =
	    g_strdup_printf("letter %" G_GUINT64_FORMAT, number);

	if (letter == NULL)
		return false;
	letter->state = LETTER_HELD;
	strings_set(&letter->response, RECONCILE_WORDS);
	return letters_put(txn, letter, error) &&
	    audit_note(txn, actor, "restore.hold", object, RECONCILE_WORDS,
	        error);
}

bool
reconcile_letters(struct store *store, const char *actor, guint *held_out,
    GError **error)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_WRITE, error);

	if (txn == NULL ||
	    !letters_each_waiting(txn, reconcile_collect, numbers, error))
		return false;
	for (guint i = 0; i < numbers->len; i++)
		if (!reconcile_one(txn, g_array_index(numbers, guint64, i),
		        actor, error))
			return false;
	*held_out = numbers->len;
	return kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
