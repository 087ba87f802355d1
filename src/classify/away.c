/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Out-of-office answers of programs that say it in no header field. Customers
 * write about their absence too, so the words of a text must never be enough
 * alone.
 */
#include "classify/away.h"

#include <string.h>

#include "classify/awaytable.h"
#include "classify/awaywords.h"
#include "classify/foldtext.h"

#define AWAY_TEXT 1500 /* octets of a text that are read */
#define AWAY_START 300 /* the same, where nothing else speaks for it */

/* Subjects that people's answers and forwarded mails begin with. */
static const char *const answers[] = { "re:", "re :", "aw:", "antw:",
	"antwort:", "sv:", "vs:", "odp:", "ynt:", "rv:", "rif:", "r:", "res:",
	"ref:", "fw:", "fwd:", "wg:", "tr:", "enc:", "i:", "doorst:", "pd:",
	"回复:", "回覆:", "答复:", "答覆:", "转发:", "轉寄:", "返信:", "転送:",
	"회신:", "전달:", "رد:", "تعليق:", "השב:", "הועבר:", "תגובה:", "پاسخ:",
	"ответ:", "відповідь:", "на:", "trả lời:", "bls:", "balas:", "ตอบ:",
	"ตอบกลับ:", "उत्तर:", "re[", "re(" };

static bool
is_answer(const char *subject)
{
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		if (g_str_has_prefix(subject, answers[i]))
			return true;
	}
	return false;
}

/* Whether a program's prefix ends here, or goes on with the answered subject: a
 * person goes on with a word. "auto" is
 * one before a colon only, or in brackets. */
static bool
is_end(const struct awaytable_row *row, const char *rest)
{
	bool closed = strchr(")]>}", rest[-1]);

	rest += strspn(rest, " ");
	if (row->where == AWAYTABLE_AUTO)
		return closed || *rest == ':';
	return !*rest || strchr(":-([|!.", *rest) || is_answer(rest);
}

static bool
begins_with(enum awaytable_where where, const char *subject)
{
	for (guint i = 0; i < awaytable_count; i++) {
		const struct awaytable_row *row = &awaytable_rows[i];

		/* the first octet alone rules nearly all rows out */
		if (row->where == where && *row->text == *subject &&
		    g_str_has_prefix(subject, row->text) &&
		    is_end(row, subject + strlen(row->text)))
			return true;
	}
	return false;
}

static bool
holds_loose(const char *subject)
{
	for (guint i = 0; i < awaytable_count; i++) {
		const struct awaytable_row *row = &awaytable_rows[i];

		if (row->where != AWAYTABLE_AUTO && strstr(subject, row->text))
			return true;
	}
	return false;
}

static bool
says_so(const struct message *message, gsize octets)
{
	g_autofree char *text = foldtext_fold(message->text, octets);

	for (guint i = 0; i < awaywords_count; i++) {
		if (strstr(text, awaywords_rows[i].text))
			return true;
	}
	return false;
}

enum away_hint
away_find_hint(const struct header *header, const struct message *message)
{
	const char *suppress =
	    header_find(header, "X-Auto-Response-Suppress", 0);
	g_autofree char *subject = foldtext_subject(header, message);

	if (suppress && g_ascii_strcasecmp(suppress, "none") != 0)
		return AWAY_MARKED;
	if ((message->in_reply_to[0] || message->references[0]) &&
	    !is_answer(subject))
		return AWAY_HINT;
	return AWAY_NO_HINT;
}

bool
away_is_answer(const struct header *header, const struct message *message,
    enum away_hint hint)
{
	g_autofree char *subject = foldtext_subject(header, message);
	bool automatic = begins_with(AWAYTABLE_AUTO, subject);

	if (begins_with(AWAYTABLE_SUBJECT, subject))
		return true;
	/* A person answers an out-of-office answer. */
	if (is_answer(subject) && holds_loose(subject))
		return false;
	/* "AUTO: Jane Doe is out of the office": Domino. */
	if (automatic && holds_loose(subject))
		return true;
	if (hint == AWAY_NO_HINT)
		return automatic && says_so(message, AWAY_START);
	if (automatic || holds_loose(subject))
		return says_so(message, AWAY_TEXT);
	return hint == AWAY_MARKED && says_so(message, AWAY_START);
}
