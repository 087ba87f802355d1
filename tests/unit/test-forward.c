/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail inside a forwarded mail, as some twenty clients write it. */
#include "desk/forward.h"

#include <string.h>

#include "util-rules.h"

#define CARLA "carla@customer.example"
#define ASKED "Hello,\n\nmy skates are broken.\n"
#define FWD "#fwd\nPlease take this one.\n\n"

static const struct {
	const char *name, *text, *author, *subject;
} rows[] = {
	{ "Gmail",
	    FWD "---------- Forwarded message ---------\n"
	        "From: Carla Customer <" CARLA ">\n"
	        "Date: Mon, Mar 2, 2026 at 10:00 AM\nSubject: Broken skates\n"
	        "To: <alice@example.com>\n\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Gmail, German",
	    FWD "---------- Forwarded message ---------\n"
	        "Von: Carla Customer <" CARLA ">\n"
	        "Date: Mo., 2. März 2026 um 10:00 Uhr\n"
	        "Subject: Broken skates\nTo: <alice@example.com>\n\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Gmail, French",
	    FWD "---------- Forwarded message ---------\n"
	        "De : Carla Customer <" CARLA ">\n"
	        "Date: lun. 2 mars 2026 à 10:00\nSubject: Broken skates\n"
	        "To: <alice@example.com>\n\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook",
	    FWD
	    "________________________________\n"
	    "From: Carla Customer <" CARLA ">\n"
	    "Sent: Monday, March 2, 2026 10:00 AM\n"
	    "To: Alice <alice@example.com>\nSubject: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook, bold labels",
	    FWD "*From:* Carla Customer <" CARLA ">\n"
	        "*Sent:* Monday, March 2, 2026 10:00 AM\n"
	        "*To:* alice@example.com\n*Subject:* Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook, old",
	    FWD "-----Original Message-----\n"
	        "From: Carla Customer [mailto:" CARLA "]\n"
	        "Sent: Monday, March 02, 2026 10:00 AM\nTo: Alice\n"
	        "Subject: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook, German",
	    FWD
	    "Von: Carla Customer <" CARLA ">\n"
	    "Gesendet: Montag, 2. März 2026 10:00\n"
	    "An: Alice <alice@example.com>\nBetreff: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook, Spanish",
	    FWD "De: Carla Customer <" CARLA ">\n"
	        "Enviado: lunes, 2 de marzo de 2026 10:00\n"
	        "Para: Alice\nAsunto: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook, link in the address",
	    FWD "From: Carla Customer <" CARLA "<mailto:" CARLA ">>\n"
	        "Sent: Monday, March 2, 2026 10:00 AM\n"
	        "To: Alice\nSubject: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Apple Mail, quoted",
	    FWD "Begin forwarded message:\n\n"
	        "> From: Carla Customer <" CARLA ">\n"
	        "> Subject: Broken skates\n"
	        "> Date: 2 March 2026 at 10:00:00 CET\n"
	        "> To: alice@example.com\n>\n> Hello,\n>\n"
	        "> my skates are broken.\n",
	    "Carla Customer", "Broken skates" },
	{ "Apple Mail",
	    FWD "Begin forwarded message:\n\n"
	        "From: Carla Customer <" CARLA ">\n"
	        "Subject: Broken skates\n"
	        "Date: 2 March 2026 at 10:00:00 CET\n"
	        "To: alice@example.com\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Thunderbird",
	    FWD "-------- Forwarded Message --------\n"
	        "Subject: \tBroken skates\nDate: \tMon, 2 Mar 2026 10:00\n"
	        "From: \tCarla Customer <" CARLA ">\n"
	        "To: \talice@example.com\n\n\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Thunderbird, German",
	    FWD "-------- Weitergeleitete Nachricht --------\n"
	        "Betreff: \tBroken skates\nDatum: \tMon, 2 Mar 2026 10:00\n"
	        "Von: \tCarla Customer <" CARLA ">\n"
	        "An: \talice@example.com\n\n\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Yahoo",
	    FWD "----- Forwarded Message -----\n"
	        "From: Carla Customer <" CARLA ">\n"
	        "To: \"alice@example.com\" <alice@example.com>\n"
	        "Sent: Monday, March 2, 2026 at 10:00:00 AM GMT+1\n"
	        "Subject: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "GMX",
	    FWD "Gesendet: Montag, 02. März 2026 um 10:00 Uhr\n"
	        "Von: \"Carla Customer\" <" CARLA ">\n"
	        "An: alice@example.com\nBetreff: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Mail.ru",
	    FWD "-------- Пересылаемое сообщение --------\n"
	        "От кого: Carla Customer <" CARLA ">\n"
	        "Кому: alice@example.com\nДата: Понедельник, 2 марта 2026\n"
	        "Тема: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "QQ",
	    FWD "------------------ 原始邮件 ------------------\n"
	        "发件人: \"Carla Customer\"<" CARLA ">;\n"
	        "发送时间: 2026年3月2日(星期一) 上午10:00\n"
	        "收件人: \"alice\"<alice@example.com>;\n"
	        "主题: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "Outlook, Chinese colons",
	    FWD "发件人：Carla Customer <" CARLA ">\n"
	        "发送时间：2026年3月2日 10:00\n收件人：Alice\n"
	        "主题：Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "mutt",
	    FWD "----- Forwarded message from Carla Customer <" CARLA
	        "> -----\n"
	        "\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n"
	        "From: Carla Customer <" CARLA ">\n"
	        "To: alice@example.com\nSubject: Broken skates\n\n" ASKED,
	    "Carla Customer", "Broken skates" },
	{ "no name",
	    FWD "From: " CARLA "\nSent: Monday, March 2, 2026 10:00 AM\n"
	        "To: Alice\nSubject: Broken skates\n\n" ASKED,
	    "", "Broken skates" },
	{ "no subject",
	    FWD "From: Carla Customer <" CARLA ">\n"
	        "Sent: Monday, March 2, 2026 10:00 AM\nTo: Alice\n\n" ASKED,
	    "Carla Customer", "" },
	{ "no address",
	    FWD "From: Carla Customer\nSent: Monday, March 2, 2026 10:00 AM\n"
	        "To: Alice\nSubject: Broken skates\n\n" ASKED,
	    NULL, NULL },
	{ "no header at all", FWD ASKED, NULL, NULL },
	{ "nothing", "", NULL, NULL },
};

static struct message *
mail_of(const char *text)
{
	struct message *mail = message_new();
	struct message_part *part = message_part_new();

	g_free(mail->text);
	mail->text = g_strdup(text);
	g_free(mail->from_addr);
	mail->from_addr = g_strdup("alice@example.com");
	g_free(mail->message_id);
	mail->message_id = g_strdup("hers@example.com");
	g_free(part->name);
	part->name = g_strdup("photo.jpg");
	g_free(part->mime);
	part->mime = g_strdup("image/jpeg");
	g_ptr_array_add(mail->parts, part);
	return mail;
}

static void
test_find(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) mail = mail_of(rows[i].text);
		g_autoptr(message) found = forward_find(mail);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(found != NULL, ==, rows[i].author != NULL);
		if (!found)
			continue;
		g_assert_cmpstr(found->from_addr, ==, CARLA);
		g_assert_cmpstr(found->from_name, ==, rows[i].author);
		g_assert_cmpstr(found->subject, ==, rows[i].subject);
		g_assert_cmpstr(found->text, ==, ASKED);
		g_assert_cmpuint(found->parts->len, ==, 1);
		/* nothing of the agent's own header */
		g_assert_cmpstr(found->message_id, ==, "");
		g_assert_cmpstr(mail->from_addr, ==, "alice@example.com");
	}
}

static void
test_comment(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) mail = mail_of(rows[i].text);
		g_autofree char *comment =
		    forward_comment(mail, "support@example.com");

		g_test_message("%s", rows[i].name);
		if (rows[i].author)
			g_assert_cmpstr(comment, ==, "Please take this one.");
	}
}

static void
test_asked(void)
{
	g_assert_true(forward_is_asked("#fwd\n"));
	g_assert_true(forward_is_asked("\n #FWD\nX"));
	g_assert_true(forward_is_asked("#forward\nFrom: x\n#note\n"));
	g_assert_false(forward_is_asked("X\n#fwd\n"));
	g_assert_false(forward_is_asked("#fdw\n"));
	g_assert_false(forward_is_asked("> #fwd\n"));
	g_assert_false(forward_is_asked(""));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/forward/find", test_find);
	g_test_add_func("/forward/comment", test_comment);
	g_test_add_func("/forward/asked", test_asked);
	return g_test_run();
}
