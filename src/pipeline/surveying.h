/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Asking customers how good the help was, and counting their votes: what
 * desk/survey.h decides, in the store. */

/* The survey that this letter to the ticket's customer is to carry, in that
 * language, into *out; NULL when it carries none. The closure that its
 * addresses stand for is written, and the ticket with it. */
bool surveying_ask(const struct apply *apply, const struct decide_letter *want,
    const char *language, char **out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The closure that a mail may be a vote on: the one of the rating address it
 * came to, else the ticket's last; NULL in *closure_out for none. The vote of
 * that address in *vote_out, 0 none. Of apply match, txn and ticket are
 * needed. */
bool surveying_find(const struct apply *apply, struct closure **closure_out,
    guint *vote_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the decision's vote, where it has one, and its audit record; a low one
 * is told to the queue's supervisors, else the owner, but never to the agent
 * who was rated. */
bool surveying_count(const struct apply *apply, const struct entry *entry,
    const struct decision *decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
