/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Where in a page the mail that it answers is quoted, by what mail programs
 * call their elements; what <blockquote> says by its own name is not told.
 * Begins as zeros. */
struct htmlquote {
	char element[16]; /* that is the quote */
	guint depth;      /* of elements of that name in it; 0: none is open */
	gboolean rest;    /* all that follows is quoted */
};

/* A start tag as htmlwriter_start() gets it, outside of quotes. Whether a quote
 * begins with it. */
gboolean htmlquote_start(struct htmlquote *quote, const char *name,
    const char *const *attributes);

/* The same inside of one: no other begins. */
void htmlquote_inside(struct htmlquote *quote, const char *name);

/* An end tag. Whether the quote ends with it. */
gboolean htmlquote_end(struct htmlquote *quote, const char *name);
