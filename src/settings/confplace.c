/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File and line of each option. An operator must never have to guess where a
 * wrong value stands, also when two options, each right alone, contradict each
 * other and the fault is found long after the file was parsed. */
#include "settings/confplace.h"

#include <string.h>

#include "base/fail.h"

struct confplace {
	char *file;
	GHashTable *lines; /* of option names */
};

struct confplace *
confplace_new(const char *file)
{
	struct confplace *place = g_new0(struct confplace, 1);

	place->file = g_strdup(file);
	place->lines =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return place;
}

void
confplace_free(struct confplace *place)
{
	if (!place)
		return;
	g_free(place->file);
	g_hash_table_unref(place->lines);
	g_free(place);
}

const char *
confplace_file(const struct confplace *place)
{
	return place->file;
}

void
confplace_note(struct confplace *place, const char *option, unsigned int line)
{
	g_hash_table_replace(place->lines, g_strdup(option),
	    GUINT_TO_POINTER(line));
}

/* "accounts[0].tls" without its line is looked for as "accounts[0]", then as
 * "accounts"; 0 when none of them stands in the file. */
static unsigned int
find_line(const struct confplace *place, const char *option)
{
	g_autofree char *name = g_strdup(option);

	while (*name) {
		unsigned int line =
		    GPOINTER_TO_UINT(g_hash_table_lookup(place->lines, name));
		char *dot = strrchr(name, '.'), *bracket = strrchr(name, '[');

		if (line > 0)
			return line;
		/* The later of the two; NULL is before everything. */
		*(MAX(dot, bracket) ? MAX(dot, bracket) : name) = '\0';
	}
	return 0;
}

bool
confplace_fail(const struct confplace *place, GError **error,
    const char *option, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return confplace_fail_line(place, error, find_line(place, option),
	    "%s: %s", option, text);
}

bool
confplace_fail_line(const struct confplace *place, GError **error,
    unsigned int line, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (line == 0)
		return fail_set(error, FAIL_CONFIG, "%s: %s", place->file,
		    text);
	return fail_set(error, FAIL_CONFIG, "%s:%u: %s", place->file, line,
	    text);
}
