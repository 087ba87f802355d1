/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/claim.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* This store's own claim on each account's folder (cursors_account()). All
 * within a caller's transaction; errors are those of kv_get() and kv_put(), and
 * STORE for a damaged record. */

/* The claim, with a new id and serial 0 where there is none yet; cleared by the
 * caller. */
bool claims_get(struct kv_txn *txn, guint32 account, struct claim_own *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool claims_put(struct kv_txn *txn, guint32 account,
    const struct claim_own *own, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All claims are of a store that was put back from a copy: whatever the copy
 * has missed, they go on. */
bool claims_go_on(struct kv_txn *txn, GError **error) G_GNUC_WARN_UNUSED_RESULT;
