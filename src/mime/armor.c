/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenPGP's clear-signed text. What the writer said stands between armour that
 * no reader wants to see, and that an answer must not quote. Only marks are
 * moved: the text with its signature stays whole, or it could not be verified.
 * Must never take a line that is not armour.
 */
#include "mime/armor.h"

#include <string.h>

#include "model/message.h"

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

/* Appends the pieces of range that lie before begin and from end on. */
static void
append_outside(GArray *ranges, const struct message_range *range, guint32 begin,
    guint32 end)
{
	guint32 stop = range->offset + range->length;
	struct message_range front = { range->offset, 0 };
	struct message_range back = { MAX(range->offset, end), 0 };

	if (range->offset < begin)
		front.length = MIN(stop, begin) - range->offset;
	if (stop > back.offset)
		back.length = stop - back.offset;
	if (front.length > 0)
		g_array_append_val(ranges, front);
	if (back.length > 0)
		g_array_append_val(ranges, back);
}

/* A new array without what lies between begin and end. */
static GArray *
without(const GArray *kept, gsize begin, gsize end)
{
	GArray *ranges =
	    g_array_new(FALSE, FALSE, sizeof(struct message_range));

	for (guint i = 0; i < kept->len; i++)
		append_outside(ranges,
		    &g_array_index(kept, struct message_range, i),
		    (guint32)begin, (guint32)end);
	return ranges;
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
	first = without(kept, (gsize)(head - text), (gsize)(words - text));
	second = without(first, (gsize)(tail - text), (gsize)(end - text));
	if (second->len == 0)
		return;
	g_array_set_size(kept, 0);
	g_array_append_vals(kept, second->data, second->len);
}
