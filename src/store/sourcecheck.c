/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For verify: what is known of the mailboxes that mails come from, and of which
 * mail became what. These rows decide that a mail is taken in once and not left
 * out, so each must lead to what it speaks of. */
#include "store/sourcecheck.h"

#include <string.h>

#include "base/mac.h"
#include "model/claim.h"
#include "model/entry.h"
#include "store/cursors.h"
#include "store/dedupe.h"
#include "store/key.h"
#include "store/numbers.h"

#define NUMBER "%" G_GUINT64_FORMAT

/* What a mail became must be there. */
void
sourcecheck_place(struct rowcheck *check, GBytes *key, GBytes *value)
{
	char kind = (char)key_read(key, 0, 1);
	struct dedupe_place place = { 0 };
	GError *error = NULL;
	if (!dedupe_decode(value, &place, &error)) {
		rowcheck_complain(check, "dedupe row %c: %s", kind,
		    error->message);
		g_error_free(error);
		return;
	}
	struct key entry = key_of_part(KEY_ENTRY, place.number, place.seq);
	struct key hold = key_of(KEY_HOLD, place.number);
	if (place.kind == DEDUPE_ENTRY && !rowcheck_is_there(check, &entry))
		rowcheck_complain(check,
		    "dedupe row %c: entry " NUMBER "/%u is missing", kind,
		    place.number, place.seq);
	if ((place.kind == DEDUPE_HOLD || place.kind == DEDUPE_CONFIRM) &&
	    !rowcheck_is_there(check, &hold))
		rowcheck_complain(check,
		    "dedupe row %c: held mail " NUMBER " is missing", kind,
		    place.number);
}

/* A wrong row would let a reply find a ticket it does not belong to, so the id
 * is hashed anew from the entry. */
void
sourcecheck_message_id(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 ticket = key_read(key, 33, 8);
	guint32 seq = (guint32)key_read(key, 41, 4);
	const guint8 *octets = g_bytes_get_data(key, NULL);
	g_autoptr(entry) entry = rowcheck_entry(check, ticket, seq);
	uint8_t digest[MAC_SHA256_SIZE] = { 0 };
	(void)value;
	if (entry)
		mac_sha256(entry->message_id, strlen(entry->message_id),
		    digest);
	if (!entry || memcmp(octets + 1, digest, sizeof digest) != 0)
		rowcheck_complain(check,
		    "Message-ID index: entry " NUMBER "/%u has another one",
		    ticket, seq);
}

/* What has still to be told to the server must be in the store: a mail that is
 * moved away without being here would be lost. */
void
sourcecheck_unmarked(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint32 uid = (guint32)key_read(key, 9, 4);
	guint64 mark = 0;
	gsize size = 0;
	struct key taken = key_new(KEY_UID);
	const guint8 *octets = g_bytes_get_data(key, &size);
	key_add_octets(&taken, octets + 1, size - 1);
	if (!numbers_decode(value, &mark, NULL) ||
	    (mark != CURSORS_MARK_DONE && mark != CURSORS_MARK_QUARANTINE))
		rowcheck_complain(check, "mark of UID %u: unknown", uid);
	if (mark == CURSORS_MARK_DONE && !rowcheck_is_there(check, &taken))
		rowcheck_complain(check,
		    "mark of UID %u: it was never taken in", uid);
}

/* A cursor of an account that was never numbered would be taken for the next
 * one that is. */
void
sourcecheck_cursor(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 account = key_read(key, 1, 4);
	struct cursor cursor;
	if (!cursors_decode(value, &cursor, NULL))
		rowcheck_complain(check,
		    "cursor of account " NUMBER ": damaged", account);
	if (account == 0 || account >= check->next_account)
		rowcheck_complain(check,
		    "cursor of account " NUMBER ": no such account", account);
}

/* Two folders with one number would share their UIDs; numbers are given out by
 * a counter, so one at or above it is somebody's mistake. */
void
sourcecheck_account(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 id = 0;
	(void)key;
	if (!numbers_decode(value, &id, NULL) || id == 0 ||
	    id >= check->next_account)
		rowcheck_complain(check, "account " NUMBER ": wrong number",
		    id);
}

void
sourcecheck_claim(struct rowcheck *check, GBytes *key, GBytes *value)
{
	struct claim_own own = { 0 };
	if (!claim_decode(value, &own, NULL) ||
	    key_read(key, 1, 4) >= check->next_account)
		rowcheck_complain(check, "claim: damaged record");
	claim_own_clear(&own);
}
