/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets a seat because he stands in To or Cc, and by whose word. */
#include "desk/participants.h"

#include <string.h>

#include "util-bench.h"
#include "util-rules.h"

static const struct {
	const char *name;
	gint64 cc;
	enum decide_origin origin;
	guint32 auth, class;
	const char *to, *cc_field, *joined;
} rows[] = {
	{ "by Cc", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN, "support@example.com",
	    "Joe@x.example", "joe@x.example " },
	{ "by To", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN,
	    "support@example.com joe@x.example", "", "joe@x.example " },
	{ "a new matter", SETTINGS_CC_AUTHENTICATED, DECIDE_NEW,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN, "", "joe@x.example",
	    "joe@x.example " },
	{ "twice is once", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN, "JOE@x.example", "joe@X.example",
	    "joe@x.example " },
	{ "the queue does not allow it", SETTINGS_CC_NEVER, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN, "", "joe@x.example", "" },
	{ "the holder, not authenticated", SETTINGS_CC_AUTHENTICATED,
	    DECIDE_UNPROVED, VERDICT_AUTH_NONE, VERDICT_HUMAN, "",
	    "joe@x.example", "" },
	{ "new, not authenticated", SETTINGS_CC_AUTHENTICATED, DECIDE_NEW,
	    VERDICT_AUTH_NONE, VERDICT_HUMAN, "", "joe@x.example", "" },
	{ "an authenticated third party", SETTINGS_CC_AUTHENTICATED,
	    DECIDE_THIRD_PARTY, VERDICT_AUTH_DMARC, VERDICT_HUMAN, "",
	    "joe@x.example", "" },
	{ "a machine", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_AUTOMATIC, "", "joe@x.example", "" },
	{ "over a list", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_LIST, "", "joe@x.example", "" },
	{ "an address of ours, with a token", SETTINGS_CC_AUTHENTICATED,
	    DECIDE_CUSTOMER, VERDICT_AUTH_DMARC, VERDICT_HUMAN, "",
	    "support+k7m2q9x4ab@example.com sales@example.com", "" },
	{ "agents, disabled ones too", SETTINGS_CC_AUTHENTICATED,
	    DECIDE_CUSTOMER, VERDICT_AUTH_DMARC, VERDICT_HUMAN, "",
	    "alice@home.example carol@example.com", "" },
	{ "who is on it already", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN, BENCH_JANE, "old@x.example",
	    "" },
	{ "no address", SETTINGS_CC_AUTHENTICATED, DECIDE_CUSTOMER,
	    VERDICT_AUTH_DMARC, VERDICT_HUMAN, "joe@", "joe@x..example", "" },
};

static struct bench
bench_new(enum decide_origin origin, const char *to, const char *cc)
{
	struct bench bench = bench_make(origin);

	bench_queue(&bench)->cc = SETTINGS_CC_AUTHENTICATED;
	g_strfreev(bench.message->to);
	g_strfreev(bench.message->cc);
	bench.message->to = g_strsplit(to, " ", -1);
	bench.message->cc = g_strsplit(cc, " ", -1);
	ticket_add_seat(bench.ticket, "old@x.example", "", TICKET_UNVERIFIED);
	return bench;
}

static char *
joined(const struct decision *decision)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < decision->participants->len; i++)
		g_string_append_printf(out, "%s ",
		    (const char *)decision->participants->pdata[i]);
	return g_string_free(out, FALSE);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench =
		    bench_new(rows[i].origin, rows[i].to, rows[i].cc_field);
		struct settings_queue *queue = bench.conf->queues->pdata[0];
		g_autoptr(decision) decision = NULL;

		queue->cc = rows[i].cc;
		bench.verdict->auth = rows[i].auth;
		bench.verdict->class = rows[i].class;
		decision = decide_mail(&bench.now);
		g_autofree char *found = joined(decision);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(found, ==, rows[i].joined);
		bench_clear(&bench);
	}
}

/* Ten thousand names bring in ten, and nobody is written to because of it. */
static void
test_cap(void)
{
	static const struct {
		const char *name;
		enum decide_origin origin;
		guint wanted;
	} caps[] = {
		{ "on a new ticket", DECIDE_NEW, PARTICIPANTS_MAX },
		{ "on one with a participant", DECIDE_CUSTOMER,
		    PARTICIPANTS_MAX - 1 },
	};
	g_autoptr(GString) cc = g_string_new("first@x.example");

	for (guint i = 0; i < 10000; i++)
		g_string_append_printf(cc, " c%u@x.example", i);
	for (guint i = 0; i < G_N_ELEMENTS(caps); i++) {
		struct bench bench = bench_new(caps[i].origin, "", cc->str);
		g_autoptr(decision) decision = decide_mail(&bench.now);

		g_test_message("%s", caps[i].name);
		g_assert_cmpuint(decision->participants->len, ==,
		    caps[i].wanted);
		for (guint k = 0; k < decision->letters->len; k++) {
			const struct decide_letter *letter =
			    decision->letters->pdata[k];
			g_assert_null(strstr(letter->to, "@x.example"));
		}
		bench_clear(&bench);
	}
}

static void
test_remark(void)
{
	struct bench bench =
	    bench_new(DECIDE_CUSTOMER, "", "joe@x.example ann@x.example");
	g_autoptr(decision) decision = decide_mail(&bench.now);

	g_assert_cmpstr(decision->detail, ==,
	    "now takes part: joe@x.example, ann@x.example");
	bench_clear(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/participants/rows", test_rows);
	g_test_add_func("/participants/cap", test_cap);
	g_test_add_func("/participants/remark", test_remark);
	return g_test_run();
}
