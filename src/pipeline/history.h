/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/entry.h"
#include "model/message.h"
#include "model/ticket.h"
#include "pipeline/accept.h"
#include <glib.h>
#include <stdbool.h>

/* An entry and what was new in it: of a customer's mail the words without what
 * it quotes, of an agent's those above the marker. Own tokens are scrubbed. */
struct history_item {
	struct entry *entry;
	char *text;
};

/* What is new in the message's text; the caller frees. */
char *history_words(const struct entry *entry, const struct message *message);

/* The newest mail of a customer's seat, or of any (HISTORY_ANY_SEAT), on the
 * ticket; *out NULL when there is none. The caller frees. STORE error. */
#define HISTORY_ANY_SEAT G_MAXUINT32
bool history_newest(struct kv_txn *txn, const struct ticket *ticket,
    guint32 seat, struct entry **out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The most entries of a ticket before the sequence number `before`, newest
 * first, as struct history_item; the array frees them. A text that can not be
 * read back is "". STORE error only. */
GPtrArray *history_load(const struct accept *accept, struct kv_txn *txn,
    guint64 ticket, guint32 before, guint most,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
