/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/closure.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* What customers were asked, and how they voted. All within a caller's
 * transaction; errors are those of kv_get() and kv_put(), and STORE for a
 * damaged record. */

/* The next number (from 1), taken in this transaction. 0 with error. */
guint64 closures_take_number(struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without error when there is none of that number. */
struct closure *closures_get(struct kv_txn *txn, guint64 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool closures_put(struct kv_txn *txn, const struct closure *closure,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The closure is borrowed; false stops. */
typedef bool (*closures_visit)(struct closure *closure, void *context);

/* All behind number after, by number: a caller may go page by page. */
bool closures_each(struct kv_txn *txn, guint64 after, closures_visit visit,
    void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;
