/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* A command stays below 1,000 octets or so (RFC 2683 3.2.1.5), an answer below
 * the gate's bounds. */
#define UIDSET_RANGES_MAX 60
#define UIDSET_UIDS_MAX 500

/* UIDs (guint32, any order, 0 ignored) as sequence sets like "1:3,7", each
 * within the bounds above; runs are joined. The caller frees the array of
 * strings. */
GPtrArray *uidset_format(const GArray *uids);

/* Sorts UIDs and drops 0 and doubles, in place. */
void uidset_sort(GArray *uids);
