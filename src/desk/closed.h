/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* What a customer's word to his ticket does to its status. */
enum closed_way {
	CLOSED_REOPEN, /* it is open again, or still */
	CLOSED_NEW,    /* a ticket of its own, linked to the old one */
	CLOSED_REJECT, /* kept on the ticket, which stays closed */
};

/* By the queue's closed_policy and reopen_days; whatever is not closed, solved
 * tickets among them, is opened again always. There is a ticket. */
enum closed_way closed_way(const struct decide_case *what);

/* The letter that says so for CLOSED_REJECT, or why there is none (static);
 * NULL when it was added. */
const char *closed_add_letter(struct decision *decision,
    const struct decide_case *what);

/* Whether the customer only says thank you on a ticket that is not open, and
 * the queue's "thanks" lets that be: then the decision is made, the mail is
 * kept, and nothing changes; agents read of it in a digest or not at all. */
bool closed_thanked(struct decision *decision, const struct decide_case *what);
