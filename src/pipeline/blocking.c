/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way out of the list of blocked senders. Mails that were held meanwhile
 * stay held: whoever lifts a block has not read them, so nothing must be
 * released by it. */
#include "pipeline/blocking.h"
#include "store/audit.h"
#include "store/blocks.h"

bool
blocking_remove(struct operate *operate, const char *text, GString *out,
    GError **error)
{
	g_autofree char *pattern = blocks_pattern(text);
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);
	bool found = false;

	if (txn == NULL)
		return false;
	if (pattern != NULL && !blocks_remove(txn, pattern, &found, error))
		return false;
	if (!found)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: neither blocked nor flagged", text);
	if (!audit_note(txn, operate->actor, "block.remove", pattern,
	        "by the operator", error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_string_append_printf(out,
	    "%s: its mail is taken in again; what is held stays held\n",
	    pattern);
	return true;
}
