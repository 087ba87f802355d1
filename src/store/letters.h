/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/letter.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Letters, their due index and their tickets' lists. All within a caller's
 * transaction; errors are those of kv_get() and kv_put(), and STORE for a
 * damaged record. */

/* The next letter number (from 1), taken in this transaction. 0 with error. */
guint64 letters_take_number(struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without error when there is none. */
struct letter *letters_get(struct kv_txn *txn, guint64 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The state that is stored; *state_out stays where there is no letter. */
bool letters_state(struct kv_txn *txn, guint64 number,
    enum letter_state *state_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the letter and keeps the due index true: every letter that is not
 * final is in it, READY and DOT at their due time, HELD at a time that never
 * comes. The ticket of a letter is given once and does not change. */
bool letters_put(struct kv_txn *txn, const struct letter *letter,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A letter that becomes FAILED is noted as such until somebody has been told.
 * Up to max of their numbers (guint64) by number, appended; and: told. */
bool letters_failed(struct kv_txn *txn, guint max, GArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool letters_told(struct kv_txn *txn, guint64 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which letters a sender asks for. */
struct letters_wanted {
	guint32 first, last; /* shares, 0..255, both included */
	gint64 now;          /* ms UTC */
	guint max;
};

/* Up to max READY or DOT letters due by now whose share is wanted, in order of
 * due time over all shares, appended to out (struct letter; out frees them with
 * letter_free()). *next_due_out: the earliest due time of a letter that was not
 * appended, 0 none; it lies behind now unless max cut letters off. Costs one
 * look-up for each share that has letters, and a row for each letter that is
 * among the first max of the shares looked at so far. */
bool letters_due(struct kv_txn *txn, const struct letters_wanted *wanted,
    GPtrArray *out, gint64 *next_due_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The letter is borrowed; false stops. */
typedef bool (*letters_visit)(struct letter *letter, void *context);

/* All not yet final ones (READY, DOT, HELD), by number; costs nothing for the
 * others. */
bool letters_each_waiting(struct kv_txn *txn, letters_visit visit,
    void *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those of a ticket, by number up or down, and all there ever were, by number.
 */
bool letters_each_of_ticket(struct kv_txn *txn, guint64 ticket,
    enum kv_direction direction, letters_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool letters_each(struct kv_txn *txn, letters_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those of a ticket to one recipient, the newest first, and those to few
 * others: of the same share. Costs nothing for the rest. */
bool letters_each_to(struct kv_txn *txn, guint64 ticket, const char *recipient,
    letters_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
