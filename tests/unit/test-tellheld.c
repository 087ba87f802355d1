/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which held mails bring a letter to their agent, and that no flood comes of
 * it. */
#include "pipeline/tellheld.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define HOUR (3600 * 1000)

/* A mail of alice's to the desk's own address. */
static void
write_in(struct util_desk *desk, enum util_auth auth, const char *header)
{
	static guint count = 0;
	g_autofree char *text = g_strdup_printf("Number %u.\n", count++);
	g_autofree char *raw =
	    util_desk_mail(ALICE, "support@example.com", auth, header, text);
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);

	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
}

/* Without a ticket: by the proof that the operator lets count. */
static void
test_without_token(void)
{
	static const struct {
		const char *name, *option;
		enum util_auth auth;
		const char *header;
		guint confirm, notice;
	} rows[] = {
		{ "not proved", NULL, UTIL_NONE, NULL, 1, 0 },
		{ "proved", NULL, UTIL_SUBMISSION, NULL, 0, 1 },
		{ "proved in a way that does not count",
		    "agent_auth = [ \"submission\" ];\n", UTIL_DMARC, NULL, 1,
		    0 },
		{ "nothing is believed", "agent_auth = [ \"confirm\" ];\n",
		    UTIL_SUBMISSION, NULL, 1, 0 },
		{ "a machine's", NULL, UTIL_NONE,
		    "Auto-Submitted: auto-replied\n", 0, 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(rows[i].option);
		g_test_message("%s", rows[i].name);
		write_in(desk, rows[i].auth, rows[i].header);
		g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, ALICE), ==,
		    rows[i].confirm);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==,
		    rows[i].notice);
	}
}

/* Whoever writes in alice's name fills her mailbox with five an hour. */
static void
test_cap(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 20; i++)
		write_in(desk, UTIL_NONE, NULL);
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, ALICE), ==,
	    TELLHELD_LETTERS_MAX);
	clock_set_for_test(UTIL_DESK_NOW + HOUR, HOUR);
	write_in(desk, UTIL_NONE, NULL);
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, ALICE), ==,
	    TELLHELD_LETTERS_MAX + 1);
}

/* The letter goes to the address that the settings name, not to From's other
 * one. */
static void
test_registered_address(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	struct settings_agent *alice =
	    g_ptr_array_index(desk->settings->agents, 0);

	g_assert_cmpstr(alice->name, ==, "alice");
	g_strfreev(alice->addresses);
	alice->addresses = g_strsplit("alice@work.example " ALICE, " ", -1);
	write_in(desk, UTIL_NONE, NULL);
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, ALICE), ==, 0);
	g_assert_cmpuint(look_count(desk, LETTER_CONFIRM, "alice@work.example"),
	    ==, 1);
}

/* What an agent can mend, he hears of: here a lost marker line. */
static void
test_mendable(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *to = look_reply_to(desk, LETTER_NOTICE, ALICE);
	g_autofree char *raw = util_desk_mail(ALICE, to, UTIL_SUBMISSION, NULL,
	    "Fine.\n\n> I sent 2 coins yesterday.\n> and more\n");
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text = look_text(desk, letter);
	g_assert_nonnull(strstr(text, "the marker line is gone"));
	g_assert_nonnull(strstr(text, "Ticket: 1\n"));
	g_autofree char *reply_to = look_field(desk, letter, "Reply-To");
	g_assert_null(reply_to);
}

/* Deciding as if it had been confirmed leaves nothing behind. */
static void
test_no_trace(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new("agent_auth = [ \"confirm\" ];\n");

	look_first_mail(desk);
	g_autofree char *raw = look_answer(desk, ALICE, NULL, "Yes.");
	g_autoptr(accept_mail) mail = util_desk_next(desk, raw);
	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
	g_assert_cmpuint(mail->released, ==, 0);
	g_assert_cmpuint(mail->verdict->lifted, ==, 0);
	g_assert_cmpuint(mail->verdict->auth, ==, VERDICT_AUTH_SUBMISSION);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpuint(ticket->entries, ==, 1);
	g_assert_cmpstr(ticket->assignee, ==, "");
	g_assert_cmpuint(ticket->status, ==, TICKET_OPEN);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/tellheld/without-token", test_without_token);
	g_test_add_func("/tellheld/cap", test_cap);
	g_test_add_func("/tellheld/registered-address",
	    test_registered_address);
	g_test_add_func("/tellheld/mendable", test_mendable);
	g_test_add_func("/tellheld/no-trace", test_no_trace);
	return g_test_run();
}
