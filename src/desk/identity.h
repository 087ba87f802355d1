/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "desk/decide.h"

/* Whose account a mail is about, and whether that is known: who is registered
 * proves it by writing from that address, or by answering the confirm letter
 * that goes there. The queue's setting says what follows ("identity"). */

/* Confirm letters to one registered address in an hour, and to others because
 * of one sender's mails in a day; then the agents know, and no letter goes. */
#define IDENTITY_LETTERS_MAX 5

/* Adds to the decision what is in question and why, the letter that asks the
 * customer, and the confirm letter; or what the answer to one has settled. The
 * letter to the customer never depends on whether anybody is registered. */
void identity_add(struct decision *decision, const struct decide_case *what);

/* What agents read of it: "NOT PROVED: UID 4711 ..."; NULL when there is no
 * question. when: the answer's instant, in words. The caller frees. */
char *identity_text(const struct ticket *ticket, const char *when);

/* "c***@example.org": enough to know one's own address again, too little to
 * learn another's or to be led anywhere. The caller frees. */
char *identity_mask(const char *address);
