/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets of UIDs as IMAP writes them. Must never name a UID that was not given:
 * a range is only made of neighbours, so that marking can touch no other mail.
 */
#include "imap/uidset.h"

static gint
compare(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return (left > right) - (left < right);
}

void
uidset_sort(GArray *uids)
{
	guint kept = 0;

	g_array_sort(uids, compare);
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (uid == 0 ||
		    (kept > 0 && g_array_index(uids, guint32, kept - 1) == uid))
			continue;
		g_array_index(uids, guint32, kept++) = uid;
	}
	g_array_set_size(uids, kept);
}

static void
add_range(GString *set, guint32 first, guint32 last)
{
	g_string_append_printf(set, "%s%u", set->len > 0 ? "," : "", first);
	if (last > first)
		g_string_append_printf(set, ":%u", last);
}

static void
flush(GPtrArray *sets, GString *set)
{
	if (set->len > 0)
		g_ptr_array_add(sets, g_strdup(set->str));
	g_string_truncate(set, 0);
}

GPtrArray *
uidset_format(const GArray *uids)
{
	g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GString) set = g_string_new(NULL);
	GPtrArray *sets = g_ptr_array_new_with_free_func(g_free);
	guint ranges = 0, count = 0;

	g_array_append_vals(sorted, uids->data, uids->len);
	uidset_sort(sorted);
	for (guint i = 0; i < sorted->len; ranges++) {
		guint32 first = g_array_index(sorted, guint32, i);
		guint32 last = first;

		if (ranges == UIDSET_RANGES_MAX || count == UIDSET_UIDS_MAX) {
			flush(sets, set);
			ranges = count = 0;
		}
		for (i++, count++; i < sorted->len && count < UIDSET_UIDS_MAX &&
		     g_array_index(sorted, guint32, i) == last + 1;
		     i++, count++)
			last++;
		add_range(set, first, last);
	}
	flush(sets, set);
	return sets;
}
