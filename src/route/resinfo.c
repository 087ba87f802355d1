/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A parser for Authentication-Results by itself, since what it answers lets
 * people act. The values in the field come from strangers (addresses, domains,
 * HELO names), so comments, quotes and ends are told apart strictly, and what
 * is not understood makes the whole field worth nothing. It must never look
 * for "dmarc=pass" somewhere in a text. */
#include "route/resinfo.h"

#include <stdbool.h>
#include <string.h>

#define WHITE " \t\r\n"

static void
free_property(gpointer data)
{
	struct resinfo_property *property = data;

	g_free(property->name);
	g_free(property->value);
	g_free(property);
}

static void
free_result(gpointer data)
{
	struct resinfo_result *result = data;

	g_free(result->method);
	g_free(result->result);
	g_ptr_array_unref(result->properties);
	g_free(result);
}

void
resinfo_free(struct resinfo *resinfo)
{
	if (!resinfo)
		return;
	g_free(resinfo->id);
	g_ptr_array_unref(resinfo->results);
	g_free(resinfo);
}

/* Past white space and comments (which nest); false when a comment is not
 * closed. */
static bool
skip_white(const char **cursor)
{
	const char *p = *cursor;
	guint depth = 0;

	for (; *p; p++) {
		if (*p == '(')
			depth++;
		else if (*p == ')' && depth > 0)
			depth--;
		else if (*p == '\\' && depth > 0 && p[1])
			p++;
		else if (depth == 0 && !strchr(WHITE, *p))
			break;
	}
	*cursor = p;
	return depth == 0;
}

/* Appends the content of a quoted string; false when it is not closed. */
static bool
read_quoted(const char **cursor, GString *out)
{
	const char *p = *cursor + 1;

	for (; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		g_string_append_c(out, *p);
	}
	*cursor = p + 1;
	return *p == '"';
}

/* A word up to white space or one of these ends; quoted strings are part of it,
 * wherever they stand ("a b"@example.com). NULL when nothing is there. */
static char *
read_word(const char **cursor, const char *ends)
{
	g_autoptr(GString) word = g_string_new(NULL);
	const char *start = *cursor;

	while (**cursor && !strchr(WHITE "()", **cursor) &&
	    !strchr(ends, **cursor)) {
		if (**cursor != '"')
			g_string_append_c(word, *(*cursor)++);
		else if (!read_quoted(cursor, word))
			return NULL;
	}
	return *cursor == start ? NULL : g_strdup(word->str);
}

static bool
read_char(const char **cursor, char wanted)
{
	if (!skip_white(cursor) || **cursor != wanted)
		return false;
	++*cursor;
	return skip_white(cursor);
}

/* "name = value", white space and comments anywhere between. */
static bool
read_pair(const char **cursor, char **name_out, char **value_out)
{
	g_autofree char *name = read_word(cursor, "=;\"");
	g_autofree char *value = NULL;

	if (!name || !read_char(cursor, '='))
		return false;
	value = read_word(cursor, ";");
	if (!value || !skip_white(cursor))
		return false;
	*name_out = g_ascii_strdown(name, -1);
	*value_out = g_steal_pointer(&value);
	return true;
}

static void
lower(char *text)
{
	for (; *text; text++)
		*text = g_ascii_tolower(*text);
}

/* The method's version ("dkim/1") says nothing that we need. */
static struct resinfo_result *
read_method(const char **cursor)
{
	struct resinfo_result *result;
	char *method, *value;
	char *slash;

	if (!read_pair(cursor, &method, &value))
		return NULL;
	slash = strchr(method, '/');
	if (slash)
		*slash = '\0';
	lower(value);
	result = g_new0(struct resinfo_result, 1);
	result->method = method;
	result->result = value;
	result->properties = g_ptr_array_new_with_free_func(free_property);
	return result;
}

static bool
read_properties(const char **cursor, GPtrArray *properties)
{
	while (**cursor && **cursor != ';') {
		struct resinfo_property *property;
		char *name, *value;

		if (!read_pair(cursor, &name, &value))
			return false;
		property = g_new(struct resinfo_property, 1);
		property->name = name;
		property->value = value;
		g_ptr_array_add(properties, property);
	}
	return true;
}

static bool
is_none(const char *p)
{
	if (g_ascii_strncasecmp(p, "none", strlen("none")) != 0)
		return false;
	p += strlen("none");
	return skip_white(&p) && !*p;
}

/* One result; an empty one, as before a last semicolon, is none. */
static bool
read_result(const char **cursor, GPtrArray *results)
{
	struct resinfo_result *result;

	if (!skip_white(cursor))
		return false;
	if (!**cursor || **cursor == ';')
		return true;
	result = read_method(cursor);
	if (!result)
		return false;
	g_ptr_array_add(results, result);
	return read_properties(cursor, result->properties);
}

/* authserv-id and version; *id_out stays "" when a result stands there. */
static bool
read_id(const char **cursor, char **id_out)
{
	const char *start;
	g_autofree char *word = NULL;

	if (!skip_white(cursor))
		return false;
	start = *cursor;
	word = read_word(cursor, ";=");
	if (!word || !skip_white(cursor))
		return false;
	if (**cursor == '=') {
		*cursor = start;
		return true;
	}
	g_free(*id_out);
	*id_out = g_steal_pointer(&word);
	if (**cursor == '1') {
		++*cursor;
		if (!skip_white(cursor))
			return false;
	}
	return **cursor == ';' || !**cursor;
}

/* Everything behind the authserv-id. */
static bool
read_results(const char **cursor, GPtrArray *results)
{
	if (**cursor && **cursor != ';' && !read_result(cursor, results))
		return false;
	while (**cursor == ';') {
		++*cursor;
		if (!skip_white(cursor))
			return false;
		if (is_none(*cursor))
			return true;
		if (!read_result(cursor, results))
			return false;
	}
	return !**cursor;
}

struct resinfo *
resinfo_parse(const char *value)
{
	struct resinfo *resinfo = g_new0(struct resinfo, 1);
	const char *cursor = value;

	resinfo->id = g_strdup("");
	resinfo->results = g_ptr_array_new_with_free_func(free_result);
	if (read_id(&cursor, &resinfo->id) &&
	    read_results(&cursor, resinfo->results))
		return resinfo;
	resinfo_free(resinfo);
	return NULL;
}

const char *
resinfo_property(const struct resinfo_result *result, const char *name)
{
	for (guint i = 0; i < result->properties->len; i++) {
		const struct resinfo_property *property =
		    result->properties->pdata[i];

		if (strcmp(property->name, name) == 0)
			return property->value;
	}
	return NULL;
}
