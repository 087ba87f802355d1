/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a server's words end. */
#include "classify/ownwords.h"

#include <string.h>

static const char *const marks[] = {
	"below this line is a copy of",
	"enclosed is a copy of",
	"this is a copy of",
	"below is a copy of the original",
	"original message follows",
	"message headers follow",
	"message header follows",
	"message text follows",
	"unsent message follows",
	"unsent message below",
	"returned message -",
	"undelivered message follows",
	"undelivered message headers",
	"the header of the original message",
	"original message header",
	"original message headers",
	"original message -",
	"original message-",
	"original mail info",
	"non-delivered information",
	"returned mail follows",
	"your original message follows",
	"your message reads",
	"text of the undelivered message",
	"urspruengliche nachrichtenkopfzeilen",
	"ursprüngliche nachrichtenkopfzeilen",
	"en-têtes de message d'origine",
	"encabezados del mensaje original",
	"cabeçalhos da mensagem original",
	"intestazioni del messaggio originale",
	"oorspronkelijke berichtkopteksten",
	"元のメッセージ",
	"原始邮件头",
	"原始郵件標頭",
	"исходные заголовки сообщения",
	"return-path:",
	"received: ",
	"received:from",
	"x-received:",
	"dkim-signature:",
	"arc-seal:",
};

static guint
lines_before(const char *text, const char **copy)
{
	g_auto(GStrv) lines = ownwords_lines(text, copy);

	return g_strv_length(lines);
}

/* Each mark ends them, in capitals and behind a rule as well. */
static void
test_marks(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_autofree char *capital = g_utf8_strup(marks[i], -1);
		g_autofree char *text =
		    g_strdup_printf("one\ntwo\n --- %s ---\nTo: a@x.example\n",
		        capital);
		const char *copy;

		g_test_message("%s", marks[i]);
		g_assert_cmpuint(lines_before(text, &copy), ==, 2);
		g_assert_true(copy == strstr(text, " --- "));
	}
}

static void
test_plain(void)
{
	static const struct {
		const char *text;
		guint lines;
	} rows[] = {
		{ "", 0 },
		{ "one", 1 },
		{ "one\n\nthree\n", 3 },
		{ "The original message was received at noon\nx\n", 2 },
		{ "text from the attached returned message.\n", 1 },
		{ "returned message.\n", 1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *copy;

		g_assert_cmpuint(lines_before(rows[i].text, &copy), ==,
		    rows[i].lines);
		g_assert_cmpstr(copy, ==, "");
	}
}

static void
test_limit(void)
{
	g_autofree char *text = g_strnfill(100000, '\n');

	g_assert_cmpuint(lines_before(text, NULL), ==, OWNWORDS_LINES);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ownwords/marks", test_marks);
	g_test_add_func("/ownwords/plain", test_plain);
	g_test_add_func("/ownwords/limit", test_limit);
	return g_test_run();
}
