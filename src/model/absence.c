/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An agent's absence. It ends by itself when its time has come, so that nobody
 * is forgotten as absent because a process did not run then; the record stays
 * until it is replaced. */
#include "model/absence.h"

#include "model/codec.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(sxxu)",
};

struct absence *
absence_new(const char *agent, gint64 since)
{
	struct absence *absence = g_new0(struct absence, 1);
	absence->agent = g_strdup(agent);
	absence->since = since;
	return absence;
}

void
absence_free(struct absence *absence)
{
	if (!absence)
		return;
	g_free(absence->agent);
	g_free(absence);
}

bool
absence_is_now(const struct absence *absence, gint64 now)
{
	return absence->until == 0 || now < absence->until;
}

const char *
absence_how_name(guint32 how)
{
	static const char *const names[] = { "command", "operator",
		"out of office" };
	return how < G_N_ELEMENTS(names) ? names[how] : "unknown";
}

GBytes *
absence_encode(const struct absence *absence)
{
	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@sxxu)", codec_string(absence->agent),
	        absence->since, absence->until, absence->how));
}

struct absence *
absence_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "absence", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return NULL;
	g_autoptr(absence) absence = g_new0(struct absence, 1);
	g_variant_get(body, "(sxxu)", &absence->agent, &absence->since,
	    &absence->until, &absence->how);
	if (absence->how > ABSENCE_SEEN)
		return codec_refuse(error, "absence", "unknown cause");
	return g_steal_pointer(&absence);
}
