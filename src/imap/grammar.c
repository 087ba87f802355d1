/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A linear scanner over single IMAP responses. It is stricter than the RFC
 * where libetpan is careless (a literal ends its line, numbers fit 32 bits) and
 * looser where we do not care (unknown responses). Must never look behind the
 * line it was given, nor guess: what it can not follow is an error.
 */
#include "imap/grammar.h"

#include <string.h>

#include "imap/gate.h"

static const struct {
	const char *word;
	enum grammar_kind kind;
} words[] = {
	{ "OK", GRAMMAR_STATUS },
	{ "NO", GRAMMAR_STATUS },
	{ "BAD", GRAMMAR_STATUS },
	{ "PREAUTH", GRAMMAR_STATUS },
	{ "BYE", GRAMMAR_STATUS },
	{ "CAPABILITY", GRAMMAR_DATA },
	{ "LIST", GRAMMAR_DATA },
	{ "SEARCH", GRAMMAR_DATA },
	{ "STATUS", GRAMMAR_DATA },
};

/* Behind "* <number> ". */
static const struct {
	const char *word;
	enum grammar_kind kind;
} counted[] = {
	{ "EXISTS", GRAMMAR_EXISTS },
	{ "EXPUNGE", GRAMMAR_EXPUNGE },
	{ "FETCH", GRAMMAR_FETCH },
};

/* What a FETCH may hold. libetpan reads envelopes and body structures by
 * recursive descent; nobody asked for them. */
static const char *const attributes[] = { "UID ", "FLAGS ", "RFC822.SIZE ",
	"INTERNALDATE ", "BODY[", "MODSEQ " };

bool
grammar_is_wanted(enum grammar_kind kind)
{
	return kind == GRAMMAR_FETCH || kind == GRAMMAR_DATA;
}

bool
grammar_number(const char *text, guint32 *number_out)
{
	guint64 number = 0;
	size_t size = strspn(text, "0123456789");

	if (size == 0 || size > 10 || text[size] != '\0')
		return false;
	for (size_t i = 0; i < size; i++)
		number = number * 10 + (guint64)(text[i] - '0');
	if (number > G_MAXUINT32)
		return false;
	*number_out = (guint32)number;
	return true;
}

/* Copies the word at text, cut to its room; answers what is behind the space
 * after it. A word too long for the room matches nothing, which is right. */
static const char *
take_word(const char *text, char word[GRAMMAR_WORD_MAX])
{
	size_t size = strcspn(text, " ");
	size_t kept = MIN(size, GRAMMAR_WORD_MAX - 1);

	memcpy(word, text, kept);
	word[kept] = '\0';
	return text[size] == ' ' ? text + size + 1 : text + size;
}

static bool
start_untagged(struct grammar *self, const char *line, GError **error)
{
	const char *rest = take_word(line + 2, self->first);

	if (g_ascii_isdigit(*self->first)) {
		if (!grammar_number(self->first, &self->number))
			return fail_set(error, FAIL_TEMPORARY,
			    "the server sent a number beyond 32 bits");
		take_word(rest, self->second);
		for (size_t i = 0; i < G_N_ELEMENTS(counted); i++) {
			if (g_ascii_strcasecmp(self->second, counted[i].word) ==
			    0)
				self->kind = counted[i].kind;
		}
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (g_ascii_strcasecmp(self->first, words[i].word) == 0)
			self->kind = words[i].kind;
	}
	self->rest = (size_t)(rest - line);
	return true;
}

bool
grammar_start(struct grammar *self, const char *line, GError **error)
{
	memset(self, 0, sizeof(*self));
	self->kind = GRAMMAR_OTHER;
	if (*line == '+') {
		self->kind = GRAMMAR_CONTINUE;
		return true;
	}
	if (g_str_has_prefix(line, "* "))
		return start_untagged(self, line, error);
	if (!g_ascii_isalnum(*line))
		return fail_set(error, FAIL_TEMPORARY,
		    "the server sent a line that is no IMAP response");
	self->kind = GRAMMAR_TAGGED;
	const char *rest = take_word(line, self->first);
	rest = take_word(rest, self->second);
	self->rest = (size_t)(rest - line);
	return true;
}

/* The end of a quoted string that starts at text, or NULL. */
static const char *
skip_quoted(const char *text)
{
	for (text++; *text != '\0'; text++) {
		if (*text == '"')
			return text + 1;
		if (*text == '\\' && *++text == '\0')
			return NULL;
	}
	return NULL;
}

/* "{123}" at the end of the line, and nowhere else: libetpan also takes it in
 * the middle and with a minus. "{123+}" is a client's form. */
static bool
take_literal(struct grammar *self, const char *text, GError **error)
{
	size_t digits = strspn(text + 1, "0123456789");

	if (digits == 0 || digits > 10 || strcmp(text + 1 + digits, "}") != 0)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server sent a malformed literal");
	self->has_literal = true;
	self->literal = g_ascii_strtoull(text + 1, NULL, 10);
	return true;
}

/* A word that starts at text, up to a space or a parenthesis. */
static bool
check_word(const struct grammar *self, const char *text, size_t size,
    GError **error)
{
	g_autofree char *word = NULL;
	guint32 number;
	bool known = false;

	if (strspn(text, "0123456789") == size && self->depth < 2) {
		word = g_strndup(text, size);
		if (!grammar_number(word, &number))
			return fail_set(error, FAIL_TEMPORARY,
			    "the server sent a number beyond 32 bits");
	}
	if (self->kind != GRAMMAR_FETCH || self->depth != 1 ||
	    !g_ascii_isalpha(*text) || g_str_has_prefix(text, "NIL"))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(attributes) && !known; i++)
		known = g_ascii_strncasecmp(text, attributes[i],
		            strlen(attributes[i])) == 0;
	return known ||
	    fail_set(error, FAIL_TEMPORARY,
	        "the server sent a FETCH attribute nobody asked for");
}

static bool
change_depth(struct grammar *self, char parenthesis, GError **error)
{
	self->depth += parenthesis == '(' ? 1 : -1;
	if (self->depth >= 0 && self->depth <= GATE_DEPTH_MAX)
		return true;
	return fail_set(error, FAIL_TEMPORARY, "the server sent parentheses %s",
	    self->depth < 0 ? "that close too often" : "nested too deep");
}

/* One token; answers what follows it, NULL with an error. */
static const char *
take_token(struct grammar *self, const char *text, GError **error)
{
	const char *end;
	size_t size;

	switch (*text) {
	case ' ':
		return text + 1;
	case '(':
	case ')':
		return change_depth(self, *text, error) ? text + 1 : NULL;
	case '{':
		if (!take_literal(self, text, error))
			return NULL;
		return text + strlen(text);
	case '"':
		end = skip_quoted(text);
		if (end == NULL)
			fail_set(error, FAIL_TEMPORARY,
			    "the server sent a quoted string without end");
		return end;
	default:
		size = MAX(strcspn(text, " (){\""), 1);
		return check_word(self, text, size, error) ? text + size : NULL;
	}
}

/* Responses of no use are only followed as far as their literals. */
static void
skip_line(struct grammar *self, const char *text)
{
	const char *brace = strrchr(text, '{');

	if (brace != NULL && !take_literal(self, brace, NULL))
		self->has_literal = false;
}

bool
grammar_line(struct grammar *self, const char *line, size_t from,
    GError **error)
{
	const char *text = line + from;

	self->has_literal = false;
	if (self->kind < GRAMMAR_EXISTS)
		return true;
	if (!grammar_is_wanted(self->kind)) {
		skip_line(self, text);
		return true;
	}
	while (*text != '\0') {
		text = take_token(self, text, error);
		if (text == NULL)
			return false;
	}
	if (self->depth != 0 && !self->has_literal)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server sent a parenthesis that never closes");
	return true;
}
