/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets out of the archive: raw mails and attachments, for files and pipes.
 * They are written as they are, except to a terminal, where no octet of a mail
 * may act. What is written is checked against the digest that was taken when
 * the mail came. */
#include "ctl/ctlextract.h"

#include <string.h>
#include <sysexits.h>

#include "base/mac.h"
#include "ctl/ctlshow.h"
#include "mime/transfer.h"
#include "store/tickets.h"

#define CHUNK ((guint64)1 << 18) /* octets decoded at a time */

const struct message_part *
ctlextract_find(const struct message *message, const char *name)
{
	guint64 place = 0;

	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];
		if (g_str_equal(part->name, name))
			return part;
	}
	if (ctl_number(name, &place) && place <= message->parts->len)
		return message->parts->pdata[place - 1];
	return NULL;
}

/* To the file, or (NULL) to standard output. */
static void
put(FILE *file, const void *data, gsize size)
{
	if (file)
		fwrite(data, 1, size, file);
	else
		ctl_write(data, size);
}

/* In pieces: an attachment may be as large as a mail. What is decoded is
 * compared at the end, so octets that differ have been written by then; the
 * exit status says so. */
static bool
write_part(FILE *file, struct archive *archive, const struct blob *raw,
    const struct message_part *part, GError **error)
{
	g_autoptr(transfer) transfer =
	    transfer_new((enum message_encoding)part->encoding);
	g_autoptr(mac_digest) digest = mac_digest_new();
	g_autoptr(GByteArray) out = g_byte_array_new();
	uint8_t sha256[MAC_SHA256_SIZE];

	if (part->skip > 0)
		transfer_window(transfer, part->skip, part->size);
	for (guint64 done = 0; done < part->length; done += CHUNK) {
		g_autoptr(GBytes) octets =
		    archive_read_part(archive, raw, part->offset + done,
		        MIN(CHUNK, part->length - done), error);
		gsize size = 0;
		const void *data =
		    octets ? g_bytes_get_data(octets, &size) : NULL;
		if (!octets)
			return false;
		transfer_decode(transfer, data, size, out);
		if (done + CHUNK >= part->length)
			transfer_finish(transfer, out);
		mac_digest_add(digest, out->data, out->len);
		put(file, out->data, out->len);
		g_byte_array_set_size(out, 0);
	}
	mac_digest_finish(digest, sha256);
	return memcmp(sha256, part->sha256, sizeof sha256) == 0 ||
	    fail_set(error, FAIL_PERMANENT,
	        "%s: its digest differs from the one taken when it came",
	        part->name);
}

bool
ctlextract_to(FILE *file, struct archive *archive, const struct blob *raw,
    const struct message_part *part, GError **error)
{
	g_autoptr(GBytes) whole = NULL;
	gsize size = 0;

	if (part)
		return write_part(file, archive, raw, part, error);
	whole = archive_read(archive, raw, error);
	if (!whole)
		return false;
	const void *data = g_bytes_get_data(whole, &size);
	put(file, data, size);
	return true;
}

/* What is handed out one by one, with a record, goes no other way. */
static bool
is_guarded(struct ctl *ctl, guint64 number, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, error);
	g_autoptr(ticket) ticket = txn ? tickets_get(txn, number, error) : NULL;

	return ticket && !settings_attaches(ctl->settings, ticket->queue);
}

static int
extract_part(struct ctl *ctl, const struct entry *entry)
{
	const char *name = ctl_operand(ctl, 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(message) message = ctlshow_message(ctl->store, &entry->record,
	    entry->raw.length, &error);

	if (!message)
		return ctl_fail(error);
	const struct message_part *part = ctlextract_find(message, name);
	if (!part)
		return ctl_complain(EX_NOINPUT,
		    "%s: entry %u has no such attachment", name, entry->seq);
	if (part->flags & MESSAGE_PART_SECRET)
		return ctl_complain(EX_NOPERM,
		    "%s: holds a secret of the customer's and is kept back; "
		    "the whole mail: docketctl raw %" G_GUINT64_FORMAT
		    "/%u --reason ...",
		    part->name, entry->ticket, entry->seq);
	return write_part(NULL, ctl->store->archive, &entry->raw, part, &error)
	    ? EX_OK
	    : ctl_fail(error);
}

/* NULL without error when there is none. */
static struct entry *
read_entry(struct ctl *ctl, guint64 ticket, guint32 seq, GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, error);

	return txn ? tickets_get_entry(txn, ticket, seq, error) : NULL;
}

int
ctlextract_run(struct ctl *ctl, guint64 ticket)
{
	const char *which = ctl_option(ctl, "--attachment");
	g_autoptr(GError) error = NULL;
	guint32 seq = 0;

	if (!ctl_operand(ctl, 1))
		return ctl_complain(EX_USAGE, "--attachment %s: whose name?",
		    which);
	if (!ctl_place(which, &seq))
		return ctl_complain(EX_USAGE, "%s: not an entry's number",
		    which);
	if (is_guarded(ctl, ticket, &error))
		return ctl_complain(EX_NOPERM,
		    "ticket %" G_GUINT64_FORMAT ": its queue hands files out "
		    "with a record: docketctl attachment get %" G_GUINT64_FORMAT
		    " %u/N FILE",
		    ticket, ticket, seq);
	g_autoptr(entry) entry =
	    error ? NULL : read_entry(ctl, ticket, seq, &error);
	if (error)
		return ctl_fail(error);
	if (!entry || entry->raw.segment == 0)
		return ctl_complain(EX_NOINPUT,
		    "ticket %" G_GUINT64_FORMAT ": entry %u: there is %s",
		    ticket, seq, entry ? "no mail in it" : "none");
	return extract_part(ctl, entry);
}
