/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of tickets, page by page: each page is a transaction of its own and
 * is printed after it, so that a reader who pauses the output never holds up
 * the store. */
#include "ctl/ctllist.h"

#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "store/tickets.h"

#define PAGE 500 /* tickets looked at in one transaction */

struct list {
	const struct ctl *ctl;
	const char *status, *queue; /* NULL: any */
	guint64 left;               /* how many may still be printed */
	guint looked;               /* at, on this page */
	gint64 before;              /* updated of the last one looked at */
	GPtrArray *rows;            /* json_t, of this page */
	struct ctljson_list json;
	struct ctltable *table;
};

static bool
is_wanted(const struct list *list, const struct ticket *ticket)
{
	return (!list->status ||
	           g_str_equal(list->status,
	               ticket_status_name(ticket->status))) &&
	    (!list->queue || g_str_equal(list->queue, ticket->queue));
}

/* A page ends where the time changes, for the next one starts below a time. */
static bool
look(struct ticket *ticket, void *context)
{
	struct list *list = context;

	if (list->left == 0 ||
	    (list->looked >= PAGE && ticket->updated != list->before))
		return false;
	list->looked++;
	list->before = ticket->updated;
	if (is_wanted(list, ticket)) {
		list->left--;
		g_ptr_array_add(list->rows,
		    ctljson_ticket(ticket, list->ctl->zone));
		/* The table shows an age, which the row does not have. */
		json_object_set_new(list->rows->pdata[list->rows->len - 1],
		    "-updated", json_integer(ticket->updated));
	}
	return true;
}

/* The subject comes last: it is the one that may be cut. */
static void
add_cells(struct ctltable *table, const json_t *row)
{
	gint64 updated = json_integer_value(json_object_get(row, "-updated"));
	char *cells[] = {
		ctljson_get(row, "number"),
		ctljson_get(row, "status"),
		ctljson_get(row, "queue"),
		ctljson_get(row, "assignee"),
		ctljson_get(row, "requester"),
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
	if (!txn || !tickets_each(txn, list->before, look, list, error))
		return false;
	kv_abort(g_steal_pointer(&txn));
	for (guint i = 0; i < list->rows->len; i++) {
		json_t *row = list->rows->pdata[i];
		if (list->ctl->format == CTL_TEXT)
			add_cells(list->table, row);
		json_object_del(row, "-updated");
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
	bool known = false;

	list->status = ctl_option(ctl, "--status");
	list->queue = ctl_option(ctl, "--queue");
	list->left = G_MAXUINT64;
	if (most && !ctl_number(most, &list->left))
		return ctl_complain(EX_USAGE, "-n: %s is not a number", most);
	for (guint32 i = TICKET_OPEN; i <= TICKET_CLOSED; i++)
		known |= g_strcmp0(list->status, ticket_status_name(i)) == 0;
	if (list->status && !known)
		return ctl_complain(EX_USAGE,
		    "--status: %s is none; there are open, pending, solved and "
		    "closed",
		    list->status);
	return EX_OK;
}

int
ctllist_run(struct ctl *ctl)
{
	static const char *const titles[] = { "NUMBER", "STATUS", "QUEUE",
		"ASSIGNEE", "REQUESTER", "AGE", "SUBJECT", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	struct list list = { .ctl = ctl, .rows = rows, .table = table };
	int status = check_options(ctl, &list);

	if (status != EX_OK)
		return status;
	do
		if (!take_page(&list, &error))
			return ctl_fail(error);
	while (list.looked > 0 && list.left > 0);
	if (ctl->format == CTL_JSON)
		ctljson_list_end(&list.json);
	else
		ctltable_print(table);
	return EX_OK;
}
