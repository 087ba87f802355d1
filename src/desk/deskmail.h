/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"
#include <stdbool.h>

/* An agent's mail to his desk address that is commands and nothing else: it
 * belongs to no ticket and is answered with a transcript. False when the mail
 * is to be filed instead (desk/forward.h), or held. Nothing is answered but
 * what a human wrote. */
bool deskmail_decide(struct decision *decision, const struct decide_case *what);
