/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some mail clients attach the mail that is answered, as a text or a page. An
 * agent's notice holds his own reply address: whoever has it can write as far
 * as the trust table lets him. Words are scrubbed, files are never changed, so
 * all that can be done is to find it and say so. Must never alter a part.
 */
#include "pipeline/leak.h"
#include "desk/marker.h"
#include "mime/transfer.h"
#include "route/replyaddr.h"
#include <string.h>

static bool
leak_is_looked_at(const struct message_part *part)
{
	return g_str_has_prefix(part->mime, "text/") ||
	    g_str_has_prefix(part->mime, "message/") ||
	    g_str_equal(part->mime, "application/octet-stream");
}

/* The decoded octets without NULs, so that UTF-16 reads as ASCII. */
static char *
leak_text(const struct accept_mail *mail, const struct message_part *part)
{
	g_autoptr(transfer) transfer =
	    transfer_new((enum message_encoding)part->encoding);
	g_autoptr(GByteArray) octets = g_byte_array_new();
	char *text, *to;

	if (part->skip > 0)
		transfer_window(transfer, part->skip, part->size);
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

/* What the text gives away; NULL when nothing. */
static const char *
leak_problem(const char *text, const struct settings *settings,
    const char *marker)
{
	g_autofree char *scrubbed = replyaddr_scrub(settings, text);

	if (strcmp(scrubbed, text) != 0)
		return "holds a reply address";
	if (strstr(text, MARKER_BANNER_LINE) != NULL ||
	    (marker != NULL && strstr(text, marker) != NULL))
		return "holds the notice";
	return NULL;
}

char *
leak_find(const struct accept_mail *mail, const struct settings *settings,
    const char *marker)
{
	const GPtrArray *parts = mail->message->parts;

	for (guint i = 0; i < parts->len; i++) {
		const struct message_part *part = g_ptr_array_index(parts, i);
		if (!leak_is_looked_at(part) || part->offset > mail->size ||
		    part->length > mail->size - part->offset)
			continue;
		g_autofree char *text = leak_text(mail, part);
		const char *problem = leak_problem(text, settings, marker);
		if (problem != NULL)
			return g_strdup_printf("attachment %s %s", part->name,
			    problem);
	}
	return NULL;
}
