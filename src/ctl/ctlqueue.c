/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for a server or for the operator: letters and held mails. Rows are
 * collected within the transaction and printed after it. What was decided about
 * a held mail is left to ctlwrite.c. */
#include "ctl/ctlqueue.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/escape.h"
#include "ctl/ctljson.h"
#include "ctl/ctlshow.h"
#include "ctl/ctltable.h"
#include "store/dotread.h"
#include "store/holds.h"
#include "store/letters.h"

/* A walk through letters or held mails: both forms are made of each row, for
 * the record is gone when the walk goes on. */
struct queue {
	const struct ctl *ctl;
	const struct dotread *dots;
	bool all;
	json_t *rows;
	struct ctltable *table;
};

static bool
add_letter(struct letter *letter, void *context)
{
	struct queue *queue = context;

	dotread_show(queue->dots, letter);
	json_t *row = ctljson_letter(letter, queue->ctl->zone);
	char *cells[] = {
		ctljson_get(row, "number"),
		ctljson_get(row, "ticket"),
		ctljson_get(row, "kind"),
		ctljson_get(row, "state"),
		ctljson_get(row, "attempts"),
		ctljson_get(row, "due"),
		ctljson_get(row, "to"),
		ctljson_get(row, "response"),
	};

	json_array_append_new(queue->rows, row);
	ctltable_add(queue->table, cells);
	return true;
}

static bool
add_hold(struct hold *hold, void *context)
{
	struct queue *queue = context;
	json_t *row = NULL;

	if (hold->state != HOLD_HELD && !queue->all)
		return true;
	row = ctljson_hold(hold, queue->ctl->zone);
	char *cells[] = {
		ctljson_get(row, "number"),
		ctljson_get(row, "state"),
		ctljson_get(row, "ticket"),
		ctltable_age(hold->received, clock_now()),
		ctljson_get(row, "from"),
		g_strdup_printf("%u %s", hold->cause,
		    hold_cause_text(hold->cause)),
		ctljson_get(row, "subject"),
	};
	json_array_append_new(queue->rows, row);
	ctltable_add(queue->table, cells);
	return true;
}

/* Prints what one walk through the store has collected. */
static int
finish(struct queue *queue, bool walked, const GError *error)
{
	if (!walked)
		return ctl_fail(error);
	if (queue->ctl->format == CTL_JSON)
		ctljson_print(json_incref(queue->rows));
	else
		ctltable_print(queue->table);
	return EX_OK;
}

int
ctlqueue_list_letters(struct ctl *ctl)
{
	static const char *const titles[] = { "LETTER", "TICKET", "KIND",
		"STATE", "TRIES", "DUE", "TO", "RESPONSE", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);
	json_auto_t *rows = json_array();
	g_autoptr(GError) error = NULL;
	struct queue queue = { .ctl = ctl, .rows = rows, .table = table };
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	g_autoptr(dotread) dots =
	    txn ? dotread_all(ctl->store->dir, txn, &error) : NULL;
	queue.dots = dots;
	bool walked =
	    dots && letters_each_waiting(txn, add_letter, &queue, &error);

	kv_abort(g_steal_pointer(&txn));
	return finish(&queue, walked, error);
}

int
ctlqueue_list_holds(struct ctl *ctl)
{
	static const char *const titles[] = { "HOLD", "STATE", "TICKET", "AGE",
		"FROM", "CAUSE", "SUBJECT", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);
	json_auto_t *rows = json_array();
	g_autoptr(GError) error = NULL;
	struct queue queue = { .ctl = ctl,
		.all = ctl_option(ctl, "--all") != NULL,
		.rows = rows,
		.table = table };
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	bool walked = txn && holds_each(txn, add_hold, &queue, &error);

	kv_abort(g_steal_pointer(&txn));
	return finish(&queue, walked, error);
}

/* NULL without error when there is none. */
static struct hold *
read_hold(struct ctl *ctl, guint64 number, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, error);

	return txn ? holds_get(txn, number, error) : NULL;
}

/* By which ways it came: "account/folder, UID 7". */
static void
print_sources(const json_t *sources)
{
	const json_t *value;
	size_t i;

	json_array_foreach(sources, i, value)
	{
		g_autofree char *account = ctljson_get(value, "account");
		g_autofree char *folder = ctljson_get(value, "folder");
		g_autofree char *uid = ctljson_get(value, "uid");
		g_autofree char *line = *account
		    ? g_strdup_printf("%s/%s, UID %s", account, folder, uid)
		    : g_strdup("docketctl deliver");
		g_autofree char *safe = escape_terminal(line, ESCAPE_ONE_LINE);
		printf("%-10s %s\n", "Came by", safe);
	}
}

static void
print_files(const json_t *parts)
{
	const json_t *value;
	size_t i;

	json_array_foreach(parts, i, value)
	{
		g_autofree char *name = ctljson_get(value, "name");
		g_autofree char *size = ctljson_get(value, "size");
		g_autofree char *safe = escape_terminal(name, ESCAPE_ONE_LINE);
		printf("%-10s %s (%s octets)\n", "Attachment", safe, size);
	}
}

/* What can be done about a mail that is still held. */
static void
print_advice(const json_t *row)
{
	g_autofree char *advice = ctljson_get(row, "advice");
	g_autofree char *number = ctljson_get(row, "number");

	if (*advice)
		printf("%-10s %s\n", "To do", advice);
	printf("%-10s docketctl hold release %s, docketctl hold drop %s\n", "",
	    number, number);
}

static void
print_hold(const json_t *row)
{
	static const char *const fields[][2] = { { "Hold", "number" },
		{ "State", "state" }, { "Done by", "done_by" },
		{ "Done", "done" }, { "Cause", "cause" }, { "", "cause_text" },
		{ "Detail", "detail" }, { "Ticket", "ticket" },
		{ "Agent", "agent" }, { "From", "from" },
		{ "Subject", "subject" }, { "Received", "received" },
		{ "Asked by", "confirm_letter" }, { "PROBLEM", "problem" } };
	g_autofree char *text = ctljson_get(row, "text");

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *value = ctljson_get(row, fields[i][1]);
		g_autofree char *safe = escape_terminal(value, ESCAPE_ONE_LINE);
		if (*safe)
			printf("%-10s %s\n", fields[i][0], safe);
	}
	print_sources(json_object_get(row, "sources"));
	print_files(json_object_get(row, "attachments"));
	if (g_str_equal(json_string_value(json_object_get(row, "state")),
	        "held"))
		print_advice(row);
	putchar('\n');
	ctlshow_text(text);
}

/* Without its mail when that lies on the server only, or cannot be read. */
static int
add_mail(struct ctl *ctl, const struct hold *hold, json_t *row)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(message) message = NULL;

	if (hold->record.segment == 0)
		return EX_OK;
	message = ctlshow_message(ctl->store, &hold->record, hold->raw.length,
	    &error);
	if (!message) {
		json_object_set_new(row, "problem",
		    ctljson_text(error->message));
		return ctl_fail(error);
	}
	json_object_set_new(row, "text", ctljson_text(message->text));
	json_object_set_new(row, "attachments", ctljson_parts(message));
	return EX_OK;
}

int
ctlqueue_show_hold(struct ctl *ctl)
{
	g_autoptr(GError) error = NULL;
	guint64 number = 0;

	if (!ctl_number(ctl_operand(ctl, 0), &number))
		return ctl_complain(EX_USAGE, "%s: not a held mail's number",
		    ctl_operand(ctl, 0));
	g_autoptr(hold) hold = read_hold(ctl, number, &error);
	if (error)
		return ctl_fail(error);
	if (!hold)
		return ctl_complain(EX_NOINPUT,
		    "hold %" G_GUINT64_FORMAT ": there is none", number);
	json_t *row = ctljson_hold(hold, ctl->zone);
	int status = add_mail(ctl, hold, row);
	if (ctl->format == CTL_JSON) {
		ctljson_print(row);
	} else {
		print_hold(row);
		json_decref(row);
	}
	return status;
}
