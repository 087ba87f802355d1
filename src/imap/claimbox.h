/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "imap/account.h"
#include "model/claim.h"
#include <glib.h>
#include <stdbool.h>

/* The claims on a mailbox, as mails in a folder of their own
 * (accounts.claim_folder). */

/* More mails than that are no claims of dockets. */
#define CLAIMBOX_MAX 1000

/* Reads all claims on the account's folder, in the order of UIDs (struct claim;
 * the caller frees the array). The claim folder is made where it is missing,
 * and is the selected one afterwards; *seen_out is how it was found. CONFIG
 * error when it can not be made or read, after which the session may be open
 * still. */
GPtrArray *claimbox_read(struct account *account,
    struct account_folder *seen_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a claim. TEMPORARY error for a NO. */
bool claimbox_add(struct account *account, const struct claim *claim,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the claims are those that were seen: one STATUS, whatever folder is
 * selected. */
bool claimbox_is_unchanged(struct account *account,
    const struct account_folder *seen, bool *unchanged_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
