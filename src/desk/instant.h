/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Instants and numbers as people write them, by the CLDR data in ICU: GLib's
 * names of days and months are those of the installed locales, and there are
 * none. Costs half a millisecond. */

/* "dimanche 22 novembre 2026 à 16:00 (UTC+9)": weekday, date, time and zone in
 * that language (BCP 47) and its calendar, 12 or 24 hours as it does. ms UTC,
 * rounded up to a minute: who is promised an answer must not read an earlier
 * one than we keep. zone: IANA name or "+09:00"; unknown: UTC. Without
 * characters that turn the direction of reading. The caller frees. */
char *instant_text(gint64 ms, const char *language, const char *zone);

/* Whether there is such a zone. */
gboolean instant_knows_zone(const char *zone);

/* CLDR's name of the form that a noun takes behind that number in the language:
 * "zero", "one", "two", "few", "many" or "other". The caller frees. */
char *instant_plural(guint number, const char *language);

/* For how long from now until then, for agents: "in 3 h 20 min", "45 min ago".
 * The caller frees. */
char *instant_span(gint64 then, gint64 now);
