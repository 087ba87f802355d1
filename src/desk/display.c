/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, subjects and texts of strangers stand beside the desk's own words in
 * what agents read. Nothing of theirs may add a line to ours, turn a line
 * around, or move a terminal's cursor. */
#include "desk/display.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "base/strings.h"

#define KILO 1000

/* Characters that turn the direction of what follows (UAX 9): with them a name
 * can be made to look like another. */
static bool
is_turning(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void
drop_spaces(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
}

/* Spaces at a line's end say nothing, and in a letter they would join it to
 * the next (mime/composehtml.h). */
static void
add_character(GString *out, gunichar c, enum display_form form)
{
	if (form == DISPLAY_LINES && c == '\n')
		drop_spaces(out);
	if (form == DISPLAY_LINES && (c == '\n' || c == '\t'))
		g_string_append_unichar(out, c);
	else if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
		g_string_append_c(out, ' ');
	else
		g_string_append_unichar(out, c);
}

/* Characters of a foreign text of that form. */
static guint
most(enum display_form form)
{
	switch (form) {
	case DISPLAY_ONE_LINE:
		return DISPLAY_LINE_MAX;
	case DISPLAY_NAME:
		return DISPLAY_NAME_MAX;
	case DISPLAY_ADDRESS:
		return ADDRESS_MAX;
	case DISPLAY_LINES:
	default:
		return G_MAXUINT;
	}
}

char *
display_clean(const char *text, enum display_form form)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_sized_new(strlen(valid));
	guint length = 0;

	for (const char *p = valid; *p; p += g_utf8_skip[(guchar)*p]) {
		gsize run = form == DISPLAY_LINES ? strings_ordinary(p) : 0;
		gunichar c;

		g_string_append_len(out, p, (gssize)run);
		p += run;
		if (!*p)
			break;
		c = g_utf8_get_char(p);
		if (++length > most(form)) {
			g_string_append(out, "...");
			break;
		}
		if (!is_turning(c))
			add_character(out, c, form);
	}
	return g_string_free(out, FALSE);
}

void
display_add_line(GString *out, const char *label, const char *text)
{
	g_autofree char *line = display_clean(text, DISPLAY_ONE_LINE);

	if (*line)
		g_string_append_printf(out, "%s: %s\n", label, line);
}

char *
display_person(const char *name, const char *address)
{
	g_autofree char *clean_name = display_clean(name, DISPLAY_NAME);
	g_autofree char *clean_address =
	    display_clean(address, DISPLAY_ADDRESS);

	if (!*clean_address)
		return g_strdup("nobody (no address)");
	if (!*clean_name)
		return g_steal_pointer(&clean_address);
	return g_strdup_printf("%s <%s>", clean_name, clean_address);
}

char *
display_name(const char *name, const char *address)
{
	return *name ? g_strdup(name)
	             : g_strndup(address, strcspn(address, "@"));
}

char *
display_size(guint64 octets)
{
	if (octets < KILO)
		return g_strdup_printf("%u octets", (guint)octets);
	if (octets < (guint64)KILO * KILO)
		return g_strdup_printf("%u kB", (guint)(octets / KILO));
	return g_strdup_printf("%.1f MB", (double)octets / (KILO * KILO));
}
