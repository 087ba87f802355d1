/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to runs of words to numbers. Exact rather than estimated by a sketch:
 * a handful of texts are compared with one, and nothing has to be kept. Words
 * are numbers from the beginning, so that no text costs more than its length.
 */
#include "desk/resemblance.h"

#include <stdbool.h>

#include "base/script.h"

/* FNV-1a, 64 bits. */
#define FNV_START G_GUINT64_CONSTANT(0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT(0x100000001b3)

static guint64
mix(guint64 hash, guint64 value)
{
	for (guint i = 0; i < sizeof value; i++)
		hash = (hash ^ (value >> (8 * i) & 0xff)) * FNV_PRIME;
	return hash;
}

static bool
is_part_of_word(gunichar c)
{
	return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* A number for each word of the text, in their order. */
static GArray *
split(const char *text)
{
	g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	g_autofree char *folded = plain ? g_utf8_casefold(plain, -1) : NULL;
	GArray *words = g_array_new(FALSE, FALSE, sizeof(guint64));
	guint64 word = FNV_START;

	for (const char *p = folded; p && words->len < RESEMBLANCE_WORDS_MAX;
	     p = g_utf8_next_char(p)) {
		gunichar c = *p ? g_utf8_get_char(p) : 0;
		bool alone = script_is_unspaced(c);

		if ((alone || !is_part_of_word(c)) && word != FNV_START) {
			g_array_append_val(words, word);
			word = FNV_START;
		}
		if (c == 0)
			break;
		if (alone ? g_unichar_isalnum(c) : is_part_of_word(c))
			word = mix(word, c);
		if (alone && word != FNV_START) {
			g_array_append_val(words, word);
			word = FNV_START;
		}
	}
	return words;
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const guint64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* All runs of words, sorted, each once. */
static GArray *
runs_of(const GArray *words)
{
	GArray *runs = g_array_new(FALSE, FALSE, sizeof(guint64));
	guint kept = 0;

	for (guint i = 0; i + RESEMBLANCE_RUN <= words->len; i++) {
		guint64 run = FNV_START;

		for (guint k = 0; k < RESEMBLANCE_RUN; k++)
			run = mix(run, g_array_index(words, guint64, i + k));
		g_array_append_val(runs, run);
	}
	g_array_sort(runs, compare);
	for (guint i = 0; i < runs->len; i++) {
		guint64 run = g_array_index(runs, guint64, i);

		if (kept == 0 || g_array_index(runs, guint64, kept - 1) != run)
			g_array_index(runs, guint64, kept++) = run;
	}
	g_array_set_size(runs, kept);
	return runs;
}

/* How many are in both; both sorted. */
static guint
common(const GArray *one, const GArray *other)
{
	guint i = 0, k = 0, both = 0;

	while (i < one->len && k < other->len) {
		guint64 a = g_array_index(one, guint64, i);
		guint64 b = g_array_index(other, guint64, k);

		both += a == b;
		i += a <= b;
		k += b <= a;
	}
	return both;
}

double
resemblance_of(const char *one, const char *other)
{
	g_autoptr(GArray) words = split(one), others = split(other);
	g_autoptr(GArray) a = NULL, b = NULL;
	guint both;

	if (words->len < RESEMBLANCE_WORDS_LEAST ||
	    others->len < RESEMBLANCE_WORDS_LEAST)
		return 0;
	a = runs_of(words);
	b = runs_of(others);
	both = common(a, b);
	return (double)both / (a->len + b->len - both);
}
