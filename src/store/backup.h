/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include "store/store.h"
#include <glib.h>
#include <stdbool.h>

/* A copy of the state folder: store/data.mdb, archive/, keys/, and a file
 * "backup" that is written last, so that half a copy is never taken for one. */

/* What was copied, in octets, and how many sealed segments were there already.
 */
struct backup_report {
	guint64 copied;
	guint kept;
};

/* Copies the state folder of a store (open for reading is enough; roles may
 * write all the while) into the folder to, which is made (0700). What the copy
 * holds is what one moment's transaction saw. Sealed segments that an earlier
 * copy brought are not copied again. CONFIG error when to can not be written
 * to, TEMPORARY when it is full. */
bool backup_make(struct store *store, const char *to, struct backup_report *out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts a copy back into a state folder that has no store yet; the caller holds
 * its lock. CONFIG error when from is no whole copy or there is a store. */
bool backup_restore(const char *from, const char *state_dir,
    struct backup_report *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
