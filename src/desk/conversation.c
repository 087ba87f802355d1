/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation so far, as a notice repeats it for an agent who has not seen
 * the ticket before. It holds notes and the words of other agents, so it may
 * stand below a marker line only; and it is bounded, since a ticket is not. */
#include "desk/conversation.h"

#include <string.h>

#include "base/clock.h"
#include "desk/display.h"

/* What an entry was. A name or address goes where "%s" is. */
static const char *const did[] = {
	[ENTRY_CUSTOMER] = "%s wrote",
	[ENTRY_THIRD_PARTY] = "%s, a third party, wrote",
	[ENTRY_AGENT] = "%s answered",
	[ENTRY_NOTE] = "INTERNAL NOTE by %s",
	[ENTRY_AUTOMATIC] = "automatic mail from %s",
	[ENTRY_BOUNCE] = "bounce from %s",
	[ENTRY_UNREADABLE] = "unreadable mail from %s",
};

static void
add_title(GString *out, const struct entry *entry, GTimeZone *zone)
{
	g_autofree char *when = clock_format_human(entry->received, zone);
	g_autofree char *who = *entry->agent && entry->kind != ENTRY_CUSTOMER
	    ? display_clean(entry->agent, DISPLAY_ONE_LINE)
	    : display_person(entry->from_name, entry->from_addr);
	const char *what =
	    entry->kind < G_N_ELEMENTS(did) ? did[entry->kind] : "%s";
	g_auto(GStrv) parts = g_strsplit(what, "%s", 2);

	g_string_append_printf(out, "\n--- %s: %s%s%s\n", when, parts[0], who,
	    parts[1] ? parts[1] : "");
	if (*entry->remark) {
		g_autofree char *remark =
		    display_clean(entry->remark, DISPLAY_ONE_LINE);

		g_string_append_printf(out, "(%s)\n", remark);
	}
}

/* The text, cut between characters where it is too long. */
static void
add_text(GString *out, const char *text, gsize most)
{
	g_autofree char *shown = display_clean(text, DISPLAY_LINES);
	gsize size = strlen(shown);
	const char *start = shown + strspn(shown, "\n");

	while (size > 0 && strchr("\n ", shown[size - 1]))
		size--;
	size -= MIN(size, (gsize)(start - shown));
	if (size == 0)
		return;
	if (size <= most) {
		g_string_append_len(out, start, (gssize)size);
		g_string_append_c(out, '\n');
		return;
	}
	while (most > 0 && ((guchar)start[most] & 0xc0) == 0x80)
		most--;
	g_string_append_len(out, start, (gssize)most);
	g_string_append(out, "\n[...]\n");
}

bool
conversation_add(GString *out, const struct entry *entry, const char *text,
    GTimeZone *zone)
{
	if (out->len >= CONVERSATION_OCTETS)
		return false;
	if (out->len == 0)
		g_string_append(out, CONVERSATION_TITLE "\n");
	add_title(out, entry, zone);
	add_text(out, text,
	    MIN(CONVERSATION_ENTRY_OCTETS,
	        CONVERSATION_OCTETS - MIN(CONVERSATION_OCTETS, out->len)));
	return true;
}
