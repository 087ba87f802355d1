/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents' mail shows of where they are. */
#include "desk/presence.h"

#include "util-rules.h"

#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))

/* The day's end in UTC, "" none; now is 2 March 2026 (RULES_NOW's day does not
 * matter: the row's now is used). */
#define NOW G_GINT64_CONSTANT(1772445600000) /* 2026-03-02 10:00 UTC */

static const struct {
	const char *text, *end;
} dates[] = {
	{ "I am away until 2026-03-10.", "2026-03-11" },
	{ "Back on 2026/03/10", "2026-03-11" },
	{ "2026年3月10日まで休暇です", "2026-03-11" },
	{ "Ich bin bis 10.3.2026 im Urlaub", "2026-03-11" },
	{ "bis zum 10. 03. 2026", "2026-03-11" },
	{ "until 10 March 2026", "2026-03-11" },
	{ "until the 10th March 2026, then back", "2026-03-11" },
	{ "until March 10, 2026.", "2026-03-11" },
	{ "until Mar 10th 2026", "2026-03-11" },
	{ "from 1 March 2026 to 9 March 2026", "2026-03-10" },
	{ "away today, 2026-03-02", "2026-03-03" },
	{ "away since 2026-03-01", "" },
	{ "until 2027-03-10", "" }, /* too far to be believed */
	{ "until 03/10/2026", "" }, /* March or October */
	{ "until 2026-02-30", "" },
	{ "until 2026-13-01", "" },
	{ "call 12026-03-10", "" },
	{ "order 2026-03-101", "" },
	{ "until Marvel 10, 2026", "" },
	{ "until tomorrow", "" },
	{ "", "" },
};

static void
test_date(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(dates); i++) {
		gint64 end = presence_date(dates[i].text, NOW, 30, NULL);
		g_autoptr(GDateTime) day =
		    g_date_time_new_from_unix_utc(end / 1000);
		g_autofree char *text =
		    end ? g_date_time_format(day, "%Y-%m-%d") : g_strdup("");

		g_test_message("%s", dates[i].text);
		g_assert_cmpstr(text, ==, dates[i].end);
	}
}

static void
test_zone(void)
{
	g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");

	g_assert_cmpint(presence_date("2026-03-10", NOW, 30, tokyo), ==,
	    presence_date("2026-03-10", NOW, 30, NULL) -
	        9 * G_GINT64_CONSTANT(3600000));
}

/* known: how his absence is known already; -1: he is there. */
static const struct {
	const char *name;
	enum decide_origin origin;
	enum verdict_class class;
	enum verdict_auth auth;
	const char *from;
	int known;
	enum decide_presence presence;
} rows[] = {
	{ "out of office to a notice", DECIDE_AGENT, VERDICT_AUTOMATIC,
	    VERDICT_AUTH_DMARC, "alice@example.com", -1, DECIDE_AWAY },
	{ "to its envelope sender", DECIDE_RETURNED, VERDICT_AUTOMATIC,
	    VERDICT_AUTH_DMARC, "alice@example.com", -1, DECIDE_AWAY },
	{ "not proved", DECIDE_RETURNED, VERDICT_AUTOMATIC, VERDICT_AUTH_NONE,
	    "alice@example.com", -1, DECIDE_UNCHANGED },
	{ "a new matter of a machine", DECIDE_NEW, VERDICT_AUTOMATIC,
	    VERDICT_AUTH_DMARC, "alice@example.com", -1, DECIDE_UNCHANGED },
	{ "a customer's", DECIDE_RETURNED, VERDICT_AUTOMATIC,
	    VERDICT_AUTH_DMARC, "jane@customer.example", -1, DECIDE_UNCHANGED },
	{ "a bounce", DECIDE_RETURNED, VERDICT_BOUNCE, VERDICT_AUTH_DMARC,
	    "alice@example.com", -1, DECIDE_UNCHANGED },
	{ "again", DECIDE_RETURNED, VERDICT_AUTOMATIC, VERDICT_AUTH_DMARC,
	    "alice@example.com", ABSENCE_SEEN, DECIDE_AWAY },
	{ "he has said so himself", DECIDE_RETURNED, VERDICT_AUTOMATIC,
	    VERDICT_AUTH_DMARC, "alice@example.com", ABSENCE_COMMAND,
	    DECIDE_UNCHANGED },
	{ "he writes again", DECIDE_AGENT, VERDICT_HUMAN, VERDICT_AUTH_DMARC,
	    "alice@example.com", ABSENCE_SEEN, DECIDE_BACK },
	{ "he writes although he said that he is away", DECIDE_AGENT,
	    VERDICT_HUMAN, VERDICT_AUTH_DMARC, "alice@example.com",
	    ABSENCE_COMMAND, DECIDE_UNCHANGED },
	{ "he was never away", DECIDE_AGENT, VERDICT_HUMAN, VERDICT_AUTH_DMARC,
	    "alice@example.com", -1, DECIDE_UNCHANGED },
};

static void
test_decide(void)
{
	g_autoptr(settings) settings = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message = message_new();
		g_autoptr(verdict) verdict = verdict_new();
		g_autoptr(staffing) staffing = staffing_new();
		struct decide_case what = { .origin = rows[i].origin,
			.settings = settings,
			.message = message,
			.verdict = verdict,
			.staffing = staffing,
			.from = rows[i].from,
			.now = NOW };
		struct decision decision = { 0 };

		verdict->class = rows[i].class;
		verdict->auth = rows[i].auth;
		if (rows[i].known >= 0) {
			struct absence *absence = absence_new("alice", NOW - 1);

			absence->how = (guint32)rows[i].known;
			g_ptr_array_add(staffing->absences, absence);
		}
		presence_decide(&decision, &what);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(decision.presence, ==, rows[i].presence);
		g_assert_cmpint(decision.until, ==,
		    rows[i].presence == DECIDE_AWAY ? NOW + 30 * DAY_MS : 0);
		g_free(decision.detail);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/presence/date", test_date);
	g_test_add_func("/presence/zone", test_zone);
	g_test_add_func("/presence/decide", test_decide);
	return g_test_run();
}
