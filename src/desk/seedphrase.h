/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stddef.h>

struct seedphrase_range {
	size_t offset, length; /* octets of the text */
};

/* The seed phrases in a text: runs of words of the lists (seedwords.h, whose
 * file is words), whatever numbers and marks stand between them, that have a
 * phrase's length or in which a phrase's checksum is right. Ascending and
 * apart: an array of struct seedphrase_range. text: UTF-8. Linear. */
GArray *seedphrase_find(const char *text, GBytes *words);
