/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "pipeline/relay.h"
#include "settings/settings.h"
#include "store/store.h"
#include <glib.h>
#include <stdbool.h>

/* Letters out: those of one share of the outbox, over kept sessions with the
 * relays. */

/* first..last: the shares (0..255) that are this process's. secrets:
 * "relay:<name>" -> GBytes. All borrowed for its life. */
struct deliver;
struct deliver *deliver_new(struct store *store,
    const struct settings *settings, GHashTable *secrets, guint32 first,
    guint32 last, relay_alive alive);
/* Closes the sessions. */
void deliver_free(struct deliver *deliver);
AUTOPTR_DEFINE(deliver, deliver_free)

/* After a start: letters found in state dot are ambiguous; they become ready or
 * held by the setting. */
bool deliver_recover(struct deliver *deliver,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends what is due, at most one page of letters. *wake_out: ms to wait until
 * there may be more (0: at once; at most 60,000). stop, when not NULL, is
 * looked at between letters. STORE error only; what servers do is recorded with
 * the letters. */
bool deliver_round(struct deliver *deliver, const volatile int *stop,
    gint64 *wake_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a letter has failed since this was last asked: the keeper's work. */
bool deliver_has_failed(struct deliver *deliver);

/* Closes sessions that have been idle: servers do not like to be kept. */
void deliver_rest(struct deliver *deliver);

/* Whether letters are due that no relay has taken; for --once. */
bool deliver_is_behind(struct deliver *deliver, bool *behind_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
