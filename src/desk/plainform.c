/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unicode has many ways to write "4111". A person reads each of them, and who
 * steals reads as well as who helps: so what is looked for is looked for in the
 * plainest of them. Places found must lead back to the original's characters,
 * all of them, or a part of a secret would be left standing. */
#include "desk/plainform.h"

#include <stdbool.h>
#include <string.h>

#include "base/strings.h"

/* What can not be seen: soft hyphens, joiners, marks of direction. */
static bool
is_invisible(gunichar c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	    c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f);
}

/* Most letters of most mails, which GLib need not be asked about; all of these
 * have no plainer form (test-plainform.c). */
static bool
is_ordinary(gunichar c)
{
	return (c >= 0xbf && c <= 0x131) || /* Latin */
	    (c >= 0x388 && c <= 0x482) ||   /* Greek, Cyrillic */
	    (c >= 0x5d0 && c <= 0x65f) ||   /* Hebrew, Arabic */
	    (c >= 0x3001 && c <= 0x3029) || /* Chinese, Japanese */
	    (c >= 0x3041 && c <= 0x3094) || (c >= 0x30a1 && c <= 0x30fe) ||
	    (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3);
}

/* One character in ASCII, itself where it has no such form. */
static gunichar
plain_of(gunichar c)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

	if (c < 0x80 || is_ordinary(c))
		return c;
	if (g_unichar_isdigit(c))
		return (gunichar)('0' + g_unichar_digit_value(c));
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	if (g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR)
		return ' ';
	return g_unichar_fully_decompose(c, TRUE, parts, G_N_ELEMENTS(parts)) ==
	            1 &&
	        parts[0] < 0x80
	    ? parts[0]
	    : c;
}

static bool
is_plain(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		while (*text && (guint8)*text < 0x80)
			text++;
		if (!*text)
			break;
		gunichar c = strings_char(text);
		if (is_invisible(c) || plain_of(c) != c)
			return false;
	}
	return true;
}

struct plainform *
plainform_new(const char *text)
{
	struct plainform *plain;
	const char *at = text;
	char *out;

	if (is_plain(text))
		return NULL;
	/* a plainer form is ASCII, so nothing grows */
	gsize size = strlen(text), length = 0;
	plain = g_new0(struct plainform, 1);
	plain->text = out = g_malloc(size + 1);
	plain->origin = g_new(gsize, size + 1);
	for (; *at; at = g_utf8_next_char(at)) {
		gunichar c = strings_char(at);
		gsize end = length;

		/* in Persian words a joiner is a letter's neighbour */
		if (is_invisible(c) &&
		    (length == 0 || (guchar)out[length - 1] < 0x80))
			continue;
		end += (gsize)g_unichar_to_utf8(plain_of(c), out + length);
		while (length < end)
			plain->origin[length++] = (gsize)(at - text);
	}
	out[length] = '\0';
	plain->origin[length] = size;
	return plain;
}

gsize
plainform_origin(const struct plainform *plain, gsize offset)
{
	return plain->origin[offset];
}

void
plainform_free(struct plainform *plain)
{
	if (!plain)
		return;
	g_free(plain->text);
	g_free(plain->origin);
	g_free(plain);
}
