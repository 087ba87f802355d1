/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk's agents at the command line: what the settings say of them beside
 * what the store does, in one short look at it. Nothing may be written here:
 * what changes goes through the daemon (ctlwrite). */
#include "ctl/ctlagent.h"

#include <sysexits.h>

#include "base/clock.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "store/workload.h"

/* "here", "away", "disabled"; and since when, until when and how. */
static json_t *
agent_row(const struct ctl *ctl, const struct settings_agent *agent,
    const struct staffing *staffing)
{
	const struct absence *absence =
	    staffing_absence(staffing, agent->name, clock_now());
	g_autofree char *since = NULL;
	g_autofree char *until = NULL;
	g_autofree char *languages = g_strjoinv(" ", agent->languages);
	const char *state = absence ? "away" : "here";
	json_t *row = json_object();

	if (absence)
		since = clock_format_iso(absence->since, ctl->zone);
	if (absence && absence->until != 0)
		until = clock_format_iso(absence->until, ctl->zone);
	json_object_set_new(row, "agent", ctljson_text(agent->name));
	json_object_set_new(row, "state",
	    ctljson_text(agent->disabled ? "disabled" : state));
	json_object_set_new(row, "open",
	    ctljson_number(staffing_open(staffing, agent->name)));
	json_object_set_new(row, "since", ctljson_text(since));
	json_object_set_new(row, "until", ctljson_text(until));
	json_object_set_new(row, "by",
	    ctljson_text(absence ? absence_how_name(absence->how) : NULL));
	json_object_set_new(row, "languages", ctljson_text(languages));
	return row;
}

static void
add_cells(struct ctltable *table, const json_t *row)
{
	static const char *const keys[] = { "agent", "state", "open", "until",
		"by", "languages" };
	char *cells[G_N_ELEMENTS(keys)];

	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		cells[i] = ctljson_get(row, keys[i]);
	ctltable_add(table, cells);
}

int
ctlagent_list(struct ctl *ctl)
{
	static const char *const titles[] = { "AGENT", "STATE", "OPEN", "UNTIL",
		"BY", "LANGUAGES", NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	g_autoptr(staffing) staffing = txn ? workload_load(txn, &error) : NULL;
	g_autoptr(ctltable) table = ctltable_new(titles);
	struct ctljson_list json = { 0 };

	if (!staffing)
		return ctl_fail(error);
	for (guint i = 0; i < ctl->settings->agents->len; i++) {
		json_t *row =
		    agent_row(ctl, ctl->settings->agents->pdata[i], staffing);

		if (ctl->format == CTL_JSON) {
			ctljson_list_add(&json, row);
			continue;
		}
		add_cells(table, row);
		json_decref(row);
	}
	if (ctl->format == CTL_JSON)
		ctljson_list_end(&json);
	else
		ctltable_print(table);
	return EX_OK;
}
