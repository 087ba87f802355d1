/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How docket fares, in one page: the first look when something is wrong. Only
 * read, and the state lock is never touched: an operator who looks must not
 * keep a daemon from starting. */
#include "ctl/ctlstatus.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/escape.h"
#include "ctl/ctljson.h"
#include "ctl/ctlsocket.h"
#include "ctl/ctltable.h"
#include "store/dotread.h"
#include "store/health.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/order.h"
#include "store/segments.h"

#define TICKET_STATES (TICKET_CLOSED + 1)
#define LETTER_STATES (LETTER_DROPPED + 1)

/* What was counted. Letters that are final count as well: "ambiguous" is about
 * what has been sent. */
struct tally {
	struct ctl *ctl;
	const struct dotread *dots;
	guint64 tickets[TICKET_STATES], letters[LETTER_STATES];
	guint64 ambiguous, held;
	json_t *health;
};

static bool
count_letter(struct letter *letter, void *context)
{
	struct tally *tally = context;

	dotread_show(tally->dots, letter);
	if (letter->state < LETTER_STATES)
		tally->letters[letter->state]++;
	tally->ambiguous += letter->ambiguous;
	return true;
}

static bool
count_hold(struct hold *hold, void *context)
{
	struct tally *tally = context;

	tally->held += hold->state == HOLD_HELD;
	return true;
}

static bool
add_health(const char *subject, const char *trouble, gint64 since,
    void *context)
{
	struct tally *tally = context;
	json_t *row = json_object();

	json_object_set_new(row, "subject", ctljson_text(subject));
	json_object_set_new(row, "works", json_boolean(*trouble == '\0'));
	json_object_set_new(row, "trouble", ctljson_text(trouble));
	json_object_set_new(row, "since",
	    ctljson_time(since, tally->ctl->zone));
	json_array_append_new(tally->health, row);
	return true;
}

/* By the index, for a desk may have a million. */
static bool
count_tickets(struct tally *tally, GError **error)
{
	for (guint32 i = 0; i < TICKET_STATES; i++) {
		g_autoptr(kv_txn) txn =
		    kv_begin(tally->ctl->store->kv, KV_READ, error);
		if (!txn || !order_count(txn, i, &tally->tickets[i], error))
			return false;
	}
	return true;
}

static bool
count_all(struct tally *tally, GError **error)
{
	if (!count_tickets(tally, error))
		return false;
	g_autoptr(kv_txn) txn = kv_begin(tally->ctl->store->kv, KV_READ, error);
	g_autoptr(dotread) dots =
	    txn ? dotread_all(tally->ctl->store->dir, txn, error) : NULL;
	tally->dots = dots;
	return dots && letters_each(txn, count_letter, tally, error) &&
	    holds_each(txn, count_hold, tally, error) &&
	    health_each(txn, add_health, tally, error);
}

/* Segments as they lie on disk, dead octets in them included. */
static guint64
archive_size(const char *state_dir)
{
	g_autofree char *dir = g_build_filename(state_dir, "archive", NULL);
	g_autoptr(GArray) numbers = segments_list(dir, NULL);
	guint64 octets = 0;

	for (guint i = 0; numbers && i < numbers->len; i++) {
		g_autofree char *path =
		    segments_path(dir, g_array_index(numbers, guint32, i));
		struct stat status;
		if (stat(path, &status) == 0)
			octets += (guint64)status.st_size;
	}
	return octets;
}

/* Octets. "store" is what LMDB uses of "store_limit", the size of its map. */
static json_t *
space_object(const struct ctl *ctl)
{
	const char *dir = ctl->settings->state_dir;
	struct kv_usage usage = { 0 };
	json_t *row = json_object();
	guint64 available = store_free_space(dir);

	if (kv_usage(ctl->store->kv, &usage, NULL)) {
		json_object_set_new(row, "store", ctljson_number(usage.used));
		json_object_set_new(row, "store_limit",
		    ctljson_number(usage.map));
		json_object_set_new(row, "records",
		    ctljson_number(usage.entries));
	}
	json_object_set_new(row, "archive", ctljson_number(archive_size(dir)));
	if (available != G_MAXUINT64)
		json_object_set_new(row, "free", ctljson_number(available));
	return row;
}

/* All of it, for programs and for the page below alike. */
static json_t *
status_object(const struct tally *tally)
{
	json_t *row = json_object();
	json_t *tickets = json_object();
	json_t *letters = json_object();
	gint64 pid = ctlsocket_daemon(tally->ctl->settings->state_dir);

	for (guint32 i = 0; i < TICKET_STATES; i++)
		json_object_set_new(tickets, ticket_status_name(i),
		    ctljson_number(tally->tickets[i]));
	for (guint32 i = 0; i < LETTER_STATES; i++)
		json_object_set_new(letters, letter_state_name(i),
		    ctljson_number(tally->letters[i]));
	json_object_set_new(letters, "ambiguous",
	    ctljson_number(tally->ambiguous));
	json_object_set_new(row, "running", json_boolean(pid != 0));
	json_object_set_new(row, "pid",
	    pid > 0 ? json_integer(pid) : json_null());
	json_object_set_new(row, "tickets", tickets);
	json_object_set_new(row, "letters", letters);
	json_object_set_new(row, "held", ctljson_number(tally->held));
	json_object_set(row, "health", tally->health);
	json_object_set_new(row, "space", space_object(tally->ctl));
	return row;
}

/* "Tickets  3 open, 0 pending": an object of numbers in one line. */
static void
print_numbers(const char *title, json_t *numbers)
{
	const char *key, *comma = "";
	json_t *value;

	printf("%-10s ", title);
	json_object_foreach(numbers, key, value)
	{
		printf("%s%" JSON_INTEGER_FORMAT " %s", comma,
		    json_integer_value(value), key);
		comma = ", ";
	}
	putchar('\n');
}

static void
print_space(const json_t *space)
{
	static const char *const parts[] = { "store", "archive", "free" };
	const char *comma = "";

	printf("%-10s ", "Space");
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		const json_t *value = json_object_get(space, parts[i]);
		if (!value)
			continue;
		g_autofree char *size =
		    ctltable_size((guint64)json_integer_value(value));
		printf("%s%s %s", comma, size, parts[i]);
		comma = ", ";
	}
	putchar('\n');
}

static void
print_status(const json_t *row)
{
	const json_t *health = json_object_get(row, "health");
	const json_t *one;
	g_autofree char *held = ctljson_get(row, "held");
	g_autofree char *pid = ctljson_get(row, "pid");
	size_t i;

	printf("%-10s %s%s%s\n", "docketd",
	    json_is_true(json_object_get(row, "running")) ? "is running"
	                                                  : "is not running",
	    *pid ? ", pid " : "", pid);
	print_numbers("Tickets", json_object_get(row, "tickets"));
	print_numbers("Letters", json_object_get(row, "letters"));
	printf("%-10s %s\n", "Held mails", held);
	json_array_foreach(health, i, one)
	{
		g_autofree char *subject = ctljson_get(one, "subject");
		g_autofree char *trouble = ctljson_get(one, "trouble");
		g_autofree char *since = ctljson_get(one, "since");
		g_autofree char *line = g_strdup_printf("%s: %s%s since %s",
		    subject, *trouble ? "FAILS: " : "works", trouble, since);
		g_autofree char *safe = escape_terminal(line, ESCAPE_ONE_LINE);
		printf("%-10s %s\n", i == 0 ? "Health" : "", safe);
	}
	print_space(json_object_get(row, "space"));
}

int
ctlstatus_run(struct ctl *ctl)
{
	json_auto_t *health = json_array();
	struct tally tally = { .ctl = ctl, .health = health };
	g_autoptr(GError) error = NULL;

	if (!count_all(&tally, &error))
		return ctl_fail(error);
	json_t *row = status_object(&tally);
	if (ctl->format == CTL_JSON) {
		ctljson_print(row);
		return EX_OK;
	}
	print_status(row);
	json_decref(row);
	return EX_OK;
}
