/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of promises. Days are no unit: of 24 hours or of a working day,
 * one reader takes them for the one and the next for the other, and so the
 * promise would be broken in good faith. */
#include "settings/promiserule.h"

#include <stdbool.h>
#include <string.h>

#define MINUTE_MS G_GINT64_CONSTANT(60000)
#define HOURS_MAX 8760
#define DIGITS_MAX 6

static const char shape[] =
    "is not a promise such as \"first 4h\", \"next 1h30m vip 1\" or "
    "\"solution 48h priority 2\"";

static const char *const stages[] = { "first", "next", "solution" };

/* Digits at *text, which moves behind them; false when there are none. */
static bool
number(const char **text, guint *out)
{
	gsize digits = strspn(*text, "0123456789");

	if (digits == 0 || digits > DIGITS_MAX)
		return false;
	*out = (guint)g_ascii_strtoull(*text, NULL, 10);
	*text += digits;
	return true;
}

/* "4h", "90m", "1h30m"; in minutes. */
static const char *
parse_time(const char *text, guint *minutes_out)
{
	guint first = 0, rest = 0;

	if (!number(&text, &first))
		return shape;
	if (g_str_equal(text, "d"))
		return "counts in days; write hours in which the desk is open, "
		       "such as \"16h\" for two days of eight";
	if (*text == 'h') {
		text++;
		if (*text && (!number(&text, &rest) || *text != 'm'))
			return shape;
		first *= 60;
	} else if (*text != 'm') {
		return shape;
	}
	if (*text && text[1])
		return shape;
	*minutes_out = first + rest;
	if (*minutes_out == 0 || *minutes_out > HOURS_MAX * 60)
		return "must promise from 1m to 8760h";
	return NULL;
}

static const char *
parse_level(const char *name, const char *value, struct promiserule *out)
{
	guint *level = g_str_equal(name, "vip") ? &out->vip
	    : g_str_equal(name, "priority")     ? &out->priority
	                                        : NULL;

	if (!level || *level)
		return shape;
	if (!value || !number(&value, level) || *value)
		return shape;
	if (*level < 1 || *level > PROMISERULE_LEVEL_MAX)
		return "has a level that is not from 1 to 9";
	return NULL;
}

const char *
promiserule_parse(const char *text, struct promiserule *out)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	guint n = g_strv_length(words), stage = 0, minutes = 0;
	const char *problem;

	*out = (struct promiserule){ 0 };
	while (n >= 2 && stage < G_N_ELEMENTS(stages) &&
	    !g_str_equal(words[0], stages[stage]))
		stage++;
	if (n < 2 || stage == G_N_ELEMENTS(stages))
		return shape;
	problem = parse_time(words[1], &minutes);
	for (guint i = 2; !problem && i < n; i += 2)
		problem = parse_level(words[i], words[i + 1], out);
	out->stage = (enum promiserule_stage)stage;
	out->open_ms = minutes * MINUTE_MS;
	return problem;
}

const char *
promiserule_problem(const char *text)
{
	struct promiserule ignored;

	return promiserule_parse(text, &ignored);
}
