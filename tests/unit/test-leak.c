/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent's client attaches must not carry his notice to the customer. */
#include "mime/parse.h"
#include "pipeline/leak.h"

#include <string.h>

#include "desk/marker.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define CAROL LOOK_CUSTOMER

/* Alice's answer with one file of that type, whose content has %s where the
 * reply address of her notice goes. */
static char *
answer_with(struct util_desk *desk, const char *type, const char *content,
    bool wide)
{
	static const char part[] = "Content-Type: application/pdf";
	g_autofree char *reply = look_reply_to(desk, LETTER_NOTICE, ALICE);
	g_auto(GStrv) pieces = g_strsplit(content, "%s", -1);
	g_autofree char *filled = g_strjoinv(reply, pieces);
	g_autofree char *words = look_answer(desk, ALICE, NULL, "Yes.");
	g_autofree char *raw = look_attach(words, "file", filled);
	char *at = strstr(raw, part);

	if (wide) { /* UTF-16 of it */
		g_autofree char *narrow =
		    g_base64_encode((const guchar *)filled, strlen(filled));
		gsize size = 0;
		g_autofree char *utf16 = g_convert(filled, -1, "UTF-16LE",
		    "UTF-8", NULL, &size, NULL);
		g_autofree char *encoded =
		    g_base64_encode((const guchar *)utf16, size);
		g_auto(GStrv) both = g_strsplit(raw, narrow, 2);

		g_free(g_steal_pointer(&raw));
		raw = g_strjoinv(encoded, both);
		at = strstr(raw, part);
	}
	return g_strdup_printf("%.*sContent-Type: %s%s", (int)(at - raw), raw,
	    type, at + strlen(part));
}

static void
test_rows(void)
{
	static const struct {
		const char *name, *type, *content;
		bool wide;
		const char *detail; /* NULL: it goes out */
	} rows[] = {
		{ "a text", "text/plain", "Thanks\n", false, NULL },
		{ "the address", "text/plain", "Reply-To: <%s>\n", false,
		    "attachment file holds a reply address" },
		{ "the address in a page", "text/html",
		    "<a href=\"mailto:%s\">x</a>", false,
		    "attachment file holds a reply address" },
		{ "in UTF-16", "text/plain", "to %s\n", true,
		    "attachment file holds a reply address" },
		{ "of no type", "application/octet-stream", "to %s\n", false,
		    "attachment file holds a reply address" },
		{ "the banner", "text/html", "<b>" MARKER_BANNER_LINE "</b>",
		    false, "attachment file holds the notice" },
		{ "a picture", "image/png", "%s", false, NULL },
		{ "a mail", "message/rfc822", "Subject: x\n\nx\n", false,
		    "a mail is attached, which may be the notice" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_test_message("%s", rows[i].name);
		look_first_mail(desk);
		g_autofree char *raw = answer_with(desk, rows[i].type,
		    rows[i].content, rows[i].wide);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, CAROL), ==,
		    rows[i].detail == NULL ? 1 : 0);
		if (rows[i].detail == NULL)
			continue;
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(hold) hold = look_hold(desk, mail->number);
		g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_NO_MARKER);
		g_assert_cmpstr(hold->detail, ==, rows[i].detail);
	}
}

/* The customer's own mail is not looked at. */
static void
test_customer(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *reply =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *plain =
	    util_desk_mail(CAROL, reply, UTIL_DMARC, NULL, "See file.\n");
	g_autofree char *pdf = look_attach(plain, "file", reply);
	g_auto(GStrv) halves = g_strsplit(pdf, "application/pdf", 2);
	g_autofree char *raw = g_strjoinv("text/plain", halves);
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 2);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
}

/* An answer that is too long to be read to its end is held: what was
 * cut off is the notice. */
static void
test_long_text(void)
{
	g_autoptr(util_desk) desk =
	    util_desk_new("limits = { text_bytes = 1024; };");

	look_first_mail(desk);
	g_autofree char *fill = g_strnfill(1500, 'x');
	g_autofree char *words = g_strconcat("Yes.\n", fill, NULL);
	g_autofree char *raw = look_answer(desk, ALICE, NULL, words);
	g_autoptr(accept_mail) held = util_desk_take(desk, raw, 2);

	g_assert_cmpint(held->result, ==, ACCEPT_HELD);
	g_autoptr(hold) hold = look_hold(desk, held->number);
	g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_NO_MARKER);
	g_assert_cmpuint(held->message->parts->len, ==, 1);
	const struct message_part *part = held->message->parts->pdata[0];
	g_assert_cmpuint(part->flags, ==, MESSAGE_PART_TEXT);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/leak/rows", test_rows);
	g_test_add_func("/leak/customer", test_customer);
	g_test_add_func("/leak/long-text", test_long_text);
	return g_test_run();
}
