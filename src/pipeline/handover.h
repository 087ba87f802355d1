/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/letter.h"
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* A notice that could not be delivered goes to the next agent of the ticket's
 * queue who has had none about that mail, unless a colleague has had one that
 * did not fail. agent_out: the name, the caller's; NULL when nobody is left or
 * needed. Never to somebody whose own notice failed, so it ends with the last
 * agent. Within the caller's transaction; STORE error. */
bool handover_notice(struct accept *accept, struct kv_txn *txn,
    const struct letter *letter, char **agent_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes that a notice, sent long ago, came back: the keeper hears of it as of
 * one that was refused at once. status is RFC 3463's, or "". */
bool handover_returned(struct kv_txn *txn, guint64 letter, const char *status,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
