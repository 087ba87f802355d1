/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Date fields. By hand since the C library's parser depends on the locale and
 * GMime's guesses where it should not. The tokens may come in any order that
 * leaves no doubt. Must never believe a date outside the years 1970 to 9999.
 */
#include "mime/maildate.h"

#include <string.h>

struct date {
	int day, month, year;       /* 0: not seen */
	int hour, minute, second;   /* hour -1: not seen */
	int offset;                 /* seconds east of UTC */
	gboolean has_zone, evening; /* evening: "PM" */
};

static const char months[12][4] = { "jan", "feb", "mar", "apr", "may", "jun",
	"jul", "aug", "sep", "oct", "nov", "dec" };

static const struct {
	const char *name;
	int hours;
} zones[] = {
	{ "ut", 0 },
	{ "gmt", 0 },
	{ "utc", 0 },
	{ "z", 0 },
	{ "est", -5 },
	{ "edt", -4 },
	{ "cst", -6 },
	{ "cdt", -5 },
	{ "mst", -7 },
	{ "mdt", -6 },
	{ "pst", -8 },
	{ "pdt", -7 },
	{ "bst", 1 },
	{ "cet", 1 },
	{ "cest", 2 },
	{ "met", 1 },
	{ "mest", 2 },
	{ "eet", 2 },
	{ "eest", 3 },
	{ "msk", 3 },
	{ "jst", 9 },
	{ "kst", 9 },
};

static int
number(const char *p, gsize digits)
{
	int value = 0;

	for (gsize i = 0; i < digits && i < 8; i++)
		value = value * 10 + (p[i] - '0');
	return value;
}

static void
take_word(struct date *date, const char *p, gsize length)
{
	char word[6];

	g_strlcpy(word, p, MIN(length + 1, sizeof word));
	for (char *q = word; *q; q++)
		*q = g_ascii_tolower(*q);
	if (strcmp(word, "pm") == 0)
		date->evening = TRUE;
	for (int i = 0; length >= 3 && i < 12; i++) {
		if (strncmp(word, months[i], 3) == 0 && date->month == 0)
			date->month = i + 1;
	}
	for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
		if (date->has_zone || strcmp(word, zones[i].name) != 0)
			continue;
		date->offset = zones[i].hours * 3600;
		date->has_zone = TRUE;
	}
}

/* "hh:mm" or "hh:mm:ss", also with dots; returns how many characters. */
static gsize
take_time(struct date *date, const char *p)
{
	gsize at = strspn(p, "0123456789"), n;

	date->hour = number(p, at);
	n = strspn(p + at + 1, "0123456789");
	date->minute = number(p + at + 1, n);
	at += 1 + n;
	if ((p[at] == ':' || p[at] == '.') && g_ascii_isdigit(p[at + 1])) {
		n = strspn(p + at + 1, "0123456789");
		date->second = number(p + at + 1, n);
		at += 1 + n;
	}
	return at;
}

/* "+hhmm", "-hh:mm" or "+hmm". */
static gsize
take_offset(struct date *date, const char *p)
{
	gsize n = strspn(p + 1, "0123456789");
	int value = number(p + 1, n), hours, minutes;
	gsize used = 1 + n;

	if (n <= 2 && p[used] == ':' && g_ascii_isdigit(p[used + 1])) {
		hours = value;
		n = strspn(p + used + 1, "0123456789");
		minutes = number(p + used + 1, n);
		used += 1 + n;
	} else {
		hours = n <= 2 ? value : value / 100;
		minutes = n <= 2 ? 0 : value % 100;
	}
	if (n <= 4 && hours <= 14 && minutes < 60) {
		date->offset = (hours * 60 + minutes) * 60;
		if (*p == '-')
			date->offset = -date->offset;
		date->has_zone = TRUE;
	}
	return used;
}

/* A year of two digits (RFC 5322 section 4.3). */
static int
full_year(int year, gsize digits)
{
	if (digits > 3)
		return year;
	return digits == 2 && year < 50 ? 2000 + year : 1900 + year;
}

/* "2024-05-01", as ISO 8601 writers put it into mails. */
static gsize
take_iso(struct date *date, const char *p)
{
	gsize n;

	date->year = number(p, 4);
	date->month = number(p + 5, 2);
	p += 8;
	n = strspn(p, "0123456789");
	date->day = number(p, n);
	return 8 + n + (p[n] == 'T' ? 1 : 0);
}

static gsize
take_number(struct date *date, const char *p)
{
	gsize n = strspn(p, "0123456789");

	if (n == 4 && p[4] == '-' && g_ascii_isdigit(p[5]) &&
	    g_ascii_isdigit(p[6]) && p[7] == '-' && date->day == 0)
		return take_iso(date, p);
	if ((p[n] == ':' || (p[n] == '.' && date->year > 0)) &&
	    date->hour < 0 && g_ascii_isdigit(p[n + 1]))
		return take_time(date, p);
	if (date->day == 0 && n <= 2) {
		date->day = number(p, n);
	} else if (date->year == 0) {
		date->year = full_year(number(p, n), n);
	}
	return n;
}

static gint64
to_seconds(const struct date *date)
{
	g_autoptr(GDateTime) time = NULL;
	int hour = date->hour < 0 ? 0 : date->hour;

	if (date->evening && hour < 12)
		hour += 12;
	/* A leap second is the second before it. */
	time = g_date_time_new_utc(date->year, date->month, date->day, hour,
	    date->minute, MIN(date->second, 59));
	if (!time || date->year < 1970)
		return 0;
	return g_date_time_to_unix(time) - date->offset;
}

static struct date
scan(const char *value)
{
	struct date date = { .hour = -1 };
	const char *p = value;
	guint comment = 0;

	while (*p) {
		gsize used = 1;

		if (*p == '(')
			comment++;
		else if (*p == ')' && comment > 0)
			comment--;
		else if (comment > 0)
			used = 1;
		else if (g_ascii_isdigit(*p))
			used = take_number(&date, p);
		else if ((*p == '+' || *p == '-') && date.hour >= 0 &&
		    g_ascii_isdigit(p[1]))
			used = take_offset(&date, p);
		else if (g_ascii_isalpha(*p)) {
			while (g_ascii_isalpha(p[used]))
				used++;
			take_word(&date, p, used);
		}
		p += used;
	}
	return date;
}

gint64
maildate_parse(const char *value)
{
	struct date date = scan(value);

	return to_seconds(&date);
}

/* What clients that do not know, or hide, where they are write, says nothing;
 * real zones are whole quarters of an hour. */
int
maildate_offset(const char *value)
{
	struct date date = scan(value);
	int minutes = date.offset / 60;

	if (!date.has_zone || to_seconds(&date) == 0 || minutes < -12 * 60 ||
	    minutes > 14 * 60 || minutes % 15 != 0)
		return 0;
	return minutes;
}
