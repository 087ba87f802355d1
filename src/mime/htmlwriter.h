/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include <glib.h>

/* Writes the text of an HTML document from its tags and words, which any
 * tokenizer may deliver, balanced or not. */
struct htmlwriter;

enum htmlwriter_hidden { HTMLWRITER_DROP_HIDDEN, HTMLWRITER_SHOW_HIDDEN };

/* At most max octets are written; what comes after is ignored. */
struct htmlwriter *htmlwriter_new(gsize max, enum htmlwriter_hidden hidden);
void htmlwriter_free(struct htmlwriter *writer);
AUTOPTR_DEFINE(htmlwriter, htmlwriter_free)

/* A start tag: name in lower case; attributes as name, value, ..., NULL (a
 * value may be NULL), or NULL when there are none. */
void htmlwriter_start(struct htmlwriter *writer, const char *name,
    const char *const *attributes);
void htmlwriter_end(struct htmlwriter *writer, const char *name);

/* Text with entities decoded, in any number of pieces. */
void htmlwriter_text(struct htmlwriter *writer, const char *text, gsize length);

/* The text so far, which is "" or ends in "\n". The caller frees. */
char *htmlwriter_finish(struct htmlwriter *writer);
