/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "pipeline/apply.h"
#include <glib.h>
#include <stdbool.h>

/* Who wrote the mail, as the audit names them: "agent alice", "seat 0" for
 * somebody on the ticket, else who took the mail in. The caller frees. */
char *bymail_actor(const struct apply *apply);

/* Sets the ticket's status and assignee as decided, each with its record, and
 * when silence is to be looked at. The ticket is the caller's to write. Errors
 * are those of audit_add(). */
bool bymail_state(const struct apply *apply, const struct entry *entry,
    const struct decision *decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
