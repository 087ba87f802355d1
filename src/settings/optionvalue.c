/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of the settings structs by row of the table: defaults, freeing, and
 * the form in which they travel to a role. Nothing here may know a single
 * option by name; what all options of a type have in common is here once. */
#include "settings/optionvalue.h"

#include <string.h>

#include "base/fail.h"

char **
optionvalue_text(const struct options_row *row, void *base)
{
	return G_STRUCT_MEMBER_P(base, row->offset);
}

char ***
optionvalue_list(const struct options_row *row, void *base)
{
	return G_STRUCT_MEMBER_P(base, row->offset);
}

gint64 *
optionvalue_number(const struct options_row *row, void *base)
{
	return G_STRUCT_MEMBER_P(base, row->offset);
}

/* The field that says whether an option was given; most have none. */
static gint64 *
presence(const struct options_row *row, void *base)
{
	return row->set_offset ? G_STRUCT_MEMBER_P(base, row->set_offset)
	                       : NULL;
}

/* The items of a default text such as "submission, dmarc". */
static char **
split_items(const char *text)
{
	char **items = g_strsplit(text, ",", -1);

	for (char **item = items; *item; item++)
		g_strstrip(*item);
	return items;
}

/* A word in the table that the table does not know is a bug. */
static gint64
default_words(const struct options_row *row, const char *text)
{
	g_auto(GStrv) items = split_items(text);
	gint64 all = 0;

	for (char **item = items; *item; item++) {
		gint64 value = 0;
		bool known = options_word_value(row, *item, &value);

		g_assert(known);
		all |= value;
	}
	return all;
}

static void
set_default(const struct options_row *row, void *base)
{
	const char *text = row->default_text ? row->default_text : "";

	switch (row->type) {
	case OPTIONS_STRING:
	case OPTIONS_PATH:
		*optionvalue_text(row, base) = g_strdup(text);
		break;
	case OPTIONS_LIST:
		*optionvalue_list(row, base) = split_items(text);
		break;
	case OPTIONS_BOOL:
		*optionvalue_number(row, base) = strcmp(text, "true") == 0;
		break;
	case OPTIONS_INT:
		*optionvalue_number(row, base) =
		    g_ascii_strtoll(text, NULL, 10);
		break;
	case OPTIONS_WORD:
	case OPTIONS_SET:
		*optionvalue_number(row, base) = default_words(row, text);
		break;
	}
	if (presence(row, base))
		*presence(row, base) = 0;
}

void
optionvalue_set_defaults(const struct options_section *section, void *base)
{
	for (size_t i = 0; i < section->n_rows; i++)
		set_default(&section->rows[i], base);
}

/* Fields are left as zero, so that a struct may be cleared twice. */
void
optionvalue_clear(const struct options_section *section, void *base)
{
	for (size_t i = 0; i < section->n_rows; i++) {
		const struct options_row *row = &section->rows[i];

		if (row->type == OPTIONS_STRING || row->type == OPTIONS_PATH)
			g_clear_pointer(optionvalue_text(row, base), g_free);
		else if (row->type == OPTIONS_LIST)
			g_clear_pointer(optionvalue_list(row, base),
			    g_strfreev);
		else
			*optionvalue_number(row, base) = 0;
	}
}

/* Memory by the table's size: this file knows no struct. */
void *
optionvalue_new_group(const struct options_section *section)
{
	void *group;

	g_assert(section->kind == OPTIONS_GROUPS);
	group = g_malloc0(section->size);
	optionvalue_set_defaults(section, group);
	return group;
}

void
optionvalue_free_group(const struct options_section *section, void *take_group)
{
	if (!take_group)
		return;
	optionvalue_clear(section, take_group);
	g_free(take_group);
}

/* Three types serve for seven: words and sets travel as their values. */
static GVariant *
encode_value(const struct options_row *row, void *base)
{
	if (row->type == OPTIONS_STRING || row->type == OPTIONS_PATH)
		return g_variant_new_string(*optionvalue_text(row, base));
	if (row->type == OPTIONS_LIST)
		return g_variant_new_strv(
		    (const char *const *)*optionvalue_list(row, base), -1);
	return g_variant_new_int64(*optionvalue_number(row, base));
}

/* By name and not by place: a role of the same program reads it, but a dump of
 * it can be read as well. */
GVariant *
optionvalue_encode(const struct options_section *section, void *base)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
	for (size_t i = 0; i < section->n_rows; i++) {
		const struct options_row *row = &section->rows[i];
		const gint64 *present = presence(row, base);

		/* An option that is absent must be absent on the other side. */
		if (!present || *present)
			g_variant_builder_add(&builder, "{sv}", row->name,
			    encode_value(row, base));
	}
	return g_variant_builder_end(&builder);
}

/* value has the row's type. */
static void
decode_value(const struct options_row *row, void *base, GVariant *value)
{
	if (row->type == OPTIONS_STRING || row->type == OPTIONS_PATH) {
		g_free(*optionvalue_text(row, base));
		*optionvalue_text(row, base) =
		    g_variant_dup_string(value, NULL);
	} else if (row->type == OPTIONS_LIST) {
		g_strfreev(*optionvalue_list(row, base));
		*optionvalue_list(row, base) = g_variant_dup_strv(value, NULL);
	} else {
		*optionvalue_number(row, base) = g_variant_get_int64(value);
	}
	if (presence(row, base))
		*presence(row, base) = 1;
}

static const GVariantType *
wire_type(const struct options_row *row)
{
	if (row->type == OPTIONS_STRING || row->type == OPTIONS_PATH)
		return G_VARIANT_TYPE_STRING;
	return row->type == OPTIONS_LIST ? G_VARIANT_TYPE_STRING_ARRAY
	                                 : G_VARIANT_TYPE_INT64;
}

bool
optionvalue_decode(const struct options_section *section, void *base,
    GVariant *encoded, GError **error)
{
	for (size_t i = 0; i < section->n_rows; i++) {
		const struct options_row *row = &section->rows[i];
		g_autoptr(GVariant) value =
		    g_variant_lookup_value(encoded, row->name, NULL);

		if (!value)
			continue;
		if (!g_variant_is_of_type(value, wire_type(row)))
			return fail_set(error, FAIL_CONFIG,
			    "handed-over option %s has type %s", row->name,
			    g_variant_get_type_string(value));
		decode_value(row, base, value);
	}
	return true;
}
