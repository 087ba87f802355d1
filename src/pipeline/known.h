/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept.h"
#include "store/dedupe.h"
#include <glib.h>

/* Whether a mail has been taken in before (design: dedupe keys). */
enum known { KNOWN_NEW, KNOWN_BEFORE, KNOWN_ERROR };

/* For a mail known before: its source is added to the entry or the hold, its
 * uid key is written, the server is to be told, and mail->result says where it
 * is. A copy that proves its sender proves the entry. A copy of a held mail by
 * which an agent may act is new, and mail->supersedes is that hold. */
enum known known_check(const struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends the hold that this mail, taken in, supersedes. */
bool known_supersede(struct kv_txn *txn, const struct accept_mail *mail,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the dedupe keys of a new mail and that the server is to be told. */
bool known_put(struct kv_txn *txn, const struct accept_mail *mail,
    const struct dedupe_place *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
