/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/absence.h"
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Agents who go away and come back. All within a caller's transaction; errors
 * are those of the store. */

/* Tickets about which whoever stands in gets a notice each; more are told of in
 * a digest. */
#define ATTENDANCE_NOTICES 5

/* Notes the absence, in actor's name, and gives the agent's open tickets on: to
 * the customer's manager or deputy, by the queue's assign, else to everybody of
 * the queue. *given_out: how many. */
bool attendance_leave(struct accept *accept, struct kv_txn *txn,
    const struct absence *absence, const char *actor, guint *given_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends it; tickets that were given on stay where they are. *was_out: whether
 * the agent was away; may be NULL. */
bool attendance_return(struct kv_txn *txn, const char *agent, const char *actor,
    bool *was_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a mail says of its agent's presence, and whose turn it was: as decided,
 * after all else of the mail is written. */
bool attendance_mail(const struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
