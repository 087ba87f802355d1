/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/fail.h"

/* The files that templates are read from, for templatedir.c and macro.c. */

/* The whole file without carriage returns. CONFIG error when it can not be
 * read, has more than 64 KiB, or is not UTF-8. The caller frees. */
char *templatefile_read(const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number of the line, from 1, in which position lies. */
guint templatefile_line(const char *text, const char *position);

/* Cuts "Subject: ...", an empty line and the text apart. Lines of the text that
 * were only wrapped get a space at their end, by which compose knows them.
 * CONFIG error that names path and line. The strings are the caller's. */
bool templatefile_cut(const char *path, const char *text, char **subject_out,
    char **text_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text, on one line, wrapped in the same way. The caller frees. */
char *templatefile_wrap(const char *text);

/* A letter's text in which values have made lines too long: paragraphs with
 * such a line are wrapped anew, the others stay. The caller frees. */
char *templatefile_reflow(const char *text);
