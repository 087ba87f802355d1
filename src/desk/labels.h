/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stddef.h>

/* Words before a value that say what it is: "Order no.: 1042", "номер заказа
 * 1042", "订单号1042". */

struct labels_row {
	guint8 kind, length;
	const char *phrase; /* UTF-8, NFKC, in lower case */
};
#define LABELS_ROW(kind, phrase)                           \
	{                                                  \
		kind, (guint8)(sizeof(phrase) - 1), phrase \
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
int labels_before(const struct labels_row *rows, guint n_rows, const char *text,
    size_t offset);
