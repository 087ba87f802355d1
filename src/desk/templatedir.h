/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "desk/template.h"

/* Reads and checks all templates: <dir>/<language>/<name>.txt, UTF-8. The first
 * line is "Subject: ...", then an empty line, then the text, with {{place}}
 * places. A folder of the operator's overrides ours file by file, and may add
 * languages; "" for none. Within a paragraph a line of 40 characters or more is
 * taken as wrapped, and is joined to the next where a letter is shown as HTML;
 * not when the next begins with a space, "-" or "*". Sentences that stand in
 * letters are lines "name: text" of <dir>/<language>/phrases.txt.
 *
 * A CONFIG error names file and line: a template missing in English, one for
 * customers missing in any language that has a folder, an unknown place or one
 * that the table in templatetable.c does not allow there (a neutral letter
 * repeats nothing of what a stranger wrote), one that it demands, a file past
 * 64 KiB or not in UTF-8, a file in own_dir whose name no letter has. The
 * caller frees. */
struct template *templatedir_open(const char *dir, const char *own_dir,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
