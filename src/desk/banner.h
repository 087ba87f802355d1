/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/entry.h"
#include "model/message.h"
#include "model/ticket.h"
#include "model/verdict.h"
#include "settings/settings.h"

struct banner_what {
	const struct settings *settings;
	const struct ticket *ticket;
	const struct entry *entry;
	const struct message *message;
	const char *text;         /* of the mail, own tokens already scrubbed */
	const char *marker;       /* reference of this agent on this ticket */
	const char *note_address; /* of this agent on this ticket, or NULL */
	const char *past;         /* conversation_finish(), or NULL */
	GTimeZone *zone;          /* NULL: UTC */
	gint64 now;               /* ms UTC */
};

/* The text of an agent's notice: marker line, banner (that a reply reaches the
 * CUSTOMER, where notes go, who wrote and how far that is proved, ticket,
 * status, queue, assignee, priority, language, remark), the mail's text, the
 * names of its attachments, the conversation so far. All of it stands below the
 * marker, so that nothing of it can go out with an answer. From foreign text
 * control characters and those that turn the direction of reading are taken
 * out, and in the banner's own lines line ends as well. below: banner_below()
 * of the same mail. The caller frees. */
char *banner_notice(const struct banner_what *what, const char *below);

/* All of a notice that stands below the lines for one agent: the same for all
 * who are told of a mail, so marker and note_address are not read. The caller
 * frees. */
char *banner_below(const struct banner_what *what);

/* The text of another letter to an agent about a ticket: marker line, the two
 * lines that say where his reply goes, then text, which is the desk's own. Of
 * what, entry and message are not read. The caller frees. */
char *banner_letter(const struct banner_what *what);

/* "[Desk #1042] subject", the same for the ticket's whole life. The caller
 * frees. */
char *banner_subject(const struct settings *conf, const struct ticket *ticket);
