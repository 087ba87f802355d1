/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/decide.h"
#include "model/message.h"

/* A customer's mail that reached an agent, who forwards it to the desk. */

/* Whether the first lines of a text ask for it ("#fwd"). */
bool forward_is_asked(const char *text);

/* The mail that is forwarded within the text of another, below the header that
 * the client repeats, in some thirty languages: its author, subject and text,
 * with the other's attachments; no Message-ID, recipients and date, which
 * nobody can vouch for. NULL when no header with an address is found. The
 * caller frees. */
struct message *forward_find(const struct message *mail);

/* What the agent wrote above it, commands left out, as one line; "" for
 * nothing. The caller frees. */
char *forward_comment(const struct message *mail, const char *desk_address);

/* Whether the mail must be held instead of filed: the agent may not, or there
 * is no author to open a ticket for (what->original NULL, or one of ours). */
bool forward_holds(struct decision *decision, const struct decide_case *what);
