/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/staffing.h"
#include "model/ticket.h"
#include "store/key.h"
#include <glib.h>
#include <stdbool.h>

/* Who has how much to do: the open tickets of each agent, whose turn it is, and
 * who is away. All within a caller's transaction; errors are those of kv_get()
 * and kv_put(), and STORE for a damaged record. */

/* Octets before the ticket's number in keys of open tickets, and their size. */
#define WORKLOAD_NUMBER 33
#define WORKLOAD_SIZE 41

/* The key of an open ticket among those of its assignee; of size 0 when it
 * waits for nobody. */
struct key workload_key(const struct ticket *ticket);

/* Writes that row and deletes old's (NULL: it is new), and counts both. */
bool workload_put(struct kv_txn *txn, const struct ticket *old,
    const struct ticket *ticket, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many open tickets the agent is counted to have. */
bool workload_count(struct kv_txn *txn, const char *agent, guint64 *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The numbers (guint64) of the agent's open tickets, oldest first, appended to
 * out. */
bool workload_tickets(struct kv_txn *txn, const char *agent, GArray *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes who got the queue's last ticket by turn. */
bool workload_put_turn(struct kv_txn *txn, const char *queue, const char *agent,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes that an agent is away, in place of what was noted before; and that the
 * agent is back: *was_out, if not NULL, whether there was anything to end. */
bool workload_put_absence(struct kv_txn *txn, const struct absence *absence,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool workload_end_absence(struct kv_txn *txn, const char *agent, bool *was_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All of it: a row an agent and a queue. NULL with error; the caller frees. */
struct staffing *workload_load(struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
