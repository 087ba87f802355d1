/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the words of the server end and the mail that it returns begins. What
 * stands behind was written by whoever wrote that mail, so it must never decide
 * what the bounce says.
 */
#include "classify/ownwords.h"

#include <stdbool.h>
#include <string.h>

#include "classify/foldtext.h"

#define OWNWORDS_LINE 256 /* octets of a line in which a mark is looked for */

/* How a line begins, without the rule of '-', '=', '*' or '|' before it, that
 * introduces the copy. */
static const char *const marks[] = {
	"below this line is a copy of",    /* qmail, Yahoo */
	"enclosed is a copy of",           /* qmail with MIME */
	"this is a copy of",               /* Exim */
	"below is a copy of the original", /* OpenSMTPD */
	"original message follows",        /* IMail, Yahoo, DragonFly */
	"message headers follow",          /* DragonFly */
	"message header follows",
	"message text follows",   /* Smail */
	"unsent message follows", /* sendmail 5 */
	"unsent message below",
	"returned message -", /* Notes */
	"undelivered message follows",
	"undelivered message headers",
	"the header of the original message", /* 1&1, GMX */
	"original message header",            /* Exchange, Office 365 */
	"original message headers",
	"original message -", /* Gmail */
	"original message-",
	"original mail info", /* m-FILTER */
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
	/* No mark at all: the copy's own header. */
	"return-path:",
	"received: ",
	"received:from",
	"x-received:",
	"dkim-signature:",
	"arc-seal:",
};

static bool
is_mark(const char *line, gsize length)
{
	g_autofree char *short_line =
	    g_strndup(line, MIN(length, OWNWORDS_LINE));
	g_autofree char *folded = foldtext_fold(short_line, OWNWORDS_LINE);
	const char *begin = folded + strspn(folded, "-=*|_># ");

	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (g_str_has_prefix(begin, marks[i]))
			return true;
	}
	return false;
}

char **
ownwords_lines(const char *text, const char **copy_out)
{
	GPtrArray *lines = g_ptr_array_new();
	const char *p = text;
	gsize length;

	for (; *p && lines->len < OWNWORDS_LINES && p - text < OWNWORDS_OCTETS;
	     p += length + (p[length] == '\n')) {
		length = strcspn(p, "\n");
		if (is_mark(p, length))
			break;
		g_ptr_array_add(lines,
		    g_strndup(p, MIN(length, OWNWORDS_OCTETS)));
	}
	if (copy_out)
		*copy_out = p;
	g_ptr_array_add(lines, NULL);
	return (char **)g_ptr_array_free(lines, FALSE);
}
