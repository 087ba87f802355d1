/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation that a notice repeats: who said what, and no more than that
 * much of it. */
#include "desk/conversation.h"

#include <string.h>

#include "util-rules.h"

static struct entry *
entry_of(guint32 kind, const char *agent)
{
	struct entry *entry = entry_new();

	entry->kind = kind;
	entry->received = RULES_NOW;
	g_free(entry->agent);
	entry->agent = g_strdup(agent);
	g_free(entry->from_addr);
	entry->from_addr = g_strdup("jane@customer.example");
	return entry;
}

static void
test_titles(void)
{
	static const struct {
		guint32 kind;
		const char *agent, *title;
	} rows[] = {
		{ ENTRY_CUSTOMER, "", "jane@customer.example wrote" },
		{ ENTRY_CUSTOMER, "alice", "jane@customer.example wrote" },
		{ ENTRY_THIRD_PARTY, "",
		    "jane@customer.example, a third party, wrote" },
		{ ENTRY_AGENT, "alice", "alice answered" },
		{ ENTRY_NOTE, "alice", "INTERNAL NOTE by alice" },
		{ ENTRY_AUTOMATIC, "",
		    "automatic mail from jane@customer.example" },
		{ ENTRY_BOUNCE, "", "bounce from jane@customer.example" },
		{ 99, "", "jane@customer.example" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(entry) entry = entry_of(rows[i].kind, rows[i].agent);
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *wanted = g_strdup_printf(CONVERSATION_TITLE
		    "\n\n--- 2 Mar 2026, 10:00 UTC: %s\nHi\nyou\n",
		    rows[i].title);

		g_assert_true(conversation_add(out, entry, "\nHi \nyou\n\n",
		    NULL));
		g_assert_cmpstr(out->str, ==, wanted);
	}
}

/* The newest stand first; the title stands once; a remark is shown. */
static void
test_several(void)
{
	g_autoptr(entry) note = entry_of(ENTRY_NOTE, "bob");
	g_autoptr(entry) first = entry_of(ENTRY_CUSTOMER, "");
	g_autoptr(GString) out = g_string_new(NULL);

	g_free(note->remark);
	note->remark = g_strdup("an automatic\nmail");
	g_assert_true(conversation_add(out, note, "", NULL));
	g_assert_true(conversation_add(out, first, "Help\033[2J", NULL));
	g_assert_cmpstr(out->str, ==,
	    CONVERSATION_TITLE "\n\n--- 2 Mar 2026, 10:00 UTC: INTERNAL NOTE "
	                       "by bob\n(an automatic mail)\n\n"
	                       "--- 2 Mar 2026, 10:00 UTC: "
	                       "jane@customer.example wrote\nHelp [2J\n");
}

/* Neither one long mail nor many make a notice of any size, and no character
 * is cut in two. */
static void
test_bounds(void)
{
	g_autoptr(entry) entry = entry_of(ENTRY_CUSTOMER, "");
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new("x");
	guint added = 0;

	while (text->len < CONVERSATION_OCTETS)
		g_string_append(text, "ä");
	while (conversation_add(out, entry, text->str, NULL))
		added++;
	g_assert_cmpuint(added, >=, 4);
	g_assert_cmpuint(added, <=, 5);
	g_assert_cmpuint(out->len, <, CONVERSATION_OCTETS + 200);
	g_assert_true(g_utf8_validate(out->str, -1, NULL));
	rules_assert_holds(out->str, "ä\n[...]\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/conversation/titles", test_titles);
	g_test_add_func("/conversation/several", test_several);
	g_test_add_func("/conversation/bounds", test_bounds);
	return g_test_run();
}
