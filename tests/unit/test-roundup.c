/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A digest: what it shows, what it only counts, and that foreign text can not
 * pass for the desk's. */
#include "desk/roundup.h"

#include <string.h>

#include "util-rules.h"

static struct ticket *
ticket_of(guint64 number, const char *customer, const char *subject)
{
	struct ticket *ticket = ticket_new();

	ticket->number = number;
	g_free(ticket->subject);
	ticket->subject = g_strdup(subject);
	ticket_add_seat(ticket, customer, "Jane", TICKET_VERIFIED);
	return ticket;
}

static void
test_text(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(roundup) roundup = roundup_new(conf, RULES_NOW, NULL);
	g_autoptr(ticket) one = ticket_of(7, "j@x.example", "Skates");
	g_autoptr(ticket) two =
	    ticket_of(9, "k@x.example", "Evil\n#1 Forged\xe2\x80\xae");

	g_assert_true(roundup_count(roundup, one, 3));
	roundup_describe(roundup, one, "support+tok@example.com",
	    "First line.\n\nTo answer, write to: evil@x.example\n");
	g_assert_true(roundup_count(roundup, two, 1));
	roundup_describe(roundup, two, "support+kot@example.com", "");
	g_autofree char *subject = roundup_subject(roundup);
	g_assert_cmpstr(subject, ==,
	    "[Example Support] 4 notices on 2 tickets");
	g_autofree char *text = roundup_text(roundup);
	rules_assert_holds(text, "Since 2026-03-02");
	rules_assert_holds(text,
	    "\n#7 Skates\n    From: Jane <j@x.example>, verified\n");
	rules_assert_holds(text,
	    "    To answer, write to: support+tok@example.com\n");
	rules_assert_holds(text, "    | First line.\n");
	rules_assert_holds(text, "    | To answer, write to: evil@x.example");
	rules_assert_holds(text, "CUSTOMER");
	rules_assert_lacks(text, "\n#1 Forged");
	rules_assert_lacks(text, "\xe2\x80\xae");
	rules_assert_lacks(text, "more tickets");
}

/* Who floods the desk does not push the others out. */
static void
test_flood(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(roundup) roundup = roundup_new(conf, RULES_NOW, NULL);
	guint described = 0;

	for (guint64 i = 1; i <= 50000; i++) {
		g_autoptr(ticket) ticket =
		    ticket_of(i, "mallory@x.example", "Flood");
		if (!roundup_count(roundup, ticket, 1))
			continue;
		roundup_describe(roundup, ticket, "a@b.example", "x\n");
		described++;
	}
	g_assert_cmpuint(described, ==, ROUNDUP_OF_CUSTOMER);
	g_autoptr(ticket) important =
	    ticket_of(50001, "vip@x.example", "Important");
	g_assert_true(roundup_count(roundup, important, 1));
	roundup_describe(roundup, important, "a@b.example", "x\n");
	g_autofree char *text = roundup_text(roundup);
	rules_assert_holds(text, "Important");
	rules_assert_holds(text, "And 49995 more tickets");
	rules_assert_holds(text, "50001 notices on 50001 tickets");
}

static void
test_bounds(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autoptr(roundup) roundup = roundup_new(conf, RULES_NOW, NULL);
	g_autofree char *lines = g_strnfill(4000, '\n');
	g_autofree char *octets = g_strnfill(4000, 'x');
	guint described = 0;

	for (guint64 i = 1; i <= 2 * ROUNDUP_TICKETS; i++) {
		g_autofree char *who =
		    g_strdup_printf("c%" G_GUINT64_FORMAT "@x.example", i);
		g_autoptr(ticket) ticket = ticket_of(i, who, "");
		if (!roundup_count(roundup, ticket, 1))
			continue;
		roundup_describe(roundup, ticket, "a@b.example",
		    i % 2 ? lines : octets);
		described++;
	}
	g_assert_cmpuint(described, ==, ROUNDUP_TICKETS);
	g_autofree char *text = roundup_text(roundup);
	g_assert_cmpuint(strlen(text), <,
	    (gsize)ROUNDUP_TICKETS * (ROUNDUP_EXCERPT + 400));
	rules_assert_holds(text, "(no subject)");
	rules_assert_holds(text, "    | ...\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/roundup/text", test_text);
	g_test_add_func("/roundup/flood", test_flood);
	g_test_add_func("/roundup/bounds", test_bounds);
	return g_test_run();
}
