/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* One language's words for the five steps, each a list parted by "|", in the
 * form of g_utf8_casefold() and NFKC. What the survey offers is among them. */
struct ratingwords_row {
	const char *language;
	const char *steps[5]; /* from the worst to the best */
};

const struct ratingwords_row *ratingwords_rows(guint *n_out);

/* What a single picture says: 1 to 5, 0 nothing. */
guint ratingwords_picture(gunichar c);

/* The face that stands beside a step in letters. */
const char *ratingwords_face(guint step);
