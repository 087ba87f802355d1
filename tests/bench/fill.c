/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store that has been used for years, made in a minute: tickets with one
 * entry each, one a minute, and all rows that a mail of a customer leaves
 * behind, written by the store's own functions. Only the raw mail is the same
 * for all. */
#include "base/clock.h"
#include "base/log.h"
#include "base/mac.h"
#include "model/message.h"
#include "store/audit.h"
#include "store/dedupe.h"
#include "store/people.h"
#include "store/store.h"
#include "store/tickets.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILL_BATCH 20000                     /* tickets a transaction */
#define APART (G_GINT64_CONSTANT(60) * 1000) /* ms between two tickets */

static const char raw[] = "From: a@example.org\r\n\r\ntext\r\n";

static void
check(bool done, const GError *error)
{
	if (done)
		return;
	fprintf(stderr, "fill: %s\n", error->message);
	exit(1);
}

static struct ticket *
make_ticket(const char *address, guint64 number, gint64 now)
{
	struct ticket *ticket = ticket_new();

	ticket->number = number;
	g_free(ticket->queue);
	ticket->queue = g_strdup("support");
	g_free(ticket->subject);
	ticket->subject = g_strdup("Withdrawal still pending");
	ticket->created = ticket->updated = now;
	ticket->entries = 1;
	ticket_add_seat(ticket, address, "A Customer", TICKET_VERIFIED);
	/* old matters are closed, a few are not */
	if (number % 500 != 0)
		ticket_set_status(ticket, TICKET_CLOSED, now);
	return ticket;
}

static struct entry *
make_entry(const char *address, guint64 number, gint64 now)
{
	static char account[] = "support", folder[] = "INBOX";
	struct entry *entry = entry_new();
	struct entry_source source = { account, folder, 1600000000,
		(guint32)number };

	entry->ticket = number;
	entry->received = now;
	entry->date = now / 1000;
	g_free(entry->from_addr);
	entry->from_addr = g_strdup(address);
	g_free(entry->message_id);
	entry->message_id =
	    g_strdup_printf("%" G_GUINT64_FORMAT "@mail.example.org", number);
	entry_add_source(entry, &source);
	return entry;
}

static void
put_ticket(struct kv_txn *txn, const struct blob blobs[2], gint64 now)
{
	GError *error = NULL;
	guint64 number = tickets_take_number(txn, &error);
	check(number != 0, error);
	g_autofree char *address =
	    g_strdup_printf("c%" G_GUINT64_FORMAT "@example.org", number);
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, number);
	g_autoptr(ticket) ticket = make_ticket(address, number, now);
	g_autoptr(entry) entry = make_entry(address, number, now);
	struct dedupe_uid uid = { 99, 1600000000, (guint32)number };
	struct dedupe_place place = { DEDUPE_ENTRY, number, 0 };
	struct audit_event event = { .when = now,
		.actor = "docketd",
		.action = "ticket.new",
		.object = object,
		.reason = "" };
	struct dedupe_copy copy = { .date = (guint32)(now / 1000) };

	entry->raw = blobs[0];
	entry->record = blobs[1];
	mac_sha256(&number, sizeof number, copy.raw);
	mac_sha256(copy.raw, sizeof copy.raw, copy.canon);
	check(tickets_put(txn, ticket, &error) &&
	        tickets_put_entry(txn, entry, &error) &&
	        tickets_add_message_id(txn, entry->message_id, number, 0,
	            &error) &&
	        people_put_language(txn, address, "en", &error) &&
	        dedupe_put(txn, &uid, &copy, &place, &error) &&
	        audit_add(txn, &event, &error),
	    error);
}

int
main(int argc, char **argv)
{
	GError *error = NULL;
	guint64 left = argc == 3 ? g_ascii_strtoull(argv[2], NULL, 10) : 0;
	gint64 now = clock_now();
	struct blob blobs[2];
	g_autoptr(message) message = message_new();
	g_autoptr(GBytes) record = message_encode(message);

	if (left == 0) {
		fputs("usage: fill STATE-DIR TICKETS\n", stderr);
		return 1;
	}
	log_open("fill", LOG_WARNING);
	struct store *store = store_open(argv[1], KV_READ_WRITE, &error);
	check(store != NULL, error);
	check(archive_append(store->archive, raw, sizeof raw - 1, NULL,
	          &blobs[0], &error) &&
	        archive_append(store->archive, g_bytes_get_data(record, NULL),
	            g_bytes_get_size(record), NULL, &blobs[1], &error) &&
	        archive_sync(store->archive, &error),
	    error);
	while (left > 0) {
		struct kv_txn *txn = kv_begin(store->kv, KV_WRITE, &error);
		guint64 n = MIN(left, FILL_BATCH);

		check(txn != NULL, error);
		for (guint64 i = 0; i < n; i++)
			put_ticket(txn, blobs,
			    now - APART * (gint64)(left - i));
		check(kv_commit(txn, &error) == KV_OK, error);
		left -= n;
	}
	store_close(store);
	return 0;
}
