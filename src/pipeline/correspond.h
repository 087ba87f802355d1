/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/apply.h"
#include <glib.h>

/* The notice about an entry of before, for that agent: as he would have had it
 * then, with the mail's attachments. Of apply accept, txn, ticket and now are
 * needed. No cap holds it back. STORE error. */
bool correspond_again(struct apply *apply, const struct entry *entry,
    const struct settings_agent *agent,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the letters of a decision that no mail has caused; they are in
 * nobody's name, and only the cap of each agent folds them. Of apply accept,
 * txn, ticket and now are needed. */
bool correspond_unasked(struct apply *apply, const struct decision *decision,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes every letter that a decision asks for: acknowledgement, answer,
 * notices. Those whose recipient has no address that can be written to are left
 * out and counted in the log. */
bool correspond_write(struct apply *apply, const struct entry *entry,
    const struct decision *decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
