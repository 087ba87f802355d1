/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "model/article.h"

/* Which help article answers a question: an index of one language's articles,
 * a file, and what is sure enough to be shown to a customer. */
struct helpindex;

/* Articles that are shown at once. */
#define HELPINDEX_SHOWN 3

/* Makes the file anew of articles (struct article, of that language), by a
 * folder beside it. stamp: what helpindex_stamp() answers. TEMPORARY error. */
bool helpindex_build(const char *path, const char *language,
    const GPtrArray *articles, const char *stamp,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TEMPORARY error when there is none, or it is damaged. The caller closes. */
struct helpindex *helpindex_open(const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void helpindex_close(struct helpindex *index);
AUTOPTR_DEFINE(helpindex, helpindex_close)

/* The caller frees. */
char *helpindex_stamp(struct helpindex *index);

struct helpindex_hit {
	char *id;          /* the article's */
	double confidence; /* 0 to 1; shown from HELPINDEX_SURE on */
};
#define HELPINDEX_SURE 0.5

/* The HELPINDEX_SHOWN best articles (struct helpindex_hit), best first, be they
 * sure or not. A long text is looked at in its beginning. The caller unrefs. */
GPtrArray *helpindex_find(struct helpindex *index, const char *question,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The part of the article that answers. The caller frees. */
char *helpindex_passage(struct helpindex *index, const char *question,
    const struct article *article);
