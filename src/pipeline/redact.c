/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets leave a mail here, between the reader and the archive: whatever is
 * stored, searched, shown or sent on is made from the record that this leaves.
 * The raw mail is not touched, for it is the proof of what came; who wants it
 * goes through docketctl raw. What was found must be written nowhere. */
#include "pipeline/redact.h"
#include "base/autoptr.h"
#include "desk/hidden.h"
#include "desk/seedwords.h"
#include "pipeline/parttext.h"

/* A file keeps its octets; so agents get its name only. */
static guint32
redact_files(const struct accept_mail *mail, struct message *message,
    GBytes *words)
{
	guint32 bits = 0;

	for (guint i = 0; i < message->parts->len; i++) {
		struct message_part *part =
		    g_ptr_array_index(message->parts, i);

		if (!parttext_is_text(part))
			continue;
		g_autofree char *octets =
		    parttext_read(mail, part, REDACT_FILE_MAX);
		g_autofree char *text = g_utf8_make_valid(octets, -1);
		guint32 found = hidden_in_file(text, words);
		if (found != 0)
			part->flags |= MESSAGE_PART_SECRET;
		bits |= found;
	}
	message->flags |= bits;
	return bits;
}

static bool
redact_message(const struct accept_mail *mail, struct message *message)
{
	g_autoptr(GBytes) words = seedwords_shipped();
	guint32 files = redact_files(mail, message, words);

	return hidden_take_out(message, words) || files != 0;
}

void
redact_mail(struct accept_mail *mail, const struct settings *settings)
{
	if (settings_agent_by_address(settings, mail->from) != NULL &&
	    !mail->verdict->forwards)
		return;
	if (!redact_message(mail, mail->message))
		return;
	g_clear_pointer(&mail->record, g_bytes_unref);
	mail->record = message_encode(mail->message);
}

void
redact_original(const struct accept_mail *mail, struct message *original)
{
	redact_message(mail, original);
}
