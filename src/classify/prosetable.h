/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/verdict.h"

enum prosetable_where {
	PROSETABLE_SUBJECT,  /* somewhere in the subject */
	PROSETABLE_GREETING, /* in the text: only servers write so */
	PROSETABLE_TEXT,     /* in the text: people may write so as well */
};

struct prosetable_row {
	enum prosetable_where where;
	enum verdict_class class; /* BOUNCE, DELAY or RECEIPT */
	const char *text;
};

/* In the order in which they are to be tried. */
extern const struct prosetable_row prosetable_rows[];
extern const guint prosetable_count;
