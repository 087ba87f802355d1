/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters in the operator's words, filled in. Foreign text comes in as values
 * only, is never read for places, and must never come into a letter to somebody
 * who has not proved his address. */
#include "desk/template.h"

#include <stdbool.h>
#include <string.h>

#include "desk/templatefile.h"
#include "desk/templatetable.h"

#define ENGLISH "en"

struct template
{
	GBytes *octets;    /* key, subject and text of each, with their NULs */
	GHashTable *words; /* key -> subject, the text behind it */
};

void
template_free(struct template *templates)
{
	if (!templates)
		return;
	g_hash_table_unref(templates->words);
	g_bytes_unref(templates->octets);
	g_free(templates);
}

struct template *
template_new(GBytes *octets)
{
	struct template *templates = g_new0(struct template, 1);
	gsize size;
	char *at = (char *)(guintptr)g_bytes_get_data(octets, &size);
	const char *end = at + size;

	templates->octets = g_bytes_ref(octets);
	templates->words = g_hash_table_new(g_str_hash, g_str_equal);
	while (at < end) {
		char *subject = at + strlen(at) + 1;

		g_hash_table_insert(templates->words, at, subject);
		at = subject + strlen(subject) + 1;
		at += strlen(at) + 1;
	}
	return templates;
}

GBytes *
template_octets(const struct template *templates)
{
	return templates->octets;
}

/* The text of a letter or phrase, by its subject. */
static const char *
text_of(const char *subject)
{
	return subject + strlen(subject) + 1;
}

static const char *
find_words(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name)
{
	g_autofree char *key = templatetable_key(language, kind, name);

	return g_hash_table_lookup(templates->words, key);
}

/* Names by which others call a folder of ours. */
static const struct {
	const char *name, *folder;
} aliases[] = {
	{ "zh", "zh-hans" },
	{ "zh-cn", "zh-hans" },
	{ "zh-sg", "zh-hans" },
	{ "zh-tw", "zh-hant" },
	{ "zh-hk", "zh-hant" },
	{ "zh-mo", "zh-hant" },
	{ "in", "id" },
};

static const char *
find_alias(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].name, language) == 0)
			return find_words(templates, aliases[i].folder, kind,
			    name);
	return NULL;
}

/* "zh-Hant-HK" is looked for as it is, as "zh-Hant", as "zh". NULL when there
 * is none of them. */
static const char *
choose_words(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name)
{
	g_autofree char *tag = g_ascii_strdown(language, -1);
	const char *words = NULL;

	while (!words && *tag) {
		char *dash = strrchr(tag, '-');

		words = find_words(templates, tag, kind, name);
		if (!words)
			words = find_alias(templates, tag, kind, name);
		tag[dash ? dash - tag : 0] = '\0';
	}
	return words;
}

bool
template_has(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name)
{
	return choose_words(templates, language, kind, name) != NULL;
}

bool
template_knows(const struct template *templates, const char *language)
{
	return template_has(templates, language, TEMPLATETABLE_LETTER,
	    template_name(0));
}

const char *
template_name(guint n)
{
	guint count;
	const struct templatetable_row *row =
	    templatetable_rows(TEMPLATETABLE_LETTER, &count);

	return n < count ? row[n].name : NULL;
}

/* Whether the place is all that its line has; *end_out: behind the lines that
 * go with it, itself and the empty one that parts it from the next. */
static bool
is_alone(const char *text, const char *open, const char *close,
    const char **end_out)
{
	if ((open > text && open[-1] != '\n') || *close != '\n')
		return false;
	*end_out = close + strspn(close, "\n");
	return true;
}

/* One pass, so that a value with a place in it stays what it is. A paragraph
 * that is one place without a value is left out. */
static char *
fill(const char *text, GHashTable *values)
{
	GString *out = g_string_new(NULL);
	const char *open, *at = text;

	while ((open = strstr(at, "{{"))) {
		gsize length = strcspn(open + 2, "}");
		const char *close = open + 2 + length + strlen("}}");
		g_autofree char *place = g_strndup(open + 2, length);
		const char *value = g_hash_table_lookup(values, place);

		g_string_append_len(out, at, open - at);
		g_string_append(out, value ? value : "");
		at = close;
		if (!value || !*value)
			is_alone(text, open, close, &at);
	}
	g_string_append(out, at);
	return g_string_free(out, FALSE);
}

/* Place, value pairs up to NULL. */
static GHashTable *
collect_values(va_list arguments)
{
	GHashTable *values = g_hash_table_new(g_str_hash, g_str_equal);
	char *place;

	while ((place = va_arg(arguments, char *))) {
		g_assert(templatetable_has_place(place));
		g_hash_table_insert(values, place, va_arg(arguments, char *));
	}
	return values;
}

char *
template_phrase(const struct template *templates, const char *name,
    const char *language, ...)
{
	const char *words =
	    choose_words(templates, language, TEMPLATETABLE_PHRASE, name);
	g_autoptr(GHashTable) values = NULL;
	va_list arguments;

	if (!words)
		words =
		    find_words(templates, ENGLISH, TEMPLATETABLE_PHRASE, name);
	va_start(arguments, language);
	values = collect_values(arguments);
	va_end(arguments);
	return words ? fill(text_of(words), values) : NULL;
}

void
template_render(const struct template *templates, const char *name,
    const char *language, char **subject_out, char **text_out, ...)
{
	const char *words =
	    choose_words(templates, language, TEMPLATETABLE_LETTER, name);
	g_autoptr(GHashTable) values = NULL;
	va_list arguments;

	if (!words)
		words =
		    find_words(templates, ENGLISH, TEMPLATETABLE_LETTER, name);
	g_assert(words); /* templatedir_read() has seen to it */
	va_start(arguments, text_out);
	values = collect_values(arguments);
	va_end(arguments);
	*subject_out = fill(words, values);
	*text_out = fill(text_of(words), values);
	if (!templatetable_has_words(name)) {
		g_autofree char *filled = g_steal_pointer(text_out);

		*text_out = templatefile_reflow(filled);
	}
	for (char *p = *subject_out; *p; p++)
		if ((*p > 0 && *p < ' ') || *p == 0x7f)
			*p = ' ';
	g_strstrip(*subject_out);
}

void
template_add_phrase(GString *out, const struct template *templates,
    const char *name, const char *language)
{
	g_autofree char *phrase =
	    template_phrase(templates, name, language, NULL);
	g_autofree char *wrapped = templatefile_wrap(phrase ? phrase : "");

	g_string_append_printf(out, "%s\n", wrapped);
}
