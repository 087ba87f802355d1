/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An attachment's octets as a text, for those who look into it for what must
 * not be in there. Nothing is parsed here: what is packed in another format
 * stays closed, and a file is never changed. */
#include "pipeline/parttext.h"
#include "mime/transfer.h"
#include <string.h>

bool
parttext_is_text(const struct message_part *part)
{
	static const char *const names[] = { ".txt", ".csv", ".json", ".pem",
		".key", ".log", ".env", ".md" };

	if (g_str_has_prefix(part->mime, "text/") ||
	    g_str_has_prefix(part->mime, "message/") ||
	    g_str_equal(part->mime, "application/octet-stream") ||
	    g_str_equal(part->mime, "application/json"))
		return true;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_has_suffix(part->name, names[i]))
			return true;
	return false;
}

char *
parttext_read(const struct accept_mail *mail, const struct message_part *part,
    guint64 most)
{
	g_autoptr(transfer) transfer =
	    transfer_new((enum message_encoding)part->encoding);
	g_autoptr(GByteArray) octets = g_byte_array_new();
	char *text, *to;

	if (part->offset > mail->size ||
	    part->length > mail->size - part->offset)
		return g_strdup("");
	if (part->skip > 0 || part->size > most)
		transfer_window(transfer, part->skip, MIN(part->size, most));
	transfer_decode(transfer, (const char *)mail->raw + part->offset,
	    part->length, octets);
	transfer_finish(transfer, octets);
	text = to = g_malloc(octets->len + 1);
	for (guint i = 0; i < octets->len; i++)
		if (octets->data[i] != '\0')
			*to++ = (char)octets->data[i];
	*to = '\0';
	return text;
}
