/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docket.conf into structs, along the table in options.c; the only libconfig
 * user. What libconfig accepts is not believed: an unknown name, a number that
 * should be a text, or a value out of its limits is refused with file and line,
 * never dropped or bent. */
#include "settings/confread.h"

#include <libconfig.h>
#include <string.h>

#include "base/escape.h"
#include "base/secret.h"
#include "settings/conftext.h"
#include "settings/optionnearest.h"
#include "settings/optionvalue.h"

#define TEXT_MAX 1000 /* octets of one text; no header field takes more */
#define ITEMS_MAX 10000
#define SHOWN 80 /* characters of a value or line in an error */

/* One option as found in the file. */
struct found {
	struct confplace *place;
	const config_setting_t *setting;
	const char *option; /* "accounts[0].tls" */
};

/* For the cleanup attribute. */
static void
clear_config(config_t *config)
{
	config_destroy(config);
}

/* The line in which the option's name stands, or its value in a list. */
static unsigned int
line_of(const config_setting_t *setting)
{
	return config_setting_source_line(setting);
}

/* --- one value ------------------------------------------------------------ */

/* A line end in a name would start a header field of its own. */
static bool
has_controls(const char *text)
{
	for (const char *next = text; *next; next += g_utf8_skip[(guchar)*next])
		if (g_unichar_iscntrl(g_utf8_get_char(next)))
			return true;
	return false;
}

/* The text of a string setting; NULL and an error for what none may be. */
static const char *
read_text(const struct found *found, GError **error)
{
	const char *text = config_setting_get_string(found->setting);

	if (!text)
		confplace_fail(found->place, error, found->option,
		    "must be a text in quotes, such as \"text\"");
	else if (!g_utf8_validate(text, -1, NULL))
		confplace_fail(found->place, error, found->option,
		    "is not UTF-8; save the file in that encoding");
	else if (has_controls(text))
		confplace_fail(found->place, error, found->option,
		    "must not have control characters");
	else if (strlen(text) > TEXT_MAX)
		confplace_fail(found->place, error, found->option,
		    "has %zu octets, %d are allowed", strlen(text), TEXT_MAX);
	else
		return text;
	return NULL;
}

/* The same, checked as the row says. */
static const char *
read_checked(const struct options_row *row, const struct found *found,
    GError **error)
{
	const char *text = read_text(found, error);
	const char *wrong = text && row->check ? row->check(text) : NULL;
	g_autofree char *shown = wrong ? escape_text(text, SHOWN) : NULL;

	if (!wrong)
		return text;
	confplace_fail(found->place, error, found->option, "\"%s\" %s", shown,
	    wrong);
	return NULL;
}

/* libconfig knows true and false in any case; yes, on and 1 are refused. */
static bool
read_bool(const struct found *found, gint64 *value_out, GError **error)
{
	if (config_setting_type(found->setting) != CONFIG_TYPE_BOOL)
		return confplace_fail(found->place, error, found->option,
		    "must be true or false, without quotes");
	*value_out = config_setting_get_bool(found->setting);
	return true;
}

/* Numbers past 32 bits arrive whole because conftext.c marked them. */
static bool
read_number(const struct options_row *row, const struct found *found,
    gint64 *value_out, GError **error)
{
	int type = config_setting_type(found->setting);
	gint64 value = config_setting_get_int64(found->setting);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return confplace_fail(found->place, error, found->option,
		    "must be a whole number, without quotes");
	if (value < row->min || value > row->max)
		return confplace_fail(found->place, error, found->option,
		    "%" G_GINT64_FORMAT " is out of range (%" G_GINT64_FORMAT
		    " to %" G_GINT64_FORMAT ")",
		    value, row->min, row->max);
	*value_out = value;
	return true;
}

/* Words are case-sensitive, as everything in the file is. */
static bool
read_word(const struct options_row *row, const struct found *found,
    gint64 *value_out, GError **error)
{
	const char *text = read_text(found, error);
	g_autofree char *shown = text ? escape_text(text, SHOWN) : NULL;
	g_autofree char *words = options_words_text(row);

	if (!text)
		return false;
	if (options_word_value(row, text, value_out))
		return true;
	return confplace_fail(found->place, error, found->option,
	    "\"%s\" must be %s", shown, words);
}

/* --- several values ------------------------------------------------------- */

/* Whether the setting holds items, [ ... ] or ( ... ). */
static bool
is_items(const struct found *found, GError **error)
{
	int type = config_setting_type(found->setting);

	if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST)
		return confplace_fail(found->place, error, found->option,
		    "must be a list in brackets, such as [ \"text\" ]");
	if (config_setting_length(found->setting) > ITEMS_MAX)
		return confplace_fail(found->place, error, found->option,
		    "has more than %d items", ITEMS_MAX);
	return true;
}

static const config_setting_t *
item_at(const struct found *found, int index)
{
	return config_setting_get_elem(found->setting, (unsigned int)index);
}

/* Items are counted from 0, as libconfig's own paths do. */
static char *
item_name(const struct found *found, int index)
{
	return g_strdup_printf("%s[%d]", found->option, index);
}

/* Both [ ] and ( ) make lists of texts; the difference is libconfig's only. */
static bool
read_list(const struct options_row *row, const struct found *found,
    char ***list_out, GError **error)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);

	if (!is_items(found, error))
		return false;
	for (int i = 0; i < config_setting_length(found->setting); i++) {
		g_autofree char *name = item_name(found, i);
		struct found item = { found->place, item_at(found, i), name };
		const char *text;

		confplace_note(found->place, name, line_of(item.setting));
		text = read_checked(row, &item, error);
		if (!text)
			return false;
		g_ptr_array_add(items, g_strdup(text));
	}
	if (items->len == 0 && !row->default_text)
		return confplace_fail(found->place, error, found->option,
		    "needs at least one item");
	g_ptr_array_add(items, NULL);
	g_strfreev(*list_out);
	*list_out = (char **)g_ptr_array_free(g_steal_pointer(&items), FALSE);
	return true;
}

/* An empty set would switch a protection off without saying so. */
static bool
read_set(const struct options_row *row, const struct found *found,
    gint64 *value_out, GError **error)
{
	gint64 all = 0;

	if (!is_items(found, error))
		return false;
	for (int i = 0; i < config_setting_length(found->setting); i++) {
		g_autofree char *name = item_name(found, i);
		struct found item = { found->place, item_at(found, i), name };
		gint64 value = 0;

		if (!read_word(row, &item, &value, error))
			return false;
		all |= value;
	}
	if (all == 0) {
		g_autofree char *words = options_words_text(row);

		return confplace_fail(found->place, error, found->option,
		    "needs at least one of %s", words);
	}
	*value_out = all;
	return true;
}

/* Reads the value of one row into its field of the struct at base. */
static bool
read_option(const struct options_row *row, const struct found *found,
    void *base, GError **error)
{
	const char *text;

	switch (row->type) {
	case OPTIONS_LIST:
		return read_list(row, found, optionvalue_list(row, base),
		    error);
	case OPTIONS_BOOL:
		return read_bool(found, optionvalue_number(row, base), error);
	case OPTIONS_INT:
		return read_number(row, found, optionvalue_number(row, base),
		    error);
	case OPTIONS_WORD:
		return read_word(row, found, optionvalue_number(row, base),
		    error);
	case OPTIONS_SET:
		return read_set(row, found, optionvalue_number(row, base),
		    error);
	case OPTIONS_STRING:
	case OPTIONS_PATH:
		break;
	}
	text = read_checked(row, found, error);
	if (!text)
		return false;
	g_free(*optionvalue_text(row, base));
	*optionvalue_text(row, base) = g_strdup(text);
	if (row->set_offset)
		*(gint64 *)G_STRUCT_MEMBER_P(base, row->set_offset) = 1;
	return true;
}

/* --- groups --------------------------------------------------------------- */

/* A name that is right elsewhere was put into the wrong group; any other is
 * most likely misspelt. */
static bool
fail_unknown(const struct options_section *section, const struct found *found,
    GError **error)
{
	const char *name = config_setting_name(found->setting);
	const char *near = optionnearest_find(section, name);
	const struct options_section *home = options_home(name);

	if (home && home->kind == OPTIONS_TOP)
		return confplace_fail(found->place, error, found->option,
		    "unknown option; it belongs to the top level, outside of any { }");
	if (home)
		return confplace_fail(found->place, error, found->option,
		    "unknown option; it belongs into a group such as %s",
		    home->name);
	if (near)
		return confplace_fail(found->place, error, found->option,
		    "unknown option; did you mean \"%s\"?", near);
	return confplace_fail(found->place, error, found->option,
	    "unknown option");
}

/* Options at the top level have no prefix. */
static char *
child_name(const char *prefix, const char *name)
{
	return *prefix ? g_strconcat(prefix, ".", name, NULL) : g_strdup(name);
}

/* Looks at the file and not at the struct: an empty text that was given has
 * been refused by its check, with better words. */
static bool
check_required(const struct options_section *section, const struct found *group,
    GError **error)
{
	for (size_t i = 0; i < section->n_rows; i++) {
		const struct options_row *row = &section->rows[i];
		g_autofree char *name = child_name(group->option, row->name);

		if (row->default_text)
			continue;
		if (!group->setting ||
		    !config_setting_get_member(group->setting, row->name))
			return confplace_fail(group->place, error, name,
			    "missing; it must be given: %s", row->help);
	}
	return true;
}

/* Relative paths, given or default, become absolute here, so that no role has
 * to know where docket.conf lies. */
static void
resolve_paths(const struct options_section *section, void *base,
    const char *file)
{
	g_autofree char *folder = g_path_get_dirname(file);

	for (size_t i = 0; i < section->n_rows; i++) {
		char **text = optionvalue_text(&section->rows[i], base);
		g_autofree char *path = NULL;

		if (section->rows[i].type != OPTIONS_PATH || !**text)
			continue;
		path = secret_path(folder, *text);
		g_free(*text);
		*text = g_canonicalize_filename(path, NULL);
	}
}

/* Reads the options of a group; what names a section is left to the caller. */
static bool
read_group(const struct options_section *section, const struct found *group,
    void *base, GError **error)
{
	int n = group->setting ? config_setting_length(group->setting) : 0;

	for (int i = 0; i < n; i++) {
		const config_setting_t *setting = item_at(group, i);
		const char *key = config_setting_name(setting);
		const struct options_row *row = options_row(section, key);
		g_autofree char *name = child_name(group->option, key);
		struct found found = { group->place, setting, name };

		confplace_note(group->place, name, line_of(setting));
		if (!row && section->kind == OPTIONS_TOP &&
		    options_section(key))
			continue;
		if (!row)
			return fail_unknown(section, &found, error);
		if (!read_option(row, &found, base, error))
			return false;
	}
	resolve_paths(section, base, confplace_file(group->place));
	return check_required(section, group, error);
}

/* A list of groups; each is in the array, and so is freed, before it is read.
 */
static bool
read_groups(const struct options_section *section, const struct found *found,
    GPtrArray *groups, GError **error)
{
	int type = config_setting_type(found->setting);

	if (type != CONFIG_TYPE_LIST)
		return confplace_fail(found->place, error, found->option,
		    "must be a list of groups: %s = ( { ... } );",
		    section->name);
	for (int i = 0; i < config_setting_length(found->setting); i++) {
		g_autofree char *name = item_name(found, i);
		struct found item = { found->place, item_at(found, i), name };
		void *group;

		confplace_note(found->place, name, line_of(item.setting));
		if (config_setting_type(item.setting) != CONFIG_TYPE_GROUP)
			return confplace_fail(found->place, error, name,
			    "must be a group: { ... }");
		group = optionvalue_new_group(section);
		g_ptr_array_add(groups, group);
		if (!read_group(section, &item, group, error))
			return false;
	}
	return true;
}

/* A section that is not in the file is read like an empty one. */
static bool
read_section(const struct options_section *section, const struct found *found,
    struct settings *settings, GError **error)
{
	void *base = G_STRUCT_MEMBER_P(settings, section->offset);

	if (section->kind == OPTIONS_GROUPS)
		return !found->setting ||
		    read_groups(section, found, *(GPtrArray **)base, error);
	if (found->setting &&
	    config_setting_type(found->setting) != CONFIG_TYPE_GROUP)
		return confplace_fail(found->place, error, found->option,
		    "must be a group: %s = { ... };", section->name);
	return read_group(section, found, base, error);
}

/* --- the file ------------------------------------------------------------- */

/* A line of the text as an error may show it: its start, made safe. */
static char *
show_line(const char *text, unsigned int line)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *start = NULL;

	if (line == 0 || line > g_strv_length(lines))
		return g_strdup("");
	start = g_strndup(g_strstrip(lines[line - 1]), SHOWN);
	return escape_terminal(start, ESCAPE_ONE_LINE);
}

/* libconfig says what and in which line, but neither shows that line nor, for
 * an option that is given twice, its name. */
static bool
fail_syntax(const struct confplace *place, const config_t *config,
    const char *text, GError **error)
{
	unsigned int line = (unsigned int)config_error_line(config);
	const char *why = config_error_text(config);
	g_autofree char *shown = show_line(text, line);

	if (strstr(why, "duplicate"))
		return confplace_fail_line(place, error, line,
		    "an option is given twice in its group: %s", shown);
	return confplace_fail_line(place, error, line,
	    "%s at: %s (is a quote, bracket or semicolon missing here or just above?)",
	    why, shown);
}

/* In the order of the table, so that the first error is the same each time. */
static bool
read_root(const config_t *config, struct settings *settings,
    struct confplace *place, GError **error)
{
	const config_setting_t *root = config_root_setting(config);
	size_t n_sections;
	const struct options_section *sections = options_sections(&n_sections);

	for (size_t i = 0; i < n_sections; i++) {
		const char *name = sections[i].name;
		struct found found = { place, root, name };

		if (sections[i].kind != OPTIONS_TOP)
			found.setting = config_setting_get_member(root, name);
		if (!read_section(&sections[i], &found, settings, error))
			return false;
	}
	return true;
}

bool
confread_fill(struct settings *settings, struct confplace *place,
    GError **error)
{
	__attribute__((cleanup(clear_config))) config_t config;
	g_autofree char *text = NULL;

	config_init(&config);
	text = conftext_load(place, error);
	if (!text)
		return false;
	if (!config_read_string(&config, text))
		return fail_syntax(place, &config, text, error);
	return read_root(&config, settings, place, error);
}
