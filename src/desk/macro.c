/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepared answers. They go to customers under an agent's name, so mistakes in
 * them are found when the program starts, and none is ever sent in a language
 * that nobody asked for without the agent being told. A value never becomes a
 * place: subject and name are a stranger's words. */
#include "desk/macro.h"

#include <string.h>

#include "base/strings.h"
#include "desk/templatefile.h"

#define SUFFIX ".txt"

struct macro {
	GBytes *octets;    /* key and text of each, with their NULs */
	GHashTable *texts; /* key: "language/name", lower case -> text */
	GHashTable *names; /* each once */
	char *fallback;
};

static const char *const places[] = { "ticket", "subject", "customer_name",
	"agent_name", "desk_name", "desk_address" };

void
macro_free(struct macro *macros)
{
	if (!macros)
		return;
	g_hash_table_unref(macros->texts);
	g_hash_table_unref(macros->names);
	g_bytes_unref(macros->octets);
	g_free(macros->fallback);
	g_free(macros);
}

struct macro *
macro_new(GBytes *octets, const char *fallback)
{
	struct macro *macros = g_new0(struct macro, 1);
	gsize size;
	char *at = (char *)(guintptr)g_bytes_get_data(octets, &size);
	const char *end = at + size;

	macros->octets = g_bytes_ref(octets);
	macros->texts = g_hash_table_new(g_str_hash, g_str_equal);
	macros->names = g_hash_table_new(g_str_hash, g_str_equal);
	macros->fallback = g_strdup(fallback);
	while (at < end) {
		char *text = at + strlen(at) + 1, *slash = strchr(at, '/');

		g_hash_table_insert(macros->texts, at, text);
		g_hash_table_add(macros->names, slash ? slash + 1 : at);
		at = text + strlen(text) + 1;
	}
	return macros;
}

GBytes *
macro_octets(const struct macro *macros)
{
	return macros->octets;
}

/* The place at text, which begins with "{{"; -1 when there is no such place. */
static int
place_at(const char *text, gsize *length_out)
{
	gsize length = strcspn(text + 2, "}");

	*length_out = length + 4;
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
		if (strlen(places[i]) == length &&
		    strncmp(text + 2, places[i], length) == 0 &&
		    g_str_has_prefix(text + 2 + length, "}}"))
			return (int)i;
	return -1;
}

/* Also a text that is never sent is looked at. */
static bool
is_good(const char *path, const char *text, GError **error)
{
	gsize length;

	for (const char *p = strstr(text, "{{"); p; p = strstr(p + 2, "{{"))
		if (place_at(p, &length) < 0)
			return fail_set(error, FAIL_CONFIG,
			    "%s:%u: {{%.*s}} is no place that a prepared "
			    "answer can have",
			    path, templatefile_line(text, p),
			    (int)strcspn(p + 2, "{}\n"), p + 2);
	return true;
}

/* Names count without their case, as agents type them on phones. */
static bool
load_file(GHashTable *texts, const char *folder, const char *language,
    const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	if (!g_str_has_suffix(name, SUFFIX))
		return true;
	g_autofree char *text = templatefile_read(path, error);
	if (!text || !is_good(path, text, error))
		return false;
	g_autofree char *stem = g_strndup(name, strlen(name) - strlen(SUFFIX));
	g_autofree char *joined = g_strconcat(language, "/", stem, NULL);
	g_hash_table_replace(texts, g_ascii_strdown(joined, -1),
	    g_strdup(g_strchomp(text)));
	return true;
}

static bool
load_language(GHashTable *texts, const char *dir, const char *name,
    GError **error)
{
	g_autofree char *folder = g_build_filename(dir, name, NULL);
	g_autoptr(GDir) open_folder = g_dir_open(folder, 0, NULL);
	const char *found;
	bool good = true;

	if (!open_folder || *name == '.')
		return true; /* a file beside the folders */
	while (good && (found = g_dir_read_name(open_folder)))
		good = load_file(texts, folder, name, found, error);
	return good;
}

static bool
load_folder(GHashTable *texts, const char *dir, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GDir) folder = g_dir_open(dir, 0, &problem);
	const char *found;
	bool good = true;

	if (!folder)
		return fail_set(error, FAIL_CONFIG, "macros_dir: %s",
		    problem->message);
	while (good && (found = g_dir_read_name(folder)))
		good = load_language(texts, dir, found, error);
	return good;
}

struct macro *
macro_open(const char *dir, const char *fallback, GError **error)
{
	g_autoptr(GHashTable) texts =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GByteArray) octets = g_byte_array_new();
	GHashTableIter iter;
	gpointer key, text;

	if (*dir && !load_folder(texts, dir, error))
		return NULL;
	g_hash_table_iter_init(&iter, texts);
	while (g_hash_table_iter_next(&iter, &key, &text)) {
		g_byte_array_append(octets, key, (guint)strlen(key) + 1);
		g_byte_array_append(octets, text, (guint)strlen(text) + 1);
	}
	g_autoptr(GBytes) whole =
	    g_byte_array_free_to_bytes(g_steal_pointer(&octets));
	return macro_new(whole, fallback);
}

static const char *
look_up(const struct macro *macros, const char *language, const char *name)
{
	g_autofree char *joined = g_strconcat(language, "/", name, NULL);
	g_autofree char *key = g_ascii_strdown(joined, -1);

	return g_hash_table_lookup(macros->texts, key);
}

/* "zh-Hant-HK", "zh-Hant", "zh". */
static const char *
choose(const struct macro *macros, const char *language, const char *name)
{
	g_autofree char *tag = g_strdup(language);
	const char *text = NULL;

	while (!text && *tag) {
		char *dash = strrchr(tag, '-');

		text = look_up(macros, tag, name);
		tag[dash ? dash - tag : 0] = '\0';
	}
	return text;
}

/* One pass, so that a value with a place in it stays what it is. */
static char *
fill(const char *text, const struct macro_case *what)
{
	const char *const values[] = { what->ticket, what->subject,
		what->customer, what->agent, what->desk->name,
		what->desk->address };
	GString *out = g_string_new(NULL);
	const char *open;

	G_STATIC_ASSERT(G_N_ELEMENTS(values) == G_N_ELEMENTS(places));
	while ((open = strstr(text, "{{"))) {
		gsize length = 0;
		int place = place_at(open, &length);

		g_string_append_len(out, text, open - text);
		if (place >= 0)
			g_string_append(out, values[place]);
		text = open + length;
	}
	g_string_append(out, text);
	return g_string_free(out, FALSE);
}

char *
macro_text(const struct macro *macros, const struct macro_case *what,
    char **found_out)
{
	g_autofree char *name = g_ascii_strdown(what->name, -1);
	const char *text = macros ? choose(macros, what->language, name) : NULL;

	*found_out = NULL;
	if (!macros || (!text && !g_hash_table_contains(macros->names, name)))
		return NULL;
	*found_out = g_strdup("");
	if (!text && *macros->fallback) {
		text = look_up(macros, macros->fallback, name);
		strings_set(found_out, macros->fallback);
	}
	return text ? fill(text, what) : NULL;
}

const char *
macro_nearest(const struct macro *macros, const char *name)
{
	const char *best = NULL;
	GHashTableIter iter;
	gpointer key;

	if (!macros)
		return NULL;
	g_hash_table_iter_init(&iter, macros->names);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const char *other = key;

		if (strings_distance(name, other) > strlen(other) / 2)
			continue;
		if (!best ||
		    strings_distance(name, other) <
		        strings_distance(name, best))
			best = other;
	}
	return best;
}
