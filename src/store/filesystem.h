/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* Whether a folder may hold a store, and making it. */

/* The name of the remote file system with that magic number (statfs(2)
 * f_type), where neither locks nor a shared map hold what they promise; NULL
 * for any other. */
const char *filesystem_remote_name(guint64 type);

/* CONFIG error when dir lies on a remote file system, or can not be looked at.
 * On FUSE, which may or may not be one, a warning is logged. */
bool filesystem_check(const char *dir,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes dir (0700) unless it is there; its parent must be. CONFIG error. */
bool filesystem_make(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Syncs the folder, so that names made in it outlive a crash. STORE error. */
bool filesystem_sync(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
