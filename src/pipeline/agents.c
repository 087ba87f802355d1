/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents' absence by the operator's hand: whoever falls ill writes no command.
 * The same is done as for the agent's own word, in one transaction, so that
 * nobody is ever away with his work still his. */
#include "pipeline/agents.h"
#include "base/clock.h"
#include "pipeline/attendance.h"
#include <string.h>

/* A number of just so many digits. */
static bool
agents_digits(const char *text, gsize digits, gint *out)
{
	guint64 value = 0;

	if (strlen(text) != digits ||
	    !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT16, &value, NULL))
		return false;
	*out = (gint)value;
	return true;
}

gint64
agents_day(const char *text, const char *time_zone, gint64 now)
{
	g_auto(GStrv) parts = g_strsplit(text, "-", 4);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(time_zone);
	g_autoptr(GDateTime) day = NULL;
	gint numbers[3] = { 0 };

	if (zone == NULL || g_strv_length(parts) != 3 ||
	    !agents_digits(parts[0], 4, &numbers[0]) ||
	    !agents_digits(parts[1], 2, &numbers[1]) ||
	    !agents_digits(parts[2], 2, &numbers[2]))
		return 0;
	day =
	    g_date_time_new(zone, numbers[0], numbers[1], numbers[2], 0, 0, 0);
	if (day == NULL || g_date_time_to_unix(day) * 1000 <= now)
		return 0;
	return g_date_time_to_unix(day) * 1000;
}

static bool
agents_away(struct operate *operate, struct kv_txn *txn, const char *agent,
    const char *day, GString *out, GError **error)
{
	struct accept *accept = &operate->inbox->accept;
	g_autoptr(absence) absence = absence_new(agent, clock_now());
	guint given = 0;

	absence->how = ABSENCE_OPERATOR;
	if (day != NULL)
		absence->until = agents_day(day,
		    accept->settings->desk.time_zone, absence->since);
	if (day != NULL && absence->until == 0)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: a day to come is wanted, such as 2026-12-01", day);
	if (!attendance_leave(accept, txn, absence, operate->actor, &given,
	        error))
		return false;
	g_string_append_printf(out, "%s: away%s%s; %u open ticket%s given on\n",
	    agent, day != NULL ? " until " : "", day != NULL ? day : "", given,
	    given == 1 ? "" : "s");
	return true;
}

static bool
agents_back(struct operate *operate, struct kv_txn *txn, const char *agent,
    GString *out, GError **error)
{
	bool was = false;

	if (!attendance_return(txn, agent, operate->actor, &was, error))
		return false;
	g_string_append_printf(out, "%s: %s\n", agent,
	    was ? "back" : "was not away");
	return true;
}

bool
agents_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	const struct inbox *inbox = operate->inbox;
	const char *verb = argv[0] ? argv[0] : "";
	const char *agent = argv[0] ? argv[1] : NULL;
	bool away = g_str_equal(verb, "away");

	if (!away && !g_str_equal(verb, "back"))
		return fail_set(error, FAIL_PERMANENT, "agent %s: no such verb",
		    verb);
	if (!agent || !settings_agent_by_name(inbox->accept.settings, agent))
		return fail_set(error, FAIL_PERMANENT,
		    "agent %s: no agent is called \"%s\"", verb,
		    agent ? agent : "");
	g_autoptr(kv_txn) txn = kv_begin(inbox->store->kv, KV_WRITE, error);
	return txn != NULL &&
	    (away ? agents_away(operate, txn, agent, argv[2], out, error)
	          : agents_back(operate, txn, agent, out, error)) &&
	    archive_sync(inbox->store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}
