/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"

/* The results in one Authentication-Results field (RFC 8601 2.2). */
struct resinfo_property {
	char *name;  /* "header.from", in lower case */
	char *value; /* unquoted, as written */
};
struct resinfo_result {
	char *method, *result; /* in lower case */
	GPtrArray *properties; /* struct resinfo_property */
};
struct resinfo {
	char *id;           /* authserv-id, unquoted; "" when there is none */
	GPtrArray *results; /* struct resinfo_result */
};

/* Reads an unfolded value. NULL when it does not follow the grammar to its end
 * or has another version than 1: half of a field proves nothing. Two liberties
 * are taken because large providers take them: a missing authserv-id
 * (Microsoft) and properties without a type ("action=none"). Linear time. The
 * caller frees. */
struct resinfo *resinfo_parse(const char *value);
void resinfo_free(struct resinfo *resinfo);
AUTOPTR_DEFINE(resinfo, resinfo_free)

/* The value of a result's first property of that name; NULL when it has none.
 */
const char *resinfo_property(const struct resinfo_result *result,
    const char *name);
