/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "settings/options.h"

/* The struct field that a row describes, in the struct at base. */
char **optionvalue_text(const struct options_row *row, void *base);
char ***optionvalue_list(const struct options_row *row, void *base);
gint64 *optionvalue_number(const struct options_row *row, void *base);

/* A new struct of an OPTIONS_GROUPS section with all defaults; options that
 * must be given are empty. The caller frees it with optionvalue_free_group().
 */
void *optionvalue_new_group(const struct options_section *section);
void optionvalue_free_group(const struct options_section *section,
    void *take_group);

/* Sets every field of a section's struct to its default; what was there before
 * is not freed. */
void optionvalue_set_defaults(const struct options_section *section,
    void *base);

/* Frees what the fields hold and sets them to NULL and 0. */
void optionvalue_clear(const struct options_section *section, void *base);

/* A section's struct as a{sv}, option names as keys, and back. Names that are
 * missing keep their value; CONFIG error when one has another type. */
GVariant *optionvalue_encode(const struct options_section *section, void *base);
bool optionvalue_decode(const struct options_section *section, void *base,
    GVariant *encoded, GError **error) G_GNUC_WARN_UNUSED_RESULT;
