/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/hold.h"
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* Letters about single held mails to the owner an hour; what is held beyond
 * them is folded into one letter an hour. */
#define TELLOWNER_SINGLES 5

/* Tells owner_email of a mail that is being held: number, cause, From, what to
 * do, and no word of the mail. Within the caller's transaction; STORE error. */
bool tellowner_hold(const struct accept *accept, struct kv_txn *txn,
    const struct hold *hold, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The letter about all that was held and not told singly, once an hour has
 * passed since the last one; *letters_out is set when it was written. */
bool tellowner_rest(const struct accept *accept, bool *letters_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
