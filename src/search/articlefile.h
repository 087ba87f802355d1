/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "model/article.h"

/* A help article as its writer wrote it: lines "name: value" with title,
 * category, keywords, link, synonyms and person, an empty line, and the text in
 * Markdown. title and category must be there. */

/* The article of a file LANGUAGE/ID.md. text: UTF-8 with its NUL, up to
 * ARTICLE_FILE_MAX octets. PERMANENT error "LANGUAGE/ID.md:LINE: what is
 * wrong". */
struct article *articlefile_read(const char *path, const char *text,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a folder's name can be a language's, a file's an article's. */
bool articlefile_is_language(const char *name);
bool articlefile_is_article(const char *name);
