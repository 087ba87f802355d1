/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include <glib.h>
#include <stdbool.h>

/* The archive's segment files by number, and the few that are open to read. */

#define SEGMENTS_OPEN_MAX 16 /* descriptors kept open for reading */

struct segments;

/* A cache of descriptors of the segments in dir, none open yet. */
struct segments *segments_new(const char *dir);

/* Closes them; NULL is fine. */
void segments_free(struct segments *segments);
AUTOPTR_DEFINE(segments, segments_free)

/* A descriptor to read that segment from; it stays the cache's and is good
 * until the next call. -1 and a PERMANENT error when there is no such
 * segment, a STORE error when it can not be opened. */
int segments_get(struct segments *segments, guint32 number,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "<dir>/00000001.seg"; the caller frees. */
char *segments_path(const char *dir, guint32 number);

/* The numbers (guint32) of all segments in dir, ascending; the caller frees.
 * STORE error when dir can not be read. */
GArray *segments_list(const char *dir,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether errno's value says that there is no room, which may pass. */
bool segments_is_full(int number);
