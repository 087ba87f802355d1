/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* Who writes from an address that is not the holder's, with the reply address
 * of a ticket, may be told to write from the registered one. */

/* Adds that letter, which leads to no ticket (decide_letter.aside). Of what
 * told_sender and told_ticket count those of the last 24 hours. NULL, or why
 * there is none: static. */
const char *stranger_add_letter(struct decision *decision,
    const struct decide_case *what);
