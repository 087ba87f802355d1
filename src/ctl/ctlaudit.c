/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audit says of one ticket: who changed it, when and why, which is
 * what is asked when a customer complains. The words in it may hold names that
 * came by mail, so none goes to the terminal unescaped. */
#include "ctl/ctlaudit.h"

#include <sysexits.h>

#include "ctl/ctljson.h"
#include "store/audit.h"

struct look {
	struct ctl *ctl;
	json_t *rows;
};

static bool
look_at(guint64 number, const struct audit_event *event, void *context)
{
	struct look *look = context;
	json_t *row;

	row = json_object();
	json_object_set_new(row, "number", ctljson_number(number));
	json_object_set_new(row, "when",
	    ctljson_time(event->when, look->ctl->zone));
	json_object_set_new(row, "who", ctljson_text(event->actor));
	json_object_set_new(row, "action", ctljson_text(event->action));
	json_object_set_new(row, "why", ctljson_text(event->reason));
	json_array_append_new(look->rows, row);
	return true;
}

int
ctlaudit_run(struct ctl *ctl, guint64 ticket)
{
	static const char *const columns[] = { "WHEN", "when", "WHO", "who",
		"ACTION", "action", "WHY", "why", NULL };
	g_autoptr(GError) error = NULL;
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, ticket);
	struct look look = { ctl, json_array() };
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	int status = EX_OK;

	if (!txn || !audit_each_of_ticket(txn, ticket, look_at, &look, &error))
		status = ctl_fail(error);
	else if (json_array_size(look.rows) == 0)
		status = ctl_complain(EX_NOINPUT, "%s: nothing is known of it",
		    object);
	else if (ctl->format == CTL_JSON)
		ctljson_print(json_incref(look.rows));
	else
		ctljson_print_table(look.rows, columns);
	json_decref(look.rows);
	return status;
}
