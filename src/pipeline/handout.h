/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "model/message.h"
#include "model/ticket.h"
#include "pipeline/accept.h"
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* Files of customers, handed out one by one where a queue does not attach them
 * to notices: each time noted in the audit, and no more of them in 24 hours to
 * one person than desk.attachments_per_day. */

/* "3/1": the entry, and which of its files, from 1; 0 is the whole mail, as it
 * came, which docketctl raw alone asks for. */
bool handout_place(const char *text, guint32 *seq_out, guint *index_out);

/* One file on its way; clear it with handout_clear(). */
typedef struct handout handout;
struct handout {
	struct entry *entry;
	struct message *message;
	const struct message_part *part; /* NULL: the whole mail */
};
void handout_clear(handout *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(handout, handout_clear)

/* The file at that place of a ticket. PERMANENT error when there is none, or it
 * holds a secret (MESSAGE_PART_SECRET). */
bool handout_find(struct kv_txn *txn, struct archive *archive, guint64 ticket,
    const char *place, handout *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes that who ("uid 0", "agent alice") gets it, now; and why, which may be
 * NULL for a single file. PERMANENT error when that were too many. */
bool handout_note(const struct accept *accept, struct kv_txn *txn,
    const handout *file, const char *who, const char *why,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What "attachment" does: argv ("grant", "12", "3/1"), or ("raw", "12", "3/0",
 * "their bank asks") for a whole mail: the operator's asking, before docketctl
 * reads the file. */
bool handout_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A letter with that one file to that agent alone, noted as above. */
bool handout_send(struct accept *accept, struct kv_txn *txn,
    const struct ticket *ticket, const struct settings_agent *agent,
    const char *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether that could be done now; errors as handout_send(). */
bool handout_check(const struct accept *accept, struct kv_txn *txn,
    const struct ticket *ticket, const struct settings_agent *agent,
    const char *place, GError **error) G_GNUC_WARN_UNUSED_RESULT;
