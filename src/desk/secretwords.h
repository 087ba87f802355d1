/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stddef.h>

/* Words that announce a secret, in the desk's languages; and those that say a
 * long number is only a number. */
enum secretwords_kind {
	SECRETWORDS_KEY,
	SECRETWORDS_API,
	SECRETWORDS_PASSWORD,
	SECRETWORDS_CODE,
	SECRETWORDS_NUMBER, /* of an order, a transfer */
};

/* The secretwords_kind of the label before text + offset, or -1; text: UTF-8.
 */
int secretwords_before(const char *text, size_t offset);
