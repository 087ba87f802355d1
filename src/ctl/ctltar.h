/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "base/fail.h"

/* A tar archive (POSIX ustar) of small files below one folder, with the digests
 * of all of them: what "sha256sum -c SHA256SUMS" checks in that folder. */
struct ctltar;

/* Writes to fd, borrowed. folder is what all names begin with; when (ms UTC)
 * becomes the time of each file. TEMPORARY error. */
struct ctltar *ctltar_new(int fd, const char *folder, gint64 when,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ctltar_free(struct ctltar *tar);
AUTOPTR_DEFINE(ctltar, ctltar_free)

/* Adds a file that only its owner may read. name: ASCII, "mails/0001.eml", no
 * line end in it. TEMPORARY error when it can not be written. */
bool ctltar_add(struct ctltar *tar, const char *name, const void *data,
    gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds SHA256SUMS and ends the archive; nothing may be added any more. */
bool ctltar_finish(struct ctltar *tar,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
