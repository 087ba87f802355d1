/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* How accounts and relays fare, for "docketctl status": one short record each,
 * written when it changes. */

/* In a transaction of its own: subject ("account support", "relay relay1")
 * works (trouble NULL) or fails with that text since when (ms UTC), or, where
 * it did so before, since the time noted then. */
bool health_note(struct kv *kv, const char *subject, const char *trouble,
    gint64 when, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* trouble "" where the subject works; since is when that began. */
typedef bool (*health_visit)(const char *subject, const char *trouble,
    gint64 since, void *context);
bool health_each(struct kv_txn *txn, health_visit visit, void *context,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The record in a value that was read otherwise; out-parameters may be NULL,
 * the text is the caller's. False when it is damaged. */
bool health_decode(GBytes *value, char **trouble_out, gint64 *since_out);

/* Whether an alarm about that cause may be raised now: at most one an hour;
 * the time is noted when it may. Within a caller's transaction. */
enum health_alarm { HEALTH_ALARM_DUE, HEALTH_ALARM_TOLD, HEALTH_ALARM_ERROR };
enum health_alarm health_alarm(struct kv_txn *txn, const char *cause,
    gint64 now, GError **error);
