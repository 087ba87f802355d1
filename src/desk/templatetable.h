/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/fail.h"

/* The table of what docket writes, for templatedir.c: letters, and sentences
 * that stand in letters. */

enum templatetable_kind { TEMPLATETABLE_LETTER, TEMPLATETABLE_PHRASE };

/* What a customer reads must be there in every language that is. */
enum templatetable_reader { TEMPLATETABLE_STAFF, TEMPLATETABLE_CUSTOMER };

struct templatetable_row {
	const char *name;
	guint allowed, demanded; /* bits of places, templatetable_check()'s */
	enum templatetable_reader reader;
};

/* All rows of a kind; how many in *n_out. */
const struct templatetable_row *templatetable_rows(enum templatetable_kind kind,
    guint *n_out);

/* By what a letter's words, or a phrase's, are found; language in lower case.
 * The caller frees. */
char *templatetable_key(const char *language, enum templatetable_kind kind,
    const char *name);

/* NULL when there is none of that name. */
const struct templatetable_row *templatetable_find(enum templatetable_kind kind,
    const char *name);

/* Whether that letter may bring somebody's words, whose lines are not ours. */
bool templatetable_has_words(const char *letter);

/* Whether any letter may have a place of that name. */
bool templatetable_has_place(const char *name);

/* Whether every place in text is known and allowed in the row, and none that it
 * demands is missing; else a CONFIG error that names path and line. */
bool templatetable_check(const char *path, const char *text,
    const struct templatetable_row *row,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
