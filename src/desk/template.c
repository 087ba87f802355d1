/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters in the operator's words. All mistakes in them are found when the
 * program starts, not when the first customer should get one. Foreign text
 * comes in as values only, is never read for places, and must never come into
 * a letter to somebody who has not proved his address. */
#include "desk/template.h"

#include <stdbool.h>
#include <string.h>

#include "desk/templatefile.h"
#include "desk/templatetable.h"

#define SUFFIX ".txt"
#define PHRASES "phrases"
#define ENGLISH "en"
#define LANGUAGE_MAX 35 /* RFC 5646 4.4.1 */

struct words {
	char *subject, *text;
};

struct template
{
	GHashTable *words;   /* "language/name" -> struct words */
	GHashTable *folders; /* language -> the first folder that has it */
};

static void
free_words(gpointer data)
{
	struct words *words = data;

	g_free(words->subject);
	g_free(words->text);
	g_free(words);
}

void
template_free(struct template *templates)
{
	if (!templates)
		return;
	g_hash_table_unref(templates->words);
	g_hash_table_unref(templates->folders);
	g_free(templates);
}

/* By what a letter's words, or a phrase's, are found. */
static char *
key_of(const char *language, enum templatetable_kind kind, const char *name)
{
	return g_strconcat(language,
	    kind == TEMPLATETABLE_LETTER ? "/" : "/" PHRASES ":", name, NULL);
}

/* A file as it is read. */
struct source {
	struct template *templates;
	const char *path, *language;
};

static void
keep_words(const struct source *source, enum templatetable_kind kind,
    const char *name, struct words *take_words)
{
	struct template *templates = source->templates;

	g_hash_table_replace(templates->words,
	    key_of(source->language, kind, name), take_words);
	if (!g_hash_table_contains(templates->folders, source->language))
		g_hash_table_insert(templates->folders,
		    g_strdup(source->language),
		    g_path_get_dirname(source->path));
}

/* "name: text" up to the line's end. */
static bool
load_phrase(const struct source *source, guint line, char *name, GError **error)
{
	g_autofree char *at = g_strdup_printf("%s:%u", source->path, line);
	char *text = strchr(name, ':');
	const struct templatetable_row *row;
	struct words *words;

	if (text)
		*text++ = '\0';
	row = templatetable_find(TEMPLATETABLE_PHRASE, name);
	if (!row || !text)
		return fail_set(error, FAIL_CONFIG,
		    "%s: \"%s\": no phrase has this name", at, name);
	if (!templatetable_check(at, text, row, error))
		return false;
	words = g_new0(struct words, 1);
	words->subject = g_strdup("");
	words->text = g_strstrip(g_strdup(text));
	keep_words(source, TEMPLATETABLE_PHRASE, row->name, words);
	return true;
}

static bool
load_phrases(const struct source *source, GError **error)
{
	g_autofree char *text = templatefile_read(source->path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	for (guint i = 0; lines && lines[i]; i++)
		if (*lines[i] && *lines[i] != '#' &&
		    !load_phrase(source, i + 1, lines[i], error))
			return false;
	return text != NULL;
}

static bool
load_file(const struct source *source, const struct templatetable_row *row,
    GError **error)
{
	g_autofree char *text = templatefile_read(source->path, error);
	struct words *words;

	if (!text || !templatetable_check(source->path, text, row, error))
		return false;
	words = g_new0(struct words, 1);
	if (!templatefile_cut(source->path, text, &words->subject, &words->text,
	        error)) {
		free_words(words);
		return false;
	}
	keep_words(source, TEMPLATETABLE_LETTER, row->name, words);
	return true;
}

enum origin { SHIPPED, OWN };

/* Name is "answer.txt". A name that no letter has would be a file that the
 * operator wrote in vain. */
static bool
load_named(const struct source *source, const char *name, enum origin origin,
    GError **error)
{
	g_autofree char *stem = NULL;
	const struct templatetable_row *row;

	if (!g_str_has_suffix(name, SUFFIX))
		return true;
	stem = g_strndup(name, strlen(name) - strlen(SUFFIX));
	if (strcmp(stem, PHRASES) == 0)
		return load_phrases(source, error);
	row = templatetable_find(TEMPLATETABLE_LETTER, stem);
	if (row)
		return load_file(source, row, error);
	return origin == SHIPPED ||
	    fail_set(error, FAIL_CONFIG, "%s: no letter has this name",
	        source->path);
}

static bool
load_language(struct template *templates, const char *dir, const char *name,
    enum origin origin, GError **error)
{
	g_autofree char *folder = g_build_filename(dir, name, NULL);
	g_autofree char *language = g_ascii_strdown(name, -1);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GDir) open_folder = g_dir_open(folder, 0, &problem);
	const char *found;
	bool good = true;

	if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
		return true;
	if (!open_folder)
		return fail_set(error, FAIL_CONFIG, "%s", problem->message);
	while (good && (found = g_dir_read_name(open_folder))) {
		g_autofree char *path = g_build_filename(folder, found, NULL);
		struct source source = { templates, path, language };

		good = load_named(&source, found, origin, error);
	}
	return good;
}

/* "de", "pt-BR"; hidden files and what editors leave are not. */
static bool
is_language(const char *name)
{
	gsize length = strspn(name,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-");

	return length >= 2 && length <= LANGUAGE_MAX && !name[length];
}

static bool
load_folder(struct template *templates, const char *dir, enum origin origin,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GDir) folder = g_dir_open(dir, 0, &problem);
	const char *found;
	bool good = true;

	/* an installed folder that is missing is judged by check_languages() */
	if (origin == SHIPPED &&
	    g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return true;
	if (!folder)
		return fail_set(error, FAIL_CONFIG, "%s", problem->message);
	while (good && (found = g_dir_read_name(folder)))
		if (is_language(found))
			good =
			    load_language(templates, dir, found, origin, error);
	return good;
}

static const struct words *
find_words(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name)
{
	g_autofree char *key = key_of(language, kind, name);

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

static const struct words *
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
static const struct words *
choose_words(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name)
{
	g_autofree char *tag = g_ascii_strdown(language, -1);
	const struct words *words = NULL;

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
template_knows(const struct template *templates, const char *language)
{
	return choose_words(templates, language, TEMPLATETABLE_LETTER,
	           template_name(0)) != NULL;
}

/* Whether the language has all of that kind that its readers need. English is
 * whatever else there is. */
static bool
check_language(const struct template *templates, const char *language,
    const char *folder, enum templatetable_kind kind, GError **error)
{
	bool english = strcmp(language, ENGLISH) == 0;
	guint n;
	const struct templatetable_row *row = templatetable_rows(kind, &n);

	for (; n > 0; n--, row++) {
		bool needed = row->reader == TEMPLATETABLE_CUSTOMER ||
		    (english && kind == TEMPLATETABLE_LETTER);

		if (!needed ||
		    choose_words(templates, language, kind, row->name))
			continue;
		if (kind == TEMPLATETABLE_LETTER)
			return fail_set(error, FAIL_CONFIG,
			    "%s/%s" SUFFIX ": missing", folder, row->name);
		return fail_set(error, FAIL_CONFIG,
		    "%s/" PHRASES SUFFIX ": \"%s\" is missing", folder,
		    row->name);
	}
	return true;
}

/* A customer whose first letter was in Japanese shall not get the second in
 * English. */
static bool
check_languages(const struct template *templates, const char *dir,
    GError **error)
{
	g_autofree char *english = g_build_filename(dir, ENGLISH, NULL);
	GHashTableIter iter;
	gpointer language, folder;

	if (!check_language(templates, ENGLISH, english, TEMPLATETABLE_LETTER,
	        error))
		return false;
	g_hash_table_iter_init(&iter, templates->folders);
	while (g_hash_table_iter_next(&iter, &language, &folder))
		if (!check_language(templates, language, folder,
		        TEMPLATETABLE_LETTER, error) ||
		    !check_language(templates, language, folder,
		        TEMPLATETABLE_PHRASE, error))
			return false;
	return true;
}

struct template *
template_open(const char *dir, const char *own_dir, GError **error)
{
	g_autoptr(template) templates = g_new0(struct template, 1);

	templates->words =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_words);
	templates->folders =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!load_folder(templates, dir, SHIPPED, error) ||
	    (*own_dir && !load_folder(templates, own_dir, OWN, error)) ||
	    !check_languages(templates, dir, error))
		return NULL;
	return g_steal_pointer(&templates);
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
	const struct words *words =
	    choose_words(templates, language, TEMPLATETABLE_PHRASE, name);
	g_autoptr(GHashTable) values = NULL;
	va_list arguments;

	if (!words)
		words =
		    find_words(templates, ENGLISH, TEMPLATETABLE_PHRASE, name);
	va_start(arguments, language);
	values = collect_values(arguments);
	va_end(arguments);
	return words ? fill(words->text, values) : NULL;
}

void
template_render(const struct template *templates, const char *name,
    const char *language, char **subject_out, char **text_out, ...)
{
	const struct words *words =
	    choose_words(templates, language, TEMPLATETABLE_LETTER, name);
	g_autoptr(GHashTable) values = NULL;
	va_list arguments;

	if (!words)
		words =
		    find_words(templates, ENGLISH, TEMPLATETABLE_LETTER, name);
	g_assert(words); /* template_open() has seen to it */
	va_start(arguments, text_out);
	values = collect_values(arguments);
	va_end(arguments);
	*subject_out = fill(words->subject, values);
	*text_out = fill(words->text, values);
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
