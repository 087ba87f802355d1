/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that an agent forwards becomes an entry of its author's. The raw mail
 * that is kept is the agent's, for that is what came; its parts are found
 * there. Nothing of the agent's own header may reach the author: neither his
 * address nor his client's Message-ID. */
#include "pipeline/filed.h"
#include "base/address.h"
#include "base/autofd.h"
#include "base/memfd.h"
#include "classify/originator.h"
#include "desk/forward.h"
#include "mime/transfer.h"
#include "model/verdict.h"
#include "pipeline/redact.h"

#include <string.h>

const struct message_part *
filed_part(const struct accept_mail *mail, const struct settings *settings)
{
	const GPtrArray *parts = mail->message->parts;

	if (settings_agent_by_address(settings, mail->from) == NULL)
		return NULL;
	for (guint i = 0; i < parts->len; i++) {
		const struct message_part *part = g_ptr_array_index(parts, i);
		if (part->flags & MESSAGE_PART_MESSAGE)
			return part;
	}
	return NULL;
}

GBytes *
filed_octets(const struct accept_mail *mail, const struct message_part *part)
{
	const guint8 *begin = (const guint8 *)mail->raw + part->offset;

	if (part->encoding == MESSAGE_ENCODING_IDENTITY)
		return g_bytes_new_static(begin, part->length);
	return g_byte_array_free_to_bytes(transfer_decode_all(
	    (enum message_encoding)part->encoding, begin, part->length));
}

static void
keep_whole(struct message *original, const struct message_part *part)
{
	struct message_part *whole = message_part_new();
	char *name = whole->name, *mime = whole->mime;

	g_free(name);
	g_free(mime);
	*whole = *part;
	whole->name = g_strdup(part->name);
	whole->mime = g_strdup(part->mime);
	g_ptr_array_set_size(original->parts, 0);
	g_ptr_array_add(original->parts, whole);
}

void
filed_take(struct accept_mail *mail, const struct message_part *part,
    struct message *take_original)
{
	GPtrArray *parts = take_original->parts;

	message_free(mail->original);
	mail->original = NULL;
	if (take_original->flags & MESSAGE_FLAG_UNREADABLE) {
		message_free(take_original);
		return;
	}
	mail->original = take_original;
	if (part->encoding == MESSAGE_ENCODING_IDENTITY)
		for (guint i = 0; i < parts->len; i++) {
			struct message_part *inner =
			    g_ptr_array_index(parts, i);
			inner->offset += part->offset;
		}
	else if (parts->len > 0)
		keep_whole(take_original, part);
	redact_original(mail, take_original);
}

/* A memfd of its own for octets that lie in none. */
static int
share(GBytes *octets, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(octets, &size);

	return memfd_of("filed", data, size, error);
}

bool
filed_read(struct accept_mail *mail, const struct settings *settings,
    struct reader *reader, int memfd, const struct reader_mail *outer,
    GError **error)
{
	const struct message_part *part = filed_part(mail, settings);
	struct reader_mail place = *outer;
	autofd int own = -1;

	if (part == NULL)
		return true;
	g_autoptr(GBytes) octets = filed_octets(mail, part);
	struct accept_mail inner = { 0 };
	inner.raw = g_bytes_get_data(octets, &inner.size);
	g_autoptr(header) header = accept_mail_scan(&inner, settings);
	if (header->limit != NULL || inner.size == 0)
		return true;
	place.offset += part->offset;
	place.length = inner.size;
	if (part->encoding != MESSAGE_ENCODING_IDENTITY) {
		own = share(octets, error);
		if (own < 0)
			return false;
		place.offset = 0;
	}
	if (!reader_begin(reader, own < 0 ? memfd : own, &place, 1, error))
		return false;
	struct message *original = reader_next(reader, NULL, error);
	if (original == NULL)
		return false;
	filed_take(mail, part, original);
	return true;
}

void
filed_find(struct accept_mail *mail, struct decide_case *situation)
{
	g_autoptr(header) none = header_new();

	if (mail->original == NULL)
		mail->original = forward_find(mail->message);
	if (mail->original == NULL)
		return;
	mail->original->flags |= mail->message->flags & MESSAGE_FLAG_HIDDEN;
	situation->original = mail->original;
	situation->original_silent =
	    originator_find(none, mail->original) != ORIGINATOR_PERSON;
}

bool
filed_entry(struct apply *apply, const struct decision *decision,
    GError **error)
{
	struct accept_mail *mail = apply->mail, filed = *mail;
	g_autofree char *from = address_fold(mail->original->from_addr);
	g_autoptr(GBytes) record = message_encode(mail->original);
	g_autoptr(verdict) verdict = verdict_new();
	gsize size = 0;
	const void *octets = g_bytes_get_data(record, &size);

	filed.from = from;
	filed.message = mail->original;
	filed.record = record;
	filed.verdict = verdict;
	if (!archive_append(apply->accept->store->archive, octets, size, NULL,
	        &filed.record_blob, error))
		return false;
	apply->mail = &filed;
	bool done = apply_entry(apply, decision, error);
	apply->mail = mail;
	mail->result = filed.result;
	mail->number = filed.number;
	mail->seq = filed.seq;
	mail->letters = filed.letters;
	return done;
}
