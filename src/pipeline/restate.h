/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/ticket.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* A change of a ticket's state and its audit record, which belong together:
 * whoever changes a ticket does it through here. The ticket's record is the
 * caller's to write, in the same transaction. */
struct restate {
	struct kv_txn *txn;
	struct ticket *ticket;
	const char *actor; /* who: "agent alice", "customer", "uid 0" */
	const char *why;   /* one line: "entry 3: an agent's answer" */
	gint64 now;        /* ms UTC */
};

/* Sets the status; nothing happens, and nothing is noted, when the ticket has
 * it already. Errors are those of audit_add(). */
bool restate_status(const struct restate *restate, guint32 status,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the assignee; "" for nobody. */
bool restate_assignee(const struct restate *restate, const char *agent,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes what was changed otherwise: action "ticket.tag", words "+urgent". */
bool restate_note(const struct restate *restate, const char *action,
    const char *words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
