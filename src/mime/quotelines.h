/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include <glib.h>

/* What a line is by itself. */
enum quotelines_kind {
	QUOTELINES_TEXT,
	QUOTELINES_BLANK,
	QUOTELINES_QUOTED,    /* begins with ">" */
	QUOTELINES_SEPARATOR, /* dashes, underscores, ... and nothing else */
	QUOTELINES_SIGNATURE, /* "-- " or "--" */
};

enum quotelines_sign {
	QUOTELINES_ENDS = 1,     /* in a colon; with an address, in "wrote" */
	QUOTELINES_ADDRESS = 2,  /* has an "@" between letters */
	QUOTELINES_ORIGINAL = 4, /* "-----Original Message-----" */
};

struct quotelines_line {
	guint32 offset, length; /* of its octets; without the line end */
	guint8 kind;            /* quotelines_kind */
	guint8 signs;           /* quotelines_sign bits, of TEXT and QUOTED */
	guint8 cut;             /* the caller's */
	guint16 label;          /* quotewords_kind bits of its "From:" */
};

/* A text cut into lines, each looked at once. */
struct quotelines {
	const char *text; /* borrowed */
	struct quotelines_line *lines;
	guint count;
	guint64 steps; /* octets looked at, for the tests */
};

struct quotelines *quotelines_new(const char *text);
void quotelines_free(struct quotelines *lines);
AUTOPTR_DEFINE(quotelines, quotelines_free)

/* Line n folded (quotewords_fold()) without the ">", dashes and spaces round
 * it, at most QUOTEWORDS_MAX octets with the NUL. Returns its length. */
gsize quotelines_fold(struct quotelines *lines, guint n, char *out);
