/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents' commands about themselves, as they come by mail: away, back, attach.
 */
#include "pipeline/actduty.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "store/workload.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"

/* Ticket 1 with a file, and alice's. */
static struct util_desk *
desk_of_alice(void)
{
	struct util_desk *desk = util_desk_new(
	    "queues = ( { name = \"kyc\"; addresses = "
	    "[ \"support@example.com\" ]; assign = \"round_robin\"; "
	    "attachments = \"reference\"; } );\n");
	g_autofree char *raw = util_desk_mail(CAROL, "support@example.com",
	    UTIL_DMARC, "Subject: x\nMessage-ID: <one@example.org>\n", "Hi.\n");
	g_autofree char *mail = look_attach(raw, "a.txt", "content\n");
	g_autoptr(accept_mail) taken = util_desk_take(desk, mail, 300);

	g_assert_cmpint(taken->result, ==, ACCEPT_ENTRY);
	return desk;
}

static gboolean
is_away(struct util_desk *desk, gint64 now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_READ, &error);
	g_autoptr(staffing) staffing = workload_load(txn, &error);

	g_assert_no_error(error);
	return staffing_absence(staffing, "alice", now) != NULL;
}

/* Files that alice has got in letters. */
static guint
files_of_alice(struct util_desk *desk)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	guint files = 0;

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];

		g_assert_true(letter->attachments->len == 0 ||
		    g_str_equal(letter->to, ALICE));
		files += letter->attachments->len;
	}
	return files;
}

static const struct {
	const char *name, *command, *assignee;
	gboolean away;
	guint files;
} rows[] = {
	{ "away", "#away", "bob", TRUE, 0 },
	{ "away until a day", "#away until 2026-03-10", "bob", TRUE, 0 },
	{ "away until a day, in short", "#away 2026-03-10", "bob", TRUE, 0 },
	{ "away until a day that is gone", "#away until 2026-03-02", "alice",
	    FALSE, 0 },
	{ "away until whenever", "#away until soon", "alice", FALSE, 0 },
	{ "back, and never away", "#back", "alice", FALSE, 0 },
	{ "a file", "#attach 0/1", "alice", FALSE, 1 },
	{ "a file of the newest mail", "#attach 1", "alice", FALSE, 1 },
	{ "no such file", "#attach 0/2", "alice", FALSE, 0 },
	{ "the whole mail", "#attach 0/0", "alice", FALSE, 0 },
	{ "no number", "#attach a.txt", "alice", FALSE, 0 },
	{ "one of two is wrong: nothing is done", "#attach 0/1\n#attach 0/2",
	    "alice", FALSE, 0 },
};

static void
test_commands(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = desk_of_alice();
		g_autofree char *raw =
		    look_answer(desk, ALICE, NULL, rows[i].command);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 301);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
		g_assert_cmpstr(ticket->assignee, ==, rows[i].assignee);
		g_assert_cmpint(is_away(desk, UTIL_DESK_NOW), ==, rows[i].away);
		g_assert_cmpuint(files_of_alice(desk), ==, rows[i].files);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
	}
}

/* The day ends it, and so does his word. */
static void
test_end(void)
{
	g_autoptr(util_desk) desk = desk_of_alice();
	gint64 day = G_GINT64_CONSTANT(86400000);
	g_autofree char *away =
	    look_answer(desk, ALICE, NULL, "#away until 2026-03-04");
	g_autoptr(accept_mail) taken = util_desk_take(desk, away, 301);

	g_assert_true(is_away(desk, UTIL_DESK_NOW + day));
	g_assert_false(is_away(desk, UTIL_DESK_NOW + 2 * day));
	g_autofree char *back = look_answer(desk, ALICE, NULL, "#back");
	g_autoptr(accept_mail) again = util_desk_take(desk, back, 302);
	g_assert_false(is_away(desk, UTIL_DESK_NOW));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/actduty/commands", test_commands);
	g_test_add_func("/actduty/end", test_end);
	return g_test_run();
}
