/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/header.h"
#include "model/message.h"

/* What other signs there are that a machine wrote the mail. */
enum away_hint {
	AWAY_NO_HINT,
	AWAY_HINT,  /* answers a mail, yet its subject is no answer's */
	AWAY_MARKED /* asks not to be answered by machines, as people's mail
	               may do as well */
};

/* Whether the mail is an out-of-office answer by its words: a set phrase at the
 * beginning of the subject; or a looser one there and a hint, or a mark, which
 * the first lines of the text must confirm. Looks at the first 1,500 octets of
 * the text, with nothing but a mark at the first 300. */
bool away_is_answer(const struct header *header, const struct message *message,
    enum away_hint hint);

/* What hints the header gives. */
enum away_hint away_find_hint(const struct header *header,
    const struct message *message);
