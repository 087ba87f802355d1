/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "base/fail.h"

/* The words of every letter that is not an agent's own:
 * <dir>/<language>/<name>.txt, UTF-8. The first line is "Subject: ...", then an
 * empty line, then the text, with {{place}} places. A folder of the operator's
 * overrides ours file by file, and may add languages. Within a paragraph a line
 * of 40 characters or more is taken as wrapped, and is joined to the next where
 * a letter is shown as HTML; not when the next begins with a space, "-" or "*".
 * A paragraph that is nothing but a place without a value is left out.
 * Sentences that stand in letters are lines "name: text" of
 * <dir>/<language>/phrases.txt.
 */
struct template;

/* Loads and checks all files. own_dir may be "". A CONFIG error names file and
 * line: a template missing in English, one for
 * customers missing in any language that has a folder, an unknown place or one
 * that the table in template.c does not allow there (a neutral letter repeats
 * nothing of what a stranger wrote), one that it demands, a file past 64 KiB or
 * not in UTF-8, a file in own_dir whose name no letter has. The caller frees.
 */
struct template *template_open(const char *dir, const char *own_dir,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void template_free(struct template *templates);
AUTOPTR_DEFINE(template, template_free)

/* The nth letter's name, from 0; NULL behind the last. */
const char *template_name(guint n);

/* Whether letters can be written in that language, or in what is left of its
 * tag when the end is cut. */
bool template_knows(const struct template *templates, const char *language);

/* Fills a template in the language ("zh-Hant-HK"), else in what is left of the
 * tag when its end is cut ("zh-Hant"), else English. values: place, value pairs
 * up to NULL; a place without a value is empty. A value never adds a place of
 * its own, and in the subject never a line end. The strings are the caller's;
 * the text's lines end in \n. */
void template_render(const struct template *templates, const char *name,
    const char *language, char **subject_out, char **text_out,
    ...) G_GNUC_NULL_TERMINATED;

/* A sentence of the file phrases.txt of that language, chosen and filled in the
 * same way, as one line. NULL when that language has none of the name: not
 * every language has every form of the plural. The caller frees. */
char *template_phrase(const struct template *templates, const char *name,
    const char *language, ...) G_GNUC_NULL_TERMINATED;

/* Adds the sentence to a text, wrapped, with a line end. */
void template_add_phrase(GString *out, const struct template *templates,
    const char *name, const char *language);
