/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/key.h"
#include <glib.h>
#include <stdbool.h>

/* Values that are one number, and the counters that give numbers out. */

/* The number under key; *found_out false (and *out 0) when there is none. */
bool numbers_get(struct kv_txn *txn, const struct key *key, guint64 *out,
    bool *found_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool numbers_put(struct kv_txn *txn, const struct key *key, guint64 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number in a value that was read otherwise. STORE error. */
bool numbers_decode(GBytes *value, guint64 *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next number of that counter, from 1, never given twice once the
 * transaction is committed. 0 with error. */
guint64 numbers_take(struct kv_txn *txn, const char *counter,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number that numbers_take() would give; 0 with error. */
guint64 numbers_next(struct kv_txn *txn, const char *counter,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
