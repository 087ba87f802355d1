/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent sees of a mail. The lines on top are the desk's own word and
 * stand above everything that the sender could write; foreign text must never
 * be able to add a line to them, nor a second banner above them. */
#include "desk/banner.h"

#include <stdbool.h>

#include "base/clock.h"
#include "desk/display.h"
#include "desk/identity.h"
#include "desk/instant.h"
#include "desk/marker.h"

#define DIGEST_SHOWN 6 /* octets */

/* What a mail is when it is not simply a human's. */
static const char *const kinds[] = {
	[VERDICT_AUTOMATIC] =
	    "an automatic mail, such as an out-of-office answer",
	[VERDICT_BOUNCE] = "a bounce: a letter of ours was not delivered",
	[VERDICT_DELAY] = "a report: a letter of ours is not delivered yet",
	[VERDICT_COMPLAINT] = "a complaint: a letter of ours was called spam",
	[VERDICT_RECEIPT] = "a receipt for a letter of ours",
	[VERDICT_LIST] = "mail over a mailing list",
	[VERDICT_LOOP] = "a letter of ours that came back",
};

/* Whether an agent forwarded it to the desk. */
static bool
is_filed(const struct entry *entry)
{
	return *entry->agent && entry->kind == ENTRY_CUSTOMER;
}

static const char *
proof(const struct entry *entry)
{
	if (entry->kind == ENTRY_THIRD_PARTY)
		return "A THIRD PARTY, not the customer: gets no answer";
	if (is_filed(entry))
		return "NOT VERIFIED: an agent forwarded this mail";
	switch (entry->auth) {
	case VERDICT_AUTH_DMARC:
		return "verified by the sender's domain";
	case VERDICT_AUTH_SUBMISSION:
		return "verified by login";
	case VERDICT_AUTH_CONFIRM:
		return "confirmed by answering a letter to the agent";
	case VERDICT_AUTH_OPERATOR:
		return "released by the operator";
	default:
		return "NOT VERIFIED: anybody may have written this";
	}
}

static void
add_writer(GString *out, const struct entry *entry)
{
	g_autofree char *writer =
	    display_person(entry->from_name, entry->from_addr);

	g_string_append_printf(out, "From: %s\n      %s\n", writer,
	    proof(entry));
	if (entry->class < G_N_ELEMENTS(kinds) && kinds[entry->class])
		g_string_append_printf(out, "Kind: %s\n", kinds[entry->class]);
}

static void
add_customer(GString *out, const struct ticket *ticket)
{
	const struct ticket_seat *seat =
	    ticket->seats->len > 0 ? ticket->seats->pdata[0] : NULL;
	g_autofree char *customer =
	    display_person(seat ? seat->name : "", seat ? seat->address : "");

	g_string_append_printf(out, MARKER_BANNER_LINE ": %s\n", customer);
}

static void
add_identity(GString *out, const struct banner_what *what)
{
	g_autofree char *when =
	    clock_format_human(what->ticket->identity_at, what->zone);
	g_autofree char *text = identity_text(what->ticket, when);

	if (text)
		display_add_line(out, "Identity", text);
}

/* The other address of this notice: what is written there stays inside. */
static void
add_note_address(GString *out, const struct banner_what *what)
{
	if (what->note_address)
		g_string_append_printf(out, "Internal note: %s\n",
		    what->note_address);
}

static void
add_due(GString *out, const struct banner_what *what, const char *label,
    const struct ticket_clock *clock)
{
	if (clock->state != TICKET_CLOCK_RUNS || clock->due == TICKET_NEVER)
		return;
	g_autofree char *when = clock_format_human(clock->due, what->zone);
	g_autofree char *span = instant_span(clock->due, what->now);
	g_string_append_printf(out, "%s: %s, %s\n", label, when, span);
}

static void
add_ticket(GString *out, const struct banner_what *what)
{
	const struct ticket *ticket = what->ticket;
	g_autofree char *queue = display_clean(ticket->queue, DISPLAY_ONE_LINE);
	g_autofree char *when =
	    clock_format_human(what->entry->received, what->zone);
	g_autofree char *language =
	    display_clean(ticket->language, DISPLAY_ONE_LINE);

	g_string_append_printf(out,
	    "Ticket: %" G_GUINT64_FORMAT ", %s, queue %s", ticket->number,
	    ticket_status_name(ticket->status), queue);
	if (*ticket->assignee)
		g_string_append_printf(out, ", assigned to %s",
		    ticket->assignee);
	g_string_append(out, "\nPriority: ");
	if (ticket->priority == TICKET_PRIORITY_NORMAL)
		g_string_append(out, "normal");
	else
		g_string_append_printf(out, "%u", ticket->priority);
	if (*language)
		g_string_append_printf(out, ", language: %s", language);
	g_string_append_c(out, '\n');
	display_add_line(out, "Category", ticket->category);
	g_string_append_printf(out, "Received: %s\n", when);
	add_due(out, what, "Answer due", &ticket->answer);
	add_due(out, what, "Solution due", &ticket->solution);
}

/* A Reply-To that leads elsewhere is shown and never used. */
static void
add_reply_to(GString *out, const struct banner_what *what)
{
	const char *reply_to = what->message->reply_to;

	if (g_ascii_strcasecmp(reply_to, what->entry->from_addr) != 0)
		display_add_line(out, "Asks for replies at (not used)",
		    reply_to);
}

/* "Named: UID 12345678; amount 0.5 BTC" */
static void
add_mentions(GString *out, const GPtrArray *mentions)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < mentions->len; i++) {
		g_autofree char *text = mention_text(mentions->pdata[i]);

		g_string_append_printf(line, "%s%s", i > 0 ? "; " : "", text);
	}
	display_add_line(out, "Named", line->str);
}

/* "Asked for: UID, order; still missing: order" */
static void
add_asked(GString *out, const struct ticket *ticket)
{
	g_autofree char *asked = mention_kinds_text(ticket->asked);
	g_autofree char *missing = mention_kinds_text(ticket->missing);

	if (ticket->asked != 0)
		g_string_append_printf(out,
		    "Asked for: %s; still missing: %s\n", asked,
		    *missing ? missing : "nothing");
}

/* Where the queue does not attach them, by which number they can be had. */
static void
add_attachment(GString *out, const struct banner_what *what, guint index)
{
	const struct message_part *part = what->message->parts->pdata[index];
	g_autofree char *name = display_clean(part->name, DISPLAY_ONE_LINE);
	g_autofree char *mime = display_clean(part->mime, DISPLAY_ONE_LINE);
	g_autofree char *size = display_size(part->size);

	g_string_append_printf(out, "- %s (%s, %s)", name, mime, size);
	if (part->flags & MESSAGE_PART_SECRET)
		g_string_append(out, ": kept back, it holds a secret");
	else if (!settings_attaches(what->settings, what->ticket->queue)) {
		g_string_append_printf(out, ": #attach %u/%u, sha256 ",
		    what->entry->seq, index + 1);
		for (guint i = 0; i < DIGEST_SHOWN; i++)
			g_string_append_printf(out, "%02x", part->sha256[i]);
	}
	g_string_append_c(out, '\n');
}

static void
add_attachments(GString *out, const struct banner_what *what)
{
	if (what->message->parts->len == 0)
		return;
	g_string_append(out, "\nAttachments:\n");
	for (guint i = 0; i < what->message->parts->len; i++)
		add_attachment(out, what, i);
	if (!settings_attaches(what->settings, what->ticket->queue))
		g_string_append_printf(out,
		    "They are not attached. Answer with such a #attach alone to "
		    "get one, which is noted; or: docketctl attachment get "
		    "%" G_GUINT64_FORMAT " %u/1 FILE\n",
		    what->ticket->number, what->entry->seq);
}

/* What every letter to an agent that he can answer begins with. */
static void
add_head(GString *out, const struct banner_what *what)
{
	g_autofree char *marker = marker_line(what->marker);

	g_string_append_printf(out, "%s\n\n", marker);
	add_customer(out, what->ticket);
	add_identity(out, what);
	add_note_address(out, what);
}

char *
banner_letter(const struct banner_what *what)
{
	GString *out = g_string_new(NULL);

	add_head(out, what);
	g_string_append_printf(out, "\n%s", what->text);
	return g_string_free(out, FALSE);
}

char *
banner_below(const struct banner_what *what)
{
	g_autofree char *text = display_clean(what->text, DISPLAY_LINES);
	GString *out = g_string_new(NULL);

	add_writer(out, what->entry);
	if (is_filed(what->entry))
		display_add_line(out, "Filed by", what->entry->agent);
	add_reply_to(out, what);
	add_ticket(out, what);
	display_add_line(out, "Subject", what->message->subject);
	add_mentions(out, what->entry->mentions);
	add_asked(out, what->ticket);
	display_add_line(out, "Remark", what->entry->remark);
	g_string_append_printf(out, "\n%s", text);
	if (*text && !g_str_has_suffix(text, "\n"))
		g_string_append_c(out, '\n');
	add_attachments(out, what);
	if (what->past && *what->past)
		g_string_append_printf(out, "\n%s", what->past);
	return g_string_free(out, FALSE);
}

char *
banner_notice(const struct banner_what *what, const char *below)
{
	GString *out = g_string_new(NULL);

	add_head(out, what);
	g_string_append(out, below);
	return g_string_free(out, FALSE);
}

char *
banner_subject(const struct settings *conf, const struct ticket *ticket)
{
	g_autofree char *subject =
	    display_clean(ticket->subject, DISPLAY_ONE_LINE);

	return g_strdup_printf("[%s #%" G_GUINT64_FORMAT "] %s",
	    conf->desk.name, ticket->number,
	    *subject ? subject : "(no subject)");
}
