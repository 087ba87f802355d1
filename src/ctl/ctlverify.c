/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's word for store/verify.h. Each problem is printed as it is
 * found, for a walk through a large archive takes long. Nothing is mended here,
 * and a store that is fine must print counts, so that nobody takes an empty
 * answer for a good one. */
#include "ctl/ctlverify.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/escape.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "store/audit.h"
#include "store/segments.h"
#include "store/verify.h"

struct problems {
	enum ctl_format format;
	json_t *list;
};

static void
complain(const char *what, void *context)
{
	struct problems *problems = context;
	g_autofree char *safe = escape_terminal(what, ESCAPE_ONE_LINE);

	if (problems->format == CTL_JSON)
		json_array_append_new(problems->list, ctljson_text(what));
	else
		printf("problem: %s\n", safe);
}

/* problems is taken. */
static json_t *
report_object(const struct verify_report *report, json_t *problems)
{
	json_t *row = json_object();

	json_object_set_new(row, "tickets", ctljson_number(report->tickets));
	json_object_set_new(row, "entries", ctljson_number(report->entries));
	json_object_set_new(row, "letters", ctljson_number(report->letters));
	json_object_set_new(row, "holds", ctljson_number(report->holds));
	json_object_set_new(row, "blobs", ctljson_number(report->blobs));
	json_object_set_new(row, "octets", ctljson_number(report->octets));
	json_object_set_new(row, "audit_records",
	    ctljson_number(report->audit_records));
	json_object_set_new(row, "problems", problems);
	return row;
}

static void
print_report(const struct verify_report *report)
{
	g_autofree char *size = ctltable_size(report->octets);

	printf("%" G_GUINT64_FORMAT " tickets, %" G_GUINT64_FORMAT
	       " entries, %" G_GUINT64_FORMAT " letters, %" G_GUINT64_FORMAT
	       " held mails, %" G_GUINT64_FORMAT " audit records\n",
	    report->tickets, report->entries, report->letters, report->holds,
	    report->audit_records);
	printf("%" G_GUINT64_FORMAT " digests of archived octets (%s)\n",
	    report->blobs, size);
	printf("%" G_GUINT64_FORMAT " problem%s\n", report->problems,
	    report->problems == 1 ? "" : "s");
}

/* Somebody who waits sees that it works, and at what. */
static void
say_begin(const struct store *store)
{
	g_autofree char *dir = g_build_filename(store->dir, "archive", NULL);
	g_autoptr(GArray) segments = segments_list(dir, NULL);

	if (!isatty(STDERR_FILENO) || !segments)
		return;
	fprintf(stderr, "looking at every record and %u archive segment%s...\n",
	    segments->len, segments->len == 1 ? "" : "s");
}

/* The chain by itself: no mail is read. */
static int
check_audit(const struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	struct problems problems = { ctl->format, json_array() };
	guint64 count = 0;
	bool whole = txn && audit_check(txn, &count, &error);

	if (!whole && !fail_is(error, FAIL_PERMANENT)) {
		json_decref(problems.list);
		return ctl_fail(error);
	}
	if (!whole)
		complain(error->message, &problems);
	if (ctl->format == CTL_JSON) {
		ctljson_print(json_pack("{s:I,s:o}", "audit_records",
		    (json_int_t)count, "problems", problems.list));
	} else {
		printf("%" G_GUINT64_FORMAT
		       " audit records, each linked to the "
		       "one before\n",
		    count);
		json_decref(problems.list);
	}
	return whole ? EX_OK : EX_DATAERR;
}

int
ctlverify_run(struct ctl *ctl)
{
	if (ctl_option(ctl, "--audit"))
		return check_audit(ctl);
	struct problems problems = { ctl->format, json_array() };
	struct verify_report report = { 0 };
	g_autoptr(GError) error = NULL;

	say_begin(ctl->store);
	bool done =
	    verify_store(ctl->store, complain, &problems, &report, &error);
	if (ctl->format == CTL_JSON)
		ctljson_print(report_object(&report, problems.list));
	else
		print_report(&report);
	if (ctl->format == CTL_TEXT)
		json_decref(problems.list);
	if (!done)
		return ctl_fail(error);
	return report.problems == 0 ? EX_OK : EX_DATAERR;
}
