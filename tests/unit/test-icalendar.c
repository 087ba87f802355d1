/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar objects on a line, as the common clients write them. */
#include "mime/icalendar.h"

#include <string.h>

#define EVENT(lines)                                            \
	"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n" lines \
	"END:VEVENT\nEND:VCALENDAR\n"
#define METHOD(name, lines) \
	"BEGIN:VCALENDAR\nMETHOD:" name "\nBEGIN:VEVENT\n" lines "END:VEVENT\n"
#define NINE "DTSTART:20260506T090000Z\n"

static const struct {
	const char *name, *text, *line; /* NULL: there is no event */
} rows[] = {
	{ "Google",
	    EVENT("DTSTART:20240411T080000Z\nDTEND:20240411T090000Z\n"
	          "ORGANIZER;CN=Ann Example:mailto:ann@example.com\n"
	          "ATTENDEE;CN=Bob;PARTSTAT=NEEDS-ACTION:mailto:b@example.com\n"
	          "LOCATION:\nSUMMARY:Test event\n"),
	    "[Invitation: Test event; 2024-04-11 08:00 to 09:00 (UTC); "
	    "organiser Ann Example <ann@example.com>]\n" },
	{ "Outlook, zone in quotes",
	    EVENT("SUMMARY;LANGUAGE=de-DE:Termin\n"
	          "DTSTART;TZID=\"W. Europe; Time\":20260506T100000\n"
	          "DTEND;TZID=\"W. Europe; Time\":20260506T113000\n"
	          "LOCATION;LANGUAGE=de-DE:Raum 5\n"
	          "ORGANIZER;CN=\"Doe, Jane\":MAILTO:jane@example.com\n"),
	    "[Invitation: Termin; 2026-05-06 10:00 to 11:30 (W. Europe; Time); "
	    "Raum 5; organiser Doe, Jane <jane@example.com>]\n" },
	{ "two zones",
	    EVENT("SUMMARY:Flight\nDTSTART;TZID=Europe/Berlin:20260506T100000\n"
	          "DTEND;TZID=America/New_York:20260506T130000\n"),
	    "[Invitation: Flight; 2026-05-06 10:00 (Europe/Berlin) to 13:00 "
	    "(America/New_York)]\n" },
	{ "over midnight",
	    EVENT("SUMMARY:Night\nDTSTART:20260506T220000Z\n"
	          "DTEND:20260507T020000Z\n"),
	    "[Invitation: Night; 2026-05-06 22:00 (UTC) to 2026-05-07 02:00 "
	    "(UTC)]\n" },
	{ "whole days",
	    EVENT("SUMMARY:Fair\nDTSTART;VALUE=DATE:20260506\n"
	          "DTEND;VALUE=DATE:20260508\n"),
	    "[Invitation: Fair; 2026-05-06 until before 2026-05-08]\n" },
	{ "floating", EVENT("SUMMARY:x\nDTSTART:20260506T090000\n"),
	    "[Invitation: x; 2026-05-06 09:00]\n" },
	{ "repeated", EVENT("SUMMARY:x\n" NINE "RRULE:FREQ=WEEKLY\n"),
	    "[Invitation: x; 2026-05-06 09:00 (UTC), repeated]\n" },
	{ "cancelled", METHOD("CANCEL", "SUMMARY:x\n" NINE),
	    "[Cancelled: x; 2026-05-06 09:00 (UTC)]\n" },
	{ "answer",
	    METHOD("REPLY",
	        "SUMMARY:x\n" NINE
	        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob:mailto:bob@example.net\n"),
	    "[Answer to an invitation: x; 2026-05-06 09:00 (UTC); accepted by "
	    "Bob <bob@example.net>]\n" },
	{ "counter", METHOD("COUNTER", "SUMMARY:x\n"),
	    "[Another time proposed: x]\n" },
	{ "no method", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n",
	    "[Event: x]\n" },
	{ "folded and escaped",
	    EVENT("SUMMARY:One\\, two\\; \n three\\nfour \\\\ fi\n\tve\n"),
	    "[Invitation: One, two; three four \\ five]\n" },
	{ "an alarm inside",
	    EVENT("SUMMARY:x\nBEGIN:VALARM\nSUMMARY:no\nEND:VALARM\n"
	          "LOCATION:here\n"),
	    "[Invitation: x; here]\n" },
	{ "the first of two",
	    EVENT("SUMMARY:one\n") "BEGIN:VEVENT\nSUMMARY:two\nEND:VEVENT\n",
	    "[Invitation: one]\n" },
	{ "zone rules before it",
	    "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\n"
	    "DTSTART:19701025T030000\nEND:STANDARD\nEND:VTIMEZONE\n"
	    "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n",
	    "[Event: x]\n" },
	{ "no end", "BEGIN:VEVENT\nSUMMARY:x", "[Event: x]\n" },
	{ "no date", EVENT("SUMMARY:x\nDTSTART:tomorrow\n"),
	    "[Invitation: x]\n" },
	{ "only an address",
	    EVENT("SUMMARY:x\nORGANIZER:mailto:a@example.com\n"),
	    "[Invitation: x; organiser a@example.com]\n" },
	{ "a line break in a value", EVENT("SUMMARY:x\\nFrom: y\n"),
	    "[Invitation: x From: y]\n" },
	{ "empty event", EVENT(""), NULL },
	{ "no event", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", NULL },
	{ "no calendar", "Hello: world\n", NULL },
	{ "empty", "", NULL },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *line = icalendar_sum(rows[i].text);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(line, ==, rows[i].line);
	}
}

/* Values are cut between characters, and all of it stays within its bound. */
static void
test_long(void)
{
	g_autoptr(GString) many = g_string_new(NULL);
	g_autofree char *text = NULL, *line = NULL;

	for (guint i = 0; i < 1000; i++)
		g_string_append(many, i % 2 ? "\303\244" : "x");
	text = g_strdup_printf(
	    "METHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:%s\nLOCATION:%s\n"
	    "DTSTART;TZID=%s:20260506T090000\nDTEND;TZID=y%s:20260506T090000\n"
	    "ORGANIZER;CN=%s:mailto:%s\nATTENDEE;PARTSTAT=%s;CN=%s:%s\n",
	    many->str, many->str, many->str, many->str, many->str, many->str,
	    many->str, many->str, many->str);
	line = icalendar_sum(text);
	g_assert_true(g_utf8_validate(line, -1, NULL));
	g_assert_cmpuint(strlen(line), <=, ICALENDAR_MAX);
	g_assert_cmpuint(strlen(line), >, 1000);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/icalendar/rows", test_rows);
	g_test_add_func("/icalendar/long", test_long);
	return g_test_run();
}
