/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents forget to say that they go away; their mailboxes say it. What a
 * machine writes must never do more than lead mail past somebody for a while:
 * it ends with a date, a limit, or the next word of the agent himself. */
#include "desk/presence.h"

#include <string.h>

#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))
#define TEXT_MAX 4000 /* octets in which dates are looked for */

/* --- dates ---------------------------------------------------------------- */

struct day {
	gint year, month, day;
};

/* A number of at most most digits at *p, which moves behind it; -1: none. */
static gint
number(const char **p, gsize most)
{
	gsize size = strspn(*p, "0123456789");
	gint value = 0;

	if (size == 0 || size > most)
		return -1;
	for (gsize i = 0; i < size; i++)
		value = 10 * value + (*p)[i] - '0';
	*p += size;
	return value;
}

static bool
skip(const char **p, const char *word)
{
	if (!g_str_has_prefix(*p, word))
		return false;
	*p += strlen(word);
	return true;
}

/* 2026-12-01, 2026/12/01, 2026年12月1日 */
static bool
year_first(const char *p, struct day *out)
{
	static const struct {
		const char *year, *month;
	} signs[] = { { "-", "-" }, { "/", "/" }, { "年", "月" },
		{ "년 ", "월 " } };

	out->year = number(&p, 4);
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		const char *rest = p;

		if (!skip(&rest, signs[i].year))
			continue;
		out->month = number(&rest, 2);
		if (out->month < 0 || !skip(&rest, signs[i].month))
			return false;
		out->day = number(&rest, 2);
		return out->day > 0 && !g_ascii_isdigit(*rest);
	}
	return false;
}

/* 1.12.2026: nobody who writes dots puts the month first. */
static bool
dotted(const char *p, struct day *out)
{
	out->day = number(&p, 2);
	if (out->day < 0 || !skip(&p, "."))
		return false;
	skip(&p, " ");
	out->month = number(&p, 2);
	if (out->month < 0 || !skip(&p, "."))
		return false;
	skip(&p, " ");
	out->year = number(&p, 4);
	return out->year > 0 && !g_ascii_isdigit(*p);
}

/* The English month at *p, by its first three letters or whole; 0: none. */
static gint
month_name(const char **p)
{
	static const char *const names[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	gsize size = 0;

	while (g_ascii_isalpha((*p)[size]))
		size++;
	for (guint i = 0; size >= 3 && i < G_N_ELEMENTS(names); i++) {
		if ((size != 3 && size != strlen(names[i])) ||
		    g_ascii_strncasecmp(*p, names[i], size) != 0)
			continue;
		*p += size;
		return (gint)i + 1;
	}
	return 0;
}

static void
skip_ordinal(const char **p)
{
	static const char *const ends[] = { "st", "nd", "rd", "th", "." };

	for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
		if (skip(p, ends[i]))
			return;
}

/* 1 December 2026, 1st Dec 2026 */
static bool
day_first(const char *p, struct day *out)
{
	out->day = number(&p, 2);
	if (out->day < 0)
		return false;
	skip_ordinal(&p);
	skip(&p, " ");
	out->month = month_name(&p);
	skip(&p, ",");
	if (out->month == 0 || !skip(&p, " "))
		return false;
	out->year = number(&p, 4);
	return out->year > 0;
}

/* December 1, 2026 */
static bool
month_first(const char *p, struct day *out)
{
	out->month = month_name(&p);
	if (out->month == 0 || !skip(&p, " "))
		return false;
	out->day = number(&p, 2);
	if (out->day < 0)
		return false;
	skip_ordinal(&p);
	skip(&p, ",");
	if (!skip(&p, " "))
		return false;
	out->year = number(&p, 4);
	return out->year > 0;
}

/* The end of that day, ms UTC; 0 when the calendar has no such day. */
static gint64
end_of(const struct day *day, GTimeZone *zone)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) start = g_date_time_new(zone ? zone : utc,
	    day->year, day->month, day->day, 0, 0, 0);
	g_autoptr(GDateTime) end =
	    start ? g_date_time_add_days(start, 1) : NULL;

	return end ? g_date_time_to_unix(end) * 1000 : 0;
}

gint64
presence_date(const char *text, gint64 now, gint64 days, GTimeZone *zone)
{
	static bool (*const forms[])(const char *p,
	    struct day *out) = { year_first, dotted, day_first, month_first };
	gint64 latest = 0;
	char before = ' ';

	for (const char *p = text; *p && p < text + TEXT_MAX; before = *p++) {
		if (g_ascii_isalnum(before) || !g_ascii_isalnum(*p))
			continue;
		for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
			struct day day = { 0 };
			gint64 end = forms[i](p, &day) ? end_of(&day, zone) : 0;

			if (end > now && end <= now + (days + 1) * DAY_MS)
				latest = MAX(latest, end);
		}
	}
	return latest;
}

/* --- mail ----------------------------------------------------------------- */

static void
see_away(struct decision *decision, const struct decide_case *what)
{
	const struct settings_desk *desk = &what->settings->desk;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(desk->time_zone);
	gint64 stated = presence_date(what->message->text, what->now,
	    desk->away_days, zone);

	decision->presence = DECIDE_AWAY;
	decision->until =
	    stated != 0 ? stated : what->now + desk->away_days * DAY_MS;
	decide_add_remark(decision, "the agent is away, by this answer");
}

void
presence_decide(struct decision *decision, const struct decide_case *what)
{
	const struct settings_agent *agent =
	    settings_agent_by_address(what->settings, what->from);
	const struct absence *absence = agent
	    ? staffing_absence(what->staffing, agent->name, what->now)
	    : NULL;
	bool to_us = what->origin == DECIDE_AGENT ||
	    what->origin == DECIDE_NOTE || what->origin == DECIDE_RETURNED;

	if (!agent || what->verdict->auth == VERDICT_AUTH_NONE)
		return;
	/* His own word counts more than his mailbox's. */
	if (absence && absence->how != ABSENCE_SEEN)
		return;
	if (what->verdict->class == VERDICT_AUTOMATIC && to_us &&
	    what->settings->desk.away_days > 0)
		see_away(decision, what);
	else if (what->verdict->class == VERDICT_HUMAN && absence)
		decision->presence = DECIDE_BACK;
}
