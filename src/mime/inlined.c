/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images within the text. A reader finds the picture that was meant among the
 * attachments only by its name; a Content-ID says nothing. Must never take
 * anything for a reference that does not have the whole form of one.
 */
#include "mime/inlined.h"

#include <string.h>

#include "mime/safename.h"

#define INLINED_PARTS 500 /* parts whose ids are known */

static void
collect(const struct structure *node, GHashTable *names)
{
	for (guint i = 0; node->children && i < node->children->len; i++)
		collect(node->children->pdata[i], names);
	if (node->children || !node->id || !*node->id ||
	    !structure_name(node) || g_hash_table_size(names) >= INLINED_PARTS)
		return;
	g_hash_table_insert(names, g_strdup(node->id),
	    safename_make(structure_name(node), node->type, 0));
}

/* Appends what stands for the reference at p ("[cid:"), which ends at end
 * (its "]"); FALSE when its id is unknown. */
static gboolean
append_name(const char *p, const char *end, GHashTable *names, GString *out)
{
	gsize length = strcspn(p, " ]");
	g_autofree char *id = g_strndup(p + 5, length - 5);
	const char *name = g_hash_table_lookup(names, id);
	const char *said = p + length;

	if (!name)
		return FALSE;
	said += said < end;
	g_string_append_printf(out, "[%s", name);
	if (said < end && strncmp(said, name, strlen(name)) != 0)
		g_string_append_printf(out, ": %.*s", (int)(end - said), said);
	g_string_append_c(out, ']');
	return TRUE;
}

void
inlined_name(const struct structure *root, GString *text)
{
	g_autoptr(GHashTable) names = NULL;
	g_autoptr(GString) out = NULL;
	const char *p = text->str, *open, *end;

	if (!strstr(p, "[cid:"))
		return;
	names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	collect(root, names);
	out = g_string_sized_new(text->len);
	while ((open = strstr(p, "[cid:"))) {
		end = open + strcspn(open, "]\n");
		g_string_append_len(out, p, open - p);
		if (*end == ']' && append_name(open, end, names, out)) {
			p = end + 1;
		} else {
			g_string_append_len(out, open, 5);
			p = open + 5;
		}
	}
	g_string_append(out, p);
	g_string_assign(text, out->str);
}
