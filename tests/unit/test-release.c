/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a held mail that an operator lets go on, cause by cause: it
 * acts as if that one check had been passed, and no other. */
#include "intake/readerchild.h"
#include "mime/parse.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "util-inbox.h"
#include "util-look.h"
#include "util-operator.h"
#include <string.h>
#include <sysexits.h>

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"

/* A mail that is held for each cause, as it comes. */
static char *answer_unproved(struct operator* bench)
{
	g_autofree char *good = look_answer(bench->desk, ALICE, NULL, "Words.");
	const char *from = strstr(good, "From: ");

	return g_strconcat("Received: from x by mx.example.com with ESMTP;"
	                   " Mon, 2 Mar 2026 09:59:00 +0000\r\n",
	    from, NULL);
}

static char *answer_of_stranger(struct operator* bench)
{
	g_autofree char *to = look_reply_to(bench->desk, LETTER_NOTICE, ALICE);

	return util_desk_mail("mallory@example.net", to, UTIL_DMARC, NULL,
	    "Words of a stranger.\n");
}

static char *answer_without_marker(struct operator* bench)
{
	g_autofree char *to = look_reply_to(bench->desk, LETTER_NOTICE, ALICE);

	return util_desk_mail(ALICE, to, UTIL_SUBMISSION, NULL,
	    "Words.\n\n> a quoted line\n");
}

static char *answer_automatic(struct operator* bench)
{
	return look_answer(bench->desk, ALICE,
	    "Precedence: list\nList-Id: <team.example.com>\n", "Words.");
}

static char *answer_empty(struct operator* bench)
{
	return look_answer(bench->desk, ALICE, NULL, "");
}

static char *answer_of_disabled(struct operator* bench)
{
	struct settings_agent *alice =
	    g_ptr_array_index(bench->desk->settings->agents, 0);

	alice->disabled = 1;
	return look_answer(bench->desk, ALICE, NULL, "Words.");
}

static char *mail_without_token(struct operator* bench)
{
	(void)bench;
	return util_desk_mail(ALICE, "support@example.com", UTIL_SUBMISSION,
	    "Subject: mine\n", "Words.\n");
}

static char *answer_of_lost_ticket(struct operator* bench)
{
	struct token what = { .role = TOKEN_CUSTOMER, .number = 77 };
	g_autofree char *token = token_issue(bench->desk->ring, &what, CAROL);
	g_autofree char *to =
	    replyaddr_make(&bench->desk->settings->desk, token);

	return util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "Words.\n");
}

static char *answer_with_two(struct operator* bench)
{
	g_autofree char *one = look_reply_to(bench->desk, LETTER_NOTICE, ALICE);
	g_autofree char *two =
	    look_reply_to(bench->desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *both = g_strdup_printf("%s, %s", two, one);

	return util_desk_mail(CAROL, both, UTIL_DMARC, NULL, "Words.\n");
}

/* What a release brings about: on which ticket, as what, and whether the
 * customer gets the words. */
static void
test_release_causes(void)
{
	static const struct {
		guint32 cause;
		char *(*make)(struct operator* bench);
		guint64 ticket;
		guint32 entry;
		guint answers;
	} rows[] = {
		{ HOLD_AGENT_UNVERIFIED, answer_unproved, 1, ENTRY_AGENT, 1 },
		{ HOLD_AGENT_NO_TOKEN, mail_without_token, 2, ENTRY_CUSTOMER,
		    0 },
		{ HOLD_AGENT_STRANGER, answer_of_stranger, 1, ENTRY_THIRD_PARTY,
		    0 },
		{ HOLD_AGENT_NO_MARKER, answer_without_marker, 1, ENTRY_AGENT,
		    1 },
		{ HOLD_AGENT_DISABLED, answer_of_disabled, 1, ENTRY_AGENT, 1 },
		{ HOLD_TWO_TOKENS, answer_with_two, 1, ENTRY_CUSTOMER, 0 },
		{ HOLD_AGENT_AUTOMATIC, answer_automatic, 1, ENTRY_AGENT, 1 },
		{ HOLD_AGENT_EMPTY, answer_empty, 1, ENTRY_NOTE, 0 },
		{ HOLD_TICKET_GONE, answer_of_lost_ticket, 2, ENTRY_CUSTOMER,
		    0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct operator bench;
		g_test_message("%s", hold_cause_text(rows[i].cause));
		operator_open(&bench, NULL);
		g_autofree char *raw = rows[i].make(&bench);
		g_autofree char *answer = g_strdup_printf(
		    "hold 1: released onto ticket %" G_GUINT64_FORMAT "\n",
		    rows[i].ticket);
		g_assert_cmpuint(operator_takes(&bench, raw, ACCEPT_HELD), ==,
		    1);
		g_autoptr(hold) hold = look_hold(bench.desk, 1);
		g_assert_cmpuint(hold->cause, ==, rows[i].cause);
		operator_says(&bench, "hold release 1", EX_OK, answer);
		g_autoptr(entry) entry = look_entry(bench.desk, rows[i].ticket,
		    rows[i].ticket == 1 ? 1 : 0);
		g_assert_cmpuint(entry->kind, ==, rows[i].entry);
		g_assert_cmpuint(look_count(bench.desk, LETTER_ANSWER, CAROL),
		    ==, rows[i].answers);
		g_assert_cmpuint(look_count(bench.desk, LETTER_ANSWER, NULL),
		    ==, rows[i].answers);
		operator_audited(&bench, "hold.release", "hold 1",
		    OPERATOR_ACTOR);
		operator_close(&bench, NULL);
	}
}

/* Two faults: one release lifts one of them. */
static void
test_held_again(struct operator* bench, gconstpointer data)
{
	(void)data;
	g_autofree char *raw = answer_without_marker(bench);
	g_autofree char *unproved =
	    g_strconcat("Received: from x by mx.example.com with ESMTP;"
	                " Mon, 2 Mar 2026 09:59:00 +0000\r\n",
	        strstr(raw, "From: "), NULL);

	g_assert_cmpuint(operator_takes(bench, unproved, ACCEPT_HELD), ==, 1);
	operator_says(bench, "hold release 1", EX_OK,
	    "hold 1: held again as 2, for another cause\n");
	g_autoptr(hold) second = look_hold(bench->desk, 2);
	g_assert_cmpuint(second->cause, ==, HOLD_AGENT_NO_MARKER);
	g_assert_cmpuint(second->state, ==, HOLD_HELD);
	g_assert_cmpuint(second->lifted, ==, hold_bit(HOLD_AGENT_UNVERIFIED));
	operator_says(bench, "hold release 2", EX_OK,
	    "hold 2: released onto ticket 1\n");
	g_assert_cmpuint(look_count(bench->desk, LETTER_ANSWER, CAROL), ==, 1);
}

static void
test_release_without_mail(struct operator* bench, gconstpointer data)
{
	static char inbox[] = "INBOX", name[] = "account1", none[] = "";
	const struct settings_account account = {
		.name = name, .folder = inbox, .quarantine_folder = none
	};
	struct dedupe_uid uid = { 1, 1, 5 };
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_true(inbox_quarantine(&bench->inbox, &uid, &account, "test",
	    &error));
	operator_says(bench, "hold release 1", EX_DATAERR,
	    "hold 1: its mail was not taken in; move it from the "
	    "quarantine folder into the inbox, to try again\n");
	g_autoptr(hold) hold = look_hold(bench->desk, 1);
	g_assert_cmpuint(hold->state, ==, HOLD_HELD);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && g_str_has_prefix(argv[1], "--role=reader"))
		return readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/release/causes", test_release_causes);
	g_test_add("/release/held-again", struct operator, NULL, operator_open,
	    test_held_again, operator_close);
	g_test_add("/release/without-mail", struct operator, NULL,
	    operator_open, test_release_without_mail, operator_close);
	return g_test_run();
}
