/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "model/letter.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* What the dot logs of all senders (store/dotlog.h) say. */

enum dotread_word {
	DOTREAD_NOT_BEGUN,
	DOTREAD_DOUBTFUL, /* its dot may have gone out */
	DOTREAD_ACCEPTED,
};

/* What all logs say at this moment. Where one is missing or damaged what is not
 * known of letters that are due is doubtful. STORE error. */
struct dotread;
struct dotread *dotread_all(const char *state_dir, struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void dotread_free(struct dotread *found);
AUTOPTR_DEFINE(dotread, dotread_free)

/* Of a READY letter. *when_out: ms UTC, by when an accepted one was. */
enum dotread_word dotread_word(const struct dotread *found,
    const struct letter *letter, gint64 *when_out);

/* A READY letter that stands in a line gets state DOT: its sender has it. */
void dotread_show(const struct dotread *found, struct letter *letter);

/* As letters_get() and dotread_show(), for who wants to change a letter in a
 * KV_WRITE transaction: until that ends senders wait before they let another
 * into its dot. */
struct letter *dotread_letter(const char *state_dir, struct kv_txn *txn,
    guint64 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
