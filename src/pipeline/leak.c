/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some mail clients attach the mail that is answered, as a text or a page. An
 * agent's notice holds his own reply address: whoever has it can write as far
 * as the trust table lets him. Words are scrubbed, files are never changed, so
 * all that can be done is to find it and say so. Must never alter a part.
 */
#include "pipeline/leak.h"
#include "desk/marker.h"
#include "pipeline/parttext.h"
#include "route/replyaddr.h"
#include <string.h>

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
		if (!parttext_is_text(part))
			continue;
		g_autofree char *text = parttext_read(mail, part, G_MAXUINT64);
		const char *problem = leak_problem(text, settings, marker);
		if (problem != NULL)
			return g_strdup_printf("attachment %s %s", part->name,
			    problem);
	}
	return NULL;
}
