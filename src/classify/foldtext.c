/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phrases are compared in one form, since mailers differ in case, white space,
 * where lines break and which apostrophe they like. Must never make two phrases
 * equal that a reader would tell apart.
 */
#include "classify/foldtext.h"

#include <string.h>

#include "base/normal.h"
#include "base/strings.h"
#define FOLDTEXT_SUBJECT 1000 /* octets of a subject that are read */

/* What typesetters write for what a keyboard has. */
static const struct {
	gunichar from;
	char to;
} likenesses[] = {
	{ 0x00ab, '"' },
	{ 0x00bb, '"' },
	{ 0x2018, '\'' },
	{ 0x2019, '\'' },
	{ 0x201a, '\'' },
	{ 0x201b, '\'' },
	{ 0x00b4, '\'' },
	{ '`', '\'' },
	{ 0x201c, '"' },
	{ 0x201d, '"' },
	{ 0x201e, '"' },
	{ 0x2010, '-' },
	{ 0x2011, '-' },
	{ 0x2012, '-' },
	{ 0x2013, '-' },
	{ 0x2014, '-' },
	{ 0x2212, '-' },
	{ 0xff1a, ':' },
	{ 0xfe55, ':' },
	{ 0xff0c, ',' },
	{ 0x3001, ',' },
	{ 0xff08, '(' },
	{ 0xff09, ')' },
	{ 0xff1c, '<' },
	{ 0xff1e, '>' },
};

/* Without a shape of their own: joiners, marks of direction, soft hyphen. The
 * joiner U+200D and non-joiner U+200C are letters' business in Hindi and
 * Persian, but mailers drop them there as well. */
static gboolean
is_invisible(gunichar c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || c == 0x00ad;
}

static gboolean
is_white(gunichar c)
{
	if (c < 0x80)
		return c <= ' ' || c == 0x7f;
	return g_unichar_isspace(c) || g_unichar_iscntrl(c);
}

static gunichar
fold_one(gunichar c)
{
	if (c >= 0x80 || c == '`') {
		for (guint i = 0; i < G_N_ELEMENTS(likenesses); i++) {
			if (likenesses[i].from == c)
				return (gunichar)likenesses[i].to;
		}
	}
	return g_unichar_tolower(c);
}

char *
foldtext_fold(const char *text, gsize max)
{
	g_autofree char *valid =
	    g_utf8_make_valid(text, (gssize)MIN(strlen(text), max));
	g_autofree char *composed = normal_composed(valid);
	GString *folded = g_string_sized_new(strlen(composed));
	gboolean blank = FALSE;

	for (const char *p = composed; *p; p = g_utf8_next_char(p)) {
		gunichar c = strings_char(p);

		if (c >= 0x80 && is_invisible(c))
			continue;
		if (is_white(c)) {
			blank = TRUE;
			continue;
		}
		if (blank && folded->len > 0)
			g_string_append_c(folded, ' ');
		blank = FALSE;
		if (c < 0x80 && c != '`')
			g_string_append_c(folded, g_ascii_tolower((char)c));
		else
			g_string_append_unichar(folded, fold_one(c));
	}
	return g_string_free(folded, FALSE);
}

char *
foldtext_subject(const struct header *header, const struct message *message)
{
	const char *raw = header_find(header, "Subject", 0);

	return foldtext_fold(*message->subject || !raw ? message->subject : raw,
	    FOLDTEXT_SUBJECT);
}
