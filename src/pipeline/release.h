/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/hold.h"
#include "pipeline/apply.h"
#include <glib.h>

/* A held mail acts after all: by the operator's word, or because its agent
 * answered the confirm letter. */

/* The held mail as it is to be taken in, on whose word (verdict_auth), into a
 * zeroed mail. Its source's strings are the hold's. PERMANENT error when it is
 * held no more or lies on the server only. */
bool release_load(const struct accept *accept, const struct hold *hold,
    guint32 auth, struct accept_mail *mail,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The hold ends in that state: its record, under hold->done_by, and the audit.
 */
bool release_close(struct kv_txn *txn, struct hold *hold, guint32 state,
    const char *reason, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of THREAD_CONFIRM: whether the word of that letter stands above the quote. */
bool release_has_word(const struct apply *apply);

/* THREAD_CONFIRM: takes in the held mail that this one confirms, in the same
 * transaction; or holds this one when the word does not stand in it. */
bool release_confirmed(struct apply *apply,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The word of a confirm letter and the reference in its marker line, under the
 * key of its token, for that hold and that agent's seat. The caller frees both.
 */
void release_word(const struct keyring_key *key, guint64 hold, guint32 seat,
    char **word_out, char **marker_out);
