/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/person.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* The people directory: persons by UID, and found by each of their addresses.
 * All within a caller's transaction; errors are those of kv_get() and kv_put(),
 * and STORE for a damaged record. */

/* The person; NULL without error when there is none. The caller frees. */
struct person *directory_get(struct kv_txn *txn, const char *uid,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same by a (folded) address. */
struct person *directory_find(struct kv_txn *txn, const char *address,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a person, in place of the one that had the UID. PERMANENT error when
 * one of the addresses belongs to somebody else; then the transaction must not
 * be committed. */
bool directory_put(struct kv_txn *txn, const struct person *person,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes a person out, with all addresses. True as well when there is none. */
bool directory_remove(struct kv_txn *txn, const char *uid,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All persons by UID, from the first one behind after ("": all); visit says
 * whether to go on. The person is visit's only for the call. */
typedef bool (*directory_visit)(const struct person *person, void *context);
bool directory_each(struct kv_txn *txn, const char *after,
    directory_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
