/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/header.h"

/* A mail as octets, with its header as intake/scan read it; all borrowed. */
struct samemail {
	const struct header *header;
	const char *octets;
	gsize size;
};

/* Whether theirs is ours as somebody got it: each field that a reader sees or
 * that says how the text is to be read is there as often and has the same value
 * but for folding, and the body is the same octets but for line ends and white
 * space at the end of lines. What servers add on the way does not matter. A
 * copy that a program has made anew is not the same. Linear time. */
bool samemail_is(const struct samemail *ours, const struct samemail *theirs);
