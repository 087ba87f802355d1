/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The line in an agent's notice above which his answer stands, and the cut at
 * it. */

/* How long a reference is, in characters that base32 knows. */
#define MARKER_REFERENCE_LENGTH 10

/* A line of every notice's banner. In the words that an agent sends to a
 * customer it may not occur; marker_cut() sees to that. */
#define MARKER_BANNER_LINE "Your reply goes to the CUSTOMER"

/* The marker line with that reference (which a customer can not guess), without
 * a line end; short enough not to be wrapped. The caller frees. */
char *marker_line(const char *reference);

enum marker_result {
	MARKER_FOUND, /* words_out: the text above it */
	MARKER_CLEAN, /* no marker, and no line that looks quoted: words_out is
	                 all of it */
	MARKER_MISSING, /* no marker, but quoted lines are left: hold; words_out
	                   is what stands above the first of them */
	MARKER_EMPTY,   /* nothing but white space above it; words_out is "" */
};

/* The agent's own words: what stands above the marker line, however quoted,
 * wrapped or indented by the client; less the attribution line or header block
 * that the client put between, in any of some thirty languages; less a
 * signature behind "-- ". A mention of desk_address tells an attribution from
 * words that only end with a colon. text is UTF-8 whose lines end in \n;
 * reference may be NULL. words_out is the caller's. Linear time. */
enum marker_result marker_cut(const char *text, const char *reference,
    const char *desk_address, char **words_out);
