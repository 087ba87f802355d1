/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Addresses and Message-IDs in raw, unfolded field values, read without any
 * MIME library. Linear in the value's length, no recursion. */

/* The one address of a field that must hold exactly one mailbox (RFC 5322
 * 3.4), folded; NULL when there are several, none, a group, a route, or
 * anything about which two readers could disagree. The caller frees. */
char *addrscan_single(const char *value);

/* The next word with an '@' outside comments and quoted strings, as it stands;
 * *cursor moves behind it. NULL at the end. For finding addresses of ours in
 * recipient fields, however broken. The caller frees. */
char *addrscan_next(const char **cursor);

/* Appends the ids (char *, without <> and white space) of a References or
 * In-Reply-To value to ids, in their order: those in angle brackets, however
 * joined, else bare words with an '@'. Ids past 998 octets are left out. */
void addrscan_ids(const char *value, GPtrArray *ids);
