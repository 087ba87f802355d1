/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants as people write them. What is asserted of a language is what one
 * must find in it; the whole is CLDR's, and may get better. */
#include "desk/instant.h"

#include <string.h>

#include "util-rules.h"

/* Sunday, 22 November 2026, 07:00:00 UTC. */
#define WHEN G_GINT64_CONSTANT(1795330800000)
#define MINUTE G_GINT64_CONSTANT(60000)

static void
test_text(void)
{
	static const struct {
		const char *language, *zone, *text;
	} rows[] = {
		{ "en", "America/New_York",
		    "Sunday, November 22, 2026 at 2:00 AM (EST)" },
		{ "en-GB", "Europe/London",
		    "Sunday, 22 November 2026 at 07:00 (GMT)" },
		{ "de", "Europe/Berlin",
		    "Sonntag, 22. November 2026 um 08:00 (MEZ)" },
		{ "fr", "+09:00", "dimanche 22 novembre 2026 à 16:00 (UTC+9)" },
		{ "ru", "Asia/Tokyo",
		    "воскресенье, 22 ноября 2026 г. в 16:00 (GMT+9)" },
		{ "ja", "Asia/Tokyo", "2026年11月22日日曜日 16:00 (JST)" },
		{ "zh-Hans", "+08:00", "2026年11月22日星期日 15:00 (GMT+8)" },
		{ "ar", "UTC", "الأحد، ٢٢ نوفمبر ٢٠٢٦ في ٧:٠٠ ص" },
		{ "fa", "Asia/Tehran", "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۰:۳۰" },
		{ "th", "Asia/Bangkok", "22 พฤศจิกายน พ.ศ. 2569" },
		{ "hi", "+05:30", "रविवार, 22 नवंबर 2026 को 12:30 pm" },
		{ "de", "", "Sonntag, 22. November 2026 um 07:00 (GMT)" },
		{ "de", "No/Where", "Sonntag, 22. November 2026 um 07:00" },
		{ "de", "-03:30",
		    "Sonntag, 22. November 2026 um 03:30 "
		    "(GMT-3:30)" },
		{ "no-language-at-all", "UTC", "2026" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    instant_text(WHEN, rows[i].language, rows[i].zone);

		g_test_message("%s %s: %s", rows[i].language, rows[i].zone,
		    text);
		rules_assert_holds(text, rows[i].text);
		g_assert_true(g_str_has_suffix(text, ")"));
	}
}

/* Nobody reads an earlier minute than the one that is kept. */
static void
test_rounding(void)
{
	static const struct {
		gint64 ms;
		const char *text;
	} rows[] = {
		{ 0, "08:00" },
		{ 1, "08:01" },
		{ 59999, "08:01" },
		{ 60000, "08:01" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    instant_text(WHEN + rows[i].ms, "de", "Europe/Berlin");

		rules_assert_holds(text, rows[i].text);
	}
}

static void
test_summer(void)
{
	g_autofree char *before =
	    instant_text(WHEN - 28 * 1440 * MINUTE - 5 * 60 * MINUTE - MINUTE,
	        "de", "Europe/Berlin");
	g_autofree char *after =
	    instant_text(WHEN - 28 * 1440 * MINUTE, "de", "Europe/Berlin");

	/* 25 October, 01:59 UTC, and 07:00 UTC; the change was at 01:00. */
	rules_assert_holds(before, "25. Oktober 2026 um 02:59 (MEZ)");
	rules_assert_holds(after, "25. Oktober 2026 um 08:00 (MEZ)");
}

static void
test_plural(void)
{
	static const struct {
		const char *language;
		guint number;
		const char *form;
	} rows[] = {
		{ "en", 1, "one" },
		{ "en", 2, "other" },
		{ "ru", 21, "one" },
		{ "ru", 3, "few" },
		{ "ru", 11, "many" },
		{ "pl", 22, "few" },
		{ "pl", 25, "many" },
		{ "ar", 2, "two" },
		{ "ar", 105, "few" },
		{ "ar", 99, "many" },
		{ "ja", 1, "other" },
		{ "", 1, "other" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *form =
		    instant_plural(rows[i].number, rows[i].language);

		g_test_message("%s %u", rows[i].language, rows[i].number);
		g_assert_cmpstr(form, ==, rows[i].form);
	}
}

static void
test_span(void)
{
	static const struct {
		int minutes;
		const char *text;
	} rows[] = {
		{ 0, "in 0 min" },
		{ 45, "in 45 min" },
		{ 200, "in 3 h 20 min" },
		{ -59, "59 min ago" },
		{ -60, "1 h 0 min ago" },
		{ 2880, "in 2 d" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    instant_span(WHEN + rows[i].minutes * MINUTE, WHEN);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/instant/text", test_text);
	g_test_add_func("/instant/rounding", test_rounding);
	g_test_add_func("/instant/summer", test_summer);
	g_test_add_func("/instant/plural", test_plural);
	g_test_add_func("/instant/span", test_span);
	return g_test_run();
}
