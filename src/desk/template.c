/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters in the operator's words. All mistakes in them are found when the
 * program starts, not when the first customer should get one. Foreign text
 * comes in as values only, is never read for places, and must never come into
 * a letter to somebody who has not proved his address. */
#include "desk/template.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/autofd.h"

#define FILE_MAX 65536
#define SUFFIX ".txt"
#define SUBJECT "Subject: "
#define ENGLISH "en"
#define LANGUAGE_MAX 35 /* RFC 5646 4.4.1 */
#define WRAPPED_MIN 40  /* characters; shorter lines were meant to end */

enum place {
	PLACE_TICKET = 1,
	PLACE_SUBJECT = 2,
	PLACE_DESK_NAME = 4,
	PLACE_DESK_ADDRESS = 8,
	PLACE_AGENT_NAME = 16,
	PLACE_WORDS = 32,
	PLACE_LINE = 64,
	PLACE_NEAREST = 128,
	PLACE_COMMANDS = 256,
};

static const struct {
	const char *name;
	enum place place;
} places[] = {
	{ "ticket", PLACE_TICKET },
	{ "subject", PLACE_SUBJECT },
	{ "desk_name", PLACE_DESK_NAME },
	{ "desk_address", PLACE_DESK_ADDRESS },
	{ "agent_name", PLACE_AGENT_NAME },
	{ "words", PLACE_WORDS },
	{ "line", PLACE_LINE },
	{ "nearest", PLACE_NEAREST },
	{ "commands", PLACE_COMMANDS },
};

#define DESK_PLACES (PLACE_TICKET | PLACE_DESK_NAME | PLACE_DESK_ADDRESS)
#define AGENT_PLACES (DESK_PLACES | PLACE_AGENT_NAME | PLACE_WORDS)
/* of letters to agents */
#define INSIDE_PLACES (AGENT_PLACES | PLACE_SUBJECT)

/* Every letter's template, the places that it may have and must have, and who
 * reads it: what a customer reads must be there in every language that is. */
static const struct row {
	const char *name;
	guint allowed, demanded;
	enum { STAFF, CUSTOMER } reader;
} rows[] = {
	{ "acknowledgement", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET,
	    CUSTOMER },
	{ "acknowledgement-neutral", DESK_PLACES, PLACE_TICKET, CUSTOMER },
	{ "closed", DESK_PLACES | PLACE_SUBJECT, PLACE_TICKET, CUSTOMER },
	{ "answer", AGENT_PLACES | PLACE_SUBJECT, PLACE_WORDS, CUSTOMER },
	{ "answer-neutral", AGENT_PLACES, PLACE_WORDS, CUSTOMER },
	{ "answered", INSIDE_PLACES, PLACE_AGENT_NAME, STAFF },
	{ "command-help", INSIDE_PLACES | PLACE_COMMANDS, PLACE_COMMANDS,
	    STAFF },
	{ "command-unknown",
	    INSIDE_PLACES | PLACE_LINE | PLACE_NEAREST | PLACE_COMMANDS,
	    PLACE_LINE | PLACE_COMMANDS, STAFF },
};

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

static const struct row *
find_row(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

/* The bit of a place's name, 0 when there is no such place. */
static guint
find_place(const char *name, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if (strlen(places[i].name) == length &&
		    memcmp(places[i].name, name, length) == 0)
			return places[i].place;
	return 0;
}

/* The whole file without carriage returns; NULL with an error. */
static char *
read_file(const char *path, GError **error)
{
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	g_autofree char *buffer = g_malloc(FILE_MAX + 1);
	gsize size = 0;
	ssize_t got = -1;

	while (fd >= 0 && size <= FILE_MAX &&
	    (got = read(fd, buffer + size, FILE_MAX + 1 - size)) > 0)
		size += (gsize)got;
	if (fd < 0 || got < 0) {
		fail_errno(error, FAIL_CONFIG, errno, "%s", path);
		return NULL;
	}
	if (size > FILE_MAX || !g_utf8_validate(buffer, (gssize)size, NULL)) {
		fail_set(error, FAIL_CONFIG,
		    "%s: longer than %d octets, or not UTF-8", path, FILE_MAX);
		return NULL;
	}
	buffer[size] = '\0';
	g_auto(GStrv) lines = g_strsplit(buffer, "\r\n", -1);
	return g_strjoinv("\n", lines);
}

static guint
line_of(const char *text, const char *position)
{
	guint line = 1;

	for (const char *p = text; p < position; p++)
		line += *p == '\n';
	return line;
}

/* Whether every place is known and allowed, and none is missing. */
static bool
check_places(const char *path, const char *text, const struct row *row,
    GError **error)
{
	guint seen = 0;

	for (const char *p = strstr(text, "{{"); p; p = strstr(p, "{{")) {
		gsize length = strcspn(p + 2, "{}\n");
		guint place = find_place(p + 2, length);

		if (!g_str_has_prefix(p + 2 + length, "}}") ||
		    !(place & row->allowed))
			return fail_set(error, FAIL_CONFIG,
			    "%s:%u: {{%.*s}} is no place that this letter can "
			    "have",
			    path, line_of(text, p), (int)length, p + 2);
		seen |= place;
		p += 2;
	}
	for (guint i = 0; i < G_N_ELEMENTS(places); i++)
		if (row->demanded & places[i].place & ~seen)
			return fail_set(error, FAIL_CONFIG,
			    "%s:%u: {{%s}} is missing", path,
			    line_of(text, text + strlen(text)), places[i].name);
	return true;
}

/* Whether a line of a paragraph was only wrapped here: it is long, and what
 * follows is no line of its own kind. */
static bool
is_wrapped(const char *line, const char *next)
{
	return g_utf8_strlen(line, -1) >= WRAPPED_MIN && *next &&
	    !strchr(" \t-*", *next);
}

/* Wrapped lines get the space at their end by which compose knows them. */
static char *
mark_wrapped(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		g_string_append(out, lines[i]);
		if (!lines[i + 1])
			break;
		if (is_wrapped(lines[i], lines[i + 1]) &&
		    !g_str_has_suffix(lines[i], " "))
			g_string_append_c(out, ' ');
		g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

static struct words *
cut_words(const char *path, const char *text, GError **error)
{
	const char *end = strchr(text, '\n');
	struct words *words;

	if (!g_str_has_prefix(text, SUBJECT) || !end || end[1] != '\n') {
		fail_set(error, FAIL_CONFIG,
		    "%s:1: a template begins with \"%s...\" and an empty line",
		    path, SUBJECT);
		return NULL;
	}
	text += strlen(SUBJECT);
	words = g_new(struct words, 1);
	words->subject = g_strstrip(g_strndup(text, (gsize)(end - text)));
	words->text = mark_wrapped(end + 2);
	return words;
}

static bool
load_file(struct template *templates, const char *path, const char *language,
    const struct row *row, GError **error)
{
	g_autofree char *text = read_file(path, error);
	struct words *words;

	if (!text || !check_places(path, text, row, error))
		return false;
	words = cut_words(path, text, error);
	if (!words)
		return false;
	g_hash_table_replace(templates->words,
	    g_strconcat(language, "/", row->name, NULL), words);
	if (!g_hash_table_contains(templates->folders, language))
		g_hash_table_insert(templates->folders, g_strdup(language),
		    g_path_get_dirname(path));
	return true;
}

enum origin { SHIPPED, OWN };

/* Name is "answer.txt". A name that no letter has would be a file that the
 * operator wrote in vain. */
static bool
load_named(struct template *templates, const char *folder, const char *language,
    const char *name, enum origin origin, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *stem = NULL;
	const struct row *row;

	if (!g_str_has_suffix(name, SUFFIX))
		return true;
	stem = g_strndup(name, strlen(name) - strlen(SUFFIX));
	row = find_row(stem);
	if (row)
		return load_file(templates, path, language, row, error);
	return origin == SHIPPED ||
	    fail_set(error, FAIL_CONFIG, "%s: no letter has this name", path);
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
	while (good && (found = g_dir_read_name(open_folder)))
		good = load_named(templates, folder, language, found, origin,
		    error);
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

	/* an installed folder that is missing is judged by check_english() */
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
    const char *name)
{
	g_autofree char *key = g_strconcat(language, "/", name, NULL);

	return g_hash_table_lookup(templates->words, key);
}

static bool
check_english(const struct template *templates, const char *dir, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (!find_words(templates, ENGLISH, rows[i].name))
			return fail_set(error, FAIL_CONFIG,
			    "%s/" ENGLISH "/%s" SUFFIX ": missing", dir,
			    rows[i].name);
	return true;
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
    const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].name, language) == 0)
			return find_words(templates, aliases[i].folder, name);
	return NULL;
}

/* "zh-Hant-HK" is looked for as it is, as "zh-Hant", as "zh". NULL when there
 * is none of them. */
static const struct words *
choose_words(const struct template *templates, const char *language,
    const char *name)
{
	g_autofree char *tag = g_ascii_strdown(language, -1);
	const struct words *words = NULL;

	while (!words && *tag) {
		char *dash = strrchr(tag, '-');

		words = find_words(templates, tag, name);
		if (!words)
			words = find_alias(templates, tag, name);
		tag[dash ? dash - tag : 0] = '\0';
	}
	return words;
}

bool
template_knows(const struct template *templates, const char *language)
{
	return choose_words(templates, language, rows[0].name) != NULL;
}

/* A customer whose first letter was in Japanese shall not get the second in
 * English. */
static bool
check_languages(const struct template *templates, GError **error)
{
	GHashTableIter iter;
	gpointer language, folder;

	g_hash_table_iter_init(&iter, templates->folders);
	while (g_hash_table_iter_next(&iter, &language, &folder))
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
			if (rows[i].reader == CUSTOMER &&
			    !choose_words(templates, language, rows[i].name))
				return fail_set(error, FAIL_CONFIG,
				    "%s/%s" SUFFIX ": missing",
				    (const char *)folder, rows[i].name);
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
	    !check_english(templates, dir, error) ||
	    !check_languages(templates, error))
		return NULL;
	return g_steal_pointer(&templates);
}

const char *
template_name(guint n)
{
	return n < G_N_ELEMENTS(rows) ? rows[n].name : NULL;
}

/* One pass, so that a value with a place in it stays what it is. */
static char *
fill(const char *text, GHashTable *values)
{
	GString *out = g_string_new(NULL);
	const char *open;

	while ((open = strstr(text, "{{"))) {
		gsize length = strcspn(open + 2, "}");
		g_autofree char *place = g_strndup(open + 2, length);
		const char *value = g_hash_table_lookup(values, place);

		g_string_append_len(out, text, open - text);
		g_string_append(out, value ? value : "");
		text = open + 2 + length + strlen("}}");
	}
	g_string_append(out, text);
	return g_string_free(out, FALSE);
}

void
template_render(const struct template *templates, const char *name,
    const char *language, char **subject_out, char **text_out, ...)
{
	const struct words *words = choose_words(templates, language, name);
	g_autoptr(GHashTable) values =
	    g_hash_table_new(g_str_hash, g_str_equal);
	va_list arguments;
	char *place;

	if (!words)
		words = find_words(templates, ENGLISH, name);
	g_assert(words); /* template_open() has seen to it */
	va_start(arguments, text_out);
	while ((place = va_arg(arguments, char *))) {
		char *value = va_arg(arguments, char *);

		g_assert(find_place(place, strlen(place)) != 0);
		g_hash_table_insert(values, place, value);
	}
	va_end(arguments);
	*subject_out = fill(words->subject, values);
	*text_out = fill(words->text, values);
	for (char *p = *subject_out; *p; p++)
		if ((*p > 0 && *p < ' ') || *p == 0x7f)
			*p = ' ';
	g_strstrip(*subject_out);
}
