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

/* Outlook's Transport Neutral Encapsulation Format (MS-OXTNEF). */
struct tnef {
	char *text;       /* the body, UTF-8; NULL: none in a form read here */
	gboolean is_html; /* whether text is a page */
	GPtrArray *files; /* struct tnef_file, at most TNEF_FILES */
	gboolean rest;    /* there is more: a message inside, too many files,
	                     or damage */
};

/* Each file is a part that overlaps the winmail.dat; far below what a record
 * may overlap (MESSAGE_OVERLAP_MAX). */
#define TNEF_FILES 32

/* Reads the decoded octets; at most max octets of the body. NULL when they are
 * no TNEF. No recursion, linear time, no copy of a file. The caller frees. */
struct tnef *tnef_read(const void *data, gsize size, gsize max);
void tnef_free(struct tnef *tnef);
AUTOPTR_DEFINE(tnef, tnef_free)
