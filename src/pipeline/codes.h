/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept_mail.h"
#include "pipeline/freeze.h"
#include <glib.h>
#include <stdbool.h>

/* A registered customer's own anti-phishing code: in every letter to his
 * registered addresses, and hidden wherever customers' mails quote it. */

/* The text of a letter with the recipient's own code above it, in the letter's
 * language; as it is where he has none, or where the letter is for agents or
 * the owner. The caller frees. STORE error. */
char *codes_above(const struct accept *accept, struct kv_txn *txn,
    const struct freeze_what *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes out of mail what it repeats of such codes, before it is archived: the
 * sender's, those of whom its clues (pipeline/facts.h, with their facts) name,
 * and of whom it forwards. Files with one are flagged MESSAGE_PART_SECRET, as
 * are attached letters of ours to somebody who has one. mail->record is made
 * anew when something changed. May be called again. STORE error. */
bool codes_hide(const struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, const GPtrArray *clues,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
