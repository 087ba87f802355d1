/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the acknowledgement tells of promise, hours and queue. */
#include "desk/expectation.h"

#include <string.h>

#include "base/strings.h"
#include "desk/promise.h"
#include "desk/templatedir.h"
#include "util-conf.h"
#include "util-rules.h"

/* RULES_NOW is Monday, 2 March 2026, 10:00 UTC. */
#define HOUR G_GINT64_CONSTANT(3600000)
#define NIGHT (RULES_NOW + 12 * HOUR)

static const struct {
	const char *name, *options, *language, *zone;
	gint64 now;
	guint ahead;
	const char *text;
} rows[] = {
	{ "nothing promised, open", "", "en", "", RULES_NOW, 0, "" },
	{ "a promise", "promise = [ \"first 4h\" ];", "en", "Asia/Tokyo",
	    RULES_NOW, 0,
	    "You will have our answer by Monday, March 2, 2026 at 11:00 PM "
	    "(GMT+9)." },
	{ "in the queue's zone", "promise = [ \"first 4h\" ];", "de", "",
	    RULES_NOW, 0,
	    "Sie erhalten unsere Antwort spätestens am Montag, 2. März 2026 um "
	    "15:00 (MEZ)." },
	{ "not told", "promise = [ \"first 4h\" ]; tell_promise = false;", "en",
	    "", RULES_NOW, 0, "" },
	{ "only of next answers", "promise = [ \"next 4h\" ];", "en", "",
	    RULES_NOW, 0, "" },
	{ "closed", "", "de", "", NIGHT, 0,
	    "Unser Support ist zurzeit geschlossen und öffnet wieder am "
	    "Dienstag, 3. März 2026 um 09:00 (MEZ)." },
	{ "closed, not told", "tell_closed = false;", "de", "", NIGHT, 0, "" },
	{ "closed, and a promise", "promise = [ \"first 1h\" ];", "ja",
	    "Asia/Tokyo", NIGHT, 0,
	    "ただいま受付時間外です。次の受付開始は 2026年3月3日火曜日 17:00 "
	    "(JST) です。 2026年3月3日火曜日 18:00 (JST) "
	    "までにご返信いたします。" },
	{ "not busy", "", "en", "", RULES_NOW, 9, "" },
	{ "busy", "", "en", "", RULES_NOW, 10,
	    "There are 10 requests before yours." },
	{ "one is enough here", "tell_place = 1;", "pl", "", RULES_NOW, 1,
	    "Przed Państwa zgłoszeniem jest jedno inne." },
	{ "few", "tell_place = 1;", "pl", "", RULES_NOW, 22,
	    "Przed Państwa zgłoszeniem są 22 inne." },
	{ "many", "tell_place = 1;", "ru", "", RULES_NOW, 11,
	    "Перед вашим обращением в очереди ещё 11 обращений." },
	{ "nobody counts further", "", "en", "", RULES_NOW, 1000,
	    "There are 1000+ requests before yours." },
	{ "never told", "tell_place = 0;", "en", "", RULES_NOW, 500, "" },
};

static void
test_text(void)
{
	g_autofree char *dir =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "templates", NULL);
	g_autoptr(template) templates = templatedir_open(dir, "", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *conf = g_strdup_printf(
		    "desk = { name = \"Desk\"; address = "
		    "\"support@example.com\"; time_zone = \"Europe/Berlin\"; "
		    "hours = [ \"Mon-Fri 09:00-17:00\" ]; };\n"
		    "queues = ( { name = \"support\"; %s } );\n",
		    rows[i].options);
		g_autoptr(settings) settings = conf_good(conf);
		const struct settings_queue *queue = settings->queues->pdata[0];
		g_autoptr(ticket) ticket = ticket_new();
		struct promise_case what = { PROMISE_OPENED, queue, 0,
			rows[i].now };

		g_test_message("%s", rows[i].name);
		strings_set(&ticket->zone, rows[i].zone);
		promise_follow(ticket, &what);
		g_autofree char *text =
		    expectation_text(templates, rows[i].language, queue, ticket,
		        rows[i].ahead, rows[i].now);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		g_autofree char *joined = g_strjoinv("", lines);
		g_assert_cmpstr(joined, ==, rows[i].text);
		for (guint n = 0; lines[n]; n++)
			g_assert_cmpint(g_utf8_strlen(lines[n], -1), <=, 76);
	}
}

/* A zone that the system does not know, such as one from an older directory. */
static void
test_zone(void)
{
	g_autoptr(settings) settings = conf_good(
	    "desk = { name = \"Desk\"; address = \"support@example.com\"; "
	    "time_zone = \"Europe/Berlin\"; };\n");
	const struct settings_queue *queue = settings->queues->pdata[0];
	g_autoptr(ticket) ticket = ticket_new();

	g_assert_cmpstr(expectation_zone(ticket, queue), ==, "Europe/Berlin");
	strings_set(&ticket->zone, "Asia/Nowhere");
	g_assert_cmpstr(expectation_zone(ticket, queue), ==, "Europe/Berlin");
	strings_set(&ticket->zone, "+05:30");
	g_assert_cmpstr(expectation_zone(ticket, queue), ==, "+05:30");
	strings_set(&ticket->zone, "");
	g_assert_cmpstr(expectation_zone(ticket, NULL), ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/expectation/text", test_text);
	g_test_add_func("/expectation/zone", test_zone);
	return g_test_run();
}
