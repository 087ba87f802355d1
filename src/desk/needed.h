/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "desk/decide.h"
#include "desk/template.h"

/* What people outside name in a mail (mentions.h), and what is still missing
 * for their matter to be worked on (option categories, required). It is asked
 * for once, in the acknowledgement; while the customer is waited for the ticket
 * is pending, and no promise runs. */

/* Sets decision->mentions: what the new words of a customer's or a third
 * party's mail name, and of a believed form's all of its fields. Machines name
 * much, and an agent's words were read by him. The entry's kind is decided. */
void needed_find(struct decision *decision, const struct decide_case *what);

/* Of a new ticket that is acknowledged: asks for what its category requires and
 * the mail does not name, in a queue with ask_facts. Not in a grave matter, nor
 * of a VIP or where secrets stood in the mail: there a person comes first.
 * Agents read in a remark what is missing and why it was not asked for. */
void needed_ask(struct decision *decision, const struct decide_case *what);

/* Notes on the ticket what its customer is asked for, and what a later mail of
 * a customer's names of it. */
void needed_follow(struct ticket *ticket, const struct decision *decision);

/* What a letter says that asks for them (a set of mention_kind), as paragraphs
 * with a line for each; "" for none. The caller frees. */
char *needed_text(const struct template *templates, const char *language,
    guint32 kinds);
