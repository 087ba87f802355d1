/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invitations and answers to them. The agent's mail client can not show a
 * customer's calendar object, since letters are made anew; a line says what it
 * was about. Times are written as they came, with the zone's name: whoever
 * converts them needs rules that the reader's sandbox does not have. Must never
 * take a value for more than text.
 */
#include "mime/icalendar.h"

#include <string.h>

#define ICALENDAR_VALUE 200 /* octets of one value that are shown */

/* One content line, unfolded. */
struct property {
	char *name;       /* up to the first ';' or ':' */
	char *parameters; /* behind the name's ';', or "" */
	char *value;
};

struct event {
	char *method, *summary, *start, *end, *place, *organizer, *attendee;
	gboolean repeats;
};

static void
event_clear(struct event *event)
{
	g_free(event->method);
	g_free(event->summary);
	g_free(event->start);
	g_free(event->end);
	g_free(event->place);
	g_free(event->organizer);
	g_free(event->attendee);
}

/* The next content line at *p, unfolded (RFC 5545 section 3.1). */
static char *
next_line(const char **p)
{
	GString *line = g_string_new(NULL);

	do {
		gsize length = strcspn(*p, "\n");

		g_string_append_len(line, *p, (gssize)length);
		*p += length + ((*p)[length] == '\n');
	} while ((**p == ' ' || **p == '\t') && (*p)++);
	return g_string_free(line, FALSE);
}

/* Cuts the line into its parts, in place. FALSE when it is no property. */
static gboolean
cut(char *line, struct property *property)
{
	gboolean quoted = FALSE;
	char *p = line + strcspn(line, ";:");

	property->name = line;
	property->parameters = p + strlen(p);
	if (*p == ';') {
		*p++ = '\0';
		property->parameters = p;
		for (; *p && (quoted || *p != ':'); p++)
			quoted ^= *p == '"';
	}
	if (*p != ':')
		return FALSE;
	*p = '\0';
	property->value = p + 1;
	return TRUE;
}

/* The value of a parameter, unquoted; NULL when there is none. */
static char *
parameter(const struct property *property, const char *name)
{
	const char *p = property->parameters;
	gsize length = strlen(name);

	while (*p) {
		const char *value = p + strcspn(p, "=;");
		const char *begin = *value == '=' ? value + 1 : value;
		gboolean quoted = *begin == '"';
		gsize size = strcspn(begin + quoted, quoted ? "\"" : ";");

		if ((gsize)(value - p) == length && *value == '=' &&
		    g_ascii_strncasecmp(p, name, length) == 0)
			return g_strndup(begin + quoted, size);
		p = begin + quoted + size;
		p += strcspn(p, ";");
		p += *p == ';';
	}
	return NULL;
}

/* A value as text on one line: escapes undone (RFC 5545 section 3.3.11), white
 * space and controls as one space, cut. */
static char *
plain(const char *value)
{
	GString *out = g_string_new(NULL);
	const char *end;

	for (const char *p = value; *p && out->len < ICALENDAR_VALUE; p++) {
		char c = *p;

		if (c == '\\' && p[1])
			c = strchr("nN", *++p) ? ' ' : *p;
		if (g_ascii_isspace(c) || g_ascii_iscntrl(c))
			c = ' ';
		if (c != ' ' || (out->len > 0 && out->str[out->len - 1] != ' '))
			g_string_append_c(out, c);
	}
	if (!g_utf8_validate(out->str, (gssize)out->len, &end))
		g_string_truncate(out, (gsize)(end - out->str));
	return g_strchomp(g_string_free(out, FALSE));
}

/* "20260506T100000Z" as "2026-05-06 10:00"; NULL when it is no date. */
static char *
moment(const char *value)
{
	gsize digits = strspn(value, "0123456789");

	if (digits != 8)
		return NULL;
	if (value[8] != 'T' || strspn(value + 9, "0123456789") < 4)
		return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4,
		    value + 6);
	return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s", value, value + 4,
	    value + 6, value + 9, value + 11);
}

/* Begin or end of an event, with its zone where it has one. */
static char *
when(const struct property *property)
{
	g_autofree char *time = moment(property->value);
	g_autofree char *id = parameter(property, "TZID");
	g_autofree char *zone = id ? plain(id) : NULL;

	if (!time)
		return NULL;
	if (g_str_has_suffix(property->value, "Z"))
		return g_strdup_printf("%s (UTC)", time);
	if (zone && *zone)
		return g_strdup_printf("%s (%s)", time, zone);
	return g_steal_pointer(&time);
}

/* "Ann Example <ann@example.com>", and an attendee's answer before it. */
static char *
person(const struct property *property)
{
	g_autofree char *address = plain(property->value);
	g_autofree char *cn = parameter(property, "CN");
	g_autofree char *name = cn ? plain(cn) : NULL;
	g_autofree char *answer = parameter(property, "PARTSTAT");
	g_autofree char *words = answer ? plain(answer) : NULL;
	g_autofree char *small = words ? g_ascii_strdown(words, -1) : NULL;
	const char *mail = address;

	if (g_ascii_strncasecmp(mail, "mailto:", 7) == 0)
		mail += 7;
	if (name && *name && strcmp(name, mail) != 0)
		return g_strdup_printf("%s%s%s <%s>", small ? small : "",
		    small ? " by " : "", name, mail);
	return g_strdup_printf("%s%s%s", small ? small : "",
	    small ? " by " : "", mail);
}

/* Sets a field that has no value yet. */
static void
set(char **field, char *take_value)
{
	if (*field || !take_value || !*take_value)
		g_free(take_value);
	else
		*field = take_value;
}

static void
take(struct event *event, const struct property *property)
{
	const char *name = property->name;

	if (g_ascii_strcasecmp(name, "SUMMARY") == 0)
		set(&event->summary, plain(property->value));
	else if (g_ascii_strcasecmp(name, "LOCATION") == 0)
		set(&event->place, plain(property->value));
	else if (g_ascii_strcasecmp(name, "DTSTART") == 0)
		set(&event->start, when(property));
	else if (g_ascii_strcasecmp(name, "DTEND") == 0)
		set(&event->end, when(property));
	else if (g_ascii_strcasecmp(name, "ORGANIZER") == 0)
		set(&event->organizer, person(property));
	else if (g_ascii_strcasecmp(name, "ATTENDEE") == 0)
		set(&event->attendee, person(property));
	else if (g_ascii_strcasecmp(name, "RRULE") == 0)
		event->repeats = TRUE;
}

/* Reads the method and the first event. Whether there is one. */
static gboolean
read_event(const char *text, struct event *event)
{
	gboolean inside = FALSE;
	guint nested = 0; /* alarms inside the event */

	while (*text) {
		g_autofree char *line = next_line(&text);
		struct property property;

		if (!cut(line, &property))
			continue;
		if (!inside) {
			inside = g_ascii_strcasecmp(line, "BEGIN") == 0 &&
			    g_ascii_strcasecmp(property.value, "VEVENT") == 0;
			if (g_ascii_strcasecmp(line, "METHOD") == 0)
				set(&event->method, plain(property.value));
		} else if (g_ascii_strcasecmp(line, "BEGIN") == 0) {
			nested++;
		} else if (g_ascii_strcasecmp(line, "END") == 0) {
			if (nested-- == 0)
				return TRUE;
		} else if (nested == 0) {
			take(event, &property);
		}
	}
	return inside;
}

static const char *
kind(const char *method)
{
	static const struct {
		const char *method, *words;
	} kinds[] = {
		{ "REQUEST", "Invitation" },
		{ "CANCEL", "Cancelled" },
		{ "REPLY", "Answer to an invitation" },
		{ "COUNTER", "Another time proposed" },
		{ "DECLINECOUNTER", "Proposed time declined" },
	};

	for (guint i = 0; method && i < G_N_ELEMENTS(kinds); i++) {
		if (g_ascii_strcasecmp(kinds[i].method, method) == 0)
			return kinds[i].words;
	}
	return "Event";
}

static void
add(GString *out, const char *before, const char *value)
{
	if (value)
		g_string_append_printf(out, "%s%s", before, value);
}

/* Adds the end; of one on the same day in the same zone only its time. */
static void
add_end(GString *out, const struct event *event)
{
	const char *end = event->end;
	const char *space = end ? strchr(end, ' ') : NULL;
	const char *zone = event->start ? strchr(event->start, '(') : NULL;

	if (!end || !event->start || strcmp(end, event->start) == 0)
		return;
	if (space && strncmp(end, event->start, 11) == 0) {
		/* The start's zone is the end's: it is said once, behind. */
		if (zone &&
		    strcmp(zone, strchr(end, '(') ? strchr(end, '(') : "") == 0)
			g_string_truncate(out, out->len - strlen(zone) - 1);
		end = space + 1;
	}
	/* The last day of whole days is the one before their end. */
	g_string_append_printf(out, " %s %s", space ? "to" : "until before",
	    end);
}

static char *
describe(const struct event *event)
{
	GString *out = g_string_new("[");

	g_string_append(out, kind(event->method));
	add(out, ": ", event->summary);
	add(out, "; ", event->start);
	add_end(out, event);
	if (event->repeats)
		g_string_append(out, ", repeated");
	add(out, "; ", event->place);
	add(out, "; organiser ", event->organizer);
	if (event->method && g_ascii_strcasecmp(event->method, "REPLY") == 0)
		add(out, "; ", event->attendee);
	g_string_append(out, "]\n");
	return g_string_free(out, FALSE);
}

char *
icalendar_sum(const char *text)
{
	struct event event = { 0 };
	char *sum = NULL;

	if (read_event(text, &event) && (event.summary || event.start))
		sum = describe(&event);
	event_clear(&event);
	return sum;
}
