/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/fail.h"

#define DOTSTUFF_LINE_MAX 998 /* octets without CR LF, RFC 5321 4.5.3.1.6 */

enum dotstuff_place { DOTSTUFF_START, DOTSTUFF_INSIDE, DOTSTUFF_CR };

/* Where in a line the last chunk ended. {0} before the first. */
struct dotstuff {
	enum dotstuff_place place;
	guint length; /* octets of the line so far */
};

/* Appends a chunk to out, with a dot before each line's leading dot (RFC
 * 5321 4.5.2). Lines end with CR LF only: a bare CR, a bare LF, a NUL or a line
 * over the limit is a PERMANENT error, and out then holds nothing at or after
 * the offending octet. */
bool dotstuff_add(struct dotstuff *state, const char *data, gsize size,
    GString *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The end of the letter: "." CR LF, with CR LF before it where the last line
 * lacks one. A trailing bare CR is a PERMANENT error. */
bool dotstuff_end(const struct dotstuff *state, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
