/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "store/store.h"
#include <glib.h>
#include <stdbool.h>

/* What was looked at, and how many problems were told. */
struct verify_report {
	guint64 tickets, entries, letters, holds;
	guint64 blobs, octets; /* frames of the archive, of their content */
	guint64 audit_records, problems;
};

/* One problem, one line without a line end, good during the call only. */
typedef void (*verify_complain)(const char *what, void *context);

/* Checks every record, every reference between records, every index, every
 * blob's digest and the audit chain, and changes nothing. Records are read in
 * one transaction; the archive, which takes as long as reading all of it, after
 * that, so that the store does not grow meanwhile. STORE error only when it
 * can not go on. */
bool verify_store(struct store *store, verify_complain complain, void *context,
    struct verify_report *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
