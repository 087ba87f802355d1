/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "base/autoptr.h"
#include "base/fail.h"

/* A help article in one language. Its text may be read by any customer. */
struct article {
	char *language; /* BCP 47, as its folder is called: "zh-Hans" */
	char *id;       /* as its file is called, "two-factor-reset" */
	char *title, *category;
	char *keywords; /* apart by commas, or "" */
	char *synonyms; /* groups apart by commas, words of one by "=", or "" */
	char *link;     /* or "" */
	char *text;     /* Markdown, paragraphs apart by an empty line */
	gboolean person; /* whom it fits best is answered by a person at once */
};

#define ARTICLE_ID_MAX 60       /* octets */
#define ARTICLE_TITLE_MAX 200   /* octets */
#define ARTICLE_LINK_MAX 500    /* octets */
#define ARTICLE_FILE_MAX 65536  /* octets, of header and text together */
#define ARTICLE_LANGUAGE_MAX 35 /* octets, RFC 5646 4.4.1 */

/* Every string is "". */
struct article *article_new(void);
void article_free(struct article *article);
AUTOPTR_DEFINE(article, article_free)

/* The record's octets (model/codec.h); the caller frees. */
GBytes *article_encode(const struct article *article);

/* The reverse, of any bytes; STORE error when they are no article. */
struct article *article_decode(GBytes *record,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An article that fits a question. */
struct article_hit {
	struct article *article;
	char *passage;     /* the part of it that answers */
	double confidence; /* search/helpindex.h */
};

/* A list that frees the hits in it. */
GPtrArray *article_hits_new(void);

/* The text's paragraphs, as they are shown: the lines of each joined by blanks
 * but for items of a list, and without Markdown's marks. NULL-terminated; the
 * caller frees. */
char **article_passages(const struct article *article);
