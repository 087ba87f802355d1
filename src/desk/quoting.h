/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What mail clients put between the words of an answer and the mail that it
 * answers: quote marks, "On ..., X wrote:", "From: Sent: To: Subject:" blocks,
 * lines of dashes, "Sent from my phone". All texts are UTF-8 whose lines end in
 * \n; desk_address tells whose mail was answered. Linear time. */

/* How many octets of text are left when everything of that kind is taken from
 * its end, white space too. */
gsize quoting_tail(const char *text, gsize size, const char *desk_address);

enum quoting_what {
	QUOTING_ANY,    /* quote marks as well */
	QUOTING_BLOCKS, /* attributions, header blocks, separators only */
};

/* The offset of the first line that looks quoted, or introduces a quote; size
 * when there is none. */
gsize quoting_first(const char *text, gsize size, const char *desk_address,
    enum quoting_what what);
