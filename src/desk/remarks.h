/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* Adds the remarks that a mail has whatever is decided about it: what of it
 * could not be read, that its sender looks like the desk (desk/lookalike.h), or
 * that he was called a sender of spam before. */
void remarks_add(struct decision *decision, const struct decide_case *what);
