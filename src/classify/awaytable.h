/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* The words of out-of-office answers, in the form of foldtext.c. */

enum awaytable_where {
	AWAYTABLE_SUBJECT, /* a program's prefix: enough where the subject
	                      begins with it and a colon or nothing follows */
	AWAYTABLE_LOOSE,   /* anywhere in the subject; the text must confirm */
	AWAYTABLE_TEXT,    /* in the first lines of the text */
	AWAYTABLE_AUTO,    /* before a subject: confirms a loose one */
};

struct awaytable_row {
	enum awaytable_where where;
	const char *language; /* BCP 47 */
	const char *text;
};

extern const struct awaytable_row awaytable_rows[];
extern const guint awaytable_count;
