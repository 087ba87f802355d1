/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* An answer that stands between the lines of a quoted notice. All texts are
 * UTF-8 with "\n" line ends. */
struct interleaved_what {
	const char *text;   /* of the agent's mail */
	const char *notice; /* the text of the notice that it answers */
	const char *said;   /* what customers wrote on the ticket themselves */
	const char *desk_address;
};

/* Everything that the agent wrote, above and between the quoted lines, and of
 * those only what is a customer's own words, each behind "> ". The quote is
 * told from the answer by the notice itself, however the client marked or
 * wrapped it. NULL when a line of the notice that is none of the customer's may
 * be left. Signatures, and what clients put before a quote, are left out. The
 * caller frees. At most INTERLEAVED_TEXT_MAX octets of a text are looked at;
 * NULL for longer ones. */
#define INTERLEAVED_TEXT_MAX ((gsize)256 * 1024)
char *interleaved_words(const struct interleaved_what *what);

/* Whether he wrote something between the quoted lines: what would be lost if
 * only the words above them were sent. */
gboolean interleaved_is_between(const struct interleaved_what *what);
