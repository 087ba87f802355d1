/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "model/header.h"
#include "model/message.h"

#define RECIPIENTS_MAX 100 /* addresses taken of one mail */

/* The addresses that a bounce without a machine-readable report names as the
 * ones it is about, in lower case, each once, in the mail's order. Where
 * several places name some, the surest counts: X-Failed-Recipients, fields of
 * RFC 3464 inside the text, set phrases, lines that begin with an address, the
 * SMTP dialogue, the returned mail's own To. Empty when nobody is named.
 * NULL-terminated; the caller frees with g_strfreev. Everything in a bounce may
 * be made up: no letter may be sent because of what this returns. */
char **recipients_find(const struct header *header,
    const struct message *message);
