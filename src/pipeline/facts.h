/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/accept.h"
#include "route/thread.h"
#include <glib.h>
#include <stdbool.h>

/* Fills in what the store knows of one clue; from: the sender, folded, "" for
 * none. STORE error. */
bool facts_of(struct kv_txn *txn, struct thread_clue *clue, const char *from,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the match goes by besides the clues; all borrowed from mail. */
struct thread_mail facts_mail(const struct accept_mail *mail);

/* Asks the store about every clue of a mail and matches it to a ticket. NULL
 * with a STORE error only. */
struct thread_match *facts_match(const struct accept *accept,
    struct kv_txn *txn, const struct accept_mail *mail,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, of clues that have been asked about. Never NULL. */
struct thread_match *facts_match_by(const struct accept *accept,
    const struct accept_mail *mail, const GPtrArray *clues);

/* The clues of a header with their facts; for explain. txn NULL: no store,
 * nothing is known. */
GPtrArray *facts_clues(const struct accept *accept, struct kv_txn *txn,
    const struct accept_mail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
