/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in the customer's words. ICU knows how they are written; when the clock
 * of a zone is changed is the system's word, as everywhere else in docket, for
 * ICU's own zones are as old as its package. Must never leave out the zone: an
 * instant without it is a promise of up to 26 hours. */
#include "desk/instant.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#define MINUTE G_GINT64_CONSTANT(60000)
#define UNITS_MAX 200
#define LOCALE_MAX 64

/* Where CLDR has no full date for the calendar that the language's people use,
 * and ICU puts the fields in an order that nobody writes. */
static const struct {
	const char *language, *pattern;
} patterns[] = {
	{ "fa",
	    "EEEE d MMMM y\xd8\x8c '\xd8\xb3\xd8\xa7\xd8\xb9\xd8\xaa' "
	    "HH:mm" },
};

typedef UDateFormat dateformat;
typedef UPluralRules pluralrules;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(dateformat, udat_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pluralrules, uplrules_close)

static GTimeZone *
find_zone(const char *zone)
{
	GTimeZone *found = *zone ? g_time_zone_new_identifier(zone) : NULL;

	return found ? found : g_time_zone_new_utc();
}

gboolean
instant_knows_zone(const char *zone)
{
	g_autoptr(GTimeZone) found =
	    *zone ? g_time_zone_new_identifier(zone) : NULL;

	return found != NULL;
}

static void
find_locale(const char *language, char locale[LOCALE_MAX])
{
	UErrorCode status = U_ZERO_ERROR;

	uloc_forLanguageTag(language, locale, LOCALE_MAX, NULL, &status);
	if (U_FAILURE(status))
		g_strlcpy(locale, "en", LOCALE_MAX);
}

static dateformat *
open_format(const char *locale, const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[UNITS_MAX];

	u_strFromUTF8(wide, UNITS_MAX, NULL, zone, -1, &status);
	return udat_open(UDAT_SHORT, UDAT_FULL, locale, wide, -1, NULL, 0,
	    &status);
}

static void
use_pattern(dateformat *format, const char *pattern)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[UNITS_MAX];
	int32_t length = 0;

	u_strFromUTF8(wide, UNITS_MAX, &length, pattern, -1, &status);
	udat_applyPattern(format, FALSE, wide, length);
}

/* Without marks of direction, and with the spaces that every client shows. */
static char *
plain(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (u_hasBinaryProperty((UChar32)c, UCHAR_BIDI_CONTROL))
			continue;
		g_string_append_unichar(out, g_unichar_isspace(c) ? ' ' : c);
	}
	return g_string_free(out, FALSE);
}

static char *
print(const dateformat *format, gint64 ms)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[UNITS_MAX];
	char text[UNITS_MAX * 3 + 1];

	udat_format(format, (UDate)ms, wide, UNITS_MAX, NULL, &status);
	u_strToUTF8(text, sizeof text, NULL, wide, -1, &status);
	return plain(U_SUCCESS(status) ? text : "");
}

/* The zone's offset from UTC at that time in ms, by ICU. */
static gint64
offset_of(const dateformat *format, gint64 ms)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *calendar = ucal_clone(udat_getCalendar(format), &status);
	gint64 offset = -1;

	if (U_SUCCESS(status)) {
		ucal_setMillis(calendar, (UDate)ms, &status);
		offset = ucal_get(calendar, UCAL_ZONE_OFFSET, &status) +
		    ucal_get(calendar, UCAL_DST_OFFSET, &status);
		ucal_close(calendar);
	}
	return U_SUCCESS(status) ? offset : -1;
}

/* By name where ICU and the system agree on it, else by its offset. */
static dateformat *
open_in_zone(const char *locale, const char *zone, gint64 ms)
{
	g_autoptr(GTimeZone) found = find_zone(zone);
	int interval =
	    g_time_zone_find_interval(found, G_TIME_TYPE_UNIVERSAL, ms / 1000);
	gint64 minutes = g_time_zone_get_offset(found, interval) / 60;
	g_autofree char *fixed =
	    g_strdup_printf("GMT%c%02d:%02d", minutes < 0 ? '-' : '+',
	        (int)(ABS(minutes) / 60), (int)(ABS(minutes) % 60));
	g_autoptr(dateformat) named = NULL;

	if (g_ascii_isalpha(*zone))
		named = open_format(locale, zone);
	if (named && offset_of(named, ms) == minutes * MINUTE)
		return g_steal_pointer(&named);
	return open_format(locale, fixed);
}

char *
instant_text(gint64 ms, const char *language, const char *zone)
{
	char locale[LOCALE_MAX];
	gint64 shown = (ms + MINUTE - 1) / MINUTE * MINUTE;

	find_locale(language, locale);
	g_autoptr(dateformat) format = open_in_zone(locale, zone, shown);
	if (!format) /* no memory, or ICU's data is not there */
		return g_strdup("");
	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++)
		if (g_str_has_prefix(locale, patterns[i].language))
			use_pattern(format, patterns[i].pattern);
	g_autofree char *date = print(format, shown);
	use_pattern(format, "z");
	g_autofree char *name = print(format, shown);
	return g_strdup_printf("%s (%s)", date, name);
}

char *
instant_plural(guint number, const char *language)
{
	UErrorCode status = U_ZERO_ERROR;
	char locale[LOCALE_MAX], text[LOCALE_MAX] = "other";
	UChar wide[LOCALE_MAX];

	find_locale(language, locale);
	g_autoptr(pluralrules) rules = uplrules_open(locale, &status);
	if (U_SUCCESS(status))
		uplrules_select(rules, number, wide, LOCALE_MAX, &status);
	if (U_SUCCESS(status))
		u_strToUTF8(text, sizeof text, NULL, wide, -1, &status);
	return g_strdup(U_SUCCESS(status) ? text : "other");
}

char *
instant_span(gint64 then, gint64 now)
{
	gint64 minutes = ABS(then - now) / MINUTE;
	g_autofree char *span = NULL;

	if (minutes < 60)
		span = g_strdup_printf("%d min", (int)minutes);
	else if (minutes < 48 * 60)
		span = g_strdup_printf("%d h %d min", (int)(minutes / 60),
		    (int)(minutes % 60));
	else
		span =
		    g_strdup_printf("%" G_GINT64_FORMAT " d", minutes / 1440);
	return then >= now ? g_strconcat("in ", span, NULL)
	                   : g_strconcat(span, " ago", NULL);
}
