/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To whom a ticket is given. */
#include "desk/assign.h"

#include <string.h>

#include "base/strings.h"
#include "util-rules.h"

static const char conf[] =
    "queues = (\n"
    "  { name = \"claim\"; agents = [ \"alice\", \"bob\" ]; },\n"
    "  { name = \"turn\"; assign = \"round_robin\"; agents = [ \"alice\", "
    "\"carol\", \"bob\" ]; },\n"
    "  { name = \"least\"; assign = \"least_open\"; agents = [ \"alice\", "
    "\"bob\" ]; },\n"
    "  { name = \"tongue\"; assign = \"language\"; agents = [ \"alice\", "
    "\"bob\" ]; } );\n";

/* away: names; work: open tickets of alice and bob; vip: "manager deputy". */
static const struct {
	const char *name, *queue, *away, *last, *language, *vip;
	guint alice, bob;
	const char *agent, *why;
} rows[] = {
	{ "claim: nobody", "claim", "", NULL, "", NULL, 0, 0, NULL,
	    "whoever answers first" },
	{ "in turn, at first the first", "turn", "", NULL, "", NULL, 9, 0,
	    "alice", "next in turn" },
	{ "in turn, the disabled one is passed over", "turn", "", "alice", "",
	    NULL, 0, 0, "bob", "next in turn" },
	{ "in turn, round again", "turn", "", "bob", "", NULL, 0, 0, "alice",
	    "next in turn" },
	{ "in turn, after one who is gone", "turn", "", "dave", "", NULL, 0, 0,
	    "alice", "next in turn" },
	{ "in turn, one is away", "turn", "alice", "bob", "", NULL, 0, 0, "bob",
	    "next in turn" },
	{ "in turn, all are away", "turn", "alice bob", "bob", "", NULL, 0, 0,
	    NULL, "everybody is away" },
	{ "least", "least", "", NULL, "", NULL, 3, 2, "bob", "least to do" },
	{ "least, the first of two", "least", "", NULL, "", NULL, 2, 2, "alice",
	    "least to do" },
	{ "least, who is away", "least", "bob", NULL, "", NULL, 3, 2, "alice",
	    "least to do" },
	{ "language", "tongue", "", NULL, "ja", NULL, 0, 5, "bob",
	    "writes the language" },
	{ "language with a region", "tongue", "", NULL, "pt", NULL, 5, 0,
	    "alice", "writes the language" },
	{ "language, the region is the customer's", "tongue", "", NULL, "ja-JP",
	    NULL, 0, 5, "bob", "writes the language" },
	{ "language of two letters within three", "tongue", "", NULL, "jav",
	    NULL, 5, 6, "alice", "nobody writes the language; least to do" },
	{ "language of one who is away", "tongue", "bob", NULL, "ja", NULL, 5,
	    0, "alice", "nobody writes the language; least to do" },
	{ "no language", "tongue", "", NULL, "", NULL, 5, 0, "bob",
	    "nobody writes the language; least to do" },
	{ "manager", "claim", "", NULL, "", "bob alice", 0, 0, "bob",
	    "the customer's manager" },
	{ "deputy", "claim", "bob", NULL, "", "bob alice", 0, 0, "alice",
	    "the customer's deputy, for the manager is away" },
	{ "deputy for a disabled one", "claim", "", NULL, "", "carol alice", 0,
	    0, "alice", "the customer's deputy, for the manager is away" },
	{ "both away: the queue", "turn", "alice", NULL, "", "alice alice", 0,
	    0, "bob", "next in turn" },
	{ "a manager who has left", "least", "", NULL, "", "dave eve", 0, 0,
	    "alice", "least to do" },
};

static void
add_away(struct staffing *staffing, const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);

	for (guint i = 0; list[i]; i++)
		g_ptr_array_add(staffing->absences,
		    absence_new(list[i], RULES_NOW - 1));
}

static struct person *
vip(const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, " ", 2);
	struct person *person = person_new();

	person->vip = 1;
	strings_set(&person->manager, list[0]);
	strings_set(&person->deputy, list[1]);
	return person;
}

static void
speak(struct settings *settings, const char *agent, const char *language)
{
	struct settings_agent *one =
	    (struct settings_agent *)(guintptr)settings_agent_by_name(settings,
	        agent);

	g_strfreev(one->languages);
	one->languages = g_strsplit(language, " ", -1);
}

static void
test_choose(void)
{
	g_autoptr(settings) settings = rules_settings(conf);

	speak(settings, "alice", "en pt-BR");
	speak(settings, "bob", "en ja");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(staffing) staffing = staffing_new();
		g_autoptr(person) person =
		    rows[i].vip ? vip(rows[i].vip) : NULL;
		struct assign_case what = { .settings = settings,
			.queue =
			    settings_queue_by_name(settings, rows[i].queue),
			.staffing = staffing,
			.language = rows[i].language,
			.person = person,
			.now = RULES_NOW };

		add_away(staffing, rows[i].away);
		staffing_set_open(staffing, "alice", rows[i].alice);
		staffing_set_open(staffing, "bob", rows[i].bob);
		if (rows[i].last)
			staffing_set_turn(staffing, rows[i].queue,
			    rows[i].last);
		struct assign_result found = assign_choose(&what);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(found.agent ? found.agent->name : NULL, ==,
		    rows[i].agent);
		g_assert_cmpstr(found.why, ==, rows[i].why);
		g_assert_cmpint(found.turn, ==,
		    strcmp(found.why, "next in turn") == 0);
	}
}

/* Somebody always hears. */
static void
test_present(void)
{
	g_autoptr(settings) settings = rules_settings(conf);
	g_autoptr(staffing) staffing = staffing_new();
	struct assign_case what = { .settings = settings,
		.queue = settings_queue_by_name(settings, "turn"),
		.staffing = staffing,
		.now = RULES_NOW };
	g_autoptr(GPtrArray) both = assign_present(&what);

	g_assert_cmpuint(both->len, ==, 2);
	add_away(staffing, "alice");
	g_autoptr(GPtrArray) one = assign_present(&what);
	g_assert_cmpuint(one->len, ==, 1);
	add_away(staffing, "bob");
	g_autoptr(GPtrArray) none = assign_present(&what);
	g_assert_cmpuint(none->len, ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/assign/choose", test_choose);
	g_test_add_func("/assign/present", test_present);
	return g_test_run();
}
