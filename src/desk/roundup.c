/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One letter for many. It shows words of several customers to one agent, so it
 * has no reply address of its own: an answer to it must never reach any of
 * them. */
#include "desk/roundup.h"

#include <string.h>

#include "base/clock.h"
#include "desk/display.h"

#define LINES_SHOWN 10

struct roundup {
	const struct settings *settings;
	GTimeZone *zone;
	char *since; /* for people */
	guint64 mails;
	guint tickets, described;
	GHashTable *of_customer; /* address -> tickets counted */
	GString *body;
};

struct roundup *
roundup_new(const struct settings *settings, gint64 since, GTimeZone *zone)
{
	struct roundup *roundup = g_new0(struct roundup, 1);

	roundup->settings = settings;
	roundup->zone = zone;
	roundup->since = clock_format_iso(since, zone);
	roundup->of_customer =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	roundup->body = g_string_new(NULL);
	return roundup;
}

void
roundup_free(struct roundup *roundup)
{
	if (!roundup)
		return;
	g_free(roundup->since);
	g_hash_table_unref(roundup->of_customer);
	g_string_free(roundup->body, TRUE);
	g_free(roundup);
}

static const struct ticket_seat *
customer(const struct ticket *ticket)
{
	return ticket->seats->len > 0 ? ticket->seats->pdata[0] : NULL;
}

bool
roundup_count(struct roundup *roundup, const struct ticket *ticket,
    guint64 mails)
{
	const struct ticket_seat *seat = customer(ticket);
	const char *address = seat ? seat->address : "";
	guint before =
	    GPOINTER_TO_UINT(g_hash_table_lookup(roundup->of_customer,
	        address));

	g_hash_table_insert(roundup->of_customer, g_strdup(address),
	    GUINT_TO_POINTER(before + 1));
	roundup->mails += mails;
	roundup->tickets++;
	return before < ROUNDUP_OF_CUSTOMER &&
	    roundup->described < ROUNDUP_TICKETS;
}

/* The first lines, indented, so that none of them can pass for one of ours. */
static void
add_excerpt(GString *out, const char *text)
{
	g_autofree char *valid =
	    g_utf8_make_valid(text, (gssize)strnlen(text, ROUNDUP_EXCERPT));
	g_autofree char *clean = display_clean(valid, DISPLAY_LINES);
	g_auto(GStrv) lines = g_strsplit(clean, "\n", LINES_SHOWN + 1);
	bool cut = strlen(text) > ROUNDUP_EXCERPT;

	for (guint i = 0; i < LINES_SHOWN && lines[i]; i++)
		if (*lines[i])
			g_string_append_printf(out, "    | %s\n", lines[i]);
	if (cut || g_strv_length(lines) > LINES_SHOWN)
		g_string_append(out, "    | ...\n");
}

static void
add_due(struct roundup *roundup, const struct ticket *ticket)
{
	gint64 due = ticket_due(ticket);

	if (due == TICKET_NEVER)
		return;
	g_autofree char *when = clock_format_human(due, roundup->zone);
	g_string_append_printf(roundup->body, "    Due: %s\n", when);
}

void
roundup_describe(struct roundup *roundup, const struct ticket *ticket,
    const char *reply_to, const char *text)
{
	const struct ticket_seat *seat = customer(ticket);
	g_autofree char *person =
	    display_person(seat ? seat->name : "", seat ? seat->address : "");
	g_autofree char *subject =
	    display_clean(ticket->subject, DISPLAY_ONE_LINE);

	roundup->described++;
	g_string_append_printf(roundup->body,
	    "\n#%" G_GUINT64_FORMAT " %s\n    From: %s, %s\n"
	    "    Status: %s\n",
	    ticket->number, *subject ? subject : "(no subject)", person,
	    seat && seat->verified ? "verified" : "NOT VERIFIED",
	    ticket_status_name(ticket->status));
	add_due(roundup, ticket);
	if (*reply_to)
		g_string_append_printf(roundup->body,
		    "    To answer, write to: %s\n", reply_to);
	add_excerpt(roundup->body, text);
}

char *
roundup_subject(const struct roundup *roundup)
{
	return g_strdup_printf("[%s] %" G_GUINT64_FORMAT
	                       " notices on %u tickets",
	    roundup->settings->desk.name, roundup->mails, roundup->tickets);
}

char *
roundup_text(const struct roundup *roundup)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out,
	    "Since %s there was more to tell than is told one by one:\n"
	    "%" G_GUINT64_FORMAT
	    " notices on %u tickets, in the order in which they are worked.\n\n"
	    "What you write to the address below a ticket goes to that "
	    "ticket's CUSTOMER.\nPlease start a new message; an answer to this "
	    "one goes to nobody.\n%s",
	    roundup->since, roundup->mails, roundup->tickets,
	    roundup->body->str);
	if (roundup->tickets > roundup->described)
		g_string_append_printf(out,
		    "\nAnd %u more tickets, at most %d of one customer are "
		    "shown. All of them are\nin \"docketctl list\".\n",
		    roundup->tickets - roundup->described, ROUNDUP_OF_CUSTOMER);
	return g_string_free(out, FALSE);
}
