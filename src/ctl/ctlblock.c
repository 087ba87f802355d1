/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom the desk does not listen to, and who said so. Patterns come from agents'
 * mails, so they are escaped like any foreign text on their way to a terminal.
 */
#include "ctl/ctlblock.h"

#include <sysexits.h>

#include "ctl/ctljson.h"
#include "store/blocks.h"

struct listing {
	struct ctl *ctl;
	json_t *rows;
};

static bool
add_row(const struct blocks_row *block, void *context)
{
	struct listing *listing = context;
	json_t *row = json_object();

	json_object_set_new(row, "pattern", ctljson_text(block->pattern));
	json_object_set_new(row, "effect",
	    ctljson_text(block->kind == BLOCKS_SPAM ? "flagged" : "held"));
	json_object_set_new(row, "who", ctljson_text(block->who));
	json_object_set_new(row, "when",
	    ctljson_time(block->when, listing->ctl->zone));
	json_array_append_new(listing->rows, row);
	return true;
}

int
ctlblock_list(struct ctl *ctl)
{
	static const char *const columns[] = { "SENDER", "pattern", "EFFECT",
		"effect", "WHO", "who", "WHEN", "when", NULL };
	g_autoptr(GError) error = NULL;
	struct listing listing = { ctl, json_array() };
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	int status = EX_OK;

	if (!txn || !blocks_each(txn, add_row, &listing, &error))
		status = ctl_fail(error);
	else if (ctl->format == CTL_JSON)
		ctljson_print(json_incref(listing.rows));
	else
		ctljson_print_table(listing.rows, columns);
	json_decref(listing.rows);
	return status;
}
