/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/thankstable.h"
#include "model/message.h"

/* "Thank you!": a mail after which nothing is left to do. */

/* Most characters of new words that are looked at; more is never only thanks.
 */
#define THANKS_MAX 240

/* Whether a mail's new words (mime/quote.h) are thanks and nothing else: in one
 * of the languages of thankstable.c, with a greeting, a name and a closing
 * formula or without; or a picture such as a thumb up. names: whose names may
 * stand there, NULL-terminated. Not when there is a question mark, a digit, an
 * attachment besides a signature's small picture, or one word that the table
 * does not have: the doubt goes to the agent. */
bool thanks_is_all(const struct message *message, const char *const *names);

/* The same of another kind: words of that kind, and thanks and all that may
 * stand beside them or not. */
bool thanks_says(const struct message *message, const char *const *names,
    enum thankstable_kind kind);
