/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/answer.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* The newest answers on each ticket. All within a caller's transaction; errors
 * are those of kv_get() and kv_put(), and STORE for a damaged record. */

/* Empty when there are none; NULL with error. The caller unrefs. */
GPtrArray *answers_get(struct kv_txn *txn, guint64 ticket,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds one, which is the newest. */
bool answers_add(struct kv_txn *txn, guint64 ticket,
    const struct answer *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes those of that instant (ms UTC) away: they were never sent. */
bool answers_remove(struct kv_txn *txn, guint64 ticket, gint64 when,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
