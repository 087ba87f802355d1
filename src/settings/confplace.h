/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"

/* Where the options of a file stand, for errors that an editor can jump to. */
struct confplace;

struct confplace *confplace_new(const char *file);
void confplace_free(struct confplace *place);
AUTOPTR_DEFINE(confplace, confplace_free)

/* The name of the file as it was given; borrowed. */
const char *confplace_file(const struct confplace *place);

/* Remembers that option ("accounts[0].tls") stands in that line. */
void confplace_note(struct confplace *place, const char *option,
    unsigned int line);

/* A CONFIG error "file:line: option: text"; returns false. The line is that of
 * the option or else of what it would stand in; without both it is left out. */
bool confplace_fail(const struct confplace *place, GError **error,
    const char *option, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The same for a line of the file and no option; line 0: the whole file. */
bool confplace_fail_line(const struct confplace *place, GError **error,
    unsigned int line, const char *format, ...) G_GNUC_PRINTF(4, 5);
