/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "model/entry.h"
#include "model/hold.h"
#include "model/letter.h"
#include "model/message.h"
#include "model/ticket.h"

/* Records as JSON, the form of --json, from which the verbs also print their
 * tables. The keys are an interface: they may be added to, never renamed. Times
 * are ISO 8601 in the desk's zone, null for none. What is returned is the
 * caller's. */

/* Text of any origin; octets that are not UTF-8 become U+FFFD; NULL is null. */
json_t *ctljson_text(const char *text);
json_t *ctljson_time(gint64 ms, GTimeZone *zone);
json_t *ctljson_number(guint64 number);

/* The row of a list: number, subject, status, queue, category, requester,
 * assignee, entries, created, updated, answer_due, solution_due. */
json_t *ctljson_ticket(const struct ticket *ticket, GTimeZone *zone);

/* Adds seats, tags, language, merged_into and linked to such a row. */
void ctljson_add_seats(json_t *row, const struct ticket *ticket);

/* An entry without its mail, and what its mail adds: text, shown (the words
 * that are new, all of them or an agent's above the marker), attachments. */
json_t *ctljson_entry(const struct entry *entry, GTimeZone *zone);
void ctljson_add_message(json_t *row, const struct entry *entry,
    const struct message *message);

json_t *ctljson_letter(const struct letter *letter, GTimeZone *zone);
json_t *ctljson_hold(const struct hold *hold, GTimeZone *zone);

/* Attachments of a message: name, size, mime, sha256. */
json_t *ctljson_parts(const struct message *message);

/* A member for people: text as it is, a number in digits; "" for none. The
 * caller frees. */
char *ctljson_get(const json_t *row, const char *key);

/* Prints on stdout and frees: an object by itself, or the members of an array
 * as they come, so that a long list is never held in memory. */
void ctljson_print(json_t *take_value);

/* Prints an array of objects as a table (ctltable.h). columns: title and member
 * in turn, NULL-terminated. */
void ctljson_print_table(const json_t *rows, const char *const *columns);

struct ctljson_list {
	bool any;
};
void ctljson_list_add(struct ctljson_list *list, json_t *take_value);
void ctljson_list_end(struct ctljson_list *list);
