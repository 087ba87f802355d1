/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Words before a value that say what it is: "Order no.: 1042", "номер заказа
 * 1042", "订单号1042". */

#define LABELS_ROWS_MAX 255 /* in a table */

struct labels_row {
	guint8 kind, length;
	const char *phrase; /* UTF-8, NFKC, in lower case */
};
#define LABELS_ROW(kind, phrase)                           \
	{                                                  \
		kind, (guint8)(sizeof(phrase) - 1), phrase \
	}

/* Rows by the octet they end in; see labels_before(). */
struct labels_table {
	const struct labels_row *rows;
	guint n_rows;
	/* filled in at the first look: 1 + the first row that ends so, and the
	 * next one after each */
	guint8 first[256], next[LABELS_ROWS_MAX];
	bool filled;
};
#define LABELS_TABLE(rows)                                      \
	{                                                       \
		(rows), G_N_ELEMENTS(rows), { 0 }, { 0 }, false \
	}

/* The kind of a phrase that ends like another and says nothing; others are
 * below 0xfe. */
#define LABELS_NOTHING 0xff

/* Octets before a value in which its label must lie. */
#define LABELS_REACH 64

/* The kind of the row whose phrase stands before text + offset on its line,
 * with nothing between but marks, numero signs and words such as "no" or "is";
 * -1 for none. In scripts that write blanks a phrase is a whole word. text is
 * UTF-8 in NFKC. */
int labels_before(struct labels_table *table, const char *text, size_t offset);
