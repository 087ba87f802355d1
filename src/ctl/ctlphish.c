/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of phishing, counted. What they name was written by criminals: it is
 * escaped like any foreign text on its way to a terminal. Genuine letters and
 * questions that no answer was found to are no reports and are left out. */
#include "ctl/ctlphish.h"

#include <string.h>
#include <sysexits.h>

#include "ctl/ctljson.h"
#include "desk/authentic.h"
#include "store/holds.h"

struct report {
	char *what;
	guint count;
	gint64 first, last;
	guint64 newest;
};

static void
free_report(gpointer data)
{
	struct report *report = data;

	g_free(report->what);
	g_free(report);
}

/* Whether the detail is of a verdict that reports something. */
static bool
is_report(const char *detail)
{
	for (guint i = 0; i <= AUTHENTIC_NOTHING; i++) {
		const char *name = authentic_name((enum authentic_verdict)i);
		size_t length = strlen(name);

		if (strncmp(detail, name, length) == 0 &&
		    (detail[length] == '\0' || detail[length] == ':'))
			return authentic_is_report((enum authentic_verdict)i);
	}
	return false;
}

static bool
add_hold(struct hold *hold, void *context)
{
	GHashTable *reports = context;
	struct report *report;

	if (hold->cause != HOLD_VERIFIED || !is_report(hold->detail))
		return true;
	report = g_hash_table_lookup(reports, hold->detail);
	if (!report) {
		report = g_new0(struct report, 1);
		report->what = g_strdup(hold->detail);
		report->first = hold->received;
		g_hash_table_insert(reports, report->what, report);
	}
	report->count++;
	report->last = hold->received;
	report->newest = hold->number;
	return true;
}

static gint
compare_reports(gconstpointer a, gconstpointer b)
{
	const struct report *x = *(struct report *const *)a;
	const struct report *y = *(struct report *const *)b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->newest > y->newest ? -1 : 1;
}

static json_t *
rows_of(GHashTable *reports, GTimeZone *zone)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	json_t *rows = json_array();
	GHashTableIter iter;
	gpointer report;

	g_hash_table_iter_init(&iter, reports);
	while (g_hash_table_iter_next(&iter, NULL, &report))
		g_ptr_array_add(sorted, report);
	g_ptr_array_sort(sorted, compare_reports);
	for (guint i = 0; i < sorted->len; i++) {
		const struct report *one = sorted->pdata[i];
		json_t *row = json_object();

		json_object_set_new(row, "reports", ctljson_number(one->count));
		json_object_set_new(row, "first",
		    ctljson_time(one->first, zone));
		json_object_set_new(row, "last", ctljson_time(one->last, zone));
		json_object_set_new(row, "hold", ctljson_number(one->newest));
		json_object_set_new(row, "what", ctljson_text(one->what));
		json_array_append_new(rows, row);
	}
	return rows;
}

int
ctlphish_list(struct ctl *ctl)
{
	static const char *const columns[] = { "REPORTS", "reports", "FIRST",
		"first", "LAST", "last", "HOLD", "hold", "WHAT", "what", NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) reports =
	    g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_report);
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	json_t *rows;

	if (!txn || !holds_each(txn, add_hold, reports, &error))
		return ctl_fail(error);
	kv_abort(g_steal_pointer(&txn));
	rows = rows_of(reports, ctl->zone);
	if (ctl->format == CTL_JSON) {
		ctljson_print(rows);
		return EX_OK;
	}
	ctljson_print_table(rows, columns);
	json_decref(rows);
	return EX_OK;
}
