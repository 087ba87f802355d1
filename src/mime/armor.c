/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenPGP's clear-signed text. What the writer said stands between armour that
 * no reader wants to see, and that an answer must not quote. Only marks are
 * moved: the text with its signature stays whole, or it could not be verified.
 * Must never take a line that is not armour.
 */
#include "mime/armor.h"

#include <string.h>

#include "mime/quote.h"

#define BEGIN_MESSAGE "-----BEGIN PGP SIGNED MESSAGE-----\n"
#define BEGIN_SIGNATURE "-----BEGIN PGP SIGNATURE-----\n"
#define END_SIGNATURE "-----END PGP SIGNATURE-----\n"

/* The next place of mark at a line's start, from p on; NULL none. */
static const char *
line_with(const char *text, const char *p, const char *mark)
{
	for (p = strstr(p, mark); p; p = strstr(p + 1, mark)) {
		if (p == text || p[-1] == '\n')
			return p;
	}
	return NULL;
}

/* Behind the armour's own lines ("Hash: SHA256"), which an empty one ends. */
static const char *
behind_head(const char *begin)
{
	const char *end = strstr(begin, "\n\n");

	return end ? end + 2 : begin + strlen(BEGIN_MESSAGE);
}

void
armor_exclude(const char *text, GArray *kept)
{
	const char *head = line_with(text, text, BEGIN_MESSAGE);
	const char *tail = head ? line_with(text, head, BEGIN_SIGNATURE) : NULL;
	const char *end = tail ? line_with(text, tail, END_SIGNATURE) : NULL;
	const char *words = tail ? behind_head(head) : NULL;
	g_autoptr(GArray) first = NULL, second = NULL;

	if (!tail || words > tail)
		return;
	end = end ? end + strlen(END_SIGNATURE) : text + strlen(text);
	first =
	    quote_without(kept, (gsize)(head - text), (gsize)(words - text));
	second =
	    quote_without(first, (gsize)(tail - text), (gsize)(end - text));
	if (second->len == 0)
		return;
	g_array_set_size(kept, 0);
	g_array_append_vals(kept, second->data, second->len);
}
