/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which letters and sentences there are, and what may stand in each. A place is
 * allowed where its value may be read: a neutral letter, for one, must never be
 * able to repeat what a stranger wrote. */
#include "desk/templatetable.h"

#include <string.h>

#include "desk/templatefile.h"

enum place {
	PLACE_TICKET = 1,
	PLACE_SUBJECT = 2,
	PLACE_DESK_NAME = 4,
	PLACE_DESK_ADDRESS = 8,
	PLACE_AGENT_NAME = 16,
	PLACE_WORDS = 32,
	PLACE_LINE = 64,
	PLACE_NEAREST = 128,
	PLACE_COMMANDS = 256,
	PLACE_EXPECTATION = 512,
	PLACE_INSTANT = 1024,
	PLACE_PROMISED = 2048,
	PLACE_COUNT = 4096,
	PLACE_DISCLOSED = 8192,
	PLACE_SURVEY = 16384,
	PLACE_VERDICT = 32768,
	PLACE_HOW = 65536,
	PLACE_OFFICIAL = 131072,
	PLACE_ARTICLES = 262144,
	PLACE_CODE = 524288,
	PLACE_FACTS = 1048576,
	PLACE_WORD = 2097152,
	PLACE_SENDER = 4194304,
	PLACE_DOCUMENTS = 8388608,
};

static const struct {
	const char *name;
	enum place place;
} places[] = {
	{ "ticket", PLACE_TICKET },
	{ "subject", PLACE_SUBJECT },
	{ "desk_name", PLACE_DESK_NAME },
	{ "desk_address", PLACE_DESK_ADDRESS },
	{ "agent_name", PLACE_AGENT_NAME },
	{ "words", PLACE_WORDS },
	{ "line", PLACE_LINE },
	{ "nearest", PLACE_NEAREST },
	{ "commands", PLACE_COMMANDS },
	{ "expectation", PLACE_EXPECTATION },
	{ "instant", PLACE_INSTANT },
	{ "promised", PLACE_PROMISED },
	{ "count", PLACE_COUNT },
	{ "articles", PLACE_ARTICLES },
	{ "disclosed", PLACE_DISCLOSED },
	{ "survey", PLACE_SURVEY },
	{ "verdict", PLACE_VERDICT },
	{ "how", PLACE_HOW },
	{ "official", PLACE_OFFICIAL },
	{ "code", PLACE_CODE },
	{ "facts", PLACE_FACTS },
	{ "word", PLACE_WORD },
	{ "sender", PLACE_SENDER },
	{ "documents", PLACE_DOCUMENTS },
};

#define DESK_PLACES (PLACE_TICKET | PLACE_DESK_NAME | PLACE_DESK_ADDRESS)
#define AGENT_PLACES (DESK_PLACES | PLACE_AGENT_NAME | PLACE_WORDS)
/* of letters to agents */
#define INSIDE_PLACES (AGENT_PLACES | PLACE_SUBJECT)

/* Every letter's template, the places that it may have and must have, and who
 * reads it. */
static const struct templatetable_row letters[] = {
	{ "acknowledgement",
	    DESK_PLACES | PLACE_SUBJECT | PLACE_EXPECTATION | PLACE_ARTICLES |
	        PLACE_FACTS,
	    PLACE_TICKET, TEMPLATETABLE_CUSTOMER },
	{ "acknowledgement-neutral",
	    DESK_PLACES | PLACE_EXPECTATION | PLACE_FACTS, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	{ "promise-missed",
	    DESK_PLACES | PLACE_SUBJECT | PLACE_INSTANT | PLACE_PROMISED,
	    PLACE_TICKET | PLACE_INSTANT, TEMPLATETABLE_CUSTOMER },
	{ "closed", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	{ "reminder", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	{ "facts", DESK_PLACES | PLACE_SUBJECT | PLACE_FACTS,
	    PLACE_TICKET | PLACE_FACTS, TEMPLATETABLE_CUSTOMER },
	{ "expired", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	{ "solved", DESK_PLACES | PLACE_SUBJECT | PLACE_SURVEY,
	    PLACE_TICKET | PLACE_SURVEY, TEMPLATETABLE_CUSTOMER },
	{ "reopened", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	{ "merged", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	{ "joined", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    TEMPLATETABLE_CUSTOMER },
	/* to a stranger: it may have no place that says anything of a ticket */
	{ "held", PLACE_DESK_NAME | PLACE_DESK_ADDRESS, PLACE_DESK_NAME,
	    TEMPLATETABLE_CUSTOMER },
	{ "disclosed", DESK_PLACES | PLACE_DISCLOSED,
	    PLACE_TICKET | PLACE_DISCLOSED, TEMPLATETABLE_CUSTOMER },
	{ "help", PLACE_DESK_NAME | PLACE_DESK_ADDRESS | PLACE_ARTICLES,
	    PLACE_ARTICLES, TEMPLATETABLE_CUSTOMER },
	{ "verify",
	    PLACE_DESK_NAME | PLACE_DESK_ADDRESS | PLACE_VERDICT | PLACE_HOW,
	    PLACE_VERDICT | PLACE_HOW, TEMPLATETABLE_CUSTOMER },
	/* to somebody who may be anybody: nothing of an account */
	{ "identity", DESK_PLACES | PLACE_DOCUMENTS,
	    PLACE_TICKET | PLACE_DOCUMENTS, TEMPLATETABLE_CUSTOMER },
	/* to whoever is registered, of a stranger: nothing that he wrote */
	{ "identity-confirm",
	    PLACE_DESK_NAME | PLACE_DESK_ADDRESS | PLACE_WORD | PLACE_SENDER,
	    PLACE_WORD | PLACE_SENDER, TEMPLATETABLE_CUSTOMER },
	{ "answer", AGENT_PLACES | PLACE_SUBJECT | PLACE_SURVEY, PLACE_WORDS,
	    TEMPLATETABLE_CUSTOMER },
	{ "answer-neutral", AGENT_PLACES, PLACE_WORDS, TEMPLATETABLE_CUSTOMER },
	{ "answered", INSIDE_PLACES, PLACE_AGENT_NAME, TEMPLATETABLE_STAFF },
	{ "command-help", INSIDE_PLACES | PLACE_COMMANDS, PLACE_COMMANDS,
	    TEMPLATETABLE_STAFF },
	{ "command-failed", INSIDE_PLACES | PLACE_LINE | PLACE_NEAREST,
	    PLACE_LINE | PLACE_NEAREST, TEMPLATETABLE_STAFF },
	{ "transcript", INSIDE_PLACES | PLACE_COMMANDS, PLACE_COMMANDS,
	    TEMPLATETABLE_STAFF },
	{ "transcript-desk", INSIDE_PLACES | PLACE_COMMANDS, PLACE_COMMANDS,
	    TEMPLATETABLE_STAFF },
	{ "command-unknown",
	    INSIDE_PLACES | PLACE_LINE | PLACE_NEAREST | PLACE_COMMANDS,
	    PLACE_LINE | PLACE_COMMANDS, TEMPLATETABLE_STAFF },
	{ "promise-warning", INSIDE_PLACES, PLACE_WORDS, TEMPLATETABLE_STAFF },
	{ "promise-overdue", INSIDE_PLACES, PLACE_WORDS, TEMPLATETABLE_STAFF },
	{ "rated-low", INSIDE_PLACES, PLACE_WORDS, TEMPLATETABLE_STAFF },
	{ "complaint", INSIDE_PLACES, PLACE_WORDS, TEMPLATETABLE_STAFF },
};

/* Sentences that stand in other letters, one a line of the file phrases.txt:
 * "name: text", for each form of the plural "name-few: text" (CLDR's names). */
static const struct templatetable_row phrases[] = {
	{ "promise", PLACE_INSTANT, PLACE_INSTANT, TEMPLATETABLE_CUSTOMER },
	{ "closed", PLACE_INSTANT, PLACE_INSTANT, TEMPLATETABLE_CUSTOMER },
	{ "disclosed-seed", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "disclosed-key", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "disclosed-api", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "disclosed-password", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "disclosed-card", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "disclosed-code", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-genuine", PLACE_INSTANT, PLACE_INSTANT,
	    TEMPLATETABLE_CUSTOMER },
	{ "verify-other", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-changed", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-unknown", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-official", PLACE_OFFICIAL, PLACE_OFFICIAL,
	    TEMPLATETABLE_CUSTOMER },
	{ "verify-strange", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-inline", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-nothing", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "verify-how", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "documents", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "code", PLACE_CODE, PLACE_CODE, TEMPLATETABLE_CUSTOMER },
	{ "articles", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "articles-end", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "topics", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "topics-end", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "facts", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "facts-end", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-uid", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-order", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-transaction", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-address", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-amount", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-device", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-system", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-version", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-error", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "fact-date", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "place-other", PLACE_COUNT, PLACE_COUNT, TEMPLATETABLE_CUSTOMER },
	{ "survey", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "rating-5", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "rating-4", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "rating-3", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "rating-2", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "rating-1", 0, 0, TEMPLATETABLE_CUSTOMER },
	{ "place-zero", PLACE_COUNT, 0, TEMPLATETABLE_STAFF },
	{ "place-one", PLACE_COUNT, 0, TEMPLATETABLE_STAFF },
	{ "place-two", PLACE_COUNT, 0, TEMPLATETABLE_STAFF },
	{ "place-few", PLACE_COUNT, 0, TEMPLATETABLE_STAFF },
	{ "place-many", PLACE_COUNT, 0, TEMPLATETABLE_STAFF },
};

const struct templatetable_row *
templatetable_rows(enum templatetable_kind kind, guint *n_out)
{
	*n_out = kind == TEMPLATETABLE_LETTER ? G_N_ELEMENTS(letters)
	                                      : G_N_ELEMENTS(phrases);
	return kind == TEMPLATETABLE_LETTER ? letters : phrases;
}

char *
templatetable_key(const char *language, enum templatetable_kind kind,
    const char *name)
{
	return g_strconcat(language,
	    kind == TEMPLATETABLE_LETTER ? "/" : "/phrases:", name, NULL);
}

const struct templatetable_row *
templatetable_find(enum templatetable_kind kind, const char *name)
{
	guint n;
	const struct templatetable_row *row = templatetable_rows(kind, &n);

	for (; n > 0; n--, row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

/* The bit of a place's name, 0 when there is no such place. */
static guint
find_place(const char *name, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if (strlen(places[i].name) == length &&
		    memcmp(places[i].name, name, length) == 0)
			return places[i].place;
	return 0;
}

bool
templatetable_has_words(const char *letter)
{
	const struct templatetable_row *row =
	    templatetable_find(TEMPLATETABLE_LETTER, letter);

	return row && (row->allowed & PLACE_WORDS);
}

bool
templatetable_has_place(const char *name)
{
	return find_place(name, strlen(name)) != 0;
}

bool
templatetable_check(const char *path, const char *text,
    const struct templatetable_row *row, GError **error)
{
	guint seen = 0;

	for (const char *p = strstr(text, "{{"); p; p = strstr(p, "{{")) {
		gsize length = strcspn(p + 2, "{}\n");
		guint place = find_place(p + 2, length);

		if (!g_str_has_prefix(p + 2 + length, "}}") ||
		    !(place & row->allowed))
			return fail_set(error, FAIL_CONFIG,
			    "%s:%u: {{%.*s}} is no place that this letter can "
			    "have",
			    path, templatefile_line(text, p), (int)length,
			    p + 2);
		seen |= place;
		p += 2;
	}
	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if (row->demanded & places[i].place & ~seen)
			return fail_set(error, FAIL_CONFIG,
			    "%s:%u: {{%s}} is missing", path,
			    templatefile_line(text, text + strlen(text)),
			    places[i].name);
	return true;
}
