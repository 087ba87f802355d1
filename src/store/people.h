/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* Store-wide seats of agents. All within a caller's transaction; errors are
 * those of kv_get() and kv_put(), and STORE for a damaged record. */

#define PEOPLE_NAME_MAX 255 /* octets of an agent's name */

/* The seat of that agent, given at first use (from 1) and never to another;
 * bound to address, which is written anew when it has changed (so the
 * transaction must write then). 0 with error; CONFIG for a name too long. */
guint32 people_agent_seat(struct kv_txn *txn, const char *agent,
    const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The agent of a seat; false without error when there is none. The strings are
 * the caller's. */
bool people_agent_of_seat(struct kv_txn *txn, guint32 seat, char **agent_out,
    char **address_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The language of the last ticket that (folded) address opened; "" when there
 * is none. The string is the caller's. */
bool people_get_language(struct kv_txn *txn, const char *address,
    char **language_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool people_put_language(struct kv_txn *txn, const char *address,
    const char *language, GError **error) G_GNUC_WARN_UNUSED_RESULT;
