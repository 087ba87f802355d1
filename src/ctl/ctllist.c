/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of tickets in the order in which they are worked, page by page: each
 * page is a transaction of its own and is printed after it, so that a reader
 * who pauses the output never holds up the store. */
#include "ctl/ctllist.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/pattern.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "store/order.h"

#define PAGE 500 /* tickets looked at in one transaction */

struct list {
	const struct ctl *ctl;
	struct order_scope scope;
	const char *category; /* base/pattern.h; NULL: any */
	guint64 left;         /* how many may still be printed */
	guint looked;         /* at, on this page */
	GPtrArray *rows;      /* json_t, of this page */
	struct ctljson_list json;
	struct ctltable *table;
};

static bool
look(struct ticket *ticket, GBytes *place, void *context)
{
	struct list *list = context;
	json_t *row;

	g_clear_pointer(&list->scope.after, g_bytes_unref);
	list->scope.after = g_bytes_ref(place);
	list->looked++;
	if (list->category && !pattern_is(list->category, ticket->category))
		return list->looked < PAGE;
	list->left--;
	row = ctljson_ticket(ticket, list->ctl->zone);
	/* The table shows spans, which the row does not have. */
	json_object_set_new(row, "-updated", json_integer(ticket->updated));
	json_object_set_new(row, "-due", json_integer(ticket_due(ticket)));
	g_ptr_array_add(list->rows, row);
	return list->looked < PAGE && list->left > 0;
}

/* "3h", "late 10m", "-" */
static char *
due_cell(gint64 due)
{
	gint64 now = clock_now();
	g_autofree char *late = NULL;

	if (due == TICKET_NEVER)
		return g_strdup("-");
	if (due >= now)
		return ctltable_age(now, due);
	late = ctltable_age(due, now);
	return g_strconcat("late ", late, NULL);
}

/* The subject comes last: it is the one that may be cut. */
static void
add_cells(struct ctltable *table, const json_t *row)
{
	gint64 updated = json_integer_value(json_object_get(row, "-updated"));
	gint64 due = json_integer_value(json_object_get(row, "-due"));
	char *cells[] = {
		ctljson_get(row, "number"),
		ctljson_get(row, "status"),
		ctljson_get(row, "priority"),
		ctljson_get(row, "queue"),
		ctljson_get(row, "assignee"),
		ctljson_get(row, "requester"),
		due_cell(due),
		ctltable_age(updated, clock_now()),
		ctljson_get(row, "subject"),
	};

	ctltable_add(table, cells);
}

/* One page read, then printed (JSON) or kept for the table, whose columns need
 * all rows. */
static bool
take_page(struct list *list, GError **error)
{
	list->looked = 0;
	g_autoptr(kv_txn) txn = kv_begin(list->ctl->store->kv, KV_READ, error);
	if (!txn || !order_each(txn, &list->scope, look, list, error))
		return false;
	kv_abort(g_steal_pointer(&txn));
	for (guint i = 0; i < list->rows->len; i++) {
		json_t *row = list->rows->pdata[i];
		if (list->ctl->format == CTL_TEXT)
			add_cells(list->table, row);
		json_object_del(row, "-updated");
		json_object_del(row, "-due");
		if (list->ctl->format == CTL_JSON)
			ctljson_list_add(&list->json, row);
		else
			json_decref(row);
	}
	g_ptr_array_set_size(list->rows, 0);
	return true;
}

/* A status that does not exist would list nothing and look like good news. */
static int
check_options(const struct ctl *ctl, struct list *list)
{
	const char *most = ctl_option(ctl, "-n");
	const char *wanted = ctl_option(ctl, "--status");

	list->scope.queue = ctl_option(ctl, "--queue");
	list->category = ctl_option(ctl, "--category");
	list->left = G_MAXUINT64;
	if (most && !ctl_number(most, &list->left))
		return ctl_complain(EX_USAGE, "-n: %s is not a number", most);
	for (guint32 i = TICKET_OPEN; i <= TICKET_CLOSED; i++)
		if (g_strcmp0(wanted, ticket_status_name(i)) == 0)
			list->scope.status = (int)i;
	if (wanted && list->scope.status < 0)
		return ctl_complain(EX_USAGE,
		    "--status: %s is none; there are open, pending, solved and "
		    "closed",
		    wanted);
	return EX_OK;
}

int
ctllist_run(struct ctl *ctl)
{
	static const char *const titles[] = { "NUMBER", "STATUS", "PRI",
		"QUEUE", "ASSIGNEE", "REQUESTER", "DUE", "AGE", "SUBJECT",
		NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	struct list list = { .ctl = ctl,
		.scope = { .status = -1 },
		.rows = rows,
		.table = table };
	int status = check_options(ctl, &list);

	if (status != EX_OK)
		return status;
	while (list.left > 0 && take_page(&list, &error) && list.looked > 0)
		continue;
	g_clear_pointer(&list.scope.after, g_bytes_unref);
	if (error)
		return ctl_fail(error);
	if (ctl->format == CTL_JSON)
		ctljson_list_end(&list.json);
	else
		ctltable_print(table);
	return EX_OK;
}
