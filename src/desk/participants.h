/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* Who joins a ticket because a customer named him in To or Cc. */

/* Participants that a ticket can have, besides its customer. */
#define PARTICIPANTS_MAX 10

/* Adds to the decision whoever joins, and a remark that names them: only by the
 * queue's cc, by a human's mail that did not come over a list, of an
 * authenticated holder of a seat or opener of the ticket; never an address of
 * ours or of an agent, none twice, and no more than PARTICIPANTS_MAX. */
void participants_add(struct decision *decision,
    const struct decide_case *what);
