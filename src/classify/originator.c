/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who wrote, as far as a name can tell: a server, a robot, somebody who reads
 * no answers, or a person. From is free text, so this must never be taken for
 * proof of anything but that an automatic answer is unwise.
 */
#include "classify/originator.h"

#include <stdbool.h>
#include <string.h>

#include "classify/foldtext.h"

#define ORIGINATOR_OCTETS 1024 /* of a field that are looked at */

enum how { IS, BEGINS, HOLDS };

/* Local parts that no human answers from, in lower case. */
static const struct {
	const char *text;
	enum how how;
	enum originator_kind kind;
} locals[] = {
	{ "mailer-daemon", BEGINS, ORIGINATOR_DAEMON },
	{ "mailer_daemon", IS, ORIGINATOR_DAEMON },
	{ "mailerdaemon", IS, ORIGINATOR_DAEMON },
	{ "mail-daemon", IS, ORIGINATOR_DAEMON },
	{ "maildaemon", IS, ORIGINATOR_DAEMON },
	{ "maildelivery", IS, ORIGINATOR_DAEMON },
	{ "mail-delivery", BEGINS, ORIGINATOR_DAEMON },
	{ "mmdf", IS, ORIGINATOR_DAEMON },
	{ "mdaemon", IS, ORIGINATOR_DAEMON },
	{ "postmaster", IS, ORIGINATOR_DAEMON },
	{ "post_master", IS, ORIGINATOR_DAEMON },
	{ "post-master", IS, ORIGINATOR_DAEMON },
	{ "postmast", IS, ORIGINATOR_DAEMON },
	{ "nondelivery", IS, ORIGINATOR_DAEMON },
	/* Exchange's own mailbox, with a number behind it. */
	{ "microsoftexchange", BEGINS, ORIGINATOR_DAEMON },
	{ "noreply", HOLDS, ORIGINATOR_SILENT },
	{ "no-reply", HOLDS, ORIGINATOR_SILENT },
	{ "no_reply", HOLDS, ORIGINATOR_SILENT },
	{ "no.reply", HOLDS, ORIGINATOR_SILENT },
	{ "not-reply", HOLDS, ORIGINATOR_SILENT },
	{ "not_reply", HOLDS, ORIGINATOR_SILENT },
	{ "notreply", HOLDS, ORIGINATOR_SILENT },
	{ "noresponse", HOLDS, ORIGINATOR_SILENT },
	{ "nicht-antworten", HOLDS, ORIGINATOR_SILENT },
	{ "keine-antwort", HOLDS, ORIGINATOR_SILENT },
	{ "ne-pas-repondre", HOLDS, ORIGINATOR_SILENT },
	{ "nepasrepondre", HOLDS, ORIGINATOR_SILENT },
	{ "no-responder", HOLDS, ORIGINATOR_SILENT },
	{ "nao-responda", HOLDS, ORIGINATOR_SILENT },
	{ "non-rispondere", HOLDS, ORIGINATOR_SILENT },
	{ "bounce", BEGINS, ORIGINATOR_SILENT },
	{ "nobody", IS, ORIGINATOR_SILENT },
};

/* Display names of servers whose address says nothing. */
static const struct {
	const char *text;
	enum how how;
} names[] = {
	{ "mail delivery s", BEGINS }, /* System, Subsystem, Service */
	{ "mail delivery agent", BEGINS },
	{ "mailer-daemon", BEGINS },
	{ "mailer daemon", BEGINS },
	{ "delivery status notification", BEGINS },
	{ "internet mail delivery", IS },
	{ "system administrator", IS },
	{ "systemadministrator", IS },
	{ "microsoft outlook", IS },
	{ "microsoft exchange", BEGINS },
	{ "interscan", BEGINS },
	{ "courier mail server", BEGINS },
	{ "postmaster", IS },
};

static bool
fits(const char *value, enum how how, const char *text)
{
	switch (how) {
	case IS:
		return strcmp(value, text) == 0;
	case BEGINS:
		return g_str_has_prefix(value, text);
	case HOLDS:
		return strstr(value, text) != NULL;
	}
	return false;
}

char *
originator_address(const struct header *header, const struct message *message)
{
	const char *raw = header_find(header, "From", 0);
	const char *open;

	if (*message->from_addr || !raw)
		return foldtext_fold(message->from_addr, ORIGINATOR_OCTETS);
	open = strrchr(raw, '<');
	if (!open)
		return foldtext_fold(raw, ORIGINATOR_OCTETS);
	return foldtext_fold(open + 1, strcspn(open + 1, ">"));
}

/* The name in From; the whole raw field where the reader found none: "From:
 * MAILER-DAEMON <>" is no mailbox. */
static char *
name_of(const struct header *header, const struct message *message)
{
	const char *raw = header_find(header, "From", 0);
	gsize skip;

	if (*message->from_name || *message->from_addr || !raw)
		return foldtext_fold(message->from_name, ORIGINATOR_OCTETS);
	skip = strspn(raw, " \t\"");
	return foldtext_fold(raw + skip, strcspn(raw + skip, "\"<"));
}

static bool
has_null_path(const struct header *header)
{
	const char *path = header_find(header, "Return-Path", 0);

	return path && path[strspn(path, " \t")] == '<' &&
	    strspn(path, "<> \t") == strlen(path);
}

static enum originator_kind
kind_of_local(const char *address)
{
	g_autofree char *local = g_strndup(address, strcspn(address, "@"));

	for (guint i = 0; i < G_N_ELEMENTS(locals); i++) {
		if (fits(local, locals[i].how, locals[i].text))
			return locals[i].kind;
	}
	return ORIGINATOR_PERSON;
}

enum originator_kind
originator_find(const struct header *header, const struct message *message)
{
	g_autofree char *address = originator_address(header, message);
	g_autofree char *name = name_of(header, message);
	enum originator_kind kind = kind_of_local(address);

	if (kind == ORIGINATOR_DAEMON)
		return kind;
	/* "From: <>" of a robot that has no name of its own. */
	if (!*address && !*name && header_find(header, "From", 0))
		return ORIGINATOR_DAEMON;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (fits(name, names[i].how, names[i].text))
			return ORIGINATOR_DAEMON;
	}
	return has_null_path(header) ? ORIGINATOR_ROBOT : kind;
}
