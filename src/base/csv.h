/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "base/fail.h"

/* Comma-separated values, RFC 4180: fields may stand in double quotes, and then
 * have commas, line ends and doubled quotes in them. Lines may end in LF alone,
 * and a byte order mark before the first is passed over. */

struct csv_row {
	guint line;       /* where it begins, from 1 */
	GPtrArray *cells; /* char *, at least one */
};
void csv_row_free(struct csv_row *row);

/* All rows that are not empty (struct csv_row). PERMANENT error for text that
 * is not UTF-8 or has a NUL, a quote that is not closed, and octets between a
 * closing quote and the comma; it begins with "LINE: ". The caller frees. */
GPtrArray *csv_parse(const char *text, gsize size,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a row with CRLF; cells up to NULL, quoted where they need it. One that a
 * spreadsheet would take for a formula is written as it is: this is for people
 * who read it back. */
void csv_append(GString *out, const char *const *cells);
