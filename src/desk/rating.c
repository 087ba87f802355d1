/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vote as it stands in a reply. Only a line that is a vote and nothing else
 * counts: "5 days already" and "not good, I want my money" are what agents
 * must read, and a vote that is not seen costs the desk nothing. */
#include "desk/rating.h"

#include <stdbool.h>
#include <string.h>

#include "base/normal.h"
#include "base/script.h"
#include "desk/ratingwords.h"

struct reading {
	const char *at; /* in the folded line */
	guint step;     /* 0: none yet */
};

/* Joiners, variation selectors, skin colours, marks of direction: they change
 * how something looks, and say nothing. */
static bool
is_modifier(gunichar c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0x1f3fb && c <= 0x1f3ff) ||
	    c == 0x20e3 || g_unichar_type(c) == G_UNICODE_FORMAT;
}

static bool
is_between(gunichar c)
{
	if (g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL)
		return false; /* a picture, and perhaps an angry one */
	return g_unichar_isspace(c) || g_unichar_ispunct(c) || is_modifier(c);
}

/* Whether a word can end before this character. */
static bool
is_boundary(gunichar c)
{
	if (g_unichar_ismark(c))
		return false;
	return !g_unichar_isalnum(c) || script_is_unspaced(c);
}

/* The octets of the longest of the phrases that begins here. */
static gsize
match_phrases(const char *at, const char *phrases)
{
	gsize longest = 0;

	for (const char *p = phrases; *p;) {
		gsize length = strcspn(p, "|");

		if (length > longest && strncmp(at, p, length) == 0 &&
		    is_boundary(g_utf8_get_char(at + length)))
			longest = length;
		p += length + (p[length] == '|');
	}
	return longest;
}

/* The longest phrase of any language; its step, 0 none. "very bad" must not be
 * read as something and "bad". */
static guint
take_word(struct reading *reading)
{
	guint n = 0, step = 0;
	gsize longest = 0;
	const struct ratingwords_row *row = ratingwords_rows(&n);

	for (; n > 0; n--, row++)
		for (guint i = 0; i < G_N_ELEMENTS(row->steps); i++) {
			gsize length =
			    match_phrases(reading->at, row->steps[i]);

			if (length <= longest)
				continue;
			longest = length;
			step = i + 1;
		}
	reading->at += longest;
	return step;
}

/* "4", "4/5", "4 / 5", in the digits of any script. */
static guint
take_digit(struct reading *reading)
{
	const char *p = g_utf8_next_char(reading->at);
	int digit = g_unichar_digit_value(g_utf8_get_char(reading->at));
	const char *slash = p + strspn(p, " ");

	if (digit < 1 || digit > 5 || g_unichar_isalnum(g_utf8_get_char(p)))
		return 0;
	if (*slash == '/') {
		slash++;
		slash += strspn(slash, " ");
		if (g_unichar_digit_value(g_utf8_get_char(slash)) != 5)
			return 0;
		p = g_utf8_next_char(slash);
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			return 0;
	}
	reading->at = p;
	return (guint)digit;
}

/* Full stars are counted; empty ones behind them fill up the row. */
static guint
take_stars(struct reading *reading)
{
	guint stars = 0;
	gunichar c = g_utf8_get_char(reading->at);

	while (c == 0x2b50 || c == 0x2605 || c == 0x1f31f || c == 0x2606 ||
	    (stars > 0 && is_modifier(c))) {
		stars += c == 0x2b50 || c == 0x2605 || c == 0x1f31f;
		reading->at = g_utf8_next_char(reading->at);
		c = g_utf8_get_char(reading->at);
	}
	return stars <= 5 ? stars : 0;
}

/* One item of the line; false when it is none, or says another vote. */
static bool
take_item(struct reading *reading)
{
	gunichar c = g_utf8_get_char(reading->at);
	guint step = ratingwords_picture(c);

	if (step != 0)
		reading->at = g_utf8_next_char(reading->at);
	else if (g_unichar_isdigit(c))
		step = take_digit(reading);
	else if (c == 0x2b50 || c == 0x2605 || c == 0x1f31f)
		step = take_stars(reading);
	else
		step = take_word(reading);
	if (step == 0 || (reading->step != 0 && reading->step != step))
		return false;
	reading->step = step;
	return true;
}

static guint
read_line(const char *line)
{
	g_autofree char *folded = g_utf8_casefold(line, -1);
	g_autofree char *plain = normal_compat(folded);
	struct reading reading = { .at = plain };

	if (!plain)
		return 0;
	for (;;) {
		while (*reading.at && is_between(g_utf8_get_char(reading.at)))
			reading.at = g_utf8_next_char(reading.at);
		if (*reading.at == '\0')
			return reading.step;
		if (!take_item(&reading))
			return 0;
	}
}

guint
rating_read(const char *words, const char **comment_out)
{
	const char *start = words + strspn(words, " \t\r\n");
	gsize length = strcspn(start, "\n");
	g_autofree char *line = g_strndup(start, length);
	const char *rest = start + length;

	*comment_out = rest + strspn(rest, " \t\r\n");
	if (!g_utf8_validate(line, -1, NULL) ||
	    g_utf8_strlen(line, -1) > RATING_MAX || strchr(line, '?'))
		return 0;
	return read_line(line);
}
