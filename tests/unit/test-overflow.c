/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Floods: every mail becomes an entry, agents get so many notices and then one
 * digest, and who did not flood the desk is heard as ever. */
#include "pipeline/overflow.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "pipeline/upkeep.h"
#include "store/tickets.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-rules.h"

#define MALLORY "mallory@example.net"
#define ALICE "alice@example.com"
#define MINUTE G_GINT64_CONSTANT(60000)

/* A new matter of that person. */
static void
ask(struct util_desk *desk, const char *from, guint n)
{
	static guint32 uid = 100;
	g_autofree char *text = g_strdup_printf("Number %u.\n", n);
	g_autofree char *id =
	    g_strdup_printf("Message-ID: <f%u@example.net>\n", uid);
	g_autofree char *raw =
	    util_desk_mail(from, "support@example.com", UTIL_DMARC, id, text);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
}

static void
pass(gint64 ms)
{
	clock_set_for_test(clock_now() + ms, clock_boot() + ms);
}

static guint
notices(struct util_desk *desk)
{
	return look_count(desk, LETTER_NOTICE, ALICE);
}

/* The keeper's round; whether it wrote letters. */
static bool
keep(struct util_desk *desk)
{
	struct inbox inbox;
	g_autoptr(GError) error = NULL;
	bool letters = false;

	util_inbox_open(&inbox, desk);
	g_assert_true(upkeep_run(&inbox, &letters, &error));
	g_assert_no_error(error);
	util_inbox_close(&inbox);
	return letters;
}

/* One sender: 20 notices an hour, the rest in one digest. Another's mail in the
 * midst of it makes a notice at once. */
static void
test_one_sender(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 300; i++)
		ask(desk, MALLORY, i);
	g_assert_cmpuint(notices(desk), ==, DECIDE_NOTICES_OF_SENDER);
	ask(desk, "vip@example.org", 0);
	g_assert_cmpuint(notices(desk), ==, DECIDE_NOTICES_OF_SENDER + 1);
	g_autoptr(ticket) last = look_ticket(desk, 301);
	g_assert_cmpuint(last->entries, ==, 1);
	/* not due yet; then one; then none */
	g_assert_false(keep(desk));
	pass(OVERFLOW_WAIT_MS);
	g_assert_true(keep(desk));
	g_assert_cmpuint(notices(desk), ==, DECIDE_NOTICES_OF_SENDER + 2);
	g_assert_false(keep(desk));
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_autofree char *subject = util_desk_field(octets, "Subject");
	g_assert_cmpstr(subject, ==,
	    "[Example Support] 280 notices on 280 tickets");
	g_autofree char *reply = util_desk_field(octets, "Reply-To");
	g_assert_null(reply);
	g_assert_cmpuint(letter->ticket, ==, 0);
	rules_assert_holds(octets, "#21 ");
	rules_assert_holds(octets, "Number 20.");
	rules_assert_holds(octets, "And 275 more tickets");
	/* Mallory got one acknowledgement, and an hour later notices go on */
	g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, MALLORY), ==,
	    1);
	pass(60 * MINUTE);
	ask(desk, MALLORY, 300);
	g_assert_cmpuint(notices(desk), ==, DECIDE_NOTICES_OF_SENDER + 3);
}

/* Many senders: 60 notices an hour to each agent. */
static void
test_many_senders(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 100; i++) {
		g_autofree char *from = g_strdup_printf("c%u@example.net", i);
		ask(desk, from, i);
	}
	g_assert_cmpuint(notices(desk), ==, DECIDE_NOTICES_AN_HOUR);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==,
	    2 * DECIDE_NOTICES_AN_HOUR);
	pass(OVERFLOW_WAIT_MS);
	g_assert_true(keep(desk));
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==,
	    2 * DECIDE_NOTICES_AN_HOUR + 2);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *octets = util_desk_octets(desk, letter);
	for (guint i = DECIDE_NOTICES_AN_HOUR; i < 100; i++) {
		g_autofree char *line = g_strdup_printf("#%u ", i + 1);
		rules_assert_holds(octets, line);
	}
}

/* The address in a digest is that agent's, and answers that ticket. */
static void
test_answer(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i <= DECIDE_NOTICES_OF_SENDER; i++)
		ask(desk, MALLORY, i);
	pass(OVERFLOW_WAIT_MS);
	g_assert_true(keep(desk));
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_auto(GStrv) soft = g_strsplit(octets, "=\r\n", -1);
	g_autofree char *whole = g_strjoinv("", soft);
	const char *at = strstr(whole, "write to: ");
	g_assert_nonnull(at);
	at += strlen("write to: ");
	g_autofree char *to = g_strndup(at, strcspn(at, "\r\n"));
	g_autofree char *raw = util_desk_mail(ALICE, to, UTIL_SUBMISSION, NULL,
	    "Here is my answer.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 9000);
	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, DECIDE_NOTICES_OF_SENDER + 1);
	g_assert_cmpuint(look_count(desk, LETTER_ANSWER, MALLORY), ==, 1);
}

/* A round when nothing waits writes nothing, and stale rows go away. */
static void
test_prune(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	ask(desk, MALLORY, 1);
	g_assert_false(keep(desk));
	pass(25 * 60 * MINUTE);
	g_assert_false(keep(desk));
	ask(desk, MALLORY, 2);
	g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, MALLORY), ==,
	    2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/overflow/one-sender", test_one_sender);
	g_test_add_func("/overflow/many-senders", test_many_senders);
	g_test_add_func("/overflow/answer", test_answer);
	g_test_add_func("/overflow/prune", test_prune);
	return g_test_run();
}
