/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include <glib.h>

/* A file in a winmail.dat. */
struct tnef_file {
	char *name;         /* as written, UTF-8; NULL: none */
	char *mime;         /* lower case; NULL: not said */
	gsize offset, size; /* of its octets in those of the winmail.dat */
};

/* What a winmail.dat says of its own mail, or of one that is a file in it.
 * Texts are UTF-8, NULL: not said. */
struct tnef_message {
	char *subject, *from_name;
	char *from_address; /* has an "@" */
	gint64 date;        /* Unix seconds, 0: not said */
	char *text;         /* the body */
	gboolean is_html;   /* whether text is a page */
};

/* Outlook's Transport Neutral Encapsulation Format (MS-OXTNEF). */
struct tnef {
	GPtrArray *messages; /* struct tnef_message: the mail's own, then those
	                        inside, at most TNEF_MESSAGES; never empty */
	GPtrArray *files;    /* struct tnef_file, at most TNEF_FILES; those of
	                        messages inside too */
	gboolean rest;       /* there is more: a thing of Windows, too much of
	                        something, or damage */
};

/* Each file is a part that overlaps the winmail.dat; far below what a record
 * may overlap (MESSAGE_OVERLAP_MAX). */
#define TNEF_FILES 32
#define TNEF_MESSAGES 8
#define TNEF_DEPTH 4 /* messages in messages */

/* Reads the decoded octets; at most max octets of each body, which may be in
 * RTF alone. NULL when they are no TNEF. No recursion, linear time (times the
 * depth), no copy of a file. The caller frees. */
struct tnef *tnef_read(const void *data, gsize size, gsize max);
void tnef_free(struct tnef *tnef);
AUTOPTR_DEFINE(tnef, tnef_free)
