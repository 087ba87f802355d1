/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent sees of a mail. The lines on top are the desk's own word and
 * stand above everything that the sender could write; foreign text must never
 * be able to add a line to them, nor a second banner above them. */
#include "desk/banner.h"

#include <string.h>

#include "base/clock.h"
#include "desk/marker.h"

#define SHORT_MAX 200 /* characters of a foreign text in one of our lines */
#define KILO 1000

enum form { ONE_LINE, LINES };

/* Characters that turn the direction of what follows (UAX 9): with them a name
 * can be made to look like another. */
static gboolean
is_turning(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* The text without characters that nobody wrote to be read. */
static char *
clean(const char *text, enum form form)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_sized_new(strlen(valid));
	guint length = 0;

	for (const char *p = valid; *p; p += g_utf8_skip[(guchar)*p]) {
		gunichar c = g_utf8_get_char(p);
		gboolean kept = form == LINES && (c == '\n' || c == '\t');

		if (form == ONE_LINE && ++length > SHORT_MAX) {
			g_string_append(out, "...");
			break;
		}
		if (is_turning(c))
			continue;
		if (kept)
			g_string_append_unichar(out, c);
		else if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
			g_string_append_c(out, ' ');
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

/* "Name <address>", or the address alone. */
static char *
person(const char *name, const char *address)
{
	g_autofree char *clean_name = clean(name, ONE_LINE);
	g_autofree char *clean_address = clean(address, ONE_LINE);

	if (!*clean_address)
		return g_strdup("nobody (no address)");
	if (!*clean_name)
		return g_steal_pointer(&clean_address);
	return g_strdup_printf("%s <%s>", clean_name, clean_address);
}

static const char *
proof(const struct entry *entry)
{
	if (entry->kind == ENTRY_THIRD_PARTY)
		return "A THIRD PARTY, not the customer: gets no answer";
	switch (entry->auth) {
	case VERDICT_AUTH_DMARC:
		return "verified by the sender's domain";
	case VERDICT_AUTH_SUBMISSION:
		return "verified by login";
	case VERDICT_AUTH_OPERATOR:
		return "released by the operator";
	default:
		return "NOT VERIFIED: anybody may have written this";
	}
}

static void
add_writer(GString *out, const struct entry *entry)
{
	g_autofree char *writer = person(entry->from_name, entry->from_addr);

	g_string_append_printf(out, "From: %s\n      %s\n", writer,
	    proof(entry));
	if (entry->class != VERDICT_HUMAN)
		g_string_append_printf(out, "Kind: %s, class %s\n",
		    entry_kind_name(entry->kind),
		    verdict_class_name(entry->class));
}

static void
add_customer(GString *out, const struct ticket *ticket)
{
	const struct ticket_seat *seat =
	    ticket->seats->len > 0 ? ticket->seats->pdata[0] : NULL;
	g_autofree char *customer =
	    person(seat ? seat->name : "", seat ? seat->address : "");

	g_string_append_printf(out, MARKER_BANNER_LINE ": %s\n", customer);
}

static void
add_ticket(GString *out, const struct banner_what *what)
{
	const struct ticket *ticket = what->ticket;
	g_autofree char *queue = clean(ticket->queue, ONE_LINE);
	g_autofree char *when =
	    clock_format_iso(what->entry->received, what->zone);

	g_string_append_printf(out,
	    "Ticket: %" G_GUINT64_FORMAT ", %s, queue %s", ticket->number,
	    ticket_status_name(ticket->status), queue);
	if (*ticket->assignee)
		g_string_append_printf(out, ", assigned to %s",
		    ticket->assignee);
	g_string_append_printf(out, "\nReceived: %s\n", when);
}

static void
add_line(GString *out, const char *label, const char *text)
{
	g_autofree char *line = clean(text, ONE_LINE);

	if (*line)
		g_string_append_printf(out, "%s: %s\n", label, line);
}

/* A Reply-To that leads elsewhere is shown and never used. */
static void
add_reply_to(GString *out, const struct banner_what *what)
{
	const char *reply_to = what->message->reply_to;

	if (g_ascii_strcasecmp(reply_to, what->entry->from_addr) != 0)
		add_line(out, "Asks for replies at (not used)", reply_to);
}

static char *
size_text(guint64 size)
{
	if (size < KILO)
		return g_strdup_printf("%u octets", (guint)size);
	if (size < (guint64)KILO * KILO)
		return g_strdup_printf("%u kB", (guint)(size / KILO));
	return g_strdup_printf("%.1f MB", (double)size / (KILO * KILO));
}

static void
add_attachments(GString *out, const struct message *message)
{
	if (message->parts->len == 0)
		return;
	g_string_append(out, "\nAttachments:\n");
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part = message->parts->pdata[i];
		g_autofree char *name = clean(part->name, ONE_LINE);
		g_autofree char *mime = clean(part->mime, ONE_LINE);
		g_autofree char *size = size_text(part->size);

		g_string_append_printf(out, "- %s (%s, %s)\n", name, mime,
		    size);
	}
}

char *
banner_notice(const struct banner_what *what)
{
	g_autofree char *marker = marker_line(what->marker);
	g_autofree char *text = clean(what->text, LINES);
	GString *out = g_string_new(marker);

	g_string_append_c(out, '\n');
	add_customer(out, what->ticket);
	add_writer(out, what->entry);
	add_reply_to(out, what);
	add_ticket(out, what);
	add_line(out, "Subject", what->message->subject);
	add_line(out, "Remark", what->entry->remark);
	g_string_append_printf(out, "\n%s", text);
	if (*text && !g_str_has_suffix(text, "\n"))
		g_string_append_c(out, '\n');
	add_attachments(out, what->message);
	return g_string_free(out, FALSE);
}

char *
banner_subject(const struct settings *conf, const struct ticket *ticket)
{
	g_autofree char *subject = clean(ticket->subject, ONE_LINE);

	return g_strdup_printf("[%s #%" G_GUINT64_FORMAT "] %s",
	    conf->desk.name, ticket->number,
	    *subject ? subject : "(no subject)");
}
