/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* A vote in a customer's own words: "5", "4/5", "fantastic", four stars. */

/* Most characters of the line that may be one; a longer one is a sentence. */
#define RATING_MAX 60

/* The vote (1, terrible, to 5, fantastic) that the first line of these new
 * words is, all of it: a digit of any script, a word of ratingwords.c, a face
 * or stars, or several of them that say the same. 0 when anything else stands
 * there, also a second opinion. *comment_out: the lines behind it, within
 * words, "" when there are none. Linear time. */
guint rating_read(const char *words, const char **comment_out);
