/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets by their words, for the operator, who may see all. It asks the index
 * and nothing else: where that is not there or not whole, it says so, for a
 * list that lacks half of the tickets looks like good news. */
#include "ctl/ctlsearch.h"

#include <stdio.h>
#include <sysexits.h>

#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "pipeline/lookup.h"

#define SHOWN 20 /* where -n says nothing */

struct search {
	const struct ctl *ctl;
	guint64 left;    /* how many may still be shown */
	GPtrArray *rows; /* json_t */
};

static bool
look(const struct ticket *ticket, void *context)
{
	struct search *search = context;

	if (search->left == 0)
		return false;
	g_ptr_array_add(search->rows,
	    ctljson_ticket(ticket, search->ctl->zone));
	return --search->left > 0;
}

/* To standard error, so that JSON stays JSON. */
static int
say_state(enum lookup_state state, guint fresh)
{
	switch (state) {
	case LOOKUP_MISSING:
		return ctl_complain(EX_TEMPFAIL,
		    "there is no index of tickets that can be read: docketd "
		    "makes one as long as it runs, or now: docketctl reindex");
	case LOOKUP_MAKING:
		fputs("docketctl: the index is still being made, not all "
		      "tickets are in it\n",
		    stderr);
		break;
	case LOOKUP_READY:
		break;
	}
	if (fresh > 0)
		fprintf(stderr,
		    "docketctl: %u tickets have changed since the index was "
		    "brought up to date\n",
		    fresh);
	return EX_OK;
}

/* The subject comes last: it is the one that may be cut. */
static void
print_table(const GPtrArray *rows)
{
	static const char *const titles[] = { "NUMBER", "STATUS", "QUEUE",
		"ASSIGNEE", "REQUESTER", "SUBJECT", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);

	for (guint i = 0; i < rows->len; i++) {
		const json_t *row = rows->pdata[i];
		char *cells[] = {
			ctljson_get(row, "number"),
			ctljson_get(row, "status"),
			ctljson_get(row, "queue"),
			ctljson_get(row, "assignee"),
			ctljson_get(row, "requester"),
			ctljson_get(row, "subject"),
		};

		ctltable_add(table, cells);
	}
	ctltable_print(table);
}

static void
print_rows(const struct ctl *ctl, const GPtrArray *rows)
{
	struct ctljson_list list = { 0 };

	if (ctl->format == CTL_TEXT) {
		print_table(rows);
		return;
	}
	for (guint i = 0; i < rows->len; i++)
		ctljson_list_add(&list, json_incref(rows->pdata[i]));
	ctljson_list_end(&list);
}

static void
free_row(gpointer row)
{
	json_decref(row);
}

int
ctlsearch_run(struct ctl *ctl)
{
	const char *most = ctl_option(ctl, "-n");
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(guint64));
	struct search search = { ctl, SHOWN, rows };
	struct lookup_question question = { ctl->store->dir,
		ctl_operand(ctl, 0), look, &search, fresh };
	enum lookup_state state = LOOKUP_MISSING;
	g_autoptr(GError) error = NULL;
	int status;

	if (most && !ctl_number(most, &search.left))
		return ctl_complain(EX_USAGE, "-n: %s is not a number", most);
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	if (!txn || !lookup_run(txn, &question, &state, &error))
		return ctl_fail(error);
	status = say_state(state, fresh->len);
	if (status == EX_OK)
		print_rows(ctl, rows);
	return status;
}
