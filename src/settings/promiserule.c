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

static const struct {
	char name;
	gint64 ms;
} units[] = { { 'h', 60 * MINUTE_MS }, { 'm', MINUTE_MS }, { 's', 1000 } };

/* A number and its unit, which has to be one behind *next. */
static bool
parse_span(const char **text, guint *next, gint64 *sum)
{
	guint value = 0;

	if (!number(text, &value))
		return false;
	while (*next < G_N_ELEMENTS(units) && units[*next].name != **text)
		(*next)++;
	if (*next == G_N_ELEMENTS(units))
		return false;
	*sum += value * units[(*next)++].ms;
	(*text)++;
	return true;
}

const char *
promiserule_time(const char *text, gint64 *ms_out)
{
	gint64 sum = 0;
	guint next = 0;

	if (g_ascii_isdigit(*text) && g_str_has_suffix(text, "d"))
		return "counts in days; write hours in which the desk is open, "
		       "such as \"16h\" for two days of eight";
	do
		if (!parse_span(&text, &next, &sum))
			return "is not a time such as \"4h\", \"90m\", "
			       "\"1h30m\" or \"30s\"";
	while (*text);
	*ms_out = sum;
	return NULL;
}

const char *
promiserule_warning_problem(const char *text)
{
	gint64 ignored;

	return *text ? promiserule_time(text, &ignored) : NULL;
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
	guint n = g_strv_length(words), stage = 0;
	const char *problem;

	*out = (struct promiserule){ 0 };
	while (n >= 2 && stage < G_N_ELEMENTS(stages) &&
	    !g_str_equal(words[0], stages[stage]))
		stage++;
	if (n < 2 || stage == G_N_ELEMENTS(stages))
		return shape;
	problem = promiserule_time(words[1], &out->open_ms);
	if (problem && !g_str_has_suffix(words[1], "d"))
		problem = shape;
	if (!problem &&
	    (out->open_ms == 0 || out->open_ms > HOURS_MAX * 60 * MINUTE_MS))
		problem = "must promise from 1s to 8760h";
	for (guint i = 2; !problem && i < n; i += 2)
		problem = parse_level(words[i], words[i + 1], out);
	out->stage = (enum promiserule_stage)stage;
	return problem;
}

const char *
promiserule_problem(const char *text)
{
	struct promiserule ignored;

	return promiserule_parse(text, &ignored);
}
