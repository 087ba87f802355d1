/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "desk/templatetable.h"

/* The words of every letter that is not an agent's own, by language and name.
 * templatedir.h reads them from their files. A paragraph that is nothing but a
 * place without a value is left out. */
struct template;

/* Of what template_octets() gave, here or in another process; kept until
 * template_free(). The caller frees. */
struct template *template_new(GBytes *octets);

/* All of them: key, subject and text of each, one behind the other, each with
 * its NUL. Borrowed. */
GBytes *template_octets(const struct template *templates);
void template_free(struct template *templates);
AUTOPTR_DEFINE(template, template_free)

/* The nth letter's name, from 0; NULL behind the last. */
const char *template_name(guint n);

/* Whether that language, or what is left of its tag when the end is cut, has
 * that letter or phrase. */
bool template_has(const struct template *templates, const char *language,
    enum templatetable_kind kind, const char *name);

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
