/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of a mail. A script that only one language is written in decides
 * at once; CLD2 guesses the rest, and where letters show that its guess cannot
 * be right, they correct it. Words that nobody speaks (addresses, links,
 * numbers of orders) are left out first. Must never take long: it is run on
 * whatever a stranger writes. */
#include "mime/language.h"

#include <stdbool.h>
#include <string.h>

#include "base/strings.h"
#include "mime/cld.h"

#define TEXT_MAX 512  /* octets that are looked at */
#define LETTERS_MIN 8 /* fewer say nothing */
#define TAG_MAX 35    /* RFC 5646 4.4.1 */

/* How many letters of a text are in each script. */
enum script { HAN, KANA, HANGUL, THAI, CYRILLIC, LATIN, OTHER, SCRIPTS };

static enum script
script_of(gunichar c)
{
	if (c < 0x80)
		return LATIN;
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_HAN:
		return HAN;
	case G_UNICODE_SCRIPT_HIRAGANA:
	case G_UNICODE_SCRIPT_KATAKANA:
		return KANA;
	case G_UNICODE_SCRIPT_HANGUL:
		return HANGUL;
	case G_UNICODE_SCRIPT_THAI:
		return THAI;
	case G_UNICODE_SCRIPT_CYRILLIC:
		return CYRILLIC;
	case G_UNICODE_SCRIPT_LATIN:
		return LATIN;
	default:
		return OTHER;
	}
}

/* No word of a language: an address, a link, a number, a path. */
static bool
is_foreign(const char *word, gsize size)
{
	for (gsize i = 0; i < size; i++)
		if (g_ascii_isdigit(word[i]) || word[i] == '@' ||
		    word[i] == '_' || word[i] == '/' || word[i] == '\\' ||
		    word[i] == '=')
			return true;
	return false;
}

/* The words, with a blank between, cut behind a whole one. A text without
 * blanks, as Japanese has, is one word, and cut behind a character. */
static char *
clean(const char *text)
{
	GString *out = g_string_sized_new(2 * TEXT_MAX);

	while (*text && out->len < TEXT_MAX) {
		gsize size = strcspn(text, " \t\n");
		bool ascii = size < TEXT_MAX && is_foreign(text, size);

		if (!ascii && size > 0) {
			g_string_append_len(out, text,
			    (gssize)MIN(size, TEXT_MAX));
			g_string_append_c(out, ' ');
		}
		text += size + (text[size] != '\0');
	}
	char *valid = g_utf8_make_valid(out->str, -1);
	g_string_free(out, TRUE);
	return valid;
}

/* Whether one of those characters is in the text. */
static bool
has_any(const char *text, const char *characters)
{
	for (const char *p = characters; *p; p = g_utf8_next_char(p))
		if (g_utf8_strchr(text, -1, g_utf8_get_char(p)))
			return true;
	return false;
}

/* Serbian is what CLD2 sees in few words of Russian; its alphabet lacks letters
 * that hardly a Russian sentence can do without. */
static const char *
check_cyrillic(const char *guess, const char *text)
{
	static const char *const cyrillic[] = { "be", "bg", "kk", "ky", "mk",
		"mn", "ru", "sr", "tg", "tt", "uk", NULL };
	bool serbian = guess && g_str_equal(guess, "sr");

	if (guess && g_strv_contains(cyrillic, guess) &&
	    !(serbian && has_any(text, "йюящьыэіїє")))
		return guess;
	return has_any(text, "іїєґ") ? "uk" : "ru";
}

/* CLD2's names made ours. Of two languages that a short text can belong to
 * alike, the one that far more people write to a desk in. */
static const char *
rename_guess(const char *guess)
{
	static const struct {
		const char *from, *to;
	} names[] = { { "zh", "zh-Hans" }, { "iw", "he" }, { "ms", "id" },
		{ "gl", "es" }, { "nn", "no" } };

	for (guint i = 0; guess && i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(guess, names[i].from))
			return names[i].to;
	return guess;
}

/* Chinese and Japanese share Han; kana in it makes it Japanese. */
static const char *
of_script(const guint *count, guint letters)
{
	if (count[KANA] > 0 && count[KANA] + count[HAN] > letters / 2)
		return "ja";
	if (count[HANGUL] > letters / 2)
		return "ko";
	if (count[THAI] > letters / 2)
		return "th";
	return NULL;
}

/* The order matters: a script that decides is not left to a guess, and a text
 * that is too short for one is not guessed at. */
const char *
language_of_text(const char *text)
{
	g_autofree char *words = clean(text);
	guint count[SCRIPTS] = { 0 }, letters = 0;
	const char *found;

	for (const char *p = words; *p; p = g_utf8_next_char(p)) {
		gunichar c = strings_char(p);

		if (c < 0x80 ? !g_ascii_isalpha(c) : !g_unichar_isalpha(c))
			continue;
		count[script_of(c)]++;
		letters++;
	}
	found = of_script(count, letters);
	if (found)
		return found;
	/* one character of Chinese is a word */
	if (letters < LETTERS_MIN && count[HAN] < LETTERS_MIN / 2)
		return "";
	found = rename_guess(cld_guess(words, strlen(words)));
	if (count[CYRILLIC] > letters / 2)
		found = check_cyrillic(found, words);
	return found ? found : "";
}

/* The first tag of "de-DE, en;q=0.5"; NULL when it has not the form of one. */
static char *
first_tag(const char *value)
{
	gsize size;

	value += strspn(value, " \t");
	size = strspn(value,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-");
	if (size < 2 || size > TAG_MAX || !g_ascii_isalpha(value[1]) ||
	    (value[size] && !strchr(",; \t", value[size])))
		return NULL;
	return g_strndup(value, size);
}

char *
language_of_header(const struct header *header)
{
	static const char *const names[] = { "Content-Language",
		"Accept-Language" };
	char *found = NULL;

	for (guint i = 0; !found && i < G_N_ELEMENTS(names); i++) {
		const char *value = header_find(header, names[i], 0);

		found = value ? first_tag(value) : NULL;
	}
	return found ? found : g_strdup("");
}
