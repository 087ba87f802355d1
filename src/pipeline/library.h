/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "model/article.h"
#include "store/store.h"
#include <glib.h>
#include <stdbool.h>

/* The help articles of the store and their indexes, the files
 * index/help-LANGUAGE of the state folder. Who searches opens an index when it
 * is first asked for, and again when it has been made anew. */
struct library;

/* store is borrowed. */
struct library *library_new(struct store *store);
void library_free(struct library *library);
AUTOPTR_DEFINE(library, library_free)

enum library_depth {
	LIBRARY_SURE, /* only what may be shown to a customer */
	LIBRARY_ALL,
};

/* The articles (struct article_hit) that answer the question, best first, in
 * that language, or in what is left of its tag when its end is cut. Empty as
 * well where the index is missing, damaged or of other articles: the mail comes
 * first. STORE error. The caller unrefs. */
GPtrArray *library_find(struct library *library, struct kv_txn *txn,
    const char *language, const char *question, enum library_depth depth,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All articles (struct article) of that language, or of what is left of its tag
 * when its end is cut: the first that has any. STORE error. The caller unrefs.
 */
GPtrArray *library_topics(struct kv_txn *txn, const char *language,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the indexes anew that are missing or of other articles, or all of them,
 * and takes away those of languages that have none any more. What could not be
 * made is noted for "docketctl status" (store/health.h), and no error. *n_out:
 * how many were made. */
enum library_which { LIBRARY_STALE, LIBRARY_EVERY };
bool library_index(struct library *library, enum library_which which,
    guint *n_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
