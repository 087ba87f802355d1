/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "settings/settings.h"

/* What web forms mail, as text: a line a field, "Name: value"; or a table of
 * two columns, which mime/html gives as "Name<TAB>value"; or the name on a line
 * of its own and the value on the next. Whether the form is to be believed is
 * for the caller to know (struct verdict, form): a visitor's words may look
 * like fields as well. All are linear in the text. */

/* Lines that are not blank in which fields are looked for, octets of a name. */
#define FORMFIELD_LINES 200
#define FORMFIELD_NAME_MAX 80

enum formfield_layout {
	FORMFIELD_BESIDE, /* the value stands on the name's line only */
	FORMFIELD_BELOW,  /* or on the next one that is not blank */
};

/* The value of the first field that is called like the desk's category_field,
 * in the first so many lines that are not blank, as it is written; NULL when
 * there is none, or nothing in it. The caller frees. */
char *formfield_category(const char *text, const struct settings_desk *desk,
    guint lines, enum formfield_layout layout);

/* What the fields name (struct mention), by their names in the languages of
 * mentionwords.h. A number must look like one, as in mentions_find(); a device,
 * a system and an error are the field's words, cut at MENTIONS_VALUE_MAX
 * octets, one clean line each. The list owns what is in it. */
GPtrArray *formfield_mentions(const char *text,
    const struct settings_desk *desk);
