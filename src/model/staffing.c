/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of the desk's agents, taken within one transaction, so that
 * whatever is decided by it is pure. It is never written: the store has each
 * part of it for itself. */
#include "model/staffing.h"

static void
free_absence(gpointer data)
{
	absence_free(data);
}

struct staffing *
staffing_new(void)
{
	struct staffing *staffing = g_new0(struct staffing, 1);
	staffing->absences = g_ptr_array_new_with_free_func(free_absence);
	staffing->open =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	staffing->turns =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return staffing;
}

void
staffing_free(struct staffing *staffing)
{
	if (!staffing)
		return;
	g_ptr_array_unref(staffing->absences);
	g_hash_table_unref(staffing->open);
	g_hash_table_unref(staffing->turns);
	g_free(staffing);
}

const struct absence *
staffing_absence(const struct staffing *staffing, const char *agent, gint64 now)
{
	for (guint i = 0; staffing && i < staffing->absences->len; i++) {
		const struct absence *absence = staffing->absences->pdata[i];
		if (g_str_equal(absence->agent, agent) &&
		    absence_is_now(absence, now))
			return absence;
	}
	return NULL;
}

guint
staffing_open(const struct staffing *staffing, const char *agent)
{
	return staffing
	    ? GPOINTER_TO_UINT(g_hash_table_lookup(staffing->open, agent))
	    : 0;
}

void
staffing_set_open(struct staffing *staffing, const char *agent, guint open)
{
	g_hash_table_replace(staffing->open, g_strdup(agent),
	    GUINT_TO_POINTER(open));
}

const char *
staffing_turn(const struct staffing *staffing, const char *queue)
{
	return staffing ? g_hash_table_lookup(staffing->turns, queue) : NULL;
}

void
staffing_set_turn(struct staffing *staffing, const char *queue,
    const char *agent)
{
	g_hash_table_replace(staffing->turns, g_strdup(queue), g_strdup(agent));
}
