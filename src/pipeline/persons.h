/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include <glib.h>
#include <stdbool.h>

/* What "people" does, NULL-terminated: "import" FILE (its name for messages;
 * the CSV is the operator's input), "set" UID and any of FIELD=VALUE,
 * PERSONS_CODE (the code is the operator's input, a line) and PERSONS_NO_CODE,
 * "remove" UID.
 * Each is one transaction with one audit record. A file's first row names the
 * fields (model/person.h); uid must be among them. Persons who are in the
 * directory keep the fields that the file does not have, and those who are not
 * in the file stay. PERMANENT error with a line "FILE:LINE: FIELD: ..." for
 * each of the first PERSONS_PROBLEMS_MAX problems; then nothing is changed. */
#define PERSONS_PROBLEMS_MAX 20
#define PERSONS_FILE_MAX (64 * 1024 * 1024) /* octets */
#define PERSONS_CODE "--code"
#define PERSONS_NO_CODE "--no-code"
#define PERSONS_CODE_OCTETS 256 /* of that line */
bool persons_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
