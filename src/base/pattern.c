/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simple patterns in place of regular expressions, which hostile mail could
 * keep busy for hours. A word is compared by the last "*" seen alone, so its
 * cost is never more than letters times letters; a pattern has few words. Must
 * never take time that depends on anything but the sizes. */
#include "base/pattern.h"

#include <string.h>

#include "base/normal.h"
#include "base/script.h"

/* What mailers and people write differently. */
static char *
fold(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text,
	    (gssize)MIN(strlen(text), PATTERN_TEXT_MAX));
	g_autofree char *plain = normal_compat(valid);
	g_autofree char *folded = g_utf8_casefold(plain, -1);

	return normal_compat(folded);
}

/* also: what counts as a letter besides letters. */
static GPtrArray *
split(const char *text, const char *also)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) word = g_string_new(NULL);
	guint letters = 0;

	for (const char *p = text;; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		bool letter = c != 0 &&
		    (g_unichar_isalnum(c) || g_unichar_ismark(c) ||
		        (c < 0x80 && strchr(also, (int)c)));
		bool alone = letter && script_is_unspaced(c);

		if (word->len > 0 && (!letter || alone)) {
			g_ptr_array_add(words, g_strdup(word->str));
			g_string_truncate(word, 0);
			letters = 0;
		}
		if (alone)
			g_ptr_array_add(words,
			    g_strndup(p, (gsize)(g_utf8_next_char(p) - p)));
		else if (letter && letters++ < PATTERN_LETTERS_MAX)
			g_string_append_unichar(word, c);
		if (c == 0)
			return words;
	}
}

GPtrArray *
pattern_words(const char *text)
{
	g_autofree char *folded = fold(text);

	return split(folded, "");
}

/* A star that stands for whole words says nothing at either end. */
GPtrArray *
pattern_parse(const char *pattern)
{
	g_autofree char *folded = fold(pattern);
	GPtrArray *words = split(folded, "*?");

	while (words->len > 0 && g_str_equal(words->pdata[0], "*"))
		g_ptr_array_remove_index(words, 0);
	while (words->len > 0 && g_str_equal(words->pdata[words->len - 1], "*"))
		g_ptr_array_remove_index(words, words->len - 1);
	return words;
}

/* Folded texts. After a star has been passed, only the last one may take more:
 * what an earlier one took can stay as short as it is. */
static bool
glob(const char *pattern, const char *text)
{
	const char *star = NULL, *from = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (*pattern == '?' ||
		    (*pattern &&
		        g_utf8_get_char(pattern) == g_utf8_get_char(text))) {
			pattern = g_utf8_next_char(pattern);
			text = g_utf8_next_char(text);
		} else if (star) {
			pattern = star;
			text = from = g_utf8_next_char(from);
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool
pattern_matches(const GPtrArray *pattern, const GPtrArray *words)
{
	guint most = MIN(pattern->len, PATTERN_WORDS_MAX);

	if (most == 0)
		return false;
	for (guint i = 0; i + most <= words->len; i++) {
		guint same = 0;

		while (same < most &&
		    glob(pattern->pdata[same], words->pdata[i + same]))
			same++;
		if (same == most)
			return true;
	}
	return false;
}

bool
pattern_is(const char *pattern, const char *text)
{
	g_autofree char *wanted = fold(pattern);
	g_autofree char *have = fold(text);

	return glob(wanted, have);
}
