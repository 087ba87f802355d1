/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What stands under the line of a case. */
enum newwords_below {
	NEWWORDS_QUOTED,   /* lines with ">" */
	NEWWORDS_UNQUOTED, /* lines without */
	NEWWORDS_BOTH,     /* tried either way */
	NEWWORDS_LAST,     /* nothing, and then a quote with its head */
};

struct newwords_row {
	const char *name;
	enum newwords_below below;
	const char *head;
};

/* Adds a test a row: under two lines of new words stands the head and what it
 * quotes, and only the new words may be kept. */
void newwords_add(const char *path, const struct newwords_row *rows, gsize n);
