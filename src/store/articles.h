/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/article.h"
#include "store/kv.h"
#include <glib.h>
#include <stdbool.h>

/* The help articles, by language and id. All within a caller's transaction;
 * errors are those of kv_get() and kv_put(), and STORE for a damaged record. */

/* NULL without error when there is none. The caller frees. */
struct article *articles_get(struct kv_txn *txn, const char *language,
    const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All articles (struct article) of a language, by id; of all languages, by
 * language and id, where it is NULL. The caller unrefs. */
GPtrArray *articles_list(struct kv_txn *txn, const char *language,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts these articles, which are all of that language, in the place of those
 * that it had. */
bool articles_replace(struct kv_txn *txn, const char *language,
    const GPtrArray *articles, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A number that articles_replace() makes greater: what indexes are made of. 0
 * with error. */
guint64 articles_edition(struct kv_txn *txn,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
