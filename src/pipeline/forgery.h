/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* Mails with a forged reply address within an hour that make an alarm: one is
 * an old mail or a typing mistake, so many are somebody who tries. */
#define FORGERY_BURST 20

/* Counts a mail that had reply addresses of our form which we never gave, or
 * gave under a key that is good no more; tells the owner of a burst. Within the
 * caller's transaction; STORE error. */
bool forgery_note(const struct accept *accept, struct kv_txn *txn,
    const char *from, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
