/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing of a notice may reach a customer: not its banner, not an attribution,
 * not another agent's words. So the cut is at the first marker of any notice,
 * and where there is none, only a text without any trace of a quote passes. A
 * reference is random because whoever could guess it could hide from an agent
 * what he would be sending. */
#include "desk/marker.h"

#include <stdbool.h>
#include <string.h>

#include "desk/quoting.h"

#define WORDS "] Please write your answer above this line"

char *
marker_line(const char *reference)
{
	return g_strdup_printf("=== [%s%s ===", reference, WORDS);
}

static bool
is_reference(const char *text, const char *end)
{
	if (end - text <= MARKER_REFERENCE_LENGTH ||
	    end[-MARKER_REFERENCE_LENGTH - 1] != '[')
		return false;
	for (guint i = 1; i <= MARKER_REFERENCE_LENGTH; i++)
		if (!g_ascii_isalnum(end[-(gssize)i]))
			return false;
	return true;
}

/* The reference of the first marker of whatever notice, NULL when there is
 * none: in brackets, before the words that no client wraps. */
static const char *
find_any(const char *text)
{
	static const char sure[] = "] Please write";

	for (const char *p = text; (p = strchr(p, ']')); p++)
		if (g_str_has_prefix(p, sure) && is_reference(text, p))
			return p - MARKER_REFERENCE_LENGTH;
	return NULL;
}

static const char *
find_own(const char *text, const char *reference)
{
	if (!reference || strlen(reference) < MARKER_REFERENCE_LENGTH)
		return NULL;
	return strstr(text, reference);
}

/* Whether anything in these octets can be read: a letter, a digit, or any
 * character beyond ASCII. */
static bool
has_word(const char *start, gsize size)
{
	for (gsize i = 0; i < size; i++)
		if (g_ascii_isalnum(start[i]) || (guchar)start[i] > 0x7f)
			return true;
	return false;
}

/* How much of text stands before a marker at that offset. An agent who put the
 * cursor right before the line has words in front of it. */
static gsize
size_above(const char *text, gsize offset)
{
	gsize start = offset;

	while (start > 0 && text[start - 1] != '\n')
		start--;
	while (offset > start && strchr("[= \t", text[offset - 1]))
		offset--;
	return has_word(text + start, offset - start) ? offset : start;
}

/* Signatures hold what agents do not give out. "-- " is the usual mark (RFC
 * 3676 4.3); many clients lose its space. */
static gsize
without_signature(const char *text, gsize size)
{
	gsize start = 0;

	while (start < size) {
		const char *end = memchr(text + start, '\n', size - start);
		gsize length = end ? (gsize)(end - text) - start : size - start;

		if ((length == 2 && memcmp(text + start, "--", 2) == 0) ||
		    (length == 3 && memcmp(text + start, "-- ", 3) == 0))
			return start;
		start += length + 1;
	}
	return size;
}

/* The words among the first size octets of text. */
static char *
clean_words(const char *text, gsize size, const char *desk_address)
{
	const char *start = text;

	size = quoting_tail(text, size, desk_address);
	size = without_signature(text, size);
	size = quoting_tail(text, size, desk_address);
	while (size > 0 && (*start == '\n' || *start == '\r')) {
		start++;
		size--;
	}
	return g_strndup(start, size);
}

static bool
has_quote_left(const char *words, const char *desk_address)
{
	gsize size = strlen(words);

	return strstr(words, MARKER_BANNER_LINE) ||
	    quoting_first(words, size, desk_address, QUOTING_BLOCKS) < size;
}

static enum marker_result
give(enum marker_result result, char *take_words, char **words_out)
{
	*words_out = take_words;
	return *take_words ? result : MARKER_EMPTY;
}

/* No marker of this agent's. */
static enum marker_result
cut_unmarked(const char *text, const char *desk_address, char **words_out)
{
	gsize size = strlen(text);
	const char *banner = strstr(text, MARKER_BANNER_LINE);
	const char *other = find_any(text);
	gsize end = quoting_first(text, size, desk_address, QUOTING_ANY);
	bool whole = end == size && !banner && !other;

	if (banner)
		end = MIN(end, size_above(text, (gsize)(banner - text)));
	if (other)
		end = MIN(end, size_above(text, (gsize)(other - text)));
	if (!whole) {
		*words_out = clean_words(text, end, desk_address);
		return MARKER_MISSING;
	}
	return give(MARKER_CLEAN, clean_words(text, size, desk_address),
	    words_out);
}

enum marker_result
marker_cut(const char *text, const char *reference, const char *desk_address,
    char **words_out)
{
	const char *own = find_own(text, reference);
	const char *any = find_any(text);
	g_autofree char *above = NULL;
	gsize end;

	if (!own)
		return cut_unmarked(text, desk_address, words_out);
	end = size_above(text, (gsize)((any && any < own ? any : own) - text));
	above = clean_words(text, end, desk_address);
	if (has_quote_left(above, desk_address))
		return cut_unmarked(above, desk_address, words_out);
	return give(MARKER_FOUND, g_steal_pointer(&above), words_out);
}
