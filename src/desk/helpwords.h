/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/thankstable.h"

/* What customers answer to a first answer, and of what they write when no first
 * answer may be given. */

/* Rows of the kinds THANKSTABLE_SOLVED, THANKSTABLE_PERSON and, to stand beside
 * these, THANKSTABLE_BESIDE; n_out gets their number. */
const struct thankstable_row *helpwords_rows(guint *n_out);

/* The first of the words with which a word of the text begins, whatever its
 * case; NULL for none. lists: n of words parted by "|", each NFKC and case
 * folded. The caller frees. */
char *helpwords_begins(const char *text, const char *const *lists, guint n);

/* Whether a text speaks of theft, of a break-in, of lawyers or of a complaint:
 * in any language of the table, where a word begins so. text: UTF-8. Linear in
 * its length for each word of the table. */
bool helpwords_is_grave(const char *text);
