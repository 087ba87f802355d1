/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The narrow door between an IMAP server and libetpan's parser, which follows a
 * null pointer on "* OK [PERMANENTFLAGS (% x)]", believes any length of
 * literal, wraps numbers at 32 bits and recurses as deep as the server likes. A
 * bad server gets an error that says what it did. Must never pass an octet of a
 * line that has not been read to its end, but for the insides of literals.
 */
#include "imap/gate.h"

#include <string.h>

#include "imap/grammar.h"

struct gate {
	guint64 literal_max;
	GString *line;          /* the response so far, without literals */
	size_t scanned;         /* octets of line before the last literal */
	struct grammar grammar; /* how far line has been understood */
	guint64 literal_left;   /* octets of the literal under way */
	guint64 literals_left;  /* for the whole command */
	guint lines, octets;    /* of the command */
	guint continued;
	guint64 behind; /* octets since the tagged reply */
	bool news;
	struct gate_reply tagged, untagged, bye;
	struct gate_folder folder;
};

struct gate *
gate_new(guint64 message_max)
{
	struct gate *self = g_new0(struct gate, 1);

	self->literal_max = message_max + GATE_LITERAL_SLACK;
	self->line = g_string_new(NULL);
	return self;
}

void
gate_begin(struct gate *self, guint64 literals_max)
{
	self->literals_left = literals_max;
	self->lines = self->octets = self->continued = 0;
	self->behind = 0;
	memset(&self->tagged, 0, sizeof(self->tagged));
	memset(&self->untagged, 0, sizeof(self->untagged));
}

/* --- status responses ---------------------------------------------------- */

static const struct {
	const char *word;
	enum gate_status status;
} statuses[] = {
	{ "OK", GATE_OK },
	{ "NO", GATE_NO },
	{ "BAD", GATE_BAD },
	{ "PREAUTH", GATE_PREAUTH },
	{ "BYE", GATE_BYE },
};

static enum gate_status
find_status(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		if (g_ascii_strcasecmp(word, statuses[i].word) == 0)
			return statuses[i].status;
	}
	return GATE_NONE;
}

static void
learn_flags(struct gate_folder *folder, const char *arguments)
{
	size_t size = strlen(arguments);

	g_free(folder->permanent_flags);
	if (size >= 2 && arguments[0] == '(' && arguments[size - 1] == ')')
		folder->permanent_flags = g_strndup(arguments + 1, size - 2);
	else
		folder->permanent_flags = g_strdup("");
}

static void
learn_code(struct gate *self, const char *code, const char *arguments)
{
	struct gate_folder *folder = &self->folder;
	guint32 number = 0;

	if (g_ascii_strcasecmp(code, "PERMANENTFLAGS") == 0)
		learn_flags(folder, arguments);
	else if (g_ascii_strcasecmp(code, "READ-ONLY") == 0)
		folder->read_only = true;
	else if (!grammar_number(arguments, &number))
		return;
	else if (g_ascii_strcasecmp(code, "UIDVALIDITY") == 0)
		folder->uidvalidity = number;
	else if (g_ascii_strcasecmp(code, "UIDNEXT") == 0)
		folder->uidnext = number;
}

/* "[CODE arguments] text", the part in brackets being optional. */
static void
read_status_text(struct gate *self, struct gate_reply *reply, const char *text)
{
	const char *end = *text == '[' ? strchr(text, ']') : NULL;

	if (end != NULL) {
		g_autofree char *code =
		    g_strndup(text + 1, (size_t)(end - text - 1));
		char *space = strchr(code, ' ');

		if (space != NULL)
			*space = '\0';
		learn_code(self, code, space != NULL ? space + 1 : "");
		g_strlcpy(reply->code, code, sizeof(reply->code));
		text = end[1] == ' ' ? end + 2 : end + 1;
	}
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_strlcpy(reply->text, valid, sizeof(reply->text));
	/* The cut may have gone through a character. */
	const char *bad;
	if (!g_utf8_validate(reply->text, -1, &bad))
		reply->text[bad - reply->text] = '\0';
}

static struct gate_reply
read_status(struct gate *self, enum gate_status status, const char *tag,
    const char *text)
{
	struct gate_reply reply = { .status = status };

	g_strlcpy(reply.tag, tag, sizeof(reply.tag));
	read_status_text(self, &reply, text);
	return reply;
}

/* libetpan gets the word alone: it has no use for the rest. */
static bool
take_tagged(struct gate *self, const struct grammar *grammar, GByteArray *out,
    GError **error)
{
	enum gate_status status = find_status(grammar->second);

	if (status == GATE_NONE || status > GATE_BAD || *grammar->first == '\0')
		return fail_set(error, FAIL_TEMPORARY,
		    "the server sent a line that is no IMAP response");
	if (self->tagged.status != GATE_NONE)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server answered one command twice");
	self->tagged = read_status(self, status, grammar->first,
	    self->line->str + grammar->rest);
	g_autofree char *plain =
	    g_strdup_printf("%s %s done\r\n", grammar->first, grammar->second);
	g_byte_array_append(out, (const guint8 *)plain, (guint)strlen(plain));
	return true;
}

static bool
take_untagged_status(struct gate *self, enum gate_status status)
{
	self->untagged = read_status(self, status, "*",
	    self->line->str + self->grammar.rest);
	if (status == GATE_BYE)
		self->bye = self->untagged;
	return true;
}

/* --- data ---------------------------------------------------------------- */

static void
count_mails(struct gate *self)
{
	guint32 *exists = &self->folder.exists;

	if (self->grammar.kind == GRAMMAR_EXPUNGE && *exists > 0)
		*exists -= 1;
	if (self->grammar.kind != GRAMMAR_EXISTS)
		return;
	if (self->grammar.number > *exists)
		self->news = true;
	*exists = self->grammar.number;
}

static void
pass(struct gate *self, size_t from, GByteArray *out)
{
	if (!grammar_is_wanted(self->grammar.kind))
		return;
	g_byte_array_append(out, (const guint8 *)self->line->str + from,
	    (guint)(self->line->len - from));
	g_byte_array_append(out, (const guint8 *)"\r\n", 2);
}

static bool
start_literal(struct gate *self, size_t from, GByteArray *out, GError **error)
{
	guint64 size = self->grammar.literal;

	if (size > self->literal_max || size > self->literals_left)
		return fail_set(error, FAIL_LIMIT,
		    "the server announces %" G_GUINT64_FORMAT
		    " octets, which is more than allowed",
		    size);
	self->literals_left -= size;
	self->literal_left = size;
	pass(self, from, out);
	self->scanned = self->line->len;
	return true;
}

static bool
take_response(struct gate *self, size_t from, GByteArray *out, GError **error)
{
	enum gate_status status;

	switch (self->grammar.kind) {
	case GRAMMAR_CONTINUE:
		self->continued++;
		g_byte_array_append(out, (const guint8 *)"+ go\r\n", 6);
		return true;
	case GRAMMAR_TAGGED:
		return take_tagged(self, &self->grammar, out, error);
	case GRAMMAR_STATUS:
		status = find_status(self->grammar.first);
		return take_untagged_status(self, status);
	default:
		count_mails(self);
		pass(self, from, out);
		return true;
	}
}

/* One line has come in; from is where it starts in the response. */
static bool
take_line(struct gate *self, GByteArray *out, GError **error)
{
	size_t from = self->scanned;

	while (self->line->len > from &&
	    self->line->str[self->line->len - 1] == '\r')
		g_string_truncate(self->line, self->line->len - 1);
	if (from == 0 && !grammar_start(&self->grammar, self->line->str, error))
		return false;
	if (!grammar_line(&self->grammar, self->line->str, from, error))
		return false;
	if (self->grammar.has_literal)
		return start_literal(self, from, out, error);
	bool taken = take_response(self, from, out, error);
	g_string_truncate(self->line, 0);
	self->scanned = 0;
	self->lines++;
	return taken;
}

static bool
take_octets(struct gate *self, const guint8 *data, size_t size, GError **error)
{
	if (memchr(data, '\0', size) != NULL)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server sent a NUL outside a literal");
	g_string_append_len(self->line, (const char *)data, (gssize)size);
	self->octets += (guint)size;
	if (self->line->len > GATE_LINE_MAX)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server sent a line of more than %d octets",
		    GATE_LINE_MAX);
	if (self->octets > GATE_OCTETS_MAX || self->lines > GATE_LINES_MAX)
		return fail_set(error, FAIL_TEMPORARY,
		    "the server answers one command without end");
	return true;
}

bool
gate_feed(void *context, const guint8 *data, size_t size, GByteArray *out,
    GError **error)
{
	struct gate *self = context;

	while (size > 0) {
		size_t count = size;
		bool answered = self->tagged.status != GATE_NONE;

		if (self->literal_left > 0) {
			count = MIN(count, self->literal_left);
			if (grammar_is_wanted(self->grammar.kind))
				g_byte_array_append(out, data, (guint)count);
			self->literal_left -= count;
		} else {
			const guint8 *end = memchr(data, '\n', size);

			if (end != NULL)
				count = (size_t)(end - data);
			if (!take_octets(self, data, count, error))
				return false;
			if (end != NULL && !take_line(self, out, error))
				return false;
			count += end != NULL;
		}
		self->behind += answered ? count : 0;
		data += count;
		size -= count;
	}
	return true;
}

/* --- what has been learned ----------------------------------------------- */

guint64
gate_behind(const struct gate *self)
{
	return self->behind;
}

const struct gate_reply *
gate_tagged(const struct gate *self)
{
	return &self->tagged;
}

const struct gate_reply *
gate_untagged(const struct gate *self)
{
	return &self->untagged;
}

const struct gate_reply *
gate_bye(const struct gate *self)
{
	return self->bye.status == GATE_BYE ? &self->bye : NULL;
}

guint
gate_continued(const struct gate *self)
{
	return self->continued;
}

const struct gate_folder *
gate_folder(const struct gate *self)
{
	return &self->folder;
}

void
gate_clear_folder(struct gate *self)
{
	g_free(self->folder.permanent_flags);
	memset(&self->folder, 0, sizeof(self->folder));
	self->news = false;
}

bool
gate_news(const struct gate *self)
{
	return self->news;
}

void
gate_clear_news(struct gate *self)
{
	self->news = false;
}

void
gate_free(struct gate *self)
{
	if (self == NULL)
		return;
	gate_clear_folder(self);
	g_string_free(self->line, TRUE);
	g_free(self);
}
