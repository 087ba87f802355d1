/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as JSON objects. Every key here is promised to somebody's script:
 * never rename one. No octet that is not UTF-8 may reach jansson, which would
 * leave the whole member out. */
#include "ctl/ctljson.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mac.h"
#include "ctl/ctltable.h"
#include "desk/identity.h"
#include "model/verdict.h"

json_t *
ctljson_text(const char *text)
{
	g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

	return valid ? json_string(valid) : json_null();
}

json_t *
ctljson_time(gint64 ms, GTimeZone *zone)
{
	g_autofree char *text = ms != 0 ? clock_format_iso(ms, zone) : NULL;

	return ctljson_text(text);
}

json_t *
ctljson_number(guint64 number)
{
	return json_integer((json_int_t)number);
}

/* Sets members of an object from pairs of a key and a value that is taken. */
static void
set(json_t *row, ...)
{
	va_list pairs;
	const char *key;

	va_start(pairs, row);
	while ((key = va_arg(pairs, const char *)))
		json_object_set_new(row, key, va_arg(pairs, json_t *));
	va_end(pairs);
}

/* null when nothing is promised, or the customer is waited for. */
static json_t *
due(const struct ticket_clock *clock, GTimeZone *zone)
{
	return clock->state == TICKET_CLOCK_RUNS && clock->due != G_MAXINT64
	    ? ctljson_time(clock->due, zone)
	    : json_null();
}

json_t *
ctljson_ticket(const struct ticket *ticket, GTimeZone *zone)
{
	json_t *row = json_object();
	const struct ticket_seat *customer =
	    ticket->seats->len > 0 ? ticket->seats->pdata[0] : NULL;

	set(row, "number", ctljson_number(ticket->number), "subject",
	    ctljson_text(ticket->subject), "status",
	    ctljson_text(ticket_status_name(ticket->status)), "queue",
	    ctljson_text(ticket->queue), "category",
	    ctljson_text(ticket->category), "priority",
	    ctljson_number(ticket->priority), "requester",
	    ctljson_text(customer ? customer->address : ""), "assignee",
	    ctljson_text(ticket->assignee), "entries",
	    ctljson_number(ticket->entries), "created",
	    ctljson_time(ticket->created, zone), "updated",
	    ctljson_time(ticket->updated, zone), "answer_due",
	    due(&ticket->answer, zone), "solution_due",
	    due(&ticket->solution, zone), NULL);
	return row;
}

/* Names of mention kinds. */
static json_t *
kinds_array(guint32 kinds)
{
	json_t *rows = json_array();

	for (guint32 kind = 0; kind < MENTION_KINDS; kind++)
		if (kinds & MENTION_BIT(kind))
			json_array_append_new(rows,
			    ctljson_text(mention_kind_name(kind)));
	return rows;
}

void
ctljson_add_seats(json_t *row, const struct ticket *ticket)
{
	json_t *seats = json_array(), *tags = json_array();

	for (guint i = 0; ticket->tags[i]; i++)
		json_array_append_new(tags, ctljson_text(ticket->tags[i]));
	for (guint i = 0; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat = ticket->seats->pdata[i];
		json_t *object = json_object();
		set(object, "seat", ctljson_number(i), "address",
		    ctljson_text(seat->address), "name",
		    ctljson_text(seat->name), "verified",
		    json_boolean(seat->verified), "left",
		    json_boolean(seat->left), NULL);
		json_array_append_new(seats, object);
	}
	g_autofree char *when = clock_format_iso(ticket->identity_at, NULL);
	g_autofree char *identity = identity_text(ticket, when);

	set(row, "seats", seats, "tags", tags, "asked",
	    kinds_array(ticket->asked), "missing", kinds_array(ticket->missing),
	    "language", ctljson_text(ticket->language), "merged_into",
	    ticket->merged_into != 0 ? ctljson_number(ticket->merged_into)
	                             : json_null(),
	    "linked",
	    ticket->linked != 0 ? ctljson_number(ticket->linked) : json_null(),
	    "identity", identity ? ctljson_text(identity) : json_null(), NULL);
}

/* By which way a copy came; account "" is docketctl deliver. */
static json_t *
source_object(const struct entry_source *source)
{
	json_t *object = json_object();

	set(object, "account", ctljson_text(source->account), "folder",
	    ctljson_text(source->folder), "uidvalidity",
	    ctljson_number(source->uidvalidity), "uid",
	    ctljson_number(source->uid), NULL);
	return object;
}

static json_t *
sources_array(const GPtrArray *sources)
{
	json_t *array = json_array();

	for (guint i = 0; i < sources->len; i++)
		json_array_append_new(array, source_object(sources->pdata[i]));
	return array;
}

static json_t *
mentions_array(const GPtrArray *mentions)
{
	static const char *const checks[] = { "none", "right", "wrong" };
	json_t *array = json_array();

	for (guint i = 0; i < mentions->len; i++) {
		const struct mention *mention = mentions->pdata[i];
		json_t *row = json_object();

		set(row, "kind", ctljson_text(mention_kind_name(mention->kind)),
		    "value", ctljson_text(mention->value), "detail",
		    ctljson_text(mention->detail), "checksum",
		    ctljson_text(checks[mention->check]), NULL);
		json_array_append_new(array, row);
	}
	return array;
}

json_t *
ctljson_entry(const struct entry *entry, GTimeZone *zone)
{
	json_t *row = json_object();
	json_t *sources = sources_array(entry->sources);

	set(row, "seq", ctljson_number(entry->seq), "kind",
	    ctljson_text(entry_kind_name(entry->kind)), "from",
	    ctljson_text(entry->from_addr), "from_name",
	    ctljson_text(entry->from_name), "seat", ctljson_number(entry->seat),
	    "agent", ctljson_text(entry->agent), "verified",
	    json_boolean(entry->auth != VERDICT_AUTH_NONE), "auth",
	    ctljson_text(verdict_auth_name(entry->auth)), "class",
	    ctljson_text(verdict_class_name(entry->class)), "message_id",
	    ctljson_text(entry->message_id), "received",
	    ctljson_time(entry->received, zone), "date",
	    ctljson_time(entry->date * 1000, zone), "remark",
	    ctljson_text(entry->remark), "named",
	    mentions_array(entry->mentions), "sources", sources, NULL);
	return row;
}

json_t *
ctljson_parts(const struct message *message)
{
	json_t *array = json_array();

	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];
		g_autofree char *digest =
		    mac_hex(part->sha256, sizeof part->sha256);
		json_t *object = json_object();
		set(object, "name", ctljson_text(part->name), "size",
		    ctljson_number(part->size), "mime",
		    ctljson_text(part->mime), "sha256", ctljson_text(digest),
		    NULL);
		json_array_append_new(array, object);
	}
	return array;
}

void
ctljson_add_message(json_t *row, const struct entry *entry,
    const struct message *message)
{
	/* ENTRY_SHOWN_ALL is more than any text has. */
	gsize length = strlen(message->text);
	g_autofree char *shown =
	    g_strndup(message->text, MIN(entry->shown, length));

	set(row, "subject", ctljson_text(message->subject), "text",
	    ctljson_text(message->text), "shown", ctljson_text(shown),
	    "attachments", ctljson_parts(message), NULL);
}

json_t *
ctljson_letter(const struct letter *letter, GTimeZone *zone)
{
	json_t *row = json_object();
	bool waits =
	    letter->state == LETTER_READY || letter->state == LETTER_DOT;

	set(row, "number", ctljson_number(letter->number), "ticket",
	    letter->ticket != 0 ? ctljson_number(letter->ticket) : json_null(),
	    "kind", ctljson_text(letter_kind_name(letter->kind)), "to",
	    ctljson_text(letter->to), "state",
	    ctljson_text(letter_state_name(letter->state)), "attempts",
	    ctljson_number(letter->attempt), "ambiguous",
	    ctljson_number(letter->ambiguous), "created",
	    ctljson_time(letter->created, zone), "due",
	    ctljson_time(waits ? letter->due : 0, zone), "done",
	    ctljson_time(letter->done, zone), "code",
	    letter->code != 0 ? ctljson_number(letter->code) : json_null(),
	    "response", ctljson_text(letter->response), "relay",
	    ctljson_text(letter->relay), NULL);
	return row;
}

json_t *
ctljson_hold(const struct hold *hold, GTimeZone *zone)
{
	json_t *row = json_object();

	set(row, "number", ctljson_number(hold->number), "cause",
	    ctljson_number(hold->cause), "cause_text",
	    ctljson_text(hold_cause_text(hold->cause)), "advice",
	    ctljson_text(hold_cause_advice(hold->cause)), "state",
	    ctljson_text(hold_state_name(hold->state)), "detail",
	    ctljson_text(hold->detail), "from", ctljson_text(hold->from_addr),
	    "subject", ctljson_text(hold->subject), "received",
	    ctljson_time(hold->received, zone), "done",
	    ctljson_time(hold->done, zone), "done_by",
	    ctljson_text(hold->done_by), "ticket",
	    hold->ticket != 0 ? ctljson_number(hold->ticket) : json_null(),
	    "agent", ctljson_text(hold->agent), "confirm_letter",
	    hold->letter != 0 ? ctljson_number(hold->letter) : json_null(),
	    "sources", sources_array(hold->sources), "more_sources",
	    ctljson_number(hold->more_sources), NULL);
	return row;
}

char *
ctljson_get(const json_t *row, const char *key)
{
	const json_t *value = json_object_get(row, key);

	if (json_is_string(value))
		return g_strdup(json_string_value(value));
	if (json_is_integer(value))
		return g_strdup_printf("%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
	return g_strdup("");
}

void
ctljson_print_table(const json_t *rows, const char *const *columns)
{
	guint n = g_strv_length((char **)(guintptr)columns) / 2;
	g_autofree const char **titles = g_new0(const char *, n + 1);
	g_autofree char **cells = g_new0(char *, n);
	const json_t *row;
	size_t i;

	for (guint k = 0; k < n; k++)
		titles[k] = columns[2 * k];
	g_autoptr(ctltable) table = ctltable_new(titles);
	json_array_foreach(rows, i, row)
	{
		for (guint k = 0; k < n; k++)
			cells[k] = ctljson_get(row, columns[2 * k + 1]);
		ctltable_add(table, cells);
	}
	ctltable_print(table);
}

void
ctljson_print(json_t *take_value)
{
	json_dumpf(take_value, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(take_value);
}

void
ctljson_list_add(struct ctljson_list *list, json_t *take_value)
{
	fputs(list->any ? ",\n" : "[\n", stdout);
	list->any = true;
	json_dumpf(take_value, stdout, 0);
	json_decref(take_value);
}

void
ctljson_list_end(struct ctljson_list *list)
{
	puts(list->any ? "\n]" : "[]");
}
