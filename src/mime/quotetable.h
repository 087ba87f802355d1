/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "mime/quotewords.h"

/* A phrase that mail programs write, folded as quotewords_fold() folds. A
 * language or a mail program is added as rows and nowhere else. */
struct quotetable_row {
	guint kind;           /* one quotewords_kind */
	const char *language; /* ISO 639-1, "xx" any; for the reader */
	const char *phrase;   /* NULL ends a table */
};

extern const struct quotetable_row quotetable_rows[];  /* above a quote */
extern const struct quotetable_row quotelabels_rows[]; /* "From:" */
extern const struct quotetable_row quotemobile_rows[]; /* "Sent from my" */
