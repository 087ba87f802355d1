/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole tickets leave the desk as evidence, raw mails with all that is hidden
 * elsewhere: nobody may get one without a record of who, when and what for, so
 * the record is committed first, and is itself part of what is handed out. */
#include "pipeline/evidence.h"
#include "store/audit.h"
#include "store/tickets.h"

bool
evidence_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	const char *reason = argv[0] != NULL ? argv[1] : NULL;
	struct store *store = operate->inbox->store;
	g_autoptr(GError) problem = NULL;
	guint64 number = 0;

	(void)out;
	if (reason == NULL || *reason == '\0')
		return fail_set(error, FAIL_PERMANENT,
		    "export: a ticket and a reason are wanted");
	if (!g_ascii_string_to_unsigned(argv[0], 10, 1, G_MAXINT64, &number,
	        NULL))
		return fail_set(error, FAIL_PERMANENT,
		    "export: a number is wanted");
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_WRITE, error);
	if (txn == NULL)
		return false;
	g_autoptr(ticket) ticket = tickets_get(txn, number, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (ticket == NULL)
		return fail_set(error, FAIL_PERMANENT,
		    "there is no ticket %" G_GUINT64_FORMAT, number);
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, number);
	return audit_note(txn, operate->actor, "ticket.export", object, reason,
	           error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
