/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"

/* A text as its reader sees it, for whoever looks for numbers and words in it:
 * digits of any script, full-width and mathematical letters as ASCII, blanks of
 * all kinds as one, and no invisible characters within ASCII. */
struct plainform {
	char *text;
	gsize *origin; /* for each octet of text, and its end, where its
	                  character begins in the original */
};

/* text: UTF-8. NULL when it is in that form already, as most texts are. Linear.
 * The caller frees. */
struct plainform *plainform_new(const char *text);

/* Where the character that stands at that octet of the plain text, or its end,
 * begins in the original. */
gsize plainform_origin(const struct plainform *plain, gsize offset);

void plainform_free(struct plainform *plain);
AUTOPTR_DEFINE(plainform, plainform_free)
