/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "desk/decide.h"

/* What people outside name in a mail (mentions.h), and what is still missing
 * for their matter to be worked on. */

/* Sets decision->mentions: what the new words of a customer's or a third
 * party's mail name, and of a believed form's all of its fields. Machines name
 * much, and an agent's words were read by him. The entry's kind is decided. */
void needed_find(struct decision *decision, const struct decide_case *what);
