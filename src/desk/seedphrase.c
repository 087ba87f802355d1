/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seed phrases in ordinary text. A phrase with a slip in it is somebody's all
 * the same, so a run of a phrase's length counts without its checksum; words of
 * the lists that are strewn through prose must not. */
#include "desk/seedphrase.h"

#include <stdbool.h>

#include "base/strings.h"
#include "desk/seedwords.h"

#define WORDS_MAX 65536 /* of a text that are looked at */

struct finder {
	const char *text;
	const char *words;
	size_t words_size;
	GArray *ranges;
};

static void
add(struct finder *finder, const char *begin, const char *end)
{
	struct seedphrase_range range = { (size_t)(begin - finder->text),
		(size_t)(end - begin) };

	g_array_append_val(finder->ranges, range);
}

struct seed_word {
	const char *begin, *end;
};

/* As g_unichar_isalpha(), which is slow for what most letters are. */
static bool
is_letter(gunichar c)
{
	return c < 0x80 ? g_ascii_isalpha((char)c) : g_unichar_isalpha(c);
}

/* Whether the word goes on at text. */
static bool
is_in_word(const char *text)
{
	gunichar c = (guint8)*text;

	if (c < 0x80)
		return g_ascii_isalpha(*text);
	c = strings_char(text);
	return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

/* The next word at or behind *at, without numbers ("1.") and marks, and *at
 * behind it; begin is NULL when there is none. */
static struct seed_word
next_word(const char **at)
{
	struct seed_word word = { NULL, NULL };

	while (**at && !word.begin) {
		gunichar c = strings_char(*at);

		if (is_letter(c))
			word.begin = *at;
		*at = g_utf8_next_char(*at);
	}
	while (**at && word.begin && is_in_word(*at))
		*at = g_utf8_next_char(*at);
	word.end = *at;
	return word;
}

static bool
look_up(const struct finder *finder, const GArray *words, guint index,
    struct seedwords_place *out)
{
	const struct seed_word *word =
	    &g_array_index(words, struct seed_word, index);

	return seedwords_find(finder->words, finder->words_size, word->begin,
	    (size_t)(word->end - word->begin), out);
}

/* A run of words of the lists, from first to last: all of it, if it has the
 * length of a phrase; else the phrases in it whose checksum is right. */
static void
find_in_run(struct finder *finder, const GArray *words, guint first, guint last)
{
	const struct seed_word *all =
	    &g_array_index(words, struct seed_word, 0);
	guint count = last - first + 1;
	g_autofree struct seedwords_place *places =
	    g_new(struct seedwords_place, count);

	for (guint i = 0; i < count; i++)
		look_up(finder, words, first + i, &places[i]);
	if (count <= SEEDWORDS_MAX && count % 3 == 0) {
		add(finder, all[first].begin, all[last].end);
		return;
	}
	for (guint i = 0; i + 12 <= count;) {
		guint length = MIN(SEEDWORDS_MAX, (count - i) / 3 * 3);

		while (length >= 12 && !seedwords_is_phrase(places + i, length))
			length -= 3;
		if (length >= 12)
			add(finder, all[first + i].begin,
			    all[first + i + length - 1].end);
		i += length >= 12 ? length : 1;
	}
}

/* Every run of twelve has a word whose index is 11 more than a multiple of 12:
 * the other words of an ordinary mail are never looked up. */
static void
find_runs(struct finder *finder, const char *text, guint count)
{
	g_autoptr(GArray) words =
	    g_array_sized_new(FALSE, FALSE, sizeof(struct seed_word), count);
	struct seedwords_place place;

	for (guint i = 0; i < count; i++) {
		struct seed_word word = next_word(&text);
		g_array_append_val(words, word);
	}
	for (guint i = 11; i < words->len;) {
		guint first = i, last = i;

		if (!look_up(finder, words, i, &place)) {
			i += 12;
			continue;
		}
		while (first > 0 && i - first < 12 &&
		    look_up(finder, words, first - 1, &place))
			first--;
		while (last + 1 < words->len &&
		    look_up(finder, words, last + 1, &place))
			last++;
		if (last - first + 1 >= 12)
			find_in_run(finder, words, first, last);
		i = last + 12;
	}
}

GArray *
seedphrase_find(const char *text, GBytes *words)
{
	struct finder finder = { .text = text,
		.ranges = g_array_new(FALSE, FALSE,
		    sizeof(struct seedphrase_range)) };
	struct seed_word word = next_word(&text);
	const char *begin = word.begin; /* of words that may be in a list */
	guint count = 0;

	finder.words = g_bytes_get_data(words, &finder.words_size);
	/* Hardly ever are twelve words in a row of a length that a list has:
	 * the others need no look into it. */
	for (guint n = 0; word.begin && n < WORDS_MAX; n++) {
		bool likely = seedwords_is_likely(word.begin,
		    (size_t)(word.end - word.begin));

		if (!likely && count >= 12)
			find_runs(&finder, begin, count);
		count = likely ? count + 1 : 0;
		word = next_word(&text);
		if (count == 0)
			begin = word.begin;
	}
	if (count >= 12)
		find_runs(&finder, begin, count);
	return finder.ranges;
}
