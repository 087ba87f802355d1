/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* What "help" does, NULL-terminated: "import". The files are the operator's
 * input: a GVariant of HELPDESK_FILES_TYPE, each the path LANGUAGE/NAME.md and
 * its text. Each language that a file is in gets these articles instead of
 * those that it had, in one transaction with one audit record; then the indexes
 * are made. PERMANENT error with a line "LANGUAGE/NAME.md:LINE: ..." for each
 * of the first HELPDESK_PROBLEMS_MAX bad files; then nothing is changed. */
#define HELPDESK_FILES_TYPE "a(ss)"
#define HELPDESK_INPUT_MAX (64 * 1024 * 1024) /* octets */
#define HELPDESK_PROBLEMS_MAX 20
bool helpdesk_run(struct operate *operate, const char *const *argv,
    GString *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes all indexes anew. */
bool helpdesk_reindex(struct operate *operate, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
