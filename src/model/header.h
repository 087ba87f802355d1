/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include <glib.h>
#include <stdbool.h>

/* The top header of a mail as it came, field by field, cut by our own scanner
 * outside the reader: what trust rests on is read from here and never from the
 * reader's word. */
struct header_field {
	char *name;  /* as written, without the colon */
	char *value; /* unfolded (CRLF removed, white space kept), NUL octets
	                as U+FFFD, trimmed; not necessarily UTF-8 */
};

struct header {
	GPtrArray *fields; /* struct header_field, top down */
	gsize body_offset; /* where the body begins in the raw mail */
	guint flags;       /* of the scan: header_flag */
	gboolean crlf; /* each line of the body was seen to end with CR LF */
	char *limit;   /* the hard limit passed ("mime_depth"), or NULL */
};

enum header_flag {
	HEADER_FLAG_LONG_LINE = 1,
	HEADER_FLAG_MANY_ADDRESSES = 2,
	HEADER_FLAG_MANY_WORDS = 4,
	HEADER_FLAG_MANY_PARAMETERS = 8,
	HEADER_FLAG_NUL = 16,
	HEADER_FLAG_MALFORMED = 32, /* a line in the header that is no field */
};

/* A header without fields. */
struct header *header_new(void);

/* Adds a field below those that are there; the strings are copied. */
void header_add(struct header *header, const char *name, const char *value);
void header_free(struct header *header);
AUTOPTR_DEFINE(header, header_free)

/* The value of the nth (0 = topmost) field of that name, in any case (RFC 5322
 * 1.2.2); NULL when there are fewer. Good while the header lives. */
const char *header_find(const struct header *header, const char *name,
    guint nth);

/* How many fields have that name. */
guint header_count(const struct header *header, const char *name);
