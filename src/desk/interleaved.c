/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling an agent's words from the notice that he answers line by line. Marks
 * of a quote are no help where a client has none, so each line is held against
 * the notice itself. What is quoted passes only where a customer wrote it;
 * whatever leaves a doubt is no result, and the mail is held. */
#include "desk/interleaved.h"

#include <stdbool.h>
#include <string.h>

#include "desk/marker.h"
#include "desk/quoting.h"

#define SURE_OCTETS                                              \
	20U /* a line this long that is in the notice is from it \
	     */
#define DOUBT_OCTETS \
	12U        /* an own line this long that is in the notice as well */
#define WINDOW 24U /* no such piece of the notice's own may get out */

/* The notice as one line of words with single spaces, and for each octet
 * whether a line of it ends there. */
struct stream {
	GString *text;
	GArray *ends; /* guint8, zero where nothing was set */
};

static bool
is_space(gunichar c)
{
	return g_unichar_isspace(c) || c == 0xa0 || c == 0xfeff ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069);
}

/* Behind the quote marks and spaces at the line's start. */
static const char *
skip_marks(const char *p, const char *end, bool *quoted_out)
{
	*quoted_out = false;
	while (p < end) {
		gunichar c = g_utf8_get_char(p);

		if (c != '>' && c != '|' && !is_space(c))
			break;
		*quoted_out |= c == '>' || c == '|';
		p += g_utf8_skip[(guchar)*p];
	}
	return p;
}

/* The length of a link in angle brackets, which clients put behind the text of
 * a link: "a@b<mailto:a@b>". */
static gsize
link_length(const char *p, const char *end)
{
	const char *stop = memchr(p, '>', (gsize)(end - p));

	if (!stop ||
	    (!g_str_has_prefix(p, "<mailto:") && !g_str_has_prefix(p, "<http")))
		return 0;
	return (gsize)(stop - p) + 1;
}

/* Adds the words of a line, a space before each but the first of all. */
static void
add_words(GString *out, const char *p, const char *end)
{
	bool space = out->len > 0;

	while (p < end) {
		gunichar c = g_utf8_get_char(p);
		gsize link = c == '<' ? link_length(p, end) : 0;

		if (link > 0) {
			p += link;
			continue;
		}
		if (is_space(c)) {
			space = out->len > 0;
		} else {
			if (space)
				g_string_append_c(out, ' ');
			space = false;
			g_string_append_unichar(out, c);
		}
		p += g_utf8_skip[(guchar)*p];
	}
}

/* A line's words without marks; *quoted_out whether it had some. */
static char *
words_of(const char *line, gsize size, bool *quoted_out)
{
	GString *out = g_string_new(NULL);

	add_words(out, skip_marks(line, line + size, quoted_out), line + size);
	return g_string_free(out, FALSE);
}

static void
stream_init(struct stream *stream, const char *text)
{
	stream->text = g_string_new(NULL);
	stream->ends = g_array_new(FALSE, TRUE, 1);
	while (*text) {
		gsize size = strcspn(text, "\n");
		bool quoted;

		add_words(stream->text, skip_marks(text, text + size, &quoted),
		    text + size);
		g_array_set_size(stream->ends, (guint)stream->text->len + 1);
		stream->ends->data[stream->text->len] = 1;
		text += size + (text[size] == '\n');
	}
}

static void
stream_clear(struct stream *stream)
{
	g_string_free(stream->text, TRUE);
	g_array_unref(stream->ends);
}

/* The state of one pass. */
struct pass {
	struct stream notice, said;
	gsize above;        /* octets of the mail before the notice begins */
	gsize lead, marker; /* what the client put before the marker line stands
	                       from lead up to marker; 0, 0: no such line */
	gsize at;           /* how far in the notice */
	bool started;       /* a line of the notice was seen */
	bool marked;        /* and it had a quote mark */
	bool skipping;      /* a signature */
	bool pending;       /* own words since the last line of the notice */
	bool between;
	bool doubt; /* whether a line is his own, or the rest of one */
	GString *out;
};

/* Whether the notice goes on with these words, as whole words. */
static bool
goes_on(struct pass *pass, const char *words)
{
	const char *notice = pass->notice.text->str;
	gsize at = pass->at, size = strlen(words);

	while (notice[at] == ' ')
		at++;
	if (strncmp(notice + at, words, size) != 0 ||
	    (notice[at + size] != ' ' && notice[at + size] != '\0'))
		return false;
	pass->at = at + size;
	return true;
}

static bool
find(struct pass *pass, const char *words, gsize from)
{
	const char *notice = pass->notice.text->str;
	const char *found = strstr(notice + from, words);

	if (!found)
		return false;
	pass->at = (gsize)(found - notice) + strlen(words);
	return true;
}

/* Whether there is anything to read in the words. Rows of dashes stand in every
 * client's quote and say nothing of whose they are. */
static bool
has_words(const char *words)
{
	for (; *words; words = g_utf8_next_char(words))
		if (g_unichar_isalnum(g_utf8_get_char(words)))
			return true;
	return false;
}

/* Whether a line is the notice's. Without a quote mark where the others have
 * one, it can only be the rest of a line that was too long. */
static bool
is_notices(struct pass *pass, const char *words, bool quoted)
{
	bool line_end = pass->notice.ends->data[pass->at] != 0;

	if (!pass->started && !has_words(words))
		return false;
	if (pass->started && pass->marked && !quoted)
		return !line_end && goes_on(pass, words);
	if (pass->started && goes_on(pass, words))
		return true;
	if (!quoted && strlen(words) < SURE_OCTETS)
		return false;
	return find(pass, words, pass->at) || find(pass, words, 0);
}

/* A line of the notice: only what a customer wrote passes. */
static void
take_quoted(struct pass *pass, const char *words, bool quoted)
{
	pass->between |= pass->pending;
	pass->pending = pass->skipping = false;
	if (!pass->started)
		pass->marked = quoted;
	pass->started = true;
	if (strstr(pass->said.text->str, words))
		g_string_append_printf(pass->out, "> %s\n", words);
}

/* One line of the mail. */
static void
take_line(struct pass *pass, const char *line, gsize size)
{
	bool quoted;
	g_autofree char *words = words_of(line, size, &quoted);

	if (!*words) {
		if (!quoted && !pass->skipping && pass->out->len > 0)
			g_string_append_c(pass->out, '\n');
		return;
	}
	if (is_notices(pass, words, quoted)) {
		take_quoted(pass, words, quoted);
		return;
	}
	/* Before the notice begins, what the client wrote about it; behind a
	 * mark, what nobody knows. */
	if (!pass->started || quoted)
		return;
	pass->skipping |= strcmp(words, "--") == 0;
	if (pass->skipping)
		return;
	pass->pending = true;
	pass->doubt |= strlen(words) >= DOUBT_OCTETS &&
	    strstr(pass->notice.text->str, words) &&
	    !strstr(pass->said.text->str, words);
	g_string_append_len(pass->out, line, (gssize)size);
	g_string_append_c(pass->out, '\n');
}

/* Finds the notice's own marker line, by its beginning, which no client wraps,
 * and what the client put before it: a rule, "From: Sent: To:", "X wrote:". A
 * customer's client puts the same into the notice, so that it could be taken
 * for the notice's beginning, and what follows for the agent's words. */
static void
find_lead(struct pass *pass, const struct interleaved_what *what)
{
	gsize size = strcspn(pass->notice.text->str, "]");
	g_autofree char *marker = g_strndup(pass->notice.text->str, size + 1);
	const char *line = what->text;

	if (!g_str_has_prefix(marker, "=== ["))
		return;
	while (*line) {
		gsize length = strcspn(line, "\n");
		bool quoted;
		g_autofree char *words = words_of(line, length, &quoted);

		if (g_str_has_prefix(words, marker)) {
			pass->marker = (gsize)(line - what->text);
			pass->lead = quoting_tail(what->text, pass->marker,
			    what->desk_address);
			return;
		}
		line += length + (line[length] == '\n');
	}
}

static void
run(struct pass *pass, const struct interleaved_what *what)
{
	const char *line = what->text;

	*pass = (struct pass){ .out = g_string_new(NULL) };
	stream_init(&pass->notice, what->notice);
	stream_init(&pass->said, what->said);
	g_array_set_size(pass->notice.ends, (guint)pass->notice.text->len + 1);
	find_lead(pass, what);
	while (*line) {
		gsize size = strcspn(line, "\n");
		gsize at = (gsize)(line - what->text);

		/* where the notice began above, his words may stand here */
		if (pass->started || at < pass->lead || at >= pass->marker)
			take_line(pass, line, size);
		line += size + (line[size] == '\n');
		if (!pass->started)
			pass->above = (gsize)(line - what->text);
	}
}

static void
pass_clear(struct pass *pass)
{
	stream_clear(&pass->notice);
	stream_clear(&pass->said);
	g_string_free(pass->out, TRUE);
}

/* Whether a piece of the notice that no customer wrote is in the words. */
static bool
holds_notice(const struct pass *pass, const char *words)
{
	struct stream own;
	bool found = strstr(words, MARKER_BANNER_LINE) != NULL;

	stream_init(&own, words);
	for (gsize at = 0; !found && at + WINDOW <= own.text->len; at++) {
		g_autofree char *piece = NULL;

		if (at > 0 && own.text->str[at - 1] != ' ')
			continue;
		piece = g_strndup(own.text->str + at, WINDOW);
		found = strstr(pass->notice.text->str, piece) &&
		    !strstr(pass->said.text->str, piece);
	}
	stream_clear(&own);
	return found;
}

/* The words above the notice, less a signature and what introduces a quote: as
 * if the marker stood there. NULL when another quote is among them. */
static char *
words_above(const struct pass *pass, const struct interleaved_what *what)
{
	static const char reference[] = "abovequote";
	g_autofree char *above = g_strndup(what->text, pass->above);
	g_autofree char *line = marker_line(reference);
	g_autofree char *marked = g_strconcat(above, line, "\n", NULL);
	g_autofree char *words = NULL;

	return marker_cut(marked, reference, what->desk_address, &words) ==
	        MARKER_MISSING
	    ? NULL
	    : g_steal_pointer(&words);
}

static bool
is_too_long(const struct interleaved_what *what)
{
	return strlen(what->text) > INTERLEAVED_TEXT_MAX ||
	    strlen(what->notice) > INTERLEAVED_TEXT_MAX ||
	    strlen(what->said) > INTERLEAVED_TEXT_MAX;
}

/* Above and between, unless the notice is among it. */
static char *
join(struct pass *pass, const struct interleaved_what *what)
{
	g_autofree char *above = words_above(pass, what);
	g_autofree char *words = NULL;
	gsize size =
	    quoting_tail(pass->out->str, pass->out->len, what->desk_address);

	if (!above || pass->doubt)
		return NULL;
	g_string_truncate(pass->out, size);
	words = g_strconcat(above, *above && size > 0 ? "\n\n" : "",
	    pass->out->str + strspn(pass->out->str, "\n"), NULL);
	return holds_notice(pass, words) ? NULL : g_steal_pointer(&words);
}

char *
interleaved_words(const struct interleaved_what *what)
{
	struct pass pass;
	char *words;

	if (is_too_long(what))
		return NULL;
	run(&pass, what);
	words = join(&pass, what);
	pass_clear(&pass);
	return words;
}

gboolean
interleaved_is_between(const struct interleaved_what *what)
{
	struct pass pass;
	bool between;

	if (is_too_long(what))
		return FALSE;
	run(&pass, what);
	between = pass.between;
	pass_clear(&pass);
	return between;
}
