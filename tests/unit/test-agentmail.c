/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent's mail does, from the mail to the letters: answers, notes,
 * commands, and that whoever was told hears who has answered. */
#include "desk/agentmail.h"

#include <string.h>

#include "mime/parse.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"

static void
take_entry(struct util_desk *desk, const char *raw)
{
	static guint32 uid = 500;
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, 1);
}

/* The newest letter of that kind to that person, as a client shows its text. */
static char *
text_to(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);

	return look_text(desk, letter);
}

/* A mail of alice's in answer to the newest notice; what follows from it. */
static const struct {
	const char *name, *words;
	guint32 kind;
	guint32 status;
	guint answers, notices; /* letters: to carol, to alice and bob */
	const char *says;       /* in the answer, or the letter back to alice */
	const char *hidden;     /* in no letter to carol */
} rows[] = {
	{ "an answer", "It is done.", ENTRY_AGENT, TICKET_PENDING, 1, 1,
	    "It is done.", "alice@" },
	{ "closed with an answer", "#close\nIt is done.", ENTRY_AGENT,
	    TICKET_CLOSED, 1, 1, "It is done.", "#close" },
	{ "closed without", "#close", ENTRY_NOTE, TICKET_CLOSED, 0, 0, NULL,
	    "#close" },
	{ "a note", "#note\nHe lies.\nAgain.", ENTRY_NOTE, TICKET_OPEN, 0, 0,
	    NULL, "lies" },
	{ "a note that closes", "#note he lies\n#close", ENTRY_NOTE,
	    TICKET_CLOSED, 0, 0, NULL, "lies" },
	{ "help", "#help", ENTRY_NOTE, TICKET_OPEN, 0, 1,
	    "#inline: ", "#help" },
	{ "a typing error", "#nte\nHe lies.", ENTRY_NOTE, TICKET_OPEN, 0, 1,
	    "The nearest command: #note", "lies" },
	{ "a command further down", "Dear Carol,\n#note he lies.", ENTRY_NOTE,
	    TICKET_OPEN, 0, 1, "#note he lies.", "lies" },
	{ "one good, one bad", "#close\n#infline\nHe lies.", ENTRY_NOTE,
	    TICKET_OPEN, 0, 1, "#infline", "lies" },
	{ "good elsewhere", "#fwd\nHe lies.", ENTRY_NOTE, TICKET_OPEN, 0, 1,
	    "#fwd", "lies" },
};

static void
assert_hidden(struct util_desk *desk, const char *hidden)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		g_autofree char *octets = util_desk_octets(desk, letter);

		if (g_str_equal(letter->to, CAROL))
			g_assert_null(strstr(octets, hidden));
	}
}

static void
test_commands(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw = NULL;

		look_first_mail(desk);
		raw = look_answer(desk, ALICE, NULL, rows[i].words);
		take_entry(desk, raw);
		g_autoptr(ticket) ticket = look_ticket(desk, 1);
		g_autoptr(entry) entry = look_entry(desk, 1, 1);

		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(entry->kind, ==, rows[i].kind);
		g_assert_cmpuint(ticket->status, ==, rows[i].status);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==,
		    rows[i].answers);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==,
		    2 + rows[i].notices);
		assert_hidden(desk, rows[i].hidden);
		if (!rows[i].says)
			continue;
		g_autofree char *text = rows[i].answers
		    ? text_to(desk, LETTER_ANSWER, CAROL)
		    : text_to(desk, LETTER_NOTICE, ALICE);
		g_assert_nonnull(strstr(text, rows[i].says));
	}
}

/* The letter about a typing error can be answered like a notice: what it holds
 * stands below the marker. */
static void
test_try_again(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *typo =
	    look_answer(desk, ALICE, NULL, "#nte\nHe lies.");
	take_entry(desk, typo);
	g_autofree char *back = text_to(desk, LETTER_NOTICE, ALICE);
	g_assert_true(g_str_has_prefix(back, "=== ["));
	g_assert_nonnull(strstr(back, "Your reply goes to the CUSTOMER"));
	g_assert_nonnull(strstr(back, "He lies."));
	g_autofree char *again = look_answer(desk, ALICE, NULL, "Dear Carol.");
	take_entry(desk, again);
	g_autofree char *sent = text_to(desk, LETTER_ANSWER, CAROL);
	g_assert_true(g_str_has_prefix(sent, "Dear Carol.\n\n-- \n"));
	assert_hidden(desk, "lies");
	assert_hidden(desk, "nearest");
}

/* The first who answers has the ticket; the others are told, once. */
static void
test_answered(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *first = look_answer(desk, ALICE, NULL, "It is done.");
	take_entry(desk, first);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1);
	g_autofree char *told = text_to(desk, LETTER_NOTICE, BOB);
	g_assert_true(g_str_has_prefix(told, "=== ["));
	g_assert_nonnull(strstr(told, "alice has answered this ticket."));
	g_assert_nonnull(strstr(told, "It is done."));
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpstr(ticket->assignee, ==, "alice");

	/* now it is hers: carol's next mail and her next answer are nothing
	 * to bob */
	g_autofree char *to = look_reply_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *more =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "And now?\n");
	take_entry(desk, more);
	g_autofree char *second = look_answer(desk, ALICE, NULL, "Now too.");
	take_entry(desk, second);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 2);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 2);
}

/* Whoever left the desk does not keep the ticket. */
static void
test_assignee_gone(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	struct settings_agent *alice =
	    g_ptr_array_index(desk->settings->agents, 0);

	look_first_mail(desk);
	g_autofree char *first = look_answer(desk, ALICE, NULL, "It is done.");
	take_entry(desk, first);
	alice->disabled = TRUE;
	g_autofree char *to = look_reply_to(desk, LETTER_ANSWER, CAROL);
	g_autofree char *more =
	    util_desk_mail(CAROL, to, UTIL_DMARC, NULL, "And now?\n");
	take_entry(desk, more);
	g_autofree char *notice = text_to(desk, LETTER_NOTICE, BOB);
	g_assert_nonnull(strstr(notice, "And now?"));
	g_autofree char *answer = look_answer(desk, BOB, NULL, "Mine now.");
	take_entry(desk, answer);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_assert_cmpstr(ticket->assignee, ==, "bob");
}

/* An agent's machine: in twelve forms, one note, and no letter at all. */
static void
test_away(void)
{
	static const struct {
		const char *name, *header, *text;
	} aways[] = {
		{ "Sieve", "Auto-Submitted: auto-replied\n", "Away.\n" },
		{ "Exchange",
		    "Auto-Submitted: auto-generated\n"
		    "X-MS-Exchange-Generated-Message-Source: "
		    "Mailbox Rules Agent\n"
		    "X-Auto-Response-Suppress: All\n"
		    "Subject: Automatic reply: Help\n",
		    "I am out of the office.\n" },
		{ "German Outlook", "Subject: Automatische Antwort: Hilfe\n",
		    "Ich bin nicht im Büro.\n" },
		{ "Gmail",
		    "Precedence: bulk\nX-Autoreply: yes\n"
		    "Auto-Submitted: auto-replied\n",
		    "Ich bin im Urlaub.\n" },
		{ "Apple",
		    "X-Apple-Action: VACATION/1\n"
		    "Auto-Submitted: auto-replied (vacation)\n",
		    "Away.\n" },
		{ "French", "Subject: Réponse automatique : Aide\n",
		    "Je suis absent.\n" },
		{ "Spanish", "Subject: Respuesta automática: Ayuda\n",
		    "Estoy fuera.\n" },
		{ "Italian", "Subject: Risposta automatica: Aiuto\n",
		    "Sono assente.\n" },
		{ "Dutch", "Subject: Automatisch antwoord: Hulp\n",
		    "Ik ben afwezig.\n" },
		{ "Portuguese", "Subject: Resposta automática: Ajuda\n",
		    "Estou fora.\n" },
		{ "Russian", "Subject: Автоматический ответ: Help\n",
		    "Меня нет.\n" },
		{ "Japanese", "Subject: 自動応答: Help\n", "不在です。\n" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(aways); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);

		look_first_mail(desk);
		g_autofree char *to = look_reply_to(desk, LETTER_NOTICE, ALICE);
		g_autofree char *raw = util_desk_mail(ALICE, to,
		    UTIL_SUBMISSION, aways[i].header, aways[i].text);
		g_test_message("%s", aways[i].name);
		take_entry(desk, raw);
		g_autoptr(entry) entry = look_entry(desk, 1, 1);
		g_assert_cmpuint(entry->kind, ==, ENTRY_NOTE);
		g_assert_cmpstr(entry->agent, ==, "alice");
		g_assert_nonnull(strstr(entry->remark, "automatic"));
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
		g_assert_cmpuint(look_count(desk, LETTER_NOTICE, NULL), ==, 2);
	}
}

/* A signature's logo stays here; a photo from a telephone, which marks it just
 * so, and a file go along. */
static void
test_files(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *photo = g_strnfill(90 * 1024, 'A');
	g_autofree char *body = g_strconcat(
	    "--xx\nContent-Type: text/plain\n\nSee the picture.\n"
	    "--xx\nContent-Type: image/png; name=\"logo.png\"\n"
	    "Content-Disposition: inline; filename=\"logo.png\"\n"
	    "Content-ID: <logo>\nContent-Transfer-Encoding: base64\n\n"
	    "bG9nbw==\n"
	    "--xx\nContent-Type: application/pdf; name=\"form.pdf\"\n"
	    "Content-Disposition: inline; filename=\"form.pdf\"\n"
	    "Content-Transfer-Encoding: base64\n\nZm9ybQ==\n"
	    "--xx\nContent-Type: image/jpeg; name=\"photo.jpg\"\n"
	    "Content-Disposition: inline; filename=\"photo.jpg\"\n"
	    "Content-Transfer-Encoding: 8bit\n\n",
	    photo, "\n--xx--\n", NULL);

	look_first_mail(desk);
	g_autofree char *to = look_reply_to(desk, LETTER_NOTICE, ALICE);
	g_autofree char *raw = util_desk_mail(ALICE, to, UTIL_SUBMISSION,
	    "Content-Type: multipart/mixed; boundary=xx\n", body);
	take_entry(desk, raw);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_assert_cmpuint(letter->attachments->len, ==, 2);
	g_assert_nonnull(strstr(octets, "form.pdf"));
	g_assert_nonnull(strstr(octets, "photo.jpg"));
	g_assert_null(strstr(octets, "logo"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/agentmail/commands", test_commands);
	g_test_add_func("/agentmail/try-again", test_try_again);
	g_test_add_func("/agentmail/answered", test_answered);
	g_test_add_func("/agentmail/assignee-gone", test_assignee_gone);
	g_test_add_func("/agentmail/away", test_away);
	g_test_add_func("/agentmail/files", test_files);
	return g_test_run();
}
