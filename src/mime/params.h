/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include <glib.h>

/* A structured field of the form "head; name=value; ...": Content-Type and
 * Content-Disposition, with RFC 2231 continuations and charsets, and the RFC
 * 2047 words and raw octets that mailers write there instead. */

/* At most max parameters (segments counted) are read. fallback is the charset
 * of raw 8-bit octets, or NULL. Never fails. */
struct params *params_parse(const char *raw, const char *fallback, guint max);
void params_free(struct params *params);
AUTOPTR_DEFINE(params, params_free)

/* What stands before the first ';', lower case, without comments and white
 * space;
 * "" when there is nothing. Borrowed. */
const char *params_head(const struct params *params);

/* The decoded value of that parameter (any case), valid UTF-8; NULL when there
 * is none. Of a doubled one the RFC 2231 form counts, else the first. Borrowed
 * until params is freed. */
const char *params_get(struct params *params, const char *name);

/* The value as it was written, for boundaries, which are octets. Borrowed. */
const char *params_get_raw(struct params *params, const char *name);
