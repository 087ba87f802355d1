/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* The commands of an agent's mail, within the mail's transaction. */

/* Looks whether all can be carried out, and decides once more upon the mail:
 * with the ticket as they will leave it, or with the one that has a problem.
 * *decision is replaced. Nothing is written. STORE error only. */
bool bycommand_check(struct apply *apply, struct decide_case *situation,
    struct decision **decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Carries them out, on the apply's ticket and beside it, before the mail's
 * entry is written, and adds the letter that says what came of them where the
 * agent wants to hear. */
bool bycommand_do(struct apply *apply, struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A mail to the desk that is nothing but commands: they are carried out, its
 * agent is answered with a transcript, not more than DECIDE_NOTICES_AN_HOUR
 * times an hour, and the mail is kept as a hold that is done. */
bool bycommand_desk(struct apply *apply, struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
