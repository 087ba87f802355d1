/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folders that templates are read from. All mistakes in them are found
 * here, when the program starts, not when the first customer should get a
 * letter. */
#include "desk/templatedir.h"

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

/* What has been read so far. */
struct reading {
	GHashTable *words;   /* key -> struct words */
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

/* A file as it is read. */
struct source {
	struct reading *reading;
	const char *path, *language;
};

static void
keep_words(const struct source *source, enum templatetable_kind kind,
    const char *name, struct words *take_words)
{
	struct reading *reading = source->reading;

	g_hash_table_replace(reading->words,
	    templatetable_key(source->language, kind, name), take_words);
	if (!g_hash_table_contains(reading->folders, source->language))
		g_hash_table_insert(reading->folders,
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
load_language(struct reading *reading, const char *dir, const char *name,
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
		struct source source = { reading, path, language };

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
load_folder(struct reading *reading, const char *dir, enum origin origin,
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
			    load_language(reading, dir, found, origin, error);
	return good;
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
		    template_has(templates, language, kind, row->name))
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
check_languages(const struct template *templates, GHashTable *folders,
    const char *dir, GError **error)
{
	g_autofree char *english = g_build_filename(dir, ENGLISH, NULL);
	GHashTableIter iter;
	gpointer language, folder;

	if (!check_language(templates, ENGLISH, english, TEMPLATETABLE_LETTER,
	        error))
		return false;
	g_hash_table_iter_init(&iter, folders);
	while (g_hash_table_iter_next(&iter, &language, &folder))
		if (!check_language(templates, language, folder,
		        TEMPLATETABLE_LETTER, error) ||
		    !check_language(templates, language, folder,
		        TEMPLATETABLE_PHRASE, error))
			return false;
	return true;
}

static void
add_string(GByteArray *octets, const char *text)
{
	g_byte_array_append(octets, (const guint8 *)text,
	    (guint)strlen(text) + 1);
}

static struct template *
make_template(GHashTable *all)
{
	GByteArray *octets = g_byte_array_new();
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, all);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const struct words *words = value;

		add_string(octets, key);
		add_string(octets, words->subject);
		add_string(octets, words->text);
	}
	g_autoptr(GBytes) whole = g_byte_array_free_to_bytes(octets);
	return template_new(whole);
}

struct template *
templatedir_open(const char *dir, const char *own_dir, GError **error)
{
	g_autoptr(GHashTable) words =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_words);
	g_autoptr(GHashTable) folders =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct reading reading = { words, folders };

	if (!load_folder(&reading, dir, SHIPPED, error) ||
	    (*own_dir && !load_folder(&reading, own_dir, OWN, error)))
		return NULL;
	g_autoptr(template) templates = make_template(words);
	if (!check_languages(templates, folders, dir, error))
		return NULL;
	return g_steal_pointer(&templates);
}
