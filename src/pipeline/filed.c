/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that an agent forwards becomes an entry of its author's. The raw mail
 * that is kept is the agent's, for that is what came; its parts are found
 * there. Nothing of the agent's own header may reach the author: neither his
 * address nor his client's Message-ID. */
#include "pipeline/filed.h"
#include "base/address.h"
#include "classify/originator.h"
#include "desk/forward.h"
#include "model/verdict.h"

const struct message_part *
filed_part(const struct accept_mail *mail, const struct settings *settings)
{
	const GPtrArray *parts = mail->message->parts;

	if (settings_agent_by_address(settings, mail->from) == NULL)
		return NULL;
	for (guint i = 0; i < parts->len; i++) {
		const struct message_part *part = g_ptr_array_index(parts, i);
		if ((part->flags & MESSAGE_PART_MESSAGE) &&
		    part->encoding == MESSAGE_ENCODING_IDENTITY)
			return part;
	}
	return NULL;
}

void
filed_take(struct accept_mail *mail, const struct message_part *part,
    struct message *take_original)
{
	message_free(mail->original);
	mail->original = NULL;
	if (take_original->flags & MESSAGE_FLAG_UNREADABLE) {
		message_free(take_original);
		return;
	}
	for (guint i = 0; i < take_original->parts->len; i++) {
		struct message_part *inner =
		    g_ptr_array_index(take_original->parts, i);
		inner->offset += part->offset;
	}
	mail->original = take_original;
}

bool
filed_read(struct accept_mail *mail, const struct settings *settings,
    struct reader *reader, int memfd, const struct reader_mail *outer,
    GError **error)
{
	const struct message_part *part = filed_part(mail, settings);
	struct reader_mail place = *outer;

	if (part == NULL)
		return true;
	struct accept_mail inner = { .raw = (const guint8 *)mail->raw +
		    part->offset,
		.size = part->length };
	g_autoptr(header) header = accept_mail_scan(&inner, settings);
	if (header->limit != NULL)
		return true;
	place.offset += part->offset;
	place.length = part->length;
	if (!reader_begin(reader, memfd, &place, 1, error))
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
