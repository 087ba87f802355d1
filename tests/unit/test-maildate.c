/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Date fields of standards and of mailers. */
#include "mime/maildate.h"

#include <string.h>

struct row {
	const char *name, *raw, *text;
};

static const struct row rows[] = {
	{ "rfc5322", "Fri, 21 Nov 1997 09:55:06 -0600", "880127706" },
	{ "no-day", "21 Nov 1997 09:55:06 -0600", "880127706" },
	{ "no-seconds", "21 Nov 1997 09:55 -0600", "880127700" },
	{ "east", "Mon, 1 May 2023 12:00:00 +0530", "1682922600" },
	{ "zone-colon", "Mon, 1 May 2023 12:00:00 +05:30", "1682922600" },
	{ "gmt", "Mon, 1 May 2023 12:00:00 GMT", "1682942400" },
	{ "ut", "1 May 2023 12:00:00 UT", "1682942400" },
	{ "est", "1 May 2023 12:00:00 EST", "1682960400" },
	{ "cest", "1 May 2023 12:00:00 CEST", "1682935200" },
	{ "zone-comment", "1 May 2023 12:00:00 +0200 (CEST)", "1682935200" },
	{ "unknown-zone", "1 May 2023 12:00:00 XYZ", "1682942400" },
	{ "no-zone", "1 May 2023 12:00:00", "1682942400" },
	{ "minus-zero", "1 May 2023 12:00:00 -0000", "1682942400" },
	{ "two-digit-year", "21 Nov 97 09:55:06 -0600", "880127706" },
	{ "two-digit-2000", "1 May 23 12:00:00 +0000", "1682942400" },
	{ "three-digit-year", "1 May 123 12:00:00 +0000", "1682942400" },
	{ "long-month", "Monday, May 1, 2023 12:00:00 +0000", "1682942400" },
	{ "ctime", "Mon May  1 12:00:00 2023", "1682942400" },
	{ "ctime-zone", "Mon May  1 12:00:00 EDT 2023", "1682956800" },
	{ "iso", "2023-05-01T12:00:00Z", "1682942400" },
	{ "iso-space", "2023-05-01 12:00:00 +0200", "1682935200" },
	{ "pm", "Mon, 1 May 2023 00:30:00 PM", "1682944200" },
	{ "folded", "Fri,\t21 Nov 1997\t09:55:06 -0600", "880127706" },
	{ "leap-second", "31 Dec 2016 23:59:60 +0000", "1483228799" },
	{ "leap-day", "29 Feb 2024 00:00:00 +0000", "1709164800" },
	{ "no-leap-day", "29 Feb 2023 00:00:00 +0000", "0" },
	{ "day-32", "32 May 2023 12:00:00 +0000", "0" },
	{ "hour-25", "1 May 2023 25:00:00 +0000", "0" },
	{ "year-10000", "1 May 10000 12:00:00 +0000", "0" },
	{ "year-1960", "1 May 1960 12:00:00 +0000", "0" },
	{ "huge-number", "99999999999999999999 May 2023", "0" },
	{ "empty", "", "0" },
	{ "words", "yesterday at noon", "0" },
	{ "no-month", "1 2023 12:00:00", "0" },
	{ "open-comment", "(((((", "0" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_assert_cmpint(maildate_parse(row->raw), ==,
	    g_ascii_strtoll(row->text, NULL, 10));
}

static void
test_offset(void)
{
	static const struct {
		const char *value;
		int minutes;
	} offsets[] = {
		{ "Sat, 21 Nov 2026 23:10:00 +0900", 540 },
		{ "Sat, 21 Nov 2026 23:10:00 -0330 (NST)", -210 },
		{ "Sat, 21 Nov 2026 23:10:00 +0545", 345 },
		{ "Sat, 21 Nov 2026 23:10:00 CEST", 120 },
		{ "Sat, 21 Nov 2026 23:10:00 +0000", 0 },
		{ "Sat, 21 Nov 2026 23:10:00 -0000", 0 },
		{ "Sat, 21 Nov 2026 23:10:00 GMT", 0 },
		{ "Sat, 21 Nov 2026 23:10:00", 0 },
		{ "Sat, 21 Nov 2026 23:10:00 +0907", 0 },
		{ "Sat, 21 Nov 2026 23:10:00 -1400", 0 },
		{ "yesterday +0900", 0 },
		{ "", 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(offsets); i++) {
		g_test_message("%s", offsets[i].value);
		g_assert_cmpint(maildate_offset(offsets[i].value), ==,
		    offsets[i].minutes);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/maildate/offset", test_offset);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/maildate/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
