/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer tells our letters from a forger's by a word that we and he know.
 * Each reply of his quotes it. It must be found there however his program has
 * broken the line, or every agent could write letters that he believes. */
#include "desk/owncode.h"

#include <stdbool.h>
#include <string.h>

#include "desk/disclosed.h"

#define GAP_MAX 256 /* characters of line end, indentation and quote marks */

/* Behind what parts two lines of a text, from p on; at_line_out: whether there
 * was a line end. */
static const char *
behind_gap(const char *p, bool *at_line_out)
{
	*at_line_out = false;
	for (guint i = 0; *p && i < GAP_MAX; i++) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isspace(c) && !(*at_line_out && c == '>'))
			break;
		*at_line_out = *at_line_out || c == '\n';
		p = g_utf8_next_char(p);
	}
	return p;
}

static bool
is_same(const char *a, const char *b)
{
	return g_unichar_tolower(g_utf8_get_char(a)) ==
	    g_unichar_tolower(g_utf8_get_char(b));
}

/* The end of the code that begins at p; NULL when it does not. */
static const char *
match_at(const char *p, const char *code)
{
	for (; *code; code = g_utf8_next_char(code)) {
		bool at_line;
		const char *behind = behind_gap(p, &at_line);

		if (*code == ' ') {
			if (behind == p)
				return NULL;
			p = behind;
			continue;
		}
		if (!*p || !is_same(p, code))
			return NULL;
		p = g_utf8_next_char(p);
		behind = behind_gap(p, &at_line);
		if ((*code == '-' || *code == '_') && at_line)
			p = behind;
	}
	return p;
}

/* Scripts without blanks between words have no such thing as a whole word. */
static bool
is_within_word(const char *text, const char *begin, const char *end)
{
	return (begin > text && g_ascii_isalnum(begin[-1]) &&
	           g_ascii_isalnum(*begin)) ||
	    (g_ascii_isalnum(end[-1]) && g_ascii_isalnum(*end));
}

GArray *
owncode_find(const char *text, const char *code)
{
	GArray *ranges =
	    g_array_new(FALSE, FALSE, sizeof(struct disclosed_range));
	const char *p = text;

	while (*p && *code) {
		const char *end = match_at(p, code);

		if (!end || is_within_word(text, p, end)) {
			p = g_utf8_next_char(p);
			continue;
		}
		struct disclosed_range range = { (size_t)(p - text),
			(size_t)(end - p), DISCLOSED_OWN };
		g_array_append_val(ranges, range);
		p = end;
	}
	return ranges;
}
