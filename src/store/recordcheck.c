/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the large records agree with the rows and the mails they speak of?
 *
 * Tickets, entries, letters, held mails and people: those that have references
 * of their own. As in rowcheck.c a check looks outward from its own record;
 * blobs are noted here and read later, outside the transaction. */
#include "store/recordcheck.h"

#include <string.h>

#include "model/closure.h"
#include "model/entry.h"
#include "model/hold.h"
#include "store/cursors.h"
#include "store/dedupe.h"
#include "store/directory.h"
#include "store/numbers.h"
#include "store/order.h"
#include "store/tickets.h"
#include "store/workcheck.h"

/* G_GUINT64_FORMAT makes these texts unreadable; no number needs more. */
#define NUMBER "%" G_GUINT64_FORMAT

static bool
has_ticket(struct rowcheck *check, guint64 number)
{
	struct key key = key_of(KEY_TICKET, number);
	return rowcheck_is_there(check, &key);
}

/* Remembers a blob of the row for later; one that is nowhere is none. */
static void
note_blob(struct rowcheck *check, struct rowcheck_blob row,
    const struct blob *blob)
{
	row.blob = *blob;
	if (blob->segment != 0)
		g_array_append_val(check->blobs, row);
}

/* The message record belongs to its raw mail: attachments in it are offsets
 * into those octets, which are checked against this length. */
static void
note_mail(struct rowcheck *check, struct rowcheck_blob row,
    const struct blob *raw, const struct blob *record)
{
	note_blob(check, row, raw);
	row.is_message = true;
	row.raw_length = raw->length;
	note_blob(check, row, record);
}

void
recordcheck_ticket(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	GError *error = NULL;
	g_autoptr(ticket) ticket = ticket_decode(value, &error);
	check->report->tickets++;
	if (!ticket) {
		rowcheck_complain_error(check, "ticket", number, error);
		return;
	}
	struct key order = order_key(ticket), wake = order_wake_key(ticket);
	if (ticket->number != number || number >= check->next_ticket)
		rowcheck_complain(check, "ticket " NUMBER ": wrong number",
		    number);
	if (!rowcheck_is_there(check, &order))
		rowcheck_complain(check,
		    "ticket " NUMBER ": missing from the order of lists",
		    number);
	if (wake.size > 0 && !rowcheck_is_there(check, &wake))
		rowcheck_complain(check,
		    "ticket " NUMBER ": its promise is missing from what "
		    "falls due",
		    number);
	workcheck_ticket(check, ticket);
	if (ticket->merged_into != 0 && !has_ticket(check, ticket->merged_into))
		rowcheck_complain(check,
		    "ticket " NUMBER ": merged into " NUMBER
		    ", which is missing",
		    number, ticket->merged_into);
	if (ticket->linked != 0 && !has_ticket(check, ticket->linked))
		rowcheck_complain(check,
		    "ticket " NUMBER ": linked to " NUMBER ", which is missing",
		    number, ticket->linked);
	/* One missing entry is told once; the others would only repeat it. */
	for (guint32 seq = 0; seq < ticket->entries; seq++) {
		struct key entry = key_of_part(KEY_ENTRY, number, seq);
		if (rowcheck_is_there(check, &entry))
			continue;
		rowcheck_complain(check,
		    "ticket " NUMBER ": entry %u is missing", number, seq);
		return;
	}
}

/* A rating address names it, and its ticket is whose customer may vote. */
void
recordcheck_closure(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	GError *error = NULL;
	g_autoptr(closure) closure = closure_decode(value, &error);
	if (!closure) {
		rowcheck_complain_error(check, "closure", number, error);
		return;
	}
	if (closure->number != number || !has_ticket(check, closure->ticket))
		rowcheck_complain(check,
		    "closure " NUMBER ": wrong number, or no such ticket",
		    number);
}

/* Lists are read along this index: a row too many is a ticket shown twice. */
void
recordcheck_order(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, ORDER_NUMBER, 8);
	g_autoptr(ticket) ticket = rowcheck_ticket(check, number);
	struct key wanted = { .size = 0 };
	gsize size = 0;
	const char *octets = g_bytes_get_data(value, &size);
	g_autofree char *queue = g_strndup(octets ? octets : "", size);
	if (ticket)
		wanted = order_key(ticket);
	if (!ticket || !rowcheck_is_key(key, &wanted) ||
	    strcmp(queue, ticket->queue) != 0)
		rowcheck_complain(check,
		    "order of lists: ticket " NUMBER " has another place",
		    number);
}

/* A promise that is looked at too early is told too early. */
void
recordcheck_wake(struct rowcheck *check, GBytes *key, GBytes *value)
{
	(void)value;
	rowcheck_of_ticket(check, key, ORDER_WAKE_NUMBER, order_wake_key,
	    "promises", "has nothing to be done then");
}

/* Whether what is remembered of the source's UID is true: an entry that came so
 * as well, for a server may use a UID again. A mail that was held first is
 * remembered by its hold. */
static bool
is_source_of(struct rowcheck *check, const struct dedupe_place *place,
    const struct entry_source *source)
{
	if (place->kind != DEDUPE_ENTRY)
		return true;
	g_autoptr(entry) entry =
	    tickets_get_entry(check->txn, place->number, place->seq, NULL);
	return entry != NULL && entry_has_source(entry, source);
}

/* Every way in which the entry came is remembered as read. */
static void
check_source(struct rowcheck *check, const struct entry *entry,
    const struct entry_source *source)
{
	struct key account = key_new(KEY_ACCOUNT);
	struct dedupe_place place = { 0 };
	guint64 id = 0;
	bool found = false;
	if (*source->account == '\0')
		return;
	key_add_octets(&account, source->account, strlen(source->account) + 1);
	key_add_octets(&account, source->folder, strlen(source->folder));
	if (!numbers_get(check->txn, &account, &id, &found, &check->problem))
		return;
	struct dedupe_uid uid = { .account = (guint32)id,
		.uidvalidity = source->uidvalidity,
		.uid = source->uid };
	enum dedupe_found where =
	    dedupe_find_uid(check->txn, &uid, &place, NULL);
	if (where == DEDUPE_BY_UID && is_source_of(check, &place, source))
		return;
	rowcheck_complain(check,
	    "entry " NUMBER "/%u: UID %u is not remembered as read",
	    entry->ticket, entry->seq, source->uid);
}

/* In whose name an entry stands decides what is quoted to whom, so the seat
 * must be one that the ticket, or the desk, has given out. */
static void
check_writer(struct rowcheck *check, const struct entry *entry)
{
	g_autoptr(ticket) ticket = rowcheck_ticket(check, entry->ticket);
	struct key seat = key_new(KEY_SEAT_AGENT);
	key_add32(&seat, entry->seat);
	if (!ticket || entry->seq >= ticket->entries)
		rowcheck_complain(check,
		    "entry " NUMBER "/%u: no ticket counts it", entry->ticket,
		    entry->seq);
	else if (entry->kind == ENTRY_CUSTOMER &&
	    entry->seat >= ticket->seats->len)
		rowcheck_complain(check,
		    "entry " NUMBER "/%u: nobody has seat %u", entry->ticket,
		    entry->seq, entry->seat);
	if (entry->kind == ENTRY_AGENT && entry->seat != 0 &&
	    !rowcheck_is_there(check, &seat))
		rowcheck_complain(check,
		    "entry " NUMBER "/%u: no agent has seat %u", entry->ticket,
		    entry->seq, entry->seat);
}

void
recordcheck_entry(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	guint32 seq = (guint32)key_read(key, 9, 4);
	GError *error = NULL;
	g_autoptr(entry) entry = entry_decode(value, &error);
	check->report->entries++;
	if (!entry) {
		rowcheck_complain_error(check, "entry of ticket", number,
		    error);
		return;
	}
	if (entry->ticket != number || entry->seq != seq) {
		rowcheck_complain(check, "entry " NUMBER "/%u: wrong number",
		    number, seq);
		return;
	}
	check_writer(check, entry);
	if (entry->kind == ENTRY_CUSTOMER && entry->raw.segment == 0)
		rowcheck_complain(check, "entry " NUMBER "/%u: has no mail",
		    number, seq);
	struct rowcheck_blob row = {
		.kind = KEY_ENTRY, .number = number, .seq = seq
	};
	note_mail(check, row, &entry->raw, &entry->record);
	for (guint i = 0; i < entry->sources->len; i++)
		check_source(check, entry, entry->sources->pdata[i]);
}

/* A letter's time in the due index, which must be there while it waits. */
gint64
recordcheck_due(const struct letter *letter)
{
	return letter->state == LETTER_HELD ? G_MAXINT64 : letter->due;
}

/* A letter that waits and is not in the due index is never sent and never
 * missed: the one fault that no timer would show. */
static void
check_letter_indexes(struct rowcheck *check, const struct letter *letter)
{
	struct key due = key_new(KEY_DUE);
	struct key list = key_of(KEY_TICKET_LETTER, letter->ticket);
	key_add8(&due, (guint8)letter->share);
	key_add_time(&due, recordcheck_due(letter));
	key_add64(&due, letter->number);
	key_add8(&list, (guint8)letter->share);
	key_add64(&list, letter->number);
	if (!letter_is_final(letter->state) && !rowcheck_is_there(check, &due))
		rowcheck_complain(check,
		    "letter " NUMBER ": missing from the due index",
		    letter->number);
	if (letter->ticket == 0)
		return;
	if (!has_ticket(check, letter->ticket))
		rowcheck_complain(check,
		    "letter " NUMBER ": ticket " NUMBER " is missing",
		    letter->number, letter->ticket);
	if (!rowcheck_is_there(check, &list))
		rowcheck_complain(check,
		    "letter " NUMBER ": missing from its ticket's list",
		    letter->number);
}

void
recordcheck_letter(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	GError *error = NULL;
	g_autoptr(letter) letter = letter_decode(value, &error);
	check->report->letters++;
	if (!letter) {
		rowcheck_complain_error(check, "letter", number, error);
		return;
	}
	if (letter->number != number || number >= check->next_letter) {
		rowcheck_complain(check, "letter " NUMBER ": wrong number",
		    number);
		return;
	}
	check_letter_indexes(check, letter);
	struct rowcheck_blob row = { .kind = KEY_LETTER, .number = number };
	note_blob(check, row, &letter->text);
	for (guint i = 0; i < letter->attachments->len; i++) {
		const struct letter_attachment *part =
		    letter->attachments->pdata[i];
		note_blob(check, row, &part->raw);
	}
}

void
recordcheck_hold(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	GError *error = NULL;
	g_autoptr(hold) hold = hold_decode(value, &error);
	check->report->holds++;
	if (!hold) {
		rowcheck_complain_error(check, "held mail", number, error);
		return;
	}
	if (hold->number != number || number >= check->next_hold)
		rowcheck_complain(check, "held mail " NUMBER ": wrong number",
		    number);
	/* That the ticket is not here is what this cause says. */
	if (hold->ticket != 0 && hold->cause != HOLD_TICKET_GONE &&
	    !has_ticket(check, hold->ticket))
		rowcheck_complain(check,
		    "held mail " NUMBER ": ticket " NUMBER " is missing",
		    number, hold->ticket);
	struct rowcheck_blob row = { .kind = KEY_HOLD, .number = number };
	note_mail(check, row, &hold->raw, &hold->record);
	note_blob(check, row, &hold->answer);
}

/* Each address of a person leads back, and nobody else's does. */
void
recordcheck_person(struct rowcheck *check, GBytes *key, GBytes *value)
{
	g_autoptr(person) person = person_decode(value, NULL);
	(void)key;
	if (!person) {
		rowcheck_complain(check, "person: damaged record");
		return;
	}
	for (guint i = 0; person->addresses[i]; i++) {
		g_autoptr(person) found =
		    directory_find(check->txn, person->addresses[i], NULL);
		if (!found || !g_str_equal(found->uid, person->uid))
			rowcheck_complain(check,
			    "person %s: an address does not lead there",
			    person->uid);
	}
}

void
recordcheck_person_address(struct rowcheck *check, GBytes *key, GBytes *value)
{
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	g_autofree char *address = g_strndup(octets + 1, size - 1);
	g_autoptr(person) person = directory_find(check->txn, address, NULL);
	(void)value;
	if (!person ||
	    !g_strv_contains((const char *const *)person->addresses, address))
		rowcheck_complain(check,
		    "address of a person: it leads to nobody who has it");
}
