/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Words of which a mail may consist that is only thanks. */
enum thankstable_kind {
	THANKSTABLE_THANKS, /* one of these must be there */
	THANKSTABLE_BESIDE, /* greetings, closing formulas, "all is well" */
	THANKSTABLE_SOLVED, /* "that solved it", to a first answer */
	THANKSTABLE_PERSON, /* "a person, please", to the same */
};

struct thankstable_row {
	const char *language;
	enum thankstable_kind kind;
	const char *phrases; /* parted by "|"; each NFKC, case folded, words
	                        parted by one blank, apostrophes as "'", no
	                        other punctuation */
};

/* All rows; n_out gets their number. */
const struct thankstable_row *thankstable_rows(guint *n_out);
