/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "desk/decide.h"
#include "desk/template.h"

/* Such letters to one address in 24 hours. */
#define WARNED_A_DAY 3

/* Where a mail had secrets in it (desk/hidden.h): the letter that says so to
 * who wrote it, under the rules of every automatic letter, and for agents a
 * remark that says what is hidden and whether the customer was told. Behind all
 * else that is decided of the mail. */
void warned_add(struct decision *decision, const struct decide_case *what);

/* A line for each kind among a message's flags, with what to do now; "" for
 * none. Never the value, which nobody has by then. The caller frees. */
char *warned_text(const struct template *templates, const char *language,
    guint32 flags);
