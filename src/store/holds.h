/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/hold.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Held mails. All within a caller's transaction; errors are those of kv_get()
 * and kv_put(), and STORE for a damaged record. */

/* The next number (from 1), taken in this transaction. 0 with error. */
guint64 holds_take_number(struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without error when there is none. */
struct hold *holds_get(struct kv_txn *txn, guint64 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool holds_put(struct kv_txn *txn, const struct hold *hold,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The held mail is borrowed; false stops. */
typedef bool (*holds_visit)(struct hold *hold, void *context);

/* All, whatever their state, by number. */
bool holds_each(struct kv_txn *txn, holds_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
