/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GLib takes a text apart and puts it together again, at some 300 instructions
 * a character, also where nothing changes: a tenth of what a mail cost. Here it
 * is given only what may change. Must never keep from it what does: the table
 * has but characters that certainly stay. */
#include "base/normal.h"

#include <stdbool.h>
#include <string.h>

#include "base/strings.h"

/* Characters that neither form changes, that no other is composed with and that
 * keep their place (combining class 0): so a text of them alone is normal. Not
 * all such characters; test-normal.c proves that these are. */
static const struct {
	gunichar first, last;
} stable[] = {
	{ 0x0000, 0x009f }, /* ASCII */
	{ 0x00bf, 0x0131 }, /* Latin */
	{ 0x0134, 0x013e }, { 0x0141, 0x0148 }, { 0x014a, 0x017e },
	{ 0x0388, 0x03cf }, /* Greek */
	{ 0x0400, 0x0482 }, /* Cyrillic */
	{ 0x048a, 0x0586 }, /* and Armenian */
	{ 0x05d0, 0x05ea }, /* Hebrew */
	{ 0x061b, 0x064a }, /* Arabic */
	{ 0x0660, 0x066f }, { 0x0679, 0x06d5 }, { 0x0e01, 0x0e30 }, /* Thai */
	{ 0x1e00, 0x1e99 },                     /* Latin, Vietnamese */
	{ 0x1ea0, 0x1ef9 }, { 0x2012, 0x2016 }, /* dashes */
	{ 0x2018, 0x2023 },                     /* quotes, bullets */
	{ 0x20a9, 0x20c0 },                     /* currencies */
	{ 0x3001, 0x3029 }, /* marks of Chinese and Japanese */
	{ 0x3041, 0x3094 }, /* Hiragana */
	{ 0x30a1, 0x30fe }, /* Katakana */
	{ 0x4e00, 0x9fff }, /* Han */
	{ 0xac00, 0xd7a3 }, /* Hangul */
};

/* *hint: the row that served the last character, which mostly serves the next
 * one too. */
static bool
is_stable(gunichar c, guint *hint)
{
	if (c >= stable[*hint].first && c <= stable[*hint].last)
		return true;
	for (guint i = 0; i < G_N_ELEMENTS(stable) && c >= stable[i].first; i++)
		if (c <= stable[i].last) {
			*hint = i;
			return true;
		}
	return false;
}

/* Behind the characters at text that are stable, or up to the next that is. */
static const char *
skip(const char *text, bool are_stable, guint *hint)
{
	while (*text) {
		bool is =
		    (guint8)*text < 0x80 || is_stable(strings_char(text), hint);

		if (is != are_stable)
			break;
		text = g_utf8_next_char(text);
	}
	return text;
}

/* A stable character begins anew, but what follows may go into it: so it is
 * such a one, and those behind it that are not, that GLib is given. */
static char *
form(const char *valid, GNormalizeMode mode)
{
	GString *out = g_string_sized_new(strlen(valid));
	guint hint = 0;

	while (*valid) {
		const char *other = skip(valid, true, &hint);
		const char *begin =
		    *other && other > valid ? g_utf8_prev_char(other) : other;
		const char *end = skip(other, false, &hint);

		g_string_append_len(out, valid, (gssize)(begin - valid));
		if (end > begin) {
			g_autofree char *piece = g_utf8_normalize(begin,
			    (gssize)(end - begin), mode);
			g_string_append(out, piece);
		}
		valid = end;
	}
	return g_string_free(out, FALSE);
}

char *
normal_composed(const char *valid)
{
	return form(valid, G_NORMALIZE_NFC);
}

char *
normal_compat(const char *valid)
{
	return form(valid, G_NORMALIZE_NFKC);
}
