/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounces without RFC 3464. Their words are free, so what counts first is who
 * wrote: must never call a mail a bounce by words that a person may quote.
 */
#include "classify/prose.h"

#include <string.h>

#include "classify/automatic.h"
#include "classify/foldtext.h"
#include "classify/ownwords.h"
#include "classify/prosetable.h"
#include "classify/recipients.h"
#include "classify/statuscode.h"

#define PROSE_TEXT 8192 /* octets of a server's words that are read */

static const struct prosetable_row *
find_row(enum prosetable_where where, const char *text)
{
	for (guint i = 0; i < prosetable_count; i++) {
		if (prosetable_rows[i].where == where &&
		    strstr(text, prosetable_rows[i].text))
			return &prosetable_rows[i];
	}
	return NULL;
}

static char *
own_words(const struct message *message)
{
	g_auto(GStrv) lines = ownwords_lines(message->text, NULL);

	return g_strjoinv("\n", lines);
}

/* An answer to a bounce, or a forwarded one, is somebody's. */
static bool
is_passed_on(const char *subject)
{
	static const char *const prefixes[] = {
		"re:", "aw:", "fw:", "fwd:", "wg:", "tr:", "sv:", "rv:"
	};

	for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		if (g_str_has_prefix(subject, prefixes[i]))
			return true;
	}
	return false;
}

/* Of what a subject and a text say, what the class is; NULL for nothing. */
static const struct prosetable_row *
weigh(const struct header *header, const struct message *message,
    enum originator_kind kind)
{
	bool server = kind == ORIGINATOR_DAEMON || kind == ORIGINATOR_ROBOT ||
	    header_find(header, "X-Failed-Recipients", 0) ||
	    header_find(header, "X-MS-Exchange-Message-Is-Ndr", 0);

	/* Most mail ends here: a person's text is not even looked at. */
	if (!server && kind != ORIGINATOR_SILENT &&
	    !automatic_is_marked(header))
		return NULL;

	g_autofree char *title = foldtext_subject(header, message);
	g_autofree char *words = own_words(message);
	g_autofree char *text = foldtext_fold(words, PROSE_TEXT);
	const struct prosetable_row *subject =
	    is_passed_on(title) ? NULL : find_row(PROSETABLE_SUBJECT, title);
	const struct prosetable_row *greeting =
	    find_row(PROSETABLE_GREETING, text);
	const struct prosetable_row *said = find_row(PROSETABLE_TEXT, text);

	/* "Not yet" is what makes the difference, wherever it stands. */
	if (said && said->class == VERDICT_DELAY &&
	    (greeting || subject || kind == ORIGINATOR_DAEMON))
		return said;
	if (subject && (server || said || greeting))
		return subject;
	if (greeting)
		return greeting;
	return server && kind != ORIGINATOR_ROBOT ? said : NULL;
}

void
prose_fill(const struct header *header, const struct message *message,
    struct verdict *verdict)
{
	g_autofree char *words = own_words(message);
	char ***place = verdict->class == VERDICT_BOUNCE ? &verdict->failed
	                                                 : &verdict->delayed;

	g_strfreev(*place);
	*place = recipients_find(header, message);
	if (*verdict->status)
		return;
	g_free(verdict->status);
	verdict->status = statuscode_find(words);
}

bool
prose_apply(const struct header *header, const struct message *message,
    enum originator_kind kind, struct verdict *verdict)
{
	const struct prosetable_row *row = weigh(header, message, kind);

	if (!row && header_find(header, "X-Failed-Recipients", 0))
		verdict_settle(verdict, VERDICT_BOUNCE, "X-Failed-Recipients");
	else if (row)
		verdict_settle(verdict, row->class, row->text);
	else
		return false;
	if (verdict->class == VERDICT_BOUNCE || verdict->class == VERDICT_DELAY)
		prose_fill(header, message, verdict);
	verdict->permanent =
	    verdict->class == VERDICT_BOUNCE && *verdict->status != '4';
	return true;
}
